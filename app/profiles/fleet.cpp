#include "app/profiles/fleet.h"

#include "gateway/instances/claims.h"
#include "gateway/instances/hostprobe.h"
#include "gateway/instances/relativepaths.h"
#include "gateway/instances/usersenvironment.h"
#include "gateway/instances/validator.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// The variables of this process belong to the selected instance; everybody else is read with `others`.
FleetMember readMember(const RegisteredInstance &known, const InstanceSelection &selected,
                       const QProcessEnvironment &others, const ConfigSchema &schema,
                       const LoadedConfig *ownConfig)
{
    const bool isSelected =
        known.stateDir == selected.paths.stateDir && known.configPath == selected.paths.configPath;
    FleetMember member{.name = known.name};
    if (const auto profile = ProfileName::parse(known.name); profile)
        member.profile = *profile;
    else
        member.isCustom = true;
    member.serviceFile = known.serviceFile;
    member.paths = isSelected ? selected.paths : canonicalPaths(member.profile, selected.paths.home);
    member.paths.stateDir = known.stateDir;
    member.paths.configPath = known.configPath;
    if (!isSelected)
        member.paths.defaultWorkspace = known.stateDir + u"/workspace"_s + member.profile.suffix();

    member.environment = isSelected ? selected.environment : others;
    member.loaded = isSelected && ownConfig ? *ownConfig : loadConfig(member.source(), schema);
    member.facts = factsFromConfig(member.profile, member.paths, member.loaded.effective);
    member.facts.name = known.spelling.isEmpty() ? member.name : known.spelling;
    member.facts.stateDir = known.stateDir;
    member.facts.configPath = known.configPath;
    member.facts.servicePort = known.servicePort;
    if (auto runtime = readRuntimeFile(known.stateDir); runtime && isAlive(*runtime)) {
        member.facts.running = true;
        member.runtime = *runtime;
    }
    return member;
}

QList<RegisteredInstance> knownInstances(const InstanceSelection &selected, QStringList &warnings)
{
    const InstanceList list = listInstances(selected.paths.home, selected.environment);
    warnings += list.warnings;
    QList<RegisteredInstance> instances = list.instances;

    const bool there = std::any_of(instances.begin(), instances.end(), [&](const RegisteredInstance &known) {
        return known.stateDir == selected.paths.stateDir;
    });
    if (!there && QFileInfo::exists(selected.paths.configPath))
        instances += RegisteredInstance{.name = instanceName(selected),
                                        .stateDir = selected.paths.stateDir,
                                        .configPath = selected.paths.configPath};
    return instances;
}

/// The selection writes its own paths into the environment; only what somebody else put there counts.
QProcessEnvironment callersVariables(const InstanceSelection &selected)
{
    QProcessEnvironment environment = selected.environment;
    for (const QString &variable : selected.projected)
        environment.remove(variable);
    const InstancePaths usual = canonicalPaths(selected.profile, selected.paths.home);
    if (selected.paths.stateDir == usual.stateDir)
        environment.remove(u"WS_AGENT_STATE_DIR"_s);
    if (selected.paths.configPath == usual.configPath)
        environment.remove(u"WS_AGENT_CONFIG_PATH"_s);
    // A service is told its own port there; that is no wish about the ports of all others.
    if (environment.value(u"WS_AGENT_SERVICE_MARKER"_s) == "ws-agent"_L1)
        environment.remove(u"WS_AGENT_GATEWAY_PORT"_s);
    return environment;
}

QList<RunningGateway> runningGateways(const QList<FleetMember> &members)
{
    QList<RunningGateway> gateways;
    for (const FleetMember &member : members) {
        if (!member.runtime)
            continue;
        gateways += {.name = member.name, .stateDir = member.paths.stateDir, .pid = member.runtime->pid};
        gateways.last().ports = {member.runtime->port};
        if (member.runtime->controlPort > 0)
            gateways.last().ports += member.runtime->controlPort;
    }
    return gateways;
}

/// Whoever listens on a port that an instance is going to bind has to be named.
QSet<int> claimedPorts(const QList<InstanceFacts> &instances, const QProcessEnvironment &environment)
{
    HostFacts host;
    const QString variable = u"WS_AGENT_GATEWAY_PORT"_s;
    host.environment.insert(variable, environment.value(variable));
    QSet<int> ports;
    for (const InstanceFacts &facts : instances) {
        for (const Claim &claim : claimsOf(facts, host, 0).claims)
            ports += claim.port;
    }
    return ports;
}

