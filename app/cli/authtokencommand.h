#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `gateway auth-token`: shows the owner the token of a gateway, on a terminal only.
void addAuthTokenCommand(CLI::App &gateway, Action &chosen);

} // namespace wsagent
