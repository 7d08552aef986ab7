#include "app/profiles/newinstance.h"

#include "app/commandline.h"
#include "gateway/instances/blockingfindings.h"
#include "gateway/instances/validator.h"

#include <QDateTime>
#include <QDir>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString workspaceOf(const NewInstanceRequest &request)
{
    if (request.workspace.isEmpty())
        return request.selection.paths.defaultWorkspace;
    return absolutePath(request.workspace, request.selection.paths.home, QDir::currentPath());
}

InstanceFacts plannedFacts(const NewInstanceRequest &request, int port, const Fleet &fleet)
{
    const QString name = instanceName(request.selection);
    const FleetMember *known = fleet.find(name);
    InstanceFacts facts = known ? known->facts : InstanceFacts{.name = name};
    facts.gatewayPort = port;
    facts.stateDir = request.selection.paths.stateDir;
    facts.configPath = request.selection.paths.configPath;
    if (!known || facts.workspaces.isEmpty())
        facts.workspaces = {workspaceOf(request)};
    if (!request.bind.isEmpty())
        facts.bind = request.bind;
    facts.registryOrder = known ? facts.registryOrder : int(fleet.members.size());
    return facts;
}

Result<void> registerInstance(const NewInstanceRequest &request)
{
    const QString now = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
    const QString path = registryPath(request.selection.paths.home, request.selection.environment);
    const bool custom = instanceName(request.selection).startsWith("(custom)"_L1);
    return updateRegistry(path, [&](Registry &registry) {
        const QString name = custom ? QString() : request.selection.profile.display();
        registry.put(name, request.selection.paths.stateDir, request.selection.paths.configPath, now);
    });
}

/// A port that the config has already stays; `setup` never moves an instance.
std::optional<int> configuredPort(const Fleet &fleet, const QString &name)
{
    const FleetMember *known = fleet.find(name);
    return known ? known->loaded.config.port : std::nullopt;
}

} // namespace

Result<int> choosePort(const QString &asked, const QString &name, const Fleet &fleet)
{
    if (asked.isEmpty() || asked == "auto"_L1)
        return suggestBase(name, fleet.host, fleet.facts());
    const auto port = basePort({}, asked, {}, QJsonValue::Undefined);
    if (!port)
        return Error{port.error().message,
                     u"choose a port from 1024 to %1, or leave --port out"_s.arg(highestBase),
                     ErrorKind::Usage};
    return port->port;
}

QList<Finding> foresee(const NewInstanceRequest &request, int port, const Fleet &fleet)
{
    const QString name = instanceName(request.selection);
    QList<Finding> findings = checkWith(fleet, plannedFacts(request, port, fleet));
    findings.removeIf([&name](const Finding &finding) {
        return !finding.profiles.contains(name) || finding.severity == Severity::Info;
    });
    return findings;
}

std::optional<NewInstanceError> refusal(const NewInstanceRequest &request, int port, const Fleet &fleet)
{
    const QString name = instanceName(request.selection);
    const QList<Finding> findings = foresee(request, port, fleet);
    const QList<Finding> blocking =
        blockingFindings(findings, {.profile = name, .undertaking = Undertaking::Edit});
    if (blocking.isEmpty())
        return std::nullopt;
    const auto better = suggestBase(name, fleet.host, fleet.facts());
    const QString fix = better ? u"use --port %1"_s.arg(*better) : u"choose another port or path"_s;
    return NewInstanceError{
        {u"%1 would not be isolated: %2"_s.arg(name, blocking.first().message), fix, ErrorKind::Isolation},
        findings};
}

QSet<int> portsOfBase(const QString &asked)
{
    const auto base = basePort({}, asked, {}, QJsonValue::Undefined);
    if (!base)
        return {};
    const PortBlock block{base->port};
    return {block.base, block.control(), block.cdp().first};
}

Result<NewInstance, NewInstanceError> makeInstance(const NewInstanceRequest &request, const Fleet &fleet,
                                                   const ConfigSchema &schema)
{
    const QString name = instanceName(request.selection);
    const auto kept = configuredPort(fleet, name);
    const auto port = kept ? Result<int>(*kept) : choosePort(request.port, name, fleet);
    if (!port)
        return NewInstanceError{port.error()};

    if (const auto refused = refusal(request, *port, fleet); refused && !kept)
        return *refused;

    ConfigSource source{.configPath = request.selection.paths.configPath,
                        .stateDir = request.selection.paths.stateDir,
                        .home = request.selection.paths.home};
    source.environment = request.currentVariables ? request.selection.environment
                                                  : withoutOwnVariables(request.selection.environment);
    auto report = provisionInstance(source, request.selection.paths, schema,
                                    {.port = *port,
                                     .workspace = workspaceOf(request),
                                     .bind = request.bind,
                                     .mode = request.mode,
                                     .remoteUrl = request.remoteUrl,
                                     .remoteToken = request.remoteToken,
                                     .firstRun = request.firstRun,
                                     .otherReader = [&](const QString &file) {
                                         return fleet.otherReader(source.configPath, file);
                                     }});
    if (!report)
        return NewInstanceError{report.error()};
    if (const auto registered = registerInstance(request); !registered)
        return NewInstanceError{registered.error()};
    return NewInstance{*report, foresee(request, *port, fleet)};
}

} // namespace wsagent
