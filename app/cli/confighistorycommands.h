#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `config history|diff|restore`.
void addConfigHistoryCommands(CLI::App &config, Action &chosen);

} // namespace wsagent
