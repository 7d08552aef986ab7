#include "app/services/servicehost.h"

#include "gateway/base/files.h"
#include "gateway/base/paths.h"
#include "gateway/config/dotenv.h"
#include "gateway/instances/hostprobe.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#ifdef Q_OS_UNIX
#include <pwd.h>
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString accountName(const QProcessEnvironment &environment)
{
#ifdef Q_OS_UNIX
    if (const passwd *account = ::getpwuid(::getuid()))
        return QString::fromLocal8Bit(account->pw_name);
#endif
    return environment.value(u"USERNAME"_s, environment.value(u"USER"_s));
}

QList<DropIn> dropInsOf(const QString &unitFile)
{
    constexpr qint64 largestDropIn = 64 * 1024;
    const QDir directory(unitFile + ".d"_L1);
    QList<DropIn> dropIns;
    for (const QString &name : directory.entryList({u"*.conf"_s}, QDir::Files, QDir::Name)) {
        if (const auto text = readFile(directory.filePath(name), largestDropIn))
            dropIns += {directory.filePath(name), *text};
    }
    return dropIns;
}

QHash<QString, QString> readEnvironmentFile(const QString &path)
{
    constexpr qint64 largest = 256 * 1024;
    QHash<QString, QString> variables;
    const auto text = readFile(path, largest);
    if (!text)
        return variables;
    const auto lines = parseDotEnv(*text);
    for (const auto &[name, value] : lines)
        variables.insert(name, value);
    return variables;
}

} // namespace

ServiceHost serviceHost(const InstanceSelection &selection)
{
    ServiceHost host{.platform = thisPlatform()};
    host.places = {.home = selection.paths.home,
                   .configHome = configHome(selection.paths.home, selection.environment),
                   .account = accountName(selection.environment)};
#ifdef Q_OS_UNIX
    host.places.userId = ::getuid();
#endif
    host.run = [](const QString &program, const QStringList &arguments) {
        return runTool(program, arguments);
    };
    host.manager = serviceManager(host.places, host.run);
    return host;
}

ServiceSpec serviceNameplate(const ProfileName &profile, const InstancePaths &paths)
{
    return {.names = serviceNames(profile), .workingDirectory = paths.stateDir};
}

std::optional<ServiceFacts> collectServiceFacts(const ServiceHost &host, const FleetMember &member,
                                                const QString &executable)
{
    const ServiceSpec nameplate = serviceNameplate(member.profile, member.paths);
    const QString own = host.manager->definitionFile(nameplate);
    const QString file = QFileInfo::exists(own) ? own : member.serviceFile;
    auto service = file.isEmpty() ? std::nullopt : readService(host.platform, file, host.places.home);
    if (!service)
        return std::nullopt;

    ServiceFacts facts{.platform = host.platform, .profile = member.profile, .home = host.places.home};
    facts.service = *std::move(service);
    facts.state = host.manager->query(nameplate.names);
    facts.dropIns = dropInsOf(file);
    facts.executable = executable;
    facts.programExists = QFileInfo(facts.service.executable()).isExecutable();
    facts.stateDir = member.paths.stateDir;
    const QString pinned = facts.service.configPath();
    if (pinned.isEmpty() || pinned == member.paths.configPath)
        facts.configPort = member.loaded.config.port.value_or(0);
    facts.environmentFile = readEnvironmentFile(member.paths.stateDir + "/gateway.env"_L1);
    const QJsonValue auth = member.loaded.effective["gateway"_L1]["auth"_L1];
    facts.token = auth["token"_L1].toString();
    facts.password = auth["password"_L1].toString();
    if (host.platform == Platform::Linux)
        facts.lingers = lingers(host.places.account, host.run);
    return facts;
}

bool isInsideUnit(const QByteArray &cgroups, const QString &unit)
{
    const QByteArray part = unit.toUtf8();
    const QList<QByteArray> lines = cgroups.split('\n');
    return std::any_of(lines.begin(), lines.end(), [&part](const QByteArray &line) {
        return line.mid(line.lastIndexOf(':') + 1).split('/').contains(part);
    });
}

bool isInsideService(Platform platform, const ServiceNames &names, const QProcessEnvironment &environment)
{
    if (platform == Platform::Linux) {
        const auto cgroups = readFile(u"/proc/self/cgroup"_s, 64 * 1024);
        return cgroups && isInsideUnit(*cgroups, names.systemdUnit);
    }
    return environment.value(u"WS_AGENT_SERVICE_MARKER"_s) == "ws-agent"_L1 &&
           environment.value(ownNameVariable(platform)) == ownName(platform, names);
}

} // namespace wsagent
