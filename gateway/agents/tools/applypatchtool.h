#pragma once

#include "gateway/agents/tool.h"

namespace wsagent {

/// `apply_patch`: several changes in several files at once: all of them or none.
Tool applyPatchTool();

} // namespace wsagent
