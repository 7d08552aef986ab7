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

/// Ends with the run; Ctrl+C ends the run first.
Result<AgentTurnEnd> runAgentFromHere(CommandContext &context, const RpcOptions &options,
                                      const AgentTurn &turn);
/// A chat on the terminal, until the user leaves; returns the exit code.
int chatFromHere(CommandContext &context, const RpcOptions &options, const ChatStart &start);

} // namespace wsagent
