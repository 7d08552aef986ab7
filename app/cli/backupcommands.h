#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `backup create|verify|restore`.
void addBackupCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
