#pragma once

#include "gateway/agents/tool.h"

namespace wsagent {

/// `edit`: one place of a text file, which has to be the only one.
Tool editTool();

} // namespace wsagent
