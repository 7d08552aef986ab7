#include "app/doctor/doctorfacts.h"

#include "app/commandline.h"
#include "app/doctor/agentfacts.h"
#include "app/doctor/statefiles.h"
#include "app/services/servicehost.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStorageInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

WorkspaceFacts workspaceAt(const QString &path)
{
    return {.path = path,
            .exists = QFileInfo(path).isDir(),
            .hasInstructions = QFileInfo::exists(path + "/AGENTS.md"_L1),
            .isVersioned = QFileInfo::exists(path + "/.git"_L1)};
}

QString nearestExisting(QString path)
{
    while (!QFileInfo::exists(path) && path != QFileInfo(path).path())
        path = QFileInfo(path).path();
    return path;
}

/// Only a profile that has a service or a process costs a question to the system.
void collectService(const DoctorProbe &probe, DoctorFacts &facts)
{
    const ServiceHost host = serviceHost(probe.selection);
    const FleetMember *member = facts.fleet.find(facts.name);
    if (member)
        facts.service = collectServiceFacts(host, *member, probe.executable);
    if (facts.service)
        facts.serviceIssues = auditService(*facts.service);
    facts.serviceIssues +=
        auditHost(host.platform, scanServices(host, facts.fleet), registeredProfiles(host, facts.fleet));
    if (!member || (!facts.service && !member->runtime))
        return;
    const auto process = member->runtime ? readLiveProcess(*member->runtime) : std::nullopt;
    const auto wanted = wantedRows(facts.name, member->loaded.config.port.value_or(0), facts.paths.stateDir,
                                   facts.paths.configPath, facts.service ? probe.executable : QString());
    facts.drift =
        driftTable(wanted, facts.service ? &*facts.service : nullptr, process ? &*process : nullptr);
}

/// What the agents of the instance need and have.
void collectAgents(const DoctorProbe &probe, DoctorFacts &facts)
{
    const QJsonObject &effective = facts.loaded.effective;
    facts.sessions = sessionFoldersOf(facts.paths, effective, facts.now, probe.deep);
    facts.accounts = accountsOf(facts.paths);
    if (!facts.loaded.exists || !facts.loaded.isValid())
        return; // who reads these settings takes them for checked
    facts.missingSandboxes = missingSandboxesOf(facts.paths, effective);
    facts.missingBrowsers = missingBrowsersOf(facts.paths, effective);
}

/// Each file system once.
QList<Volume> volumesOf(const QStringList &paths)
{
    QList<Volume> volumes;
    QStringList seen;
    for (const QString &path : paths) {
        const QStorageInfo storage(nearestExisting(path));
        if (!storage.isValid() || seen.contains(storage.rootPath()))
            continue;
        seen += storage.rootPath();
        volumes += Volume{path, storage.bytesAvailable(), storage.isReadOnly()};
    }
    return volumes;
}

} // namespace

QString DoctorFacts::hint(const QString &command) const
{
    return commandHint({.profile = profile, .environment = {}, .paths = paths}, command);
}

bool hasRetiredToken(const LoadedConfig &loaded)
{
    const QJsonValue gateway = loaded.assembled["gateway"_L1];
    return !gateway["token"_L1].isUndefined() && gateway["auth"_L1]["token"_L1].isUndefined();
}

DoctorFacts collectDoctorFacts(const DoctorProbe &probe, const ConfigSchema &schema)
{
    const InstanceSelection &selection = probe.selection;
    DoctorFacts facts{
        .name = instanceName(selection), .profile = selection.profile, .paths = selection.paths};
    facts.now = QDateTime::currentMSecsSinceEpoch();
    facts.stateDirExists = QFileInfo(selection.paths.stateDir).isDir();
    facts.loaded = loadConfig(probe.source, schema);
    if (!facts.loaded.isValid())
        facts.restorePoint = findRestorePoint(probe.source, schema);
    facts.fleet = surveyFleet(selection, schema);
    collectService(probe, facts);
    collectAgents(probe, facts);

    const QStringList own =
        factsFromConfig(selection.profile, selection.paths, facts.loaded.effective).workspaces;
    for (const QString &path : own.isEmpty() ? QStringList{selection.paths.defaultWorkspace} : own)
        facts.workspaces += workspaceAt(path);
    if (facts.stateDirExists || facts.loaded.exists) {
        facts.privatePaths = privatePathsOf(selection.paths, facts.loaded.files, probe.deep);
        facts.leftovers = leftoversOf(selection.paths, probe.deep);
    }
    facts.volumes = volumesOf(QStringList{selection.paths.stateDir} + own);
    return facts;
}

} // namespace wsagent
