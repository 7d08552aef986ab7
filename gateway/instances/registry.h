#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <functional>

namespace wsagent {

/// `profiles.json`: which instances this user has (`profiles-and-ports.md` 2.4). It holds no secrets, and
/// nothing needs it to run. Members it does not know stay as they are.
class Registry
{
public:
    Registry() = default;
    explicit Registry(QJsonObject json)
        : m_json(std::move(json))
    {}

    /// Adds or updates; an empty name is an instance started with plain variables. `now`: ISO 8601, UTC.
    void put(const QString &name, const QString &stateDir, const QString &configPath, const QString &now);
    /// Keeps the place in the list. Does nothing when `from` is not registered.
    void rename(const QString &from, const QString &to, const QString &stateDir, const QString &configPath);
    void remove(const QString &displayName);
    /// Whether a supervisor starts the profile. Does nothing when it is not registered.
    void setAutostart(const QString &name, bool autostart);

    const QJsonObject &json() const { return m_json; }

private:
    QJsonObject m_json;
};

/// One instance as registry, directories and services know it.
struct RegisteredInstance
{
    QString name; ///< display name; "(custom) <state dir>" for one without a profile
    QString stateDir;
    QString configPath;
    bool hasService = false;
    QString serviceFile = {}; ///< its definition
    int servicePort = 0;      ///< pinned there; 0: none
    bool autostart = true;    ///< whether a supervisor starts it
    QString spelling = {};    ///< the name as it stands there, when that is not how it is called

    bool isCustom() const { return name.startsWith(QLatin1String("(custom) ")); }
    bool operator==(const RegisteredInstance &) const = default;
};

struct InstanceList
{
    QList<RegisteredInstance> instances = {}; ///< default first, then registry order, then names
    QStringList warnings = {};
};

/// Where programs of this user keep their settings. With WS_AGENT_HOME it lies there, too: another home is
/// another user as far as profiles go.
QString configHome(const QString &home, const QProcessEnvironment &environment);

/// Per-user place of the registry; WS_AGENT_REGISTRY_PATH overrides.
QString registryPath(const QString &home, const QProcessEnvironment &environment);

/// "(custom) <state dir>"
QString customName(const QString &stateDir);

/// Merges registry, `<home>/.ws-agent*` directories with a config, and installed services; one entry for each
/// state directory, links resolved. Two *names* for one directory stay two entries: that is a mistake which
/// the validator has to see. What the registry holds and cannot be read is a warning, never a failure.
InstanceList listInstances(const QString &home, const QProcessEnvironment &environment);

/// What can be read of a registry; no file is an empty one.
struct RegistryContent
{
    QJsonObject json = {};
    QString damage = {}; ///< what is wrong with the file, empty when nothing is
};

/// An error when the file is there and cannot be read at all.
Result<RegistryContent> readRegistry(const QString &path);

/// Reads, changes and writes the registry under its lock. A damaged one is moved to `<path>.corrupt.<time>`
/// and begun anew with what could be read of it; one that cannot be read at all, or was written by a newer
/// version, is left alone and is an error.
Result<void> updateRegistry(const QString &path, const std::function<void(Registry &)> &change);

} // namespace wsagent
