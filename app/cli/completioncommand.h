#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `completion, and the hidden word list behind it` (`cli.md`).
void addCompletionCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
