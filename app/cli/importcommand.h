#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `profiles import-openclaw`.
void addImportCommand(CLI::App &profiles, Action &chosen);

} // namespace wsagent
