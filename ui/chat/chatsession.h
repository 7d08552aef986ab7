#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>
#include <QObject>

#include <functional>

namespace wsagent {

/// One thing in a conversation.
struct ChatEntry
{
    enum class Kind { User, Agent, Tool, Note };

    Kind kind = Kind::Agent;
    QString id = {};    ///< of the run, or of the call of a tool
    QString text = {};  ///< Markdown of an agent; plain text of all others
    QString title = {}; ///< name of a tool
    bool isGrowing = false;
    bool isError = false;

    bool operator==(const ChatEntry &) const = default;
};

/// One session of an agent as a client of its gateway sees it. Knows no widget and no socket.
class ChatSession : public QObject
{
    Q_OBJECT

public:
    using Answered = std::function<void(const Result<QJsonValue> &answer)>;
    using Call =
        std::function<void(const QString &method, const QJsonObject &params, const Answered &answered)>;

    static constexpr int rowsToShow = 200;

    explicit ChatSession(Call call, QObject *parent = nullptr);

    const QString &key() const { return m_key; }
    const QList<ChatEntry> &entries() const { return m_entries; }
    bool isBusy() const { return !m_runId.isEmpty(); }

    /// Shows another session, or the same one anew.
    void open(const QString &key);
    void send(const QString &message);
    void abort();
    void heard(const QString &event, const QJsonObject &payload);

signals:
    void reset();
    void added(int index);
    void changed(int index);
    void busyChanged();
    void failed(const QString &reason);

private:
    void takeHistory(const QJsonValue &history);
    void takeRow(const QJsonValue &row);
    void heardChat(const QJsonObject &payload);
    void heardTool(const QJsonValue &data);
    int growing(const QString &runId);
    void add(const ChatEntry &entry);
    void setRun(const QString &runId);
    void seal();

    Call m_call;
    QString m_key = QStringLiteral("main");
    QString m_runId;
    QList<ChatEntry> m_entries;
    int m_opening = 0; ///< answers to older openings are of no interest
};

} // namespace wsagent
