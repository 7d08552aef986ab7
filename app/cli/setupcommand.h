#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `setup` (`cli.md`).
void addSetupCommand(CLI::App &root, Action &chosen);

} // namespace wsagent
