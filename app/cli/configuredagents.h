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

} // namespace wsagent
