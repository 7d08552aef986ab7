#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `status` and `dashboard`: how the selected profile stands, with or without a gateway.
void addStatusCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
