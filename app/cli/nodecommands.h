#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `nodes`: what has lent its screen, its camera or its programs to the gateway.
void addNodeCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
