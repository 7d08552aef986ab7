#include "app/doctor/doctorchecks.h"

#include "app/commandline.h"
#include "gateway/instances/validator.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using Status = DoctorCheck::Status;

namespace {

Status statusOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return Status::Error;
    case Severity::Warning:
        return Status::Warning;
    case Severity::Info:
        return Status::Info;
    }
    Q_UNREACHABLE();
}

/// `doctor --fix` changes the named instance and no other, so the command names the one that has to move.
QString fixFor(const Finding &finding, const DoctorFacts &facts)
{
    if (!finding.fix || finding.severity == Severity::Info)
        return finding.advice;
    if (finding.fix->profile == facts.name)
        return facts.hint(u"doctor --fix"_s);
    const bool named = bool(ProfileName::parse(finding.fix->profile));
    return named ? commandHint(finding.fix->profile, u"doctor --fix"_s) : u"ws-agent profiles check --fix"_s;
}

DoctorCheck describe(const Finding &finding, const DoctorFacts &facts)
{
    return {finding.code, statusOf(finding.severity), finding.message, fixFor(finding, facts)};
}

bool startsWithOneOf(const QString &code, std::initializer_list<QLatin1StringView> prefixes)
{
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&code](QLatin1StringView prefix) { return code.startsWith(prefix); });
}

enum class Matter { Ports, Workspaces, Neighbours, Isolation };

Matter matterOf(const Finding &finding)
{
    if (startsWithOneOf(finding.code, {"port."_L1, "cdp."_L1}))
        return Matter::Ports;
    if (finding.code.startsWith("path.workspace."_L1))
        return Matter::Workspaces;
    return finding.code.startsWith("compat."_L1) ? Matter::Neighbours : Matter::Isolation;
}

QList<DoctorCheck> findingsAbout(Matter matter, const DoctorFacts &facts)
{
    QList<DoctorCheck> checks;
    for (const Finding &finding : facts.fleet.findings) {
        if (matterOf(finding) == matter)
            checks += describe(finding, facts);
    }
    return checks;
}

QString portsOf(const DoctorFacts &facts)
{
    const FleetMember *member = facts.fleet.find(facts.name);
    const auto block = member ? configuredBlock(member->profile, member->facts) : std::nullopt;
    if (!block)
        return u"no port is used yet"_s;
    if (!member->facts.browserEnabled)
        return u"gateway %1, no browser"_s.arg(block->base);
    return u"gateway %1, browser control %2, browsers %3-%4"_s.arg(block->base)
        .arg(block->control())
        .arg(block->cdp().first)
        .arg(block->cdp().last);
}

QList<DoctorCheck> sharedByAgents(const DoctorFacts &facts)
{
    QList<DoctorCheck> checks;
    const QList<AgentConfig> &agents = facts.loaded.config.agents;
    for (qsizetype i = 0; i < agents.size(); ++i) {
        for (qsizetype j = 0; j < i; ++j) {
            if (!agents[i].workspace.isEmpty() && agents[i].workspace == agents[j].workspace)
                checks += DoctorCheck{u"workspace.shared"_s, Status::Warning,
                                      u"the agents %1 and %2 both work in %3"_s.arg(
                                          agents[j].id, agents[i].id, agents[i].workspace),
                                      facts.hint(u"config unset agents.list[%1].workspace"_s.arg(i))};
        }
    }
    return checks;
}

QList<DoctorCheck> suggestionsFor(const WorkspaceFacts &workspace, const DoctorFacts &facts)
{
    QList<DoctorCheck> checks;
    if (!workspace.hasInstructions)
        checks += DoctorCheck{u"workspace.no_instructions"_s, Status::Info,
                              u"%1 has no AGENTS.md that tells the agent how to work"_s.arg(workspace.path),
                              facts.hint(u"setup"_s)};
    if (!workspace.isVersioned)
        checks += DoctorCheck{u"workspace.unversioned"_s, Status::Info,
                              u"the memory in %1 has no history"_s.arg(workspace.path),
                              u"git init %1"_s.arg(shellWord(workspace.path))};
    return checks;
}

} // namespace

QList<DoctorCheck> checkPorts(const DoctorFacts &facts)
{
    QList<DoctorCheck> checks = findingsAbout(Matter::Ports, facts);
    if (checks.isEmpty())
        checks += DoctorCheck{u"ports"_s, Status::Ok, portsOf(facts)};
    return checks;
}

QList<DoctorCheck> checkIsolationOf(const DoctorFacts &facts)
{
    QList<DoctorCheck> checks = findingsAbout(Matter::Isolation, facts);
    for (const QString &warning : facts.fleet.warnings)
        checks += DoctorCheck{u"profiles.registry"_s, Status::Warning, warning};
    for (const FleetMember &member : facts.fleet.members) {
        if (member.name != facts.name && !member.loaded.isValid())
            checks += DoctorCheck{u"profiles.unreadable"_s, Status::Warning,
                                  u"%1: %2; compared with what could be read"_s.arg(
                                      member.name, toString(member.loaded.errors.first())),
                                  commandHint(member.isCustom ? QString() : member.name, u"doctor"_s)};
    }
    const qsizetype count = facts.fleet.members.size();
    if (checks.isEmpty() && count > 1)
        checks += DoctorCheck{u"isolation"_s, Status::Ok,
                              u"%1 profiles share no files and no accounts"_s.arg(count)};
    return checks;
}

QList<DoctorCheck> checkNeighbours(const DoctorFacts &facts)
{
    QList<DoctorCheck> checks = findingsAbout(Matter::Neighbours, facts);
    for (const int base : facts.fleet.host.openclawBases) {
        if (checks.isEmpty())
            checks += DoctorCheck{u"neighbours"_s, Status::Ok,
                                  u"OpenClaw is set up on port %1 and is not in the way"_s.arg(base)};
    }
    return checks;
}

QList<DoctorCheck> checkWorkspaces(const DoctorFacts &facts, bool withSuggestions)
{
    QList<DoctorCheck> checks = findingsAbout(Matter::Workspaces, facts) + sharedByAgents(facts);
    for (const WorkspaceFacts &workspace : facts.workspaces) {
        if (!workspace.exists && facts.loaded.exists)
            checks += DoctorCheck{u"workspace.missing"_s, Status::Warning,
                                  u"%1 does not exist"_s.arg(workspace.path), facts.hint(u"setup"_s)};
        else if (workspace.exists && withSuggestions)
            checks += suggestionsFor(workspace, facts);
    }
    if (checks.isEmpty() && facts.loaded.exists)
        checks += DoctorCheck{u"workspaces"_s, Status::Ok, u"no two agents work in one place"_s};
    return checks;
}

QList<DoctorCheck> runDoctorChecks(const DoctorFacts &facts, DoctorWishes wishes)
{
    return checkConfig(facts) + checkAuth(facts) + checkPermissions(facts) + checkStateFiles(facts) +
           checkSessions(facts) + checkAccounts(facts) + checkChannels(facts) + checkSandbox(facts) +
           checkBrowser(facts) + checkDisk(facts) + checkPorts(facts) + checkIsolationOf(facts) +
           checkNeighbours(facts) + checkServices(facts) +
           checkWorkspaces(facts, wishes.workspaceSuggestions);
}

} // namespace wsagent
