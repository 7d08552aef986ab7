#pragma once

#include "gateway/agents/tools/sessiontools.h"
#include "gateway/agentservice.h"

namespace wsagent {

/// What the tools about sessions work with here. All of it outlives the tools.
struct SessionPortFacts
{
    std::function<AgentService &()> agents = {};
    SessionStore *sessions = nullptr;
    std::function<const QJsonObject &()> config = {}; ///< effective
    CallGateway ask = {};
    std::function<void(const QString &sentence)> report = {}; ///< what the log has to say as an error
};

/// Lets tools see and reach sessions as far as they may: a sandboxed run those that it has started itself,
/// others those of its agent, and those of other agents where `tools.agentToAgent` says so (`agents.md` 11).
SessionToolPorts sessionToolPorts(const SessionPortFacts &facts);

} // namespace wsagent
