#pragma once

#include "gateway/agents/toolpolicy.h"
#include "gateway/agents/toolset.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

/// What a call from outside comes with: the run it would belong to, and what it may use.
struct ToolSession
{
    ToolContext context = {};
    ToolPolicy policy = ToolPolicy(PolicyFacts());
};

struct ToolServices
{
    std::function<Toolset &()> tools;
    /// The session a client names (empty: the main one); an error for an agent or key that does not exist.
    std::function<Result<ToolSession>(const QString &sessionKey, const QString &agentId)> session;
    /// Calls back when the tools of other programs are there as well.
    std::function<void(const std::function<void()> &)> whenReady;
};

/// tools.catalog, tools.effective, tools.invoke.
void addToolMethods(MethodTable &table, const ToolServices &services);

} // namespace wsagent
