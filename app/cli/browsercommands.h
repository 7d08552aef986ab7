#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `browser`: the browsers of the selected profile (`cli.md` 10), by way of its gateway.
void addBrowserCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