bool isMember(const Fleet &fleet, const InstanceSelection &selected)
{
    return std::any_of(fleet.members.begin(), fleet.members.end(), [&selected](const FleetMember &member) {
        return member.paths.stateDir == selected.paths.stateDir;
    });
}

/// Of an instance that is not made yet: it would be made where the current directory says.
void addRelativeVariables(const InstanceSelection &selected, QList<Finding> &findings)
{
    const QMap<QString, QString> &relative = selected.paths.relativeVariables;
    for (auto value = relative.begin(); value != relative.end(); ++value)
        findings += relativePathFinding(instanceName(selected), value.key(), *value, selected.paths.home);
}

} // namespace

ConfigSource FleetMember::source() const
{
    return {.configPath = paths.configPath,
            .stateDir = paths.stateDir,
            .home = paths.home,
            .environment = environment};
}

const FleetMember *Fleet::find(const QString &name) const
{
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&name](const FleetMember &member) { return member.name == name; });
    return found == members.end() ? nullptr : &*found;
}

QList<InstanceFacts> Fleet::facts() const
{
    QList<InstanceFacts> all;
    for (const FleetMember &member : members)
        all += member.facts;
    return all;
}

QList<Finding> Fleet::findingsOf(const QString &name) const
{
    QList<Finding> own;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(own),
                 [&name](const Finding &finding) { return finding.profiles.contains(name); });
    return own;
}

QString Fleet::otherReader(const QString &configPath, const QString &file) const
{
    const QString own = QFileInfo(configPath).canonicalFilePath();
    const QString wanted = QFileInfo(file).canonicalFilePath();
    const auto reads = [&](const FleetMember &member) {
        return QFileInfo(member.paths.configPath).canonicalFilePath() != own &&
               std::any_of(
                   member.loaded.files.begin(), member.loaded.files.end(),
                   [&wanted](const QString &part) { return QFileInfo(part).canonicalFilePath() == wanted; });
    };
    const auto found = std::find_if(members.begin(), members.end(), reads);
    return found == members.end() ? QString() : found->name;
}

Fleet surveyFleet(const InstanceSelection &selected, const ConfigSchema &schema, const SurveyOptions &options)
{
    Fleet fleet;
    const QProcessEnvironment others = usersEnvironment(selected.environment);
    for (const RegisteredInstance &known : knownInstances(selected, fleet.warnings)) {
        fleet.members += readMember(known, selected, others, schema, options.ownConfig);
        fleet.members.last().facts.registryOrder = int(fleet.members.size()) - 1;
    }

    HostProbeOptions probe{.home = selected.paths.home, .environment = callersVariables(selected)};
    probe.listeners = options.listeners;
    probe.ownersOf = claimedPorts(fleet.facts(), probe.environment) + options.ownersOf;
    probe.gateways = runningGateways(fleet.members);
    fleet.host = collectHostFacts(probe);
    fleet.findings = checkIsolation(fleet.host, fleet.facts());
    if (!isMember(fleet, selected))
        addRelativeVariables(selected, fleet.findings);
    return fleet;
}

QList<Finding> checkWith(const Fleet &fleet, const InstanceFacts &candidate)
{
    QList<InstanceFacts> facts = fleet.facts();
    const auto same = std::find_if(facts.begin(), facts.end(), [&candidate](const InstanceFacts &known) {
        return known.name == candidate.name;
    });
    if (same == facts.end())
        facts += candidate;
    else
        *same = candidate;
    return checkIsolation(fleet.host, facts);
}

QString instanceName(const InstanceSelection &selection)
{
    const bool canonical =
        selection.paths.stateDir == canonicalPaths(selection.profile, selection.paths.home).stateDir;
    if (!selection.profile.isDefault() || canonical)
        return selection.profile.display();
    return u"(custom) "_s + selection.paths.stateDir;
}

InstanceSelection canonicalSelection(const ProfileName &profile, const InstanceSelection &from)
{
    return {.profile = profile,
            .environment = usersEnvironment(from.environment),
            .paths = canonicalPaths(profile, from.paths.home)};
}

} // namespace wsagent
