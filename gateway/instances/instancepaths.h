#pragma once

#include "gateway/instances/profilename.h"

#include <QMap>
#include <QProcessEnvironment>
#include <QStringList>

namespace wsagent {

/// Where one instance keeps its files; all absolute.
struct InstancePaths
{
    QString home = {};
    QString stateDir = {};
    QString configPath = {};
    QString defaultWorkspace; ///< before any workspace key of the config
    /// Variables whose value was relative, with that value (finding `path.relative`).
    QMap<QString, QString> relativeVariables = {};

    QString logDir() const { return stateDir + QStringLiteral("/logs"); }
    QString tempDir() const { return stateDir + QStringLiteral("/tmp"); }
    QString runtimeFile() const { return stateDir + QStringLiteral("/gateway.runtime.json"); }

    bool operator==(const InstancePaths &) const = default;
};

/// The instance a command line and its environment select.
struct InstanceSelection
{
    ProfileName profile;
    QProcessEnvironment environment; ///< with the projections of `profiles-and-ports.md` 2.2 carried out
    InstancePaths paths;
    QStringList projected = {}; ///< variables that only the selection has put there, not the caller
};

/// `flag` is the value of --profile; without one WS_AGENT_PROFILE selects. `accountHome` serves when no
/// variable names the home directory; `currentDir` is what relative values are resolved against.
Result<InstanceSelection> selectInstance(const std::optional<QString> &flag, QProcessEnvironment environment,
                                         const QString &accountHome, const QString &currentDir);

/// The canonical paths of a profile, whatever the variables say.
InstancePaths canonicalPaths(const ProfileName &profile, const QString &home);

/// First non-blank of WS_AGENT_HOME, HOME, USERPROFILE, `accountHome`.
QString homeDirectory(const QProcessEnvironment &environment, const QString &accountHome);

/// Expands `~` and `~/x`; resolves a relative path against `base`.
QString absolutePath(const QString &path, const QString &home, const QString &base);

} // namespace wsagent
