#pragma once

#include "app/cli/commandcontext.h"
#include "app/services/servicehost.h"

namespace wsagent {

/// The command with which a person lets the services outlive the session.
QString lingerCommand(const ServiceHost &host);

/// Lets the services of the user run without a session.
Result<void> enableLinger(const ServiceHost &host);
/// The same; where the system refuses it, asks whoever sits at the terminal whether to try it with sudo.
Result<void> enableLingerAtTerminal(const CommandContext &context, const ServiceHost &host);

/// Asks first, when somebody sits there. False: the services still end with the session.
bool offerLinger(const CommandContext &context, const ServiceHost &host);

} // namespace wsagent
