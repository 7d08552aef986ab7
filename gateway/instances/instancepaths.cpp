#include "gateway/instances/instancepaths.h"

#include "gateway/base/paths.h"

#include <QDir>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto profileVariable = "WS_AGENT_PROFILE"_L1;
constexpr auto stateVariable = "WS_AGENT_STATE_DIR"_L1;
constexpr auto configVariable = "WS_AGENT_CONFIG_PATH"_L1;
constexpr auto workspaceVariable = "WS_AGENT_WORKSPACE_DIR"_L1;

QString value(const QProcessEnvironment &environment, QLatin1String name)
{
    return environment.value(name).trimmed();
}

bool isRelative(const QString &path)
{
    return !path.startsWith(u'~') && !isAbsolutePath(path);
}

/// A command started by the running gateway of another profile inherits what that gateway projected; what it
/// did not project is an operator's own wish and stays (`profiles-and-ports.md` 2.2).
void dropInheritedProjections(QProcessEnvironment &environment, const ProfileName &selected,
                              const QString &home, const QString &currentDir)
{
    const auto inherited = ProfileName::parse(value(environment, profileVariable));
    if (!inherited || *inherited == selected)
        return;
    const InstancePaths theirs = canonicalPaths(*inherited, home);
    const auto projected = [&](QLatin1String name, const QString &path) {
        const QString text = value(environment, name);
        return !text.isEmpty() && absolutePath(text, home, currentDir) == path;
    };

    const bool stateAbsent = value(environment, stateVariable).isEmpty();
    const bool stateReplaced = projected(stateVariable, theirs.stateDir);
    if (stateReplaced)
        environment.remove(stateVariable);
    const bool configReplaced =
        (stateReplaced || stateAbsent) && projected(configVariable, theirs.configPath);
    if (configReplaced)
        environment.remove(configVariable);

    const bool fromService = value(environment, "WS_AGENT_SERVICE_MARKER"_L1) == "ws-agent"_L1 &&
                             value(environment, "WS_AGENT_SERVICE_KIND"_L1) == "gateway"_L1;
    if (stateReplaced && configReplaced && fromService) {
        for (const QLatin1String name :
             {"WS_AGENT_GATEWAY_PORT"_L1, "WS_AGENT_BROWSER_CONTROL_PORT"_L1, "WS_AGENT_LAUNCHD_LABEL"_L1,
              "WS_AGENT_SYSTEMD_UNIT"_L1, "WS_AGENT_WINDOWS_TASK_NAME"_L1})
            environment.remove(name);
    }
}

/// The variable's absolute path, or `fallback` when it is unset or blank.
QString pathFrom(const QProcessEnvironment &environment, QLatin1String name, const QString &fallback,
                 const QString &currentDir, InstancePaths &paths)
{
    const QString text = value(environment, name);
    if (text.isEmpty())
        return fallback;
    if (isRelative(text))
        paths.relativeVariables.insert(name, text);
    return absolutePath(text, paths.home, currentDir);
}

} // namespace

QString homeDirectory(const QProcessEnvironment &environment, const QString &accountHome)
{
    for (const QLatin1String name : {"WS_AGENT_HOME"_L1, "HOME"_L1, "USERPROFILE"_L1}) {
        const QString home = value(environment, name);
        if (!home.isEmpty())
            return QDir::cleanPath(home);
    }
    return accountHome;
}

QString absolutePath(const QString &path, const QString &home, const QString &base)
{
    if (path == "~"_L1)
        return QDir::cleanPath(home);
    if (path.startsWith("~/"_L1))
        return QDir::cleanPath(home + path.mid(1));
    return resolvedPath(path, base);
}

InstancePaths canonicalPaths(const ProfileName &profile, const QString &home)
{
    const QString state = QDir::cleanPath(home + "/.ws-agent"_L1 + profile.suffix());
    return {.home = home,
            .stateDir = state,
            .configPath = state + "/ws-agent.json"_L1,
            .defaultWorkspace = state + "/workspace"_L1 + profile.suffix()};
}

Result<InstanceSelection> selectInstance(const std::optional<QString> &flag, QProcessEnvironment environment,
                                         const QString &accountHome, const QString &currentDir)
{
    const QString inherited = value(environment, profileVariable);
    ProfileName profile;
    if (flag || !inherited.isEmpty()) {
        const auto parsed = ProfileName::parse(flag.value_or(inherited));
        if (!parsed)
            return Error{parsed.error().message, flag ? QString() : u"unset WS_AGENT_PROFILE"_s,
                         ErrorKind::Usage};
        profile = *parsed;
    }
    const QString home = absolutePath(homeDirectory(environment, accountHome), accountHome, currentDir);
    if (flag)
        dropInheritedProjections(environment, profile, home, currentDir);

    InstancePaths paths = canonicalPaths(profile, home);
    paths.stateDir = pathFrom(environment, stateVariable, paths.stateDir, currentDir, paths);
    paths.configPath =
        pathFrom(environment, configVariable, paths.stateDir + "/ws-agent.json"_L1, currentDir, paths);
    paths.defaultWorkspace = pathFrom(environment, workspaceVariable,
                                      paths.stateDir + "/workspace"_L1 + profile.suffix(), currentDir, paths);

    if (flag || !inherited.isEmpty())
        environment.insert(profileVariable, profile.display());
    InstanceSelection selection{.profile = profile, .environment = environment, .paths = paths};
    const auto project = [&selection](QLatin1String name, const QString &path) {
        if (!value(selection.environment, name).isEmpty())
            return;
        selection.environment.insert(name, path);
        selection.projected += name;
    };
    project(stateVariable, paths.stateDir);
    project(configVariable, paths.configPath);
    return selection;
}

} // namespace wsagent
