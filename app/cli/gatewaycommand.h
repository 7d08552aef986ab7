#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `gateway run`, or `gateway` alone: one instance in the foreground.
void addGatewayCommand(CLI::App &root, Action &chosen);

} // namespace wsagent
