#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>

namespace wsagent {

/// What an agent wants to know of a person before it goes on.
struct Question
{
    QString id = {};
    QJsonObject request = {}; ///< `{questions[], agentId?, sessionKey?, runId?}`
    qint64 createdAtMs = 0;
    qint64 expiresAtMs = 0;
    QString status = {}; ///< pending, answered, cancelled, expired
    QJsonObject answers = {};
};

QJsonObject toJson(const Question &question);

/// Questions that wait, and the last ones that do no more. The first answer counts.
class Questions : public QObject
{
    Q_OBJECT

public:
    using Over = std::function<void(const Question &)>;

    explicit Questions(QObject *parent = nullptr);

    Question ask(const QJsonObject &request, std::chrono::milliseconds timeout, const QString &id = {});
    /// False: unknown. `over` is called at once when it is over.
    bool wait(const QString &id, const Over &over);
    /// Nothing: unknown. An answer to one that is over changes nothing.
    std::optional<Question> answer(const QString &id, const QJsonObject &answers);
    std::optional<Question> cancel(const QString &id);
    std::optional<Question> find(const QString &id) const;
    QList<Question> pending() const; ///< oldest first

signals:
    void requested(const wsagent::Question &question);
    void resolved(const wsagent::Question &question);

private:
    std::optional<Question> finish(const QString &id, const QString &status, const QJsonObject &answers);
    void expire();
    void armTimer();

    QMap<QString, Question> m_pending;
    QMultiMap<QString, Over> m_waiting;
    QList<Question> m_over;
    QTimer m_expiry;
};

} // namespace wsagent
