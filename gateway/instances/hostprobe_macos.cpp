#include "gateway/instances/hostprobe.h"

#include "gateway/instances/lsof.h"

#include <sys/sysctl.h>
#include <unistd.h>

namespace wsagent {

namespace {

int systemNumber(const char *name, int fallback)
{
    int value = 0;
    size_t size = sizeof value;
    return ::sysctlbyname(name, &value, &size, nullptr, 0) == 0 && value > 0 ? value : fallback;
}

} // namespace

Platform thisPlatform()
{
    return Platform::MacOs;
}

PortRules portRules(const HostProbeOptions &)
{
    return {.ephemeral = {systemNumber("net.inet.ip.portrange.first", 49152),
                          systemNumber("net.inet.ip.portrange.last", 65535)},
            .privileged = ::geteuid() == 0};
}

QList<Listener> listeningSockets(const HostProbeOptions &options)
{
    QList<Listener> listeners = lsofListeners();
    for (Listener &listener : listeners) {
        if (listener.pid && options.ownersOf.contains(listener.port))
            listener.commandLine = psCommandLine(*listener.pid);
    }
    return listeners;
}

} // namespace wsagent
