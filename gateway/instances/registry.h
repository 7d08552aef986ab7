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
    void rename(const QString &from, const QString &to, const QString &stateDir, const QString &configPath);
    void remove(const QString &displayName);

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
};

struct InstanceList
{
    QList<RegisteredInstance> instances = {}; ///< default first, then registry order, then names
    QStringList warnings = {};
};

/// Per-user place of the registry; WS_AGENT_REGISTRY_PATH overrides.
QString registryPath(const QString &home, const QProcessEnvironment &environment);

/// Merges registry, `<home>/.ws-agent*` directories with a config, and installed services; one entry for each
/// state directory. An unreadable registry is a warning.
InstanceList listInstances(const QString &home, const QProcessEnvironment &environment);

/// Reads, changes and writes the registry under its lock. A damaged one is moved aside and begun anew.
Result<void> updateRegistry(const QString &path, const std::function<void(Registry &)> &change);

} // namespace wsagent
