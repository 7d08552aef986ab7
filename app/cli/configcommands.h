#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `config get|set|unset|patch|validate|file|schema` (`cli.md` 5).
void addConfigCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
