#include "app/cli/porthints.h"

#include "app/commandline.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

QString ownerOf(const Listener &listener)
{
    const QString name = !listener.profile.isEmpty()       ? u"the gateway of "_s + listener.profile
                         : !listener.processName.isEmpty() ? listener.processName
                                                           : u"a program of another user"_s;
    return listener.pid ? u"%1 (pid %2)"_s.arg(name).arg(*listener.pid) : name;
}

const Listener *strangerAmong(const QList<Listener> &listeners, const QString &profile,
                              std::optional<qint64> ownPid)
{
    const auto found = std::find_if(listeners.begin(), listeners.end(), [&](const Listener &listener) {
        const bool isOwn = listener.pid && listener.pid == ownPid;
        return !isOwn && listener.profile != profile;
    });
    return found == listeners.end() ? nullptr : &*found;
}

QStringList portHints(const QList<Listener> &listeners, const QString &profile, std::optional<qint64> ownPid)
{
    const Listener *stranger = strangerAmong(listeners, profile, ownPid);
    if (!stranger)
        return {};
    return {u"port %1 belongs to %2"_s.arg(stranger->port).arg(ownerOf(*stranger)),
            u"end it, or let this profile move: %1"_s.arg(commandHint(profile, u"doctor --fix"_s))};
}

} // namespace wsagent
