#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `onboard`, and what `setup` does at a terminal.
void addOnboardCommand(CLI::App &root, Action &chosen);

/// The dialog with everything proposed that `setup` was told.
int onboardAtTerminal(CommandContext &context, const std::string &workspace, const std::string &port);

} // namespace wsagent
