#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// memory status, index, search.
void addMemoryCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
