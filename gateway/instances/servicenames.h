#pragma once

#include "gateway/instances/profilename.h"

namespace wsagent {

/// What the operating system's service of a profile is called (`services.md` 1). Names follow the profile,
/// never the state directory.
struct ServiceNames
{
    QString systemdUnit;
    QString launchdLabel;
    QString windowsTask;
};

ServiceNames serviceNames(const ProfileName &profile);

} // namespace wsagent
