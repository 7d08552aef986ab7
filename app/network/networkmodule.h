#pragma once

#include "app/cli/gatewaycall.h"
#include "app/cli/gatewaycommand.h"
#include "app/cli/networkloader.h"

namespace wsagent {

// What needs sockets, behind the seam that `loadNetwork` crosses.

int runGateway(CommandContext &context, const GatewayRunOptions &options, LoadedConfig config);
Result<GatewayAnswer> callFromHere(CommandContext &context, const RpcOptions &options, const QString &method,
                                   const QJsonValue &params);
/// Goes on until somebody ends it; returns the exit code.
int followFromHere(CommandContext &context, const RpcOptions &options, const LogFollowing &following);
/// The model servers among these that are on this machine and answer: `[{provider, baseUrl, models[]}]`.
QJsonArray scanFromHere(const QList<ModelProvider> &providers);

} // namespace wsagent
