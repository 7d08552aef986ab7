#include "gateway/instances/runningowners.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepestFamily = 64; ///< also ends a circle that pids used again may form

using ParentOf = std::function<std::optional<qint64>(qint64)>;

/// The gateway nearest above the process: one may have been started from a tool of another.
const RunningGateway *nearestAncestor(const QList<RunningGateway> &gateways, qint64 pid,
                                      const ParentOf &parentOf)
{
    std::optional<qint64> current = pid;
    for (int depth = 0; current && depth < deepestFamily; ++depth) {
        const auto found = std::find_if(gateways.begin(), gateways.end(),
                                        [current](const RunningGateway &g) { return g.pid == *current; });
        if (found != gateways.end())
            return &*found;
        current = parentOf(*current);
    }
    return nullptr;
}

/// Browsers are known by their data directory, too: some let go of the process that started them.
bool isBrowserOf(const RunningGateway &gateway, const Listener &listener)
{
    return !gateway.stateDir.isEmpty() &&
           listener.commandLine.contains("--user-data-dir="_L1 + gateway.stateDir + "/browser/"_L1);
}

const RunningGateway *ownerOf(const Listener &listener, const QList<RunningGateway> &gateways,
                              const ParentOf &parentOf)
{
    const auto found = std::find_if(gateways.begin(), gateways.end(), [&](const RunningGateway &gateway) {
        // Hidden from this user: the runtime file says who bound the port.
        return listener.pid ? isBrowserOf(gateway, listener) : gateway.ports.contains(listener.port);
    });
    if (found != gateways.end())
        return &*found;
    return listener.pid ? nearestAncestor(gateways, *listener.pid, parentOf) : nullptr;
}

} // namespace

void nameOwners(QList<Listener> &listeners, const QList<RunningGateway> &gateways, const ParentOf &parentOf)
{
    if (gateways.isEmpty())
        return;
    for (Listener &listener : listeners) {
        const RunningGateway *owner = ownerOf(listener, gateways, parentOf);
        if (!owner)
            continue;
        listener.profile = owner->name;
        if (!listener.pid)
            listener.pid = owner->pid;
    }
}

} // namespace wsagent
