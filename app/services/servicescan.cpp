#include "app/services/scheduledtasks.h"
#include "app/services/servicehost.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct Place
{
    QString directory;
    QString pattern;
    bool isSystemWide = false;
};

QList<Place> placesOf(const ServiceHost &host, const Fleet &fleet)
{
    QList<Place> places;
    switch (host.platform) {
    case Platform::Linux:
        places += {host.places.configHome + "/systemd/user"_L1, u"*.service"_s};
        for (const QString &directory : {u"/etc/systemd/system"_s, u"/usr/lib/systemd/system"_s,
                                         u"/lib/systemd/system"_s, u"/etc/systemd/user"_s})
            places += {directory, u"*.service"_s, true};
        break;
    case Platform::MacOs:
        places += {host.places.home + "/Library/LaunchAgents"_L1, u"*.plist"_s};
        for (const QString &directory : {u"/Library/LaunchAgents"_s, u"/Library/LaunchDaemons"_s})
            places += {directory, u"*.plist"_s, true};
        break;
    case Platform::Windows:
        for (const FleetMember &member : fleet.members)
            places += {member.paths.stateDir, u"gateway.cmd"_s};
        break;
    }
    return places;
}

bool namesUs(const QString &name, const QByteArray &text)
{
    return name.contains("ws-agent"_L1) || text.contains("ws-agent") || text.contains("WS_AGENT_");
}

void checkStale(FoundService &entry)
{
    const QString config = entry.service.configPath();
    const QString state = entry.service.stateDir();
    entry.isStale =
        (!config.isEmpty() && !QFileInfo::exists(config)) || (!state.isEmpty() && !QFileInfo::exists(state));
}

/// A task whose script is gone is known by its name only (`services.md` 1).
InstalledService serviceOfName(const ScheduledTask &task)
{
    InstalledService service;
    service.definition.environment = {{u"WS_AGENT_SERVICE_MARKER"_s, u"ws-agent"_s},
                                      {u"WS_AGENT_STATE_DIR"_s, task.workingDirectory}};
    const QString profile = task.name.section(u'(', 1).section(u')', 0, 0);
    if (!profile.isEmpty())
        service.definition.environment.insert(u"WS_AGENT_PROFILE"_s, profile);
    return service;
}

/// Also those of profiles that nobody knows any more: a task names the script that it starts.
QList<FoundService> scanTasks(const ServiceHost &host)
{
    const ToolRunResult printed = host.run(u"schtasks"_s, {u"/Query"_s, u"/XML"_s, u"ONE"_s});
    QList<FoundService> found;
    for (const ScheduledTask &task : printed.ok() ? parseTasks(printed.out) : QList<ScheduledTask>()) {
        const QString script = QDir::fromNativeSeparators(task.command);
        FoundService entry{.file = script, .task = task.name};
        auto service =
            script.endsWith(".cmd"_L1) ? readService(host.platform, script, host.places.home) : std::nullopt;
        const bool isNamed = task.name.startsWith("WsAgent Gateway"_L1);
        if (service)
            entry.service = *std::move(service);
        else if (isNamed)
            entry.service = serviceOfName(task);
        if (!isNamed && !entry.isOpenClaw() && !namesUs(entry.name(), entry.service.text))
            continue;
        checkStale(entry);
        entry.isStale = entry.isStale || (isNamed && entry.service.text.isEmpty());
        found += entry;
    }
    return found;
}

} // namespace

QList<FoundService> scanServices(const ServiceHost &host, const Fleet &fleet)
{
    QList<FoundService> found = host.platform == Platform::Windows ? scanTasks(host) : QList<FoundService>();
    QStringList seen; // /lib is a link to /usr/lib
    for (const FoundService &task : found)
        seen += QFileInfo(task.file).canonicalFilePath();
    for (const Place &place : placesOf(host, fleet)) {
        for (const QFileInfo &file : QDir(place.directory).entryInfoList({place.pattern}, QDir::Files)) {
            auto service = readService(host.platform, file.absoluteFilePath(), host.places.home);
            if (!service || seen.contains(file.canonicalFilePath()))
                continue;
            seen += file.canonicalFilePath();
            FoundService entry{.file = file.absoluteFilePath(),
                               .isSystemWide = place.isSystemWide,
                               .service = *std::move(service)};
            if (!namesUs(entry.name(), entry.service.text) && !entry.isOpenClaw())
                continue;
            checkStale(entry);
            found += entry;
        }
    }
    return found;
}

QList<RegisteredProfile> registeredProfiles(const ServiceHost &host, const Fleet &fleet)
{
    QList<RegisteredProfile> profiles;
    for (const FleetMember &member : fleet.members) {
        if (!member.isCustom)
            profiles +=
                {member.name, host.manager->definitionFile(serviceNameplate(member.profile, member.paths))};
    }
    return profiles;
}

QList<FoundService> extraServices(const QList<FoundService> &found, const QList<RegisteredProfile> &profiles)
{
    QList<FoundService> extra = found;
    extra.removeIf([&profiles](const FoundService &service) {
        return service.isOpenClaw() ||
               std::any_of(profiles.begin(), profiles.end(), [&service](const RegisteredProfile &profile) {
                   return profile.definitionFile == service.file;
               });
    });
    return extra;
}

} // namespace wsagent
