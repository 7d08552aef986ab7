#include "app/profiles/newinstance.h"

#include "app/commandline.h"
#include "gateway/instances/blockingfindings.h"
#include "gateway/instances/usersenvironment.h"
#include "gateway/instances/validator.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// The instance of the request, when it is there already. One of the same name somewhere else is another one.
const FleetMember *presentMember(const NewInstanceRequest &request, const Fleet &fleet)
{
    const FleetMember *member = fleet.find(instanceName(request.selection));
    const QString &stateDir = request.selection.paths.stateDir;
    const bool isSame = member && (member->paths.stateDir == stateDir ||
                                   QFileInfo(member->paths.stateDir) == QFileInfo(stateDir));
    return isSame ? member : nullptr;
}

InstanceFacts plannedFacts(const NewInstanceRequest &request, int port, const Fleet &fleet)
{
    const QString name = instanceName(request.selection);
    const FleetMember *known = presentMember(request, fleet);
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
std::optional<int> configuredPort(const NewInstanceRequest &request, const Fleet &fleet)
{
    const FleetMember *known = presentMember(request, fleet);
    return known ? known->loaded.config.port : std::nullopt;
}

/// What a person types to carry out the fix.
QString commandFor(const FindingFix &fix, const Fleet &fleet)
{
    const FleetMember *member = fleet.find(fix.profile);
    if (!member || fix.newSecret)
        return u"%1: %2"_s.arg(fix.profile, fix.describe());
    const InstanceSelection selection{.profile = member->profile, .environment = {}, .paths = member->paths};
    if (fix.value.isUndefined())
        return commandHint(selection, u"config unset %1"_s.arg(shellWord(fix.key)));
    const QString value = fix.value.toVariant().toString();
    return commandHint(selection, u"config set %1 %2"_s.arg(shellWord(fix.key), shellWord(value)));
}

/// One thing to do about what stands in the way.
QString remedyFor(const Finding &finding, const NewInstanceRequest &request, const Fleet &fleet)
{
    const QString name = instanceName(request.selection);
    const bool movesBase = finding.fix ? finding.fix->key == "gateway.port"_L1
                                       : finding.code.startsWith("port."_L1) && finding.advice.isEmpty();
    if (movesBase && !configuredPort(request, fleet)) {
        if (const auto better = suggestBase(name, fleet.host, fleet.facts()))
            return u"use --port %1"_s.arg(*better);
    }
    const bool isForNewOne = finding.fix && finding.fix->profile == name && !presentMember(request, fleet);
    if (isForNewOne && !request.workspace.isEmpty())
        return u"leave --workspace out, or name a directory that nobody else uses"_s;
    if (finding.fix && !isForNewOne)
        return commandFor(*finding.fix, fleet);
    return finding.advice.isEmpty() ? u"choose another port or path"_s : finding.advice;
}

} // namespace

QString workspaceOf(const NewInstanceRequest &request)
{
    if (request.workspace.isEmpty())
        return request.selection.paths.defaultWorkspace;
    return absolutePath(request.workspace, request.selection.paths.home, QDir::currentPath());
}

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
    const Finding &first = blocking.first();
    const QString message =
        presentMember(request, fleet) ? u"%1 is not isolated: %2"_s : u"%1 would not be isolated: %2"_s;
    return NewInstanceError{
        {message.arg(name, first.message), remedyFor(first, request, fleet), ErrorKind::Isolation}, findings};
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
    const auto kept = configuredPort(request, fleet);
    const auto port = kept ? Result<int>(*kept) : choosePort(request.port, name, fleet);
    if (!port)
        return NewInstanceError{port.error()};

    if (const auto refused = refusal(request, *port, fleet))
        return *refused;

    ConfigSource source{.configPath = request.selection.paths.configPath,
                        .stateDir = request.selection.paths.stateDir,
                        .home = request.selection.paths.home};
    source.environment = request.currentVariables ? request.selection.environment
                                                  : usersEnvironment(request.selection.environment);
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
    if (const auto registered = registerInstance(request); !registered) {
        removeCreated(*report);
        return NewInstanceError{registered.error()};
    }
    return NewInstance{*report, foresee(request, *port, fleet)};
}

} // namespace wsagent
