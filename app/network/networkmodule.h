#pragma once

#include "app/cli/gatewaycall.h"
#include "app/cli/gatewaycommand.h"

namespace wsagent {

// What needs sockets, behind the seam that `loadNetwork` crosses.

int runGateway(CommandContext &context, const GatewayRunOptions &options);
Result<GatewayAnswer> callFromHere(CommandContext &context, const RpcOptions &options, const QString &method,
                                   const QJsonValue &params);

} // namespace wsagent
