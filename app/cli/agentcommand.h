#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `agent`: one turn of an agent; `tui`: a chat on the terminal.
void addAgentCommand(CLI::App &root, Action &chosen);

} // namespace wsagent
