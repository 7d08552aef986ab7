#pragma once

#include "app/cli/gatewaycommand.h"
#include "gateway/gateway.h"

#include <optional>

namespace wsagent {

/// A gateway that may start.
struct GatewayPlan
{
    GatewayOptions options = {};
    LoadedConfig loaded = {};
    QStringList notices = {}; ///< worth a line in the log, such as warnings of the config
    /// A port has a holder who may go by himself: nobody knows him, or a killed gateway has left him behind.
    std::optional<Error> portHeld = {};
};

/// Everything that forbids a start, in the order of `cli.md` 6: config, mode, credentials, a wide bind
/// without a secret, isolation. The lock and the port are left to the gateway. A restart takes the place of
/// a gateway of this process, and ends nobody.
Result<GatewayPlan> planGateway(CommandContext &context, const GatewayRunOptions &options,
                                LoadedConfig config, bool isRestart = false);

} // namespace wsagent
