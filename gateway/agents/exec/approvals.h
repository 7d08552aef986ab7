#pragma once

#include <QJsonObject>
#include <QMap>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>

namespace wsagent {

/// A question to a person: may this command run?
struct Approval
{
    enum class Status { Pending, Allowed, Denied, Expired, Cancelled };

    QString id = {};
    QJsonObject request = {}; ///< as reviewers see it: command, cwd, host, agentId, …, allowedDecisions
    qint64 createdAtMs = 0;
    qint64 expiresAtMs = 0;
    Status status = Status::Pending;
    QString decision = {}; ///< allow-once, allow-always, deny; empty: none
    QString reason = {};   ///< user, timeout, no-route, run-aborted
    QString resolver = {};
    qint64 resolvedAtMs = 0;
    int grantDays = 0; ///< how long "always" lasts; 0: for ever

    bool operator==(const Approval &) const = default;
};

QLatin1StringView statusName(Approval::Status status);
/// `approval.get` and the events show it so.
QJsonObject snapshot(const Approval &approval);

/// The questions that wait for a person. The first decision counts; each has its time. Those that are over
/// are remembered for a while.
class Approvals : public QObject
{
    Q_OBJECT

public:
    using Decided = std::function<void(const Approval &)>;

    explicit Approvals(QObject *parent = nullptr);

    /// Opens a question; `decided` is called once, later. Does not ask whether anybody hears it.
    Approval open(const QJsonObject &request, std::chrono::milliseconds timeout, const Decided &decided,
                  const QString &id = {});
    /// One that nobody could be asked: over at once, with reason "no-route".
    Approval withoutRoute(const QJsonObject &request, std::chrono::milliseconds timeout);
    /// `decided` when there is a decision: at once if there was one. False: unknown.
    bool wait(const QString &id, const Decided &decided);

    enum class Outcome { Applied, Repeated, Already, Unknown };
    /// The same decision again is Repeated, another one Already.
    Outcome resolve(const QString &id, const QString &decision, const QString &resolver, int grantDays = 0);
    void cancel(const QString &id, const QString &reason);

    std::optional<Approval> find(const QString &id) const;
    QList<Approval> pending() const; ///< oldest first
    QList<Approval> history() const; ///< newest first

signals:
    void requested(const wsagent::Approval &approval);
    void resolved(const wsagent::Approval &approval);

private:
    void finish(const QString &id, Approval::Status status, const QString &decision, const QString &reason,
                const QString &resolver);
    void expire();
    void armTimer();
    void remember(const Approval &approval);

    QMap<QString, Approval> m_pending;
    QMultiMap<QString, Decided> m_waiting;
    QList<Approval> m_history; ///< oldest first
    QTimer m_expiry;
};

} // namespace wsagent
