#pragma once

#include "app/cli/commandcontext.h"
#include "app/services/servicehost.h"
#include "app/services/servicerefusals.h"

namespace wsagent {

/// Why the verb must not touch the service now; nothing when it may. `loaded`: the config as it will be then.
std::optional<Error> refuseVerb(CommandContext &context, const ServiceHost &host, ServiceVerb verb,
                                const LoadedConfig &loaded, bool isForced);

/// Why a script must not stop the gateway like this (R8), whatever runs it.
std::optional<Error> refuseUnforcedStop(const CommandContext &context, bool isForced);

} // namespace wsagent
