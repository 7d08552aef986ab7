#pragma once

#include "gateway/clientservice.h"
#include "gateway/instances/instancepaths.h"
#include "gateway/methods/sessionservices.h"

namespace wsagent {

/// The sessions of one gateway, and how its clients come to know of them.
class SessionService : public QObject
{
    Q_OBJECT

public:
    /// `effective` is the config that has passed the schema.
    SessionService(const InstancePaths &paths, const QJsonObject &effective, ClientService &clients, Log &log,
                   QObject *parent = nullptr);

    SessionStore &store() { return m_store; }
    /// What runs agents puts its functions here; before a client asks.
    SessionRuns &runs() { return m_runs; }
    void addMethods(MethodTable &table);
    /// An event of a session, for those who may see it and want to (`gateway-protocol.md` 9.1).
    void announce(QLatin1StringView event, const QString &sessionKey, const QJsonObject &payload);
    /// Keeps events back while `work` is done: its answer is to come before what it has caused.
    void answerFirst(const std::function<void()> &work);
    /// The config has changed.
    void takeOver(const QJsonObject &effective) { m_store.setRules(sessionKeyRules(effective)); }

private:
    SessionServices services();
    void announceChange(const SessionKey &key, const QString &reason);
    void announceMessage(const SessionKey &key, const TranscriptEntry &entry);

    struct HeldEvent
    {
        QLatin1StringView event;
        QString sessionKey;
        QJsonObject payload;
    };

    ClientService &m_clients;
    bool m_holds = false;
    QList<HeldEvent> m_held;
    SessionSubscriptions m_subscriptions;
    SessionRuns m_runs;
    SessionStore m_store;
    Worker m_worker; ///< last: it ends before what its jobs report to
};

} // namespace wsagent
