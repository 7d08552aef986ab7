#pragma once

#include "app/cli/gatewaycommand.h"
#include "gateway/config/configloader.h"

namespace wsagent {

/// What the command line of one run says in place of the config. Nothing of it is written anywhere.
struct GatewayOverrides
{
    QString authMode = {};
    QString token = {};
    QString password = {};

    bool isEmpty() const { return authMode.isEmpty() && token.isEmpty() && password.isEmpty(); }
};

/// Reads the file of a password. An option of a part that is not built is an error that says so.
Result<GatewayOverrides> overridesFrom(const GatewayRunOptions &options);

/// Without the variables that would win over what is given on the command line.
ConfigSource overridden(ConfigSource source, const GatewayOverrides &overrides);
/// The config as it holds for this run.
LoadedConfig overridden(LoadedConfig loaded, const GatewayOverrides &overrides);

} // namespace wsagent
