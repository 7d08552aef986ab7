#include "app/services/servicehost.h"
#include "gateway/base/trash.h"

#include <QFile>
#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Result<void> removeUnit(const ServiceHost &host, const FoundService &service)
{
    const QStringList disable{u"--user"_s, u"disable"_s, u"--now"_s, service.name()};
    // A unit that systemd goes on running must not lose its file.
    if (const auto disabled =
            runStep(host.run, u"systemctl"_s, disable, u"%1 cannot be disabled"_s.arg(service.name()));
        !disabled)
        return disabled;
    if (!QFile::remove(service.file))
        return Error{u"%1 cannot be removed"_s.arg(service.file), {}, ErrorKind::Io};
    return runStep(host.run, u"systemctl"_s, {u"--user"_s, u"daemon-reload"_s},
                   u"systemd does not read the units again"_s);
}

Result<void> removeAgent(const ServiceHost &host, const FoundService &service)
{
    const QString label = QFileInfo(service.file).completeBaseName();
    const QString target = u"gui/%1/%2"_s.arg(host.places.userId).arg(label);
    if (host.run(u"launchctl"_s, {u"print"_s, target}).ok()) {
        const auto ended =
            runStep(host.run, u"launchctl"_s, {u"bootout"_s, target}, u"%1 does not end"_s.arg(label));
        if (!ended)
            return ended;
    }
    const auto moved = moveToTrash({service.file});
    return moved ? Result<void>() : moved.error();
}

} // namespace

Result<void> removeService(const ServiceHost &host, const FoundService &service)
{
    switch (host.platform) {
    case Platform::Linux:
        return removeUnit(host, service);
    case Platform::MacOs:
        return removeAgent(host, service);
    case Platform::Windows:
        return Error{u"%1 is not removed unasked"_s.arg(service.file),
                     removalCommand(host.platform, service)};
    }
    Q_UNREACHABLE();
}

} // namespace wsagent
