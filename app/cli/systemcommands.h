#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `system presence`: who is connected to a gateway.
void addSystemCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
