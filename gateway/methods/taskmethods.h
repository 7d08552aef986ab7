#pragma once

#include "gateway/agents/subagents/subagentrun.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

/// Tasks are what agents have given to sub-agents.
struct TaskServices
{
    std::function<QList<SubagentRun>()> runs;
    /// False: it is over, or not known.
    std::function<bool(const QString &runId)> stop;
};

/// tasks.list, tasks.get, tasks.cancel (`gateway-methods.md` 8).
void addTaskMethods(MethodTable &table, const TaskServices &services);

} // namespace wsagent
