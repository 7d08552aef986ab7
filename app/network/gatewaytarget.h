#pragma once

#include "app/network/gatewayclient.h"

namespace wsagent {

/// The gateway that the options name, or that of the selected profile (`cli.md` 1.4).
Result<GatewayTarget> gatewayTarget(CommandContext &context, const RpcOptions &options);

} // namespace wsagent
