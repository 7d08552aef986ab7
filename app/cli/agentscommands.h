#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `agents …`: the agents of an instance.
void addAgentsCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
