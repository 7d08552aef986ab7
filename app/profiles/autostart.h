#pragma once

#include "gateway/base/result.h"

#include <QString>

namespace wsagent {

struct FleetMember;

/// Whether a supervisor starts the profile of this display name; true when the registry says nothing.
bool isAutostarted(const QString &registryPath, const QString &name);
/// Registers the profile when only its directory was known.
Result<void> setAutostart(const QString &registryPath, const FleetMember &member, bool autostart);

} // namespace wsagent
