#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>

namespace wsagent {

/// What a node tells that is for an agent or about its conversations (`node.event`).
struct NodeEvent
{
    enum class Kind {
        Say,      ///< a message for the agent, which answers it
        Tell,     ///< a line for the session, which nobody has to answer
        Follow,   ///< the node wants to hear what is said in the session
        Unfollow, ///< and not any more
    };
    Kind kind = Kind::Say;
    QString sessionKey = {}; ///< empty: the node's own
    QString text = {};
    bool wakes = false; ///< a line: the agent is woken up for it
    QString thinking = {};

    bool operator==(const NodeEvent &) const = default;
};

/// By the names of `gateway-methods.md`, nodes. Nothing for an event that is no such; one without what it is
/// about has an empty text. Texts are cut to 16 000 characters.
std::optional<NodeEvent> nodeEventFrom(const QString &event, const QJsonObject &payload);

} // namespace wsagent
