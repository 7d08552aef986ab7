#pragma once

#include "app/cli/commandcontext.h"

namespace wsagent {

/// What opens the gateway of an instance.
struct GatewaySecret
{
    QString text = {}; ///< empty in mode none
    bool isPassword = false;
};

/// The variable, else the config, else what the config refers to: then an event loop runs until the store has
/// answered.
Result<GatewaySecret> gatewaySecret(const CommandContext &context, const LoadedConfig &loaded);

} // namespace wsagent
