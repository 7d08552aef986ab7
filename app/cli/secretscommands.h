#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `secrets store list|set|get|rm|import` (`cli.md`).
void addSecretsCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
