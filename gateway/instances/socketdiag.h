#pragma once

#include "gateway/instances/listenertext.h"

#include <optional>

namespace wsagent {

/// The listening TCP sockets of this network namespace as the kernel's sock_diag service lists them
/// (sock_diag(7), linux/inet_diag.h). /proc/net/tcp says the same, but to print it the kernel visits every
/// bucket of its table of connections: several milliseconds on a host with much memory, even when there is
/// not one connection.
///
/// Nothing when the kernel or a sandbox has no such service; /proc/net/tcp is the answer then.
std::optional<QList<ProcListener>> listenersBySocketDiag();

} // namespace wsagent
