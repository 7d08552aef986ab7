#pragma once

#include "app/cli/gatewaycall.h"
#include "app/cli/gatewaycommand.h"

namespace wsagent {

/// Everything that needs sockets. It lives in a module that is loaded when a command wants it: most commands
/// end before the libraries it brings would have been linked.
struct Network
{
    int (*run)(CommandContext &context, const GatewayRunOptions &options) = nullptr;
    Result<GatewayAnswer> (*call)(CommandContext &context, const RpcOptions &options, const QString &method,
                                  const QJsonValue &params) = nullptr;
};

/// Needs a QCoreApplication, which tells where the program is.
Result<Network> loadNetwork();

} // namespace wsagent
