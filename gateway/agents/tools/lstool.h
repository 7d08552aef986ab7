#pragma once

#include "gateway/agents/tool.h"

namespace wsagent {

/// `ls`: what is in a directory.
Tool lsTool();

} // namespace wsagent
