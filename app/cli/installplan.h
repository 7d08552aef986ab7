#pragma once

#include "app/cli/commandcontext.h"
#include "app/services/servicehost.h"
#include "gateway/base/json5edit.h"

namespace wsagent {

/// What `gateway install` is told.
struct InstallOptions
{
    std::string port = {};
    std::string token = {};
    std::optional<std::string> wrapper = {}; ///< nothing: as it is now; empty: none any more
    bool force = false;
    bool mayAsk = true; ///< at a terminal, about what a service needs besides
};

/// What an installation is going to do. Making it changes nothing, and whatever forbids the installation has
/// been said when there is one.
struct InstallPlan
{
    LoadedConfig loaded = {};    ///< the config as it will be
    QList<JsonEdit> edits = {};  ///< what makes it so
    ServiceRequest request = {}; ///< without the id of an instance that has none yet
    bool isInstalled = false;    ///< exactly like this, and it runs
    bool isSupervised = false;   ///< the gateway runs, as the child of a supervisor
};

/// Or the reason why there must be no such service (R1 to R9).
Result<InstallPlan> planInstall(CommandContext &context, const ServiceHost &host,
                                const InstallOptions &options);

} // namespace wsagent
