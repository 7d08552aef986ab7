#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `gateway probe`: which gateways can be reached, who they are, and what one may do there.
void addProbeCommand(CLI::App &gateway, Action &chosen);

} // namespace wsagent
