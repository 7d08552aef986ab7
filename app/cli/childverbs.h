#pragma once

#include "app/cli/serviceinstall.h"
#include "app/supervisor/controlmessage.h"

namespace wsagent {

/// What `gateway start|stop|restart` do with an instance that a supervisor runs. Needs a QCoreApplication.
Result<ServiceOutcome> changedBySupervisor(const CommandContext &context, ControlVerb verb);

/// Lets the running gateway restart itself in its process, however it was started: at once, or when what it
/// does is done. Needs a QCoreApplication.
Result<ServiceOutcome> restartedByItself(CommandContext &context, bool skipDeferral);

} // namespace wsagent
