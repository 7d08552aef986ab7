#pragma once

#include "gateway/automation.h"
#include "gateway/nodes/nodeevents.h"
#include "gateway/protocol/caller.h"

#include <QSet>

namespace wsagent {

struct NodeChatFacts
{
    std::function<Automation &()> automation = {};
    std::function<Conversations &()> conversations = {};
    /// An event for one connection.
    std::function<void(const QString &connectionId, QLatin1StringView event, const QJsonObject &)> send = {};
};

/// Nodes that talk with agents: what they say goes into a session, and what is said there comes back to those
/// that follow it.
class NodeChat
{
public:
    explicit NodeChat(NodeChatFacts facts)
        : m(std::move(facts))
    {}

    /// An error with a sentence when there is no such session, or nothing was said.
    Result<void> take(const Caller &node, const NodeEvent &event);
    void forget(const QString &connectionId) { m_followers.remove(connectionId); }
    /// For all that follow the session.
    void pass(QLatin1StringView event, const QString &sessionKey, const QJsonObject &payload) const;

private:
    Result<SessionKey> sessionOf(const Caller &node, const QString &name) const;

    NodeChatFacts m;
    QHash<QString, QSet<QString>> m_followers; ///< sessions by connection
};

} // namespace wsagent
