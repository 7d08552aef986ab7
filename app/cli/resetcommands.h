#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `reset` and `uninstall`.
void addResetCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
