#pragma once

#include "gateway/browser/browsersettings.h"
#include "gateway/instances/hostfacts.h"

namespace wsagent {

/// Whether anybody listens on a port of this host.
bool isListening(int port);

/// Who listens on a port of 127.0.0.1; nothing when nobody does.
std::optional<Listener> portOwner(int port, const QString &home);

/// Whether that is the very browser of the profile: the same port and the same directory in its command line.
/// Any other browser answers on such a port just as well.
bool isBrowserOf(const Listener &owner, const BrowserProfile &profile);

/// "chromium (pid 12)", as far as it is known.
QString described(const Listener &owner);

} // namespace wsagent
