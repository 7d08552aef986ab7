#pragma once

#include "gateway/protocol/caller.h"

#include <QHash>
#include <QSet>

namespace wsagent {

/// Which connections want to hear of which sessions (`gateway-protocol.md` 9.1).
class SessionSubscriptions
{
public:
    /// `sessions.changed`, until the connection ends.
    void follow(const QString &connectionId) { m_followers.insert(connectionId); }
    /// What is said in one session. Said again without `approvals`, those are not wanted any more.
    void watch(const QString &connectionId, const QString &sessionKey, bool approvals);
    void unwatch(const QString &connectionId, const QString &sessionKey);
    /// The connection has ended.
    void forget(const QString &connectionId);

    bool hasFollowers() const { return !m_followers.isEmpty(); }
    bool watches(const QString &connectionId, const QString &sessionKey) const;
    /// Whether a client is to get this event of this session. Its scopes are another matter.
    bool wants(const Caller &caller, QLatin1StringView event, const QString &sessionKey) const;

private:
    QSet<QString> m_followers;
    QHash<QString, QHash<QString, bool>> m_watched; ///< connection → session → with approvals
};

} // namespace wsagent
