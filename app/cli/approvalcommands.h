#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `approvals`: which commands agents may run without asking, and those that ask now.
void addApprovalCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
