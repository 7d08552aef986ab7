#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// Commands that ask a running gateway: `health`, and `call` and `health` below `gateway`.
void addRpcCommands(CLI::App &root, CLI::App &gateway, Action &chosen);

} // namespace wsagent
