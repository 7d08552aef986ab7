#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `supervisor status|start|stop|restart|shutdown`: the one that `ws-agent --no-gui` runs.
void addSupervisorCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
