#include "app/doctor/agentfacts.h"

#include "gateway/agents/agentlist.h"
#include "gateway/browser/browsersettings.h"
#include "gateway/browser/launch/executables.h"
#include "gateway/llm/authprofiles.h"

#ifdef Q_OS_LINUX
#include "gateway/agents/exec/confinement.h"
#endif

#include <QDir>
#include <QStandardPaths>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Why commands cannot be run in this kind of sandbox; nothing: they can.
std::optional<Error> objectionTo(const QString &backend)
{
    if (backend == "landlock"_L1) {
#ifdef Q_OS_LINUX
        const auto possible = Confinement::onlyWithin({});
        return possible ? std::nullopt : std::optional(possible.error());
#else
        return Error{u"only Linux has Landlock"_s, {}, ErrorKind::Isolation};
#endif
    }
    const QString program = backend == "bubblewrap"_L1 ? u"bwrap"_s : u"docker"_s;
    if (!QStandardPaths::findExecutable(program).isEmpty())
        return std::nullopt;
    return Error{u"%1 is not installed"_s.arg(program),
                 u"install %1, or set agents.defaults.sandbox.backend to landlock"_s.arg(program),
                 ErrorKind::Isolation};
}

} // namespace

QList<AccountFacts> accountsOf(const InstancePaths &paths)
{
    QList<AccountFacts> accounts;
    const QStringList agents =
        QDir(paths.stateDir + "/agents"_L1).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString &agent : agents) {
        const auto stored = readAuthProfiles(authProfilesPath(paths.stateDir, agent));
        if (!stored) {
            accounts += AccountFacts{.agent = agent, .problem = stored.error().message};
            continue;
        }
        for (const AuthProfile &account : stored->profiles)
            accounts += AccountFacts{
                .agent = agent, .id = account.id, .provider = account.provider, .expires = account.expires};
    }
    return accounts;
}

QList<NeededMeans> missingSandboxesOf(const InstancePaths &paths, const QJsonObject &effective)
{
    const AgentList agents(
        effective,
        {.stateDir = paths.stateDir, .defaultWorkspace = paths.defaultWorkspace, .home = paths.home});
    QList<NeededMeans> missing;
    for (const AgentProfile &agent : agents.all()) {
        const auto chosen = [&](QLatin1StringView key, const QString &otherwise) {
            const QString common = agents.defaults()["sandbox"_L1][key].toString(otherwise);
            return agent.settings["sandbox"_L1][key].toString(common);
        };
        if (chosen("mode"_L1, u"off"_s) == "off"_L1)
            continue;
        if (const auto objection = objectionTo(chosen("backend"_L1, u"landlock"_s)))
            missing += NeededMeans{u"agent "_s + agent.id, objection->message, objection->fix};
    }
    return missing;
}

QList<NeededMeans> missingBrowsersOf(const InstancePaths &paths, const QJsonObject &effective)
{
    const BrowserSettings settings = browserSettings(effective, PortBlock{}, paths.stateDir, paths.home);
    QList<NeededMeans> missing;
    if (!settings.enabled)
        return missing;
    for (const BrowserProfile &profile : settings.profiles) {
        const QString name = u"browser profile "_s + profile.name;
        if (!profile.problem.isEmpty())
            missing += NeededMeans{name, profile.problem};
        if (!profile.problem.isEmpty() || !profile.isManaged())
            continue;
        const auto found = findBrowserExecutable(executableSearch(profile.executablePath, paths.home));
        if (!found)
            missing += NeededMeans{name, found.error().message, found.error().fix,
                                   !profile.executablePath.isEmpty()};
    }
    return missing;
}

} // namespace wsagent
