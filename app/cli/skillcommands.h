#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `skills`: what agents can read up on, and what is missing for it.
void addSkillCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
