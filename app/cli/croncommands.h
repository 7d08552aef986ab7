#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `cron …`: what agents do at certain times.
void addCronCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
