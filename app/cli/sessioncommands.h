#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// sessions [list], show, export, reset, delete, cleanup.
void addSessionCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
