#pragma once

#include "gateway/agents/tool.h"

namespace wsagent {

/// `write`: a whole file, with the directories it needs.
Tool writeTool();

} // namespace wsagent
