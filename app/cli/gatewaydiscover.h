#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `gateway discover`: the gateways that tell of themselves in this network.
void addDiscoverCommand(CLI::App &gateway, Action &chosen);

} // namespace wsagent
