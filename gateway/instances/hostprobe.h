#pragma once

#include "gateway/instances/hostfacts.h"

#include <QProcessEnvironment>
#include <QSet>

namespace wsagent {

struct HostProbeOptions
{
    QString home;
    QProcessEnvironment environment = {};
    bool listeners = true;
    /// The ports whose owner is worth finding: looking through all processes is the slow part.
    QSet<int> ownersOf = {};
    QString procRoot = QStringLiteral("/proc"); ///< another one in tests
};

/// Looks at this host. A few milliseconds; reads only, and opens no socket.
HostFacts collectHostFacts(const HostProbeOptions &options);

/// What listens now; the owner only for `ownersOf`. One implementation for each system.
QList<Listener> listeningSockets(const HostProbeOptions &options);

enum class BindState { Free, Busy, Denied };

/// Whether a gateway could listen on the port now: an exclusive listen on 127.0.0.1, 0.0.0.0, ::1 and ::,
/// undone at once. Families that the host lacks are skipped.
BindState probePort(int port);

} // namespace wsagent
