#pragma once

#include <QByteArray>

namespace wsagent {

/// Tells the service manager that listens at `socket`, which NOTIFY_SOCKET names, how this process stands:
/// "READY=1", "STOPPING=1", "STATUS=…" (sd_notify(3)). Nothing happens when the name is none.
void notifyServiceManager(const QByteArray &socket, const QByteArray &state);

} // namespace wsagent
