#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `logs`, also as `gateway logs`: the log of a gateway, once or as it grows.
void addLogCommand(CLI::App &root, CLI::App &gateway, Action &chosen);

} // namespace wsagent
