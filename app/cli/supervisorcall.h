#pragma once

#include "app/cli/commandcontext.h"
#include "app/supervisor/controlmessage.h"
#include "app/supervisor/gatewaystatus.h"

#include <optional>

namespace wsagent {

/// Asks the running supervisor of this user and waits for what it says. An error of kind NotFound when none
/// runs.
Result<QJsonObject> callSupervisor(const CommandContext &context, const ControlRequest &request);

/// Lets the supervisor start, stop or restart the selected profile, and waits until that is done. Nothing
/// when it is not the supervisor's business: none runs, it does not run this profile, or a service does.
std::optional<Result<GatewayStatus>> throughSupervisor(const CommandContext &context, ControlVerb verb);

} // namespace wsagent
