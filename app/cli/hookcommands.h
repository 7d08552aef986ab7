#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `hooks`: programs that are run when something happens in the gateway.
void addHookCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
