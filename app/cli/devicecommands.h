#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `devices list|approve|reject|remove|rename|rotate|revoke`: the clients that have paired with a gateway.
void addDeviceCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
