#pragma once

#include "gateway/agents/tool.h"

namespace wsagent {

class ToolWorker;

/// `grep`: lines of files by regular expression.
Tool grepTool(ToolWorker &worker);

} // namespace wsagent
