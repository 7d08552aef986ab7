#include "gateway/instances/registry.h"

#include "gateway/base/filelock.h"
#include "gateway/base/files.h"
#include "gateway/instances/profilename.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 registryLimit = 1024 * 1024;

struct ReadRegistry
{
    QJsonObject json = {};
    bool damaged = false;
};

ReadRegistry readRegistry(const QString &path)
{
    const auto content = readFile(path, registryLimit);
    if (!content)
        return {.damaged = content.error().kind != ErrorKind::NotFound};
    const QJsonDocument document = QJsonDocument::fromJson(*content);
    return {document.object(), !document.isObject()};
}

qsizetype indexOf(const QJsonArray &array, QLatin1String key, const QString &value)
{
    for (qsizetype i = 0; i < array.size(); ++i) {
        if (array.at(i)[key].toString() == value)
            return i;
    }
    return -1;
}

/// Puts the members of `entry` over those of the element whose `key` is equal, or appends it.
QJsonArray merged(QJsonArray array, QLatin1String key, const QJsonObject &entry)
{
    const qsizetype at = indexOf(array, key, entry[key].toString());
    QJsonObject object = at < 0 ? QJsonObject() : array.at(at).toObject();
    for (auto member = entry.begin(); member != entry.end(); ++member)
        object[member.key()] = member.value();
    if (at < 0)
        array.append(object);
    else
        array.replace(at, object);
    return array;
}

QString customName(const QString &stateDir)
{
    return "(custom) "_L1 + stateDir;
}

QString identity(const QString &directory)
{
    const QString canonical = QFileInfo(directory).canonicalFilePath();
    return canonical.isEmpty() ? QDir::cleanPath(directory) : canonical;
}

/// Collects instances; the first source to name a state directory wins.
class Collector
{
public:
    void add(const RegisteredInstance &instance)
    {
        const QString id = identity(instance.stateDir) + u'\n' + instance.configPath;
        if (instance.stateDir.isEmpty() || m_seen.contains(id))
            return;
        m_seen += id;
        m_instances += instance;
    }

    QList<RegisteredInstance> take()
    {
        std::stable_partition(m_instances.begin(), m_instances.end(), [](const RegisteredInstance &instance) {
            return instance.name == "default"_L1;
        });
        return m_instances;
    }

private:
    QList<RegisteredInstance> m_instances;
    QStringList m_seen;
};

void addRegistered(const QJsonObject &json, Collector &collector)
{
    for (const QJsonValue &entry : json["profiles"_L1].toArray()) {
        const auto name = ProfileName::parse(entry["name"_L1].toString());
        const QString configPath = entry["configPath"_L1].toString();
        if (name && QFile::exists(configPath))
            collector.add({name->display(), entry["stateDir"_L1].toString(), configPath});
    }
    for (const QJsonValue &entry : json["instances"_L1].toArray()) {
        const QString stateDir = entry["stateDir"_L1].toString();
        const QString configPath = entry["configPath"_L1].toString();
        if (QFile::exists(configPath))
            collector.add({customName(stateDir), stateDir, configPath});
    }
}

void addDirectories(const QString &home, Collector &collector)
{
    const QDir directory(home);
    const QStringList names =
        directory.entryList({u".ws-agent"_s, u".ws-agent-*"_s}, QDir::Dirs | QDir::Hidden, QDir::Name);
    for (const QString &name : names) {
        const QString suffix = name.mid(int(qstrlen(".ws-agent-")));
        const auto profile = ProfileName::parse(suffix.isEmpty() ? u"default"_s : suffix);
        const QString stateDir = directory.filePath(name);
        const QString configPath = stateDir + "/ws-agent.json"_L1;
        const bool canonical = profile && name == ".ws-agent"_L1 + profile->suffix();
        if (canonical && QFile::exists(configPath))
            collector.add({profile->display(), stateDir, configPath});
    }
}

} // namespace

