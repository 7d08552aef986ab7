#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `profiles clone|remove|rename`.
void addProfileChangeCommands(CLI::App &profiles, Action &chosen);

} // namespace wsagent
