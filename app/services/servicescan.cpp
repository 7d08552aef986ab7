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

} // namespace

QList<FoundService> scanServices(const ServiceHost &host, const Fleet &fleet)
{
    QList<FoundService> found;
    QStringList seen; // /lib is a link to /usr/lib
    for (const Place &place : placesOf(host, fleet)) {
        for (const QFileInfo &file : QDir(place.directory).entryInfoList({place.pattern}, QDir::Files)) {
            auto service = readService(host.platform, file.absoluteFilePath(), host.places.home);
            if (!service || seen.contains(file.canonicalFilePath()))
                continue;
            seen += file.canonicalFilePath();
            FoundService entry{file.absoluteFilePath(), place.isSystemWide, *std::move(service)};
            if (!namesUs(entry.name(), entry.service.text) && !entry.isOpenClaw())
                continue;
            const QString config = entry.service.configPath();
            const QString state = entry.service.stateDir();
            entry.isStale = (!config.isEmpty() && !QFileInfo::exists(config)) ||
                            (!state.isEmpty() && !QFileInfo::exists(state));
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
