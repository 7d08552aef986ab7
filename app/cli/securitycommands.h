#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `security audit`.
void addSecurityCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
