#pragma once

#include "app/cli/commandcontext.h"

namespace wsagent {

/// `gateway --force`: ends whoever listens on the port, so that this gateway can. Never the gateway of
/// another profile, an ssh tunnel, or what belongs to another user; the gateway of this very profile only
/// when somebody sits at the terminal.
Result<void> freePort(CommandContext &context, int port);

} // namespace wsagent
