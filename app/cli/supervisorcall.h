#pragma once

#include "app/cli/commandcontext.h"
#include "app/supervisor/controlmessage.h"
#include "app/supervisor/gatewaystatus.h"

namespace wsagent {

/// Asks the running supervisor of this user and waits for what it says. An error of kind NotFound when none
/// runs.
Result<QJsonObject> callSupervisor(const CommandContext &context, const ControlRequest &request);

/// Whether a supervisor runs the selected profile, as its child. Not when a service does.
bool isSupervised(const CommandContext &context);
/// Lets the supervisor start, stop or restart the selected profile, and waits until that is done.
Result<GatewayStatus> throughSupervisor(const CommandContext &context, ControlVerb verb);

} // namespace wsagent
