#pragma once

#include <QByteArray>

namespace wsagent {

/// What the way to a file may not go through.
enum class NoLinks {
    Magic, ///< those of /proc that lead out of what a path can name: `/proc/self/root`, `/proc/self/fd/3`
    Any,
};

/// Opens with one call of Linux (openat2, since 5.6); flags as for open(), and close-on-exec. -1 with errno;
/// ENOSYS where the system has no such call.
int openStrictly(const QByteArray &path, int flags, NoLinks refused);

} // namespace wsagent
