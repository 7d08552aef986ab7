#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `profiles list|add|clone|remove|rename|check` (`cli.md`).
void addProfileCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
