#include "gateway/methods/sessionsubscriptions.h"

namespace wsagent {

using namespace Qt::StringLiterals;

void SessionSubscriptions::watch(const QString &connectionId, const QString &sessionKey, bool approvals)
{
    m_watched[connectionId].insert(sessionKey, approvals);
}

void SessionSubscriptions::unwatch(const QString &connectionId, const QString &sessionKey)
{
    const auto watched = m_watched.find(connectionId);
    if (watched == m_watched.end())
        return;
    watched->remove(sessionKey);
    if (watched->isEmpty())
        m_watched.erase(watched);
}

void SessionSubscriptions::forget(const QString &connectionId)
{
    m_followers.remove(connectionId);
    m_watched.remove(connectionId);
}

bool SessionSubscriptions::watches(const QString &connectionId, const QString &sessionKey) const
{
    return m_watched.value(connectionId).contains(sessionKey);
}

bool SessionSubscriptions::wants(const Caller &caller, QLatin1StringView event,
                                 const QString &sessionKey) const
{
    const QString &connection = caller.connectionId;
    if (event == "sessions.changed"_L1)
        return m_followers.contains(connection);
    if (event == "session.message"_L1 || event == "session.tool"_L1)
        return watches(connection, sessionKey);
    if (event == "session.approval"_L1)
        return m_watched.value(connection).value(sessionKey, false);
    const bool isFiltered = event == "agent"_L1 || event == "chat"_L1 || event == "chat.side_result"_L1 ||
                            event == "session.observer"_L1;
    return !isFiltered || !caller.caps.contains("session-scoped-events"_L1) ||
           watches(connection, sessionKey);
}

} // namespace wsagent
