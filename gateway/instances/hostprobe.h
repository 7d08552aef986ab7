#pragma once

#include "gateway/instances/bindprobe.h"
#include "gateway/instances/hostfacts.h"
#include "gateway/instances/runningowners.h"

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
    /// The gateways that run; listeners of theirs get their name.
    QList<RunningGateway> gateways = {};
    QString procRoot = QStringLiteral("/proc"); ///< another one in tests; Linux only
};

/// Looks at this host. A few milliseconds on Linux; reads only, and opens no socket.
HostFacts collectHostFacts(const HostProbeOptions &options);

/// What a host says of its ports in general.
struct PortRules
{
    PortRange ephemeral = {};
    QList<PortRange> excluded = {};
    int unprivilegedStart = 1024;
    bool privileged = false;
};

// One implementation for each system.

Platform thisPlatform();
PortRules portRules(const HostProbeOptions &options);
/// What listens now; the owner only for `ownersOf`.
QList<Listener> listeningSockets(const HostProbeOptions &options);

} // namespace wsagent
