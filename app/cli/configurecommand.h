#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `configure`: questions about parts of a config that is there. Also what a bare `config` does.
void addConfigureCommand(CLI::App &root, Action &chosen);

/// Asks which part, until there is none any more.
int configureAtTerminal(CommandContext &context);

} // namespace wsagent
