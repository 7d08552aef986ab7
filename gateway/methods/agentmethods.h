#pragma once

#include "gateway/agents/agentlist.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

/// The part of the config that says which agents there are.
struct AgentsChange
{
    QJsonArray list = {};                    ///< `agents.list`
    std::optional<QJsonArray> bindings = {}; ///< only when they change
};

struct AgentMethodServices
{
    std::function<const AgentList &()> agents = {};
    std::function<QJsonObject()> agentsList = {}; ///< the answer of `agents.list`
    std::function<Result<QString>(const QString &sessionKey)> agentOfSession = {};
    /// `agents.list` of the config, as it is written.
    std::function<QJsonArray()> configured = {};
    std::function<QJsonArray()> bindings = {};
    /// Puts another one in its place.
    std::function<void(const AgentsChange &change, const std::function<void(const Result<void> &)> &done)>
        configure = {};
};

/// `agents.*` and `agent.identity.get` (`gateway-methods.md` 3).
void addAgentMethods(MethodTable &table, const AgentMethodServices &services);

} // namespace wsagent
