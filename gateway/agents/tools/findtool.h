#pragma once

#include "gateway/agents/tool.h"

namespace wsagent {

class ToolWorker;

/// `find`: files by name, below a directory.
Tool findTool(ToolWorker &worker);

} // namespace wsagent
