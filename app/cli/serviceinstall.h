#pragma once

#include "app/cli/commandcontext.h"
#include "app/services/servicehost.h"
#include "app/services/servicerefusals.h"

namespace wsagent {

/// What `gateway install` is told.
struct InstallOptions
{
    std::string port = {};
    std::string token = {};
    std::string wrapper = {};
    bool force = false;
};

/// What became of a service command (`cli.md` 6).
struct ServiceOutcome
{
    QString action = {};
    QString result = {};
    QString message = {};
    QStringList hints = {};
    QStringList warnings = {};
    bool ok = true;
    int exitCode = 0;
};

/// Installs the service of the selected profile, or says why it must not be. Also what `onboard` does. Needs
/// a QCoreApplication.
Result<ServiceOutcome> installService(CommandContext &context, const ServiceHost &host,
                                      const InstallOptions &options);

/// Why the verb must not touch the service now; nothing when it may.
std::optional<Error> refuseVerb(CommandContext &context, const ServiceHost &host, ServiceVerb verb,
                                const LoadedConfig &loaded, bool isForced);

/// Why a script must not stop the gateway like this (R8), whatever runs it.
std::optional<Error> refuseUnforcedStop(const CommandContext &context, bool isForced);

/// Whether a gateway of the instance came up; waits for it, and no longer than that.
bool waitUntilServing(const InstancePaths &paths, std::chrono::milliseconds patience);
/// The same for its end: the port is free again, and nobody owns the state.
bool waitUntilGone(const InstancePaths &paths, std::chrono::milliseconds patience);

} // namespace wsagent
