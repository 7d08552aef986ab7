#pragma once

#include "app/cli/commandcontext.h"
#include "gateway/agents/agentlist.h"

namespace wsagent {

/// The agents of the selected instance, read from its config: no gateway has to run for it.
inline AgentList configuredAgents(const CommandContext &context, const LoadedConfig &config)
{
    const InstancePaths &paths = context.selection.paths;
    return AgentList(
        config.effective,
        {.stateDir = paths.stateDir, .defaultWorkspace = paths.defaultWorkspace, .home = paths.home});
}

/// The one that is named, whatever its case; the default agent when none is.
inline Result<AgentProfile> configuredAgent(const CommandContext &context, const LoadedConfig &config,
                                            const QString &name)
{
    const AgentList agents = configuredAgents(context, config);
    const QString asked = name.toLower();
    const AgentProfile *agent = asked.isEmpty() ? &agents.defaultAgent() : agents.find(asked);
    if (!agent)
        return Error{QStringLiteral("there is no agent ") + asked,
                     context.hint(QStringLiteral("config get agents.list")), ErrorKind::NotFound};
    return *agent;
}

} // namespace wsagent
