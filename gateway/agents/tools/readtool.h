#pragma once

#include "gateway/agents/tool.h"

namespace wsagent {

/// `read`: text of a file by lines, or an image as a block.
Tool readTool();

} // namespace wsagent
