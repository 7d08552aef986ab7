#pragma once

#include "gateway/agents/exec/commands.h"
#include "gateway/agents/exec/execgate.h"
#include "gateway/agents/tool.h"

namespace wsagent {

/// `exec`: a command line of the shell. Commands and gate outlive the tool.
Tool execTool(Commands &commands, ExecGate &gate);

/// How a command came out, for the model: `{status, exitCode, output, sessionId?}` in the details.
ToolResult commandResult(const Command &command, const QString &output);

} // namespace wsagent
