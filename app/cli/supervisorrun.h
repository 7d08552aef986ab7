#pragma once

#include "app/cli/commandcontext.h"

namespace wsagent {

/// `ws-agent --no-gui` without a command: keeps the gateways of all enabled profiles running until somebody
/// ends it. Says on standard output what becomes of each of them.
int runSupervisor(CommandContext &context);

} // namespace wsagent
