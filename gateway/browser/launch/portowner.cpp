#include "gateway/browser/launch/portowner.h"

#include "gateway/instances/bindprobe.h"
#include "gateway/instances/hostprobe.h"

namespace wsagent {

using namespace Qt::StringLiterals;

bool isListening(int port)
{
    return probePort(port) == BindState::Busy;
}

std::optional<Listener> portOwner(int port, const QString &home)
{
    if (!isListening(port))
        return std::nullopt;
    const QList<Listener> listeners = listeningSockets({.home = home, .ownersOf = {port}});
    for (const Listener &listener : listeners) {
        if (listener.port == port)
            return listener;
    }
    return Listener{.port = port};
}

bool isBrowserOf(const Listener &owner, const BrowserProfile &profile)
{
    // The directory ends where the next argument begins: "/a/user-data" is not "/a/user-data-2".
    const QString line = owner.commandLine + u' ';
    return line.contains(u"--remote-debugging-port=%1 "_s.arg(profile.cdpPort)) &&
           line.contains(u"--user-data-dir=%1 "_s.arg(profile.userDataDir));
}

QString described(const Listener &owner)
{
    if (!owner.pid)
        return u"another process"_s;
    return u"%1 (pid %2)"_s.arg(owner.processName.isEmpty() ? u"a process"_s : owner.processName)
        .arg(*owner.pid);
}

} // namespace wsagent
