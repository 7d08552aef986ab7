#pragma once

#include <QLatin1String>

namespace wsagent {

/// The software that normally uses the port, or nothing (`profiles-and-ports.md` 4.4).
QLatin1String wellKnownSoftware(int port);

/// Ports that web browsers refuse to open: the bad-port list of the fetch standard.
bool isBlockedByBrowsers(int port);

} // namespace wsagent
