#pragma once

#include "gateway/agents/exec/commands.h"
#include "gateway/agents/tool.h"

namespace wsagent {

/// `process`: commands in the background: look at them, write to them, end them.
Tool processTool(Commands &commands);

} // namespace wsagent
