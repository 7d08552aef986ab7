#pragma once

#include <QByteArray>

namespace wsagent {

/// Tells the service manager that started this process how it stands: "READY=1", "STOPPING=1", "STATUS=…"
/// (sd_notify(3)). Nothing happens when none asked for it.
void notifyServiceManager(const QByteArray &state);
/// The same at the socket that NOTIFY_SOCKET has named.
void notifyServiceManager(const QByteArray &socket, const QByteArray &state);

} // namespace wsagent
