#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `gateway status`: what is known of the gateway of a profile, whether it runs or not.
void addGatewayStatusCommand(CLI::App &gateway, Action &chosen);

} // namespace wsagent