void Registry::put(const QString &name, const QString &stateDir, const QString &configPath,
                   const QString &now)
{
    m_json["version"_L1] = 1;
    if (name.isEmpty()) {
        m_json["instances"_L1] =
            merged(m_json["instances"_L1].toArray(), "stateDir"_L1,
                   {{"stateDir"_L1, stateDir}, {"configPath"_L1, configPath}, {"lastSeenAt"_L1, now}});
        return;
    }
    QJsonArray profiles = m_json["profiles"_L1].toArray();
    QJsonObject entry{{"name"_L1, name}, {"stateDir"_L1, stateDir}, {"configPath"_L1, configPath}};
    if (indexOf(profiles, "name"_L1, name) < 0) {
        entry["createdAt"_L1] = now;
        entry["autostart"_L1] = true;
        entry["order"_L1] = int(profiles.size());
    }
    m_json["profiles"_L1] = merged(profiles, "name"_L1, entry);
}

void Registry::rename(const QString &from, const QString &to, const QString &stateDir,
                      const QString &configPath)
{
    QJsonArray profiles = m_json["profiles"_L1].toArray();
    const qsizetype at = indexOf(profiles, "name"_L1, from);
    if (at < 0)
        return;
    QJsonObject entry = profiles.at(at).toObject();
    entry["name"_L1] = to;
    entry["stateDir"_L1] = stateDir;
    entry["configPath"_L1] = configPath;
    profiles.replace(at, entry);
    m_json["profiles"_L1] = profiles;
}

void Registry::remove(const QString &displayName)
{
    QJsonArray profiles = m_json["profiles"_L1].toArray();
    if (const qsizetype at = indexOf(profiles, "name"_L1, displayName); at >= 0)
        profiles.removeAt(at);
    m_json["profiles"_L1] = profiles;

    QJsonArray instances = m_json["instances"_L1].toArray();
    for (qsizetype i = instances.size() - 1; i >= 0; --i) {
        if (customName(instances.at(i)["stateDir"_L1].toString()) == displayName)
            instances.removeAt(i);
    }
    m_json["instances"_L1] = instances;
}

QString registryPath(const QString &home, const QProcessEnvironment &environment)
{
    const QString given = environment.value(u"WS_AGENT_REGISTRY_PATH"_s).trimmed();
    if (!given.isEmpty())
        return given.startsWith("~/"_L1) ? home + given.mid(1) : given;
#if defined(Q_OS_MACOS)
    return home + "/Library/Application Support/WsAgent/profiles.json"_L1;
#elif defined(Q_OS_WIN)
    return environment.value(u"LOCALAPPDATA"_s, home) + "/WsAgent/profiles.json"_L1;
#else
    // With WS_AGENT_HOME the registry lies there, too: another home is another user as far as profiles go.
    const QString configHome = environment.value(u"XDG_CONFIG_HOME"_s).trimmed();
    const bool ownHome = environment.value(u"WS_AGENT_HOME"_s).trimmed().isEmpty();
    const bool usable = ownHome && QDir::isAbsolutePath(configHome);
    return (usable ? configHome : home + "/.config"_L1) + "/ws-agent/profiles.json"_L1;
#endif
}

InstanceList listInstances(const QString &home, const QProcessEnvironment &environment)
{
    InstanceList list;
    const QString path = registryPath(home, environment);
    const ReadRegistry registry = readRegistry(path);
    if (registry.damaged)
        list.warnings += u"%1 cannot be read; only profiles at their usual places are listed"_s.arg(path);
    Collector collector;
    addRegistered(registry.json, collector);
    addDirectories(home, collector);
    list.instances = collector.take();
    return list;
}

Result<void> updateRegistry(const QString &path, const std::function<void(Registry &)> &change)
{
    if (auto made = makePrivateDirectory(QFileInfo(path).absolutePath()); !made)
        return made;
    const auto lock = FileLock::acquire(path + ".lock"_L1, 10s);
    if (!lock)
        return lock.error();

    const ReadRegistry current = readRegistry(path);
    if (current.damaged) {
        const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmss'Z'"_s);
        QFile::rename(path, path + ".corrupt."_L1 + stamp);
    }
    Registry registry(current.json);
    change(registry);
    if (!current.damaged && registry.json() == current.json)
        return {};
    return replaceFile(path, QJsonDocument(registry.json()).toJson());
}

} // namespace wsagent
