#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `diagnostics`: what somebody who helps needs, in one archive without secrets.
void addDiagnosticsCommand(CLI::App &root, Action &chosen);

} // namespace wsagent
