#include "app/profiles/autostart.h"

#include "app/profiles/fleet.h"

#include <QDateTime>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

bool isAutostarted(const QString &registryPath, const QString &name)
{
    const auto registry = readRegistry(registryPath);
    if (!registry)
        return true;
    for (const QJsonValue &entry : registry->json["profiles"_L1].toArray()) {
        if (entry["name"_L1].toString() == name)
            return entry["autostart"_L1].toBool(true);
    }
    return true;
}

Result<void> setAutostart(const QString &registryPath, const FleetMember &member, bool autostart)
{
    if (member.isCustom)
        return Error{u"%1 has no profile; a supervisor starts profiles only"_s.arg(member.name)};
    return updateRegistry(registryPath, [&](Registry &registry) {
        registry.put(member.name, member.paths.stateDir, member.paths.configPath,
                     QDateTime::currentDateTimeUtc().toString(Qt::ISODate));
        registry.setAutostart(member.name, autostart);
    });
}

} // namespace wsagent
