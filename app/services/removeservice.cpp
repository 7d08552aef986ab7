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

Result<void> removeTask(const ServiceHost &host, const FoundService &service)
{
    const QString task =
        service.service.definition.environment.value(u"WS_AGENT_WINDOWS_TASK_NAME"_s, service.name());
    const QString name = service.task.isEmpty() ? task : service.task;
    (void)host.run(u"schtasks"_s, {u"/End"_s, u"/TN"_s, name});
    const auto deleted = runStep(host.run, u"schtasks"_s, {u"/Delete"_s, u"/F"_s, u"/TN"_s, name},
                                 u"the Task Scheduler refuses"_s);
    if (!deleted)
        return deleted;
    if (QFile::exists(service.file) && !QFile::remove(service.file))
        return Error{u"%1 cannot be removed"_s.arg(service.file), {}, ErrorKind::Io};
    return {};
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
        return removeTask(host, service);
    }
    Q_UNREACHABLE();
}

} // namespace wsagent
