#pragma once

#include "gateway/protocol/caller.h"

#include <QLatin1StringView>

#include <functional>
#include <span>

namespace wsagent {

/// Who may see an event, and what becomes of it when a client is slow (`gateway-protocol.md` 9.2).
struct EventRule
{
    enum class Audience {
        Everyone,            ///< nodes too
        Operators,           ///< who have the scope
        OperatorsWhoAsked,   ///< … and have subscribed, opted in or declared the capability
        OperatorsAndNodes,   ///< all nodes
        OperatorsAndTheNode, ///< the node that it is about
        TheNode,
        TheClient, ///< the connection that it is meant for
    };

    QLatin1StringView name = {};
    Audience audience = Audience::Operators;
    QLatin1StringView scope = {};  ///< that an operator needs; empty: none
    bool mayDrop = false;          ///< a slow client loses it; else it is disconnected
    QLatin1StringView method = {}; ///< the gateway sends it when it has this one; empty: always

    /// What is addressed to one client is not among the events it counts.
    constexpr bool isNumbered() const
    {
        return audience != Audience::TheNode && audience != Audience::TheClient;
    }
    bool operator==(const EventRule &) const = default;
};

/// All events that have a row of their own, sorted by name.
std::span<const EventRule> eventRules();

/// The events that a gateway with these methods sends, as hello-ok lists them.
QStringList offeredEvents(const std::function<bool(const QString &method)> &hasMethod);

/// Null for an event that nobody may get.
const EventRule *findEventRule(QLatin1StringView event);

/// Whether role and scopes let the caller have such an event. Who has asked for it and whom it is about is
/// known to the sender.
bool mayReceive(const EventRule &rule, const Caller &caller);

} // namespace wsagent
