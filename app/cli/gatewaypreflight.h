#pragma once

#include "app/cli/commandcontext.h"
#include "gateway/gateway.h"

namespace wsagent {

/// What `gateway run` is told on the command line; nothing of it is kept.
struct GatewayRunOptions
{
    std::string port = {};
    std::string bind = {};
    bool allowUnconfigured = false;
    bool verbose = false;
};

/// A gateway that may start.
struct GatewayPlan
{
    GatewayOptions options = {};
    LoadedConfig loaded = {};
    QStringList notices = {}; ///< worth a line in the log, such as warnings of the config
};

/// Everything that forbids a start, in the order of `cli.md` 6: config, mode, credentials, a wide bind
/// without a secret, isolation. The lock and the port are left to the gateway.
Result<GatewayPlan> planGateway(CommandContext &context, const GatewayRunOptions &options);

} // namespace wsagent
