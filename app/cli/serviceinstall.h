#pragma once

#include "app/cli/installplan.h"
#include "app/cli/serviceguard.h"
#include "app/cli/servicewait.h"

namespace wsagent {

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

/// Installs the service of the selected profile, or says why it must not be; then nothing has changed. Also
/// what `onboard` does. Needs a QCoreApplication.
Result<ServiceOutcome> installService(CommandContext &context, const ServiceHost &host,
                                      const InstallOptions &options);

/// Whether a supervisor starts the profile when no service does (`services.md` 8).
Result<void> setServiceAutostart(const CommandContext &context, bool autostart);

} // namespace wsagent
