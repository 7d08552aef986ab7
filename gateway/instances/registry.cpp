#include "gateway/instances/registry.h"

#include "gateway/base/filelock.h"
#include "gateway/base/files.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 registryLimit = 16 * 1024 * 1024;
constexpr int registryVersion = 1;

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

int nextOrder(const QJsonArray &profiles)
{
    int next = 0;
    for (const QJsonValue &profile : profiles)
        next = std::max(next, profile["order"_L1].toInt(-1) + 1);
    return next;
}

template <typename Condition>
QJsonArray without(const QJsonArray &array, Condition condition)
{
    QJsonArray kept;
    for (const QJsonValue &value : array) {
        if (!condition(value))
            kept.append(value);
    }
    return kept;
}

/// Several may be damaged within one second; none of them is overwritten.
Result<void> moveAside(const QString &path)
{
    const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmss'Z'"_s);
    QString target = path + ".corrupt."_L1 + stamp;
    for (int number = 2; QFile::exists(target); ++number)
        target = u"%1.corrupt.%2-%3"_s.arg(path, stamp).arg(number);
    if (QFile::rename(path, target))
        return {};
    return Error{u"%1 is damaged and cannot be moved aside"_s.arg(path), u"move it away by hand"_s,
                 ErrorKind::Io};
}

} // namespace

void Registry::put(const QString &name, const QString &stateDir, const QString &configPath,
                   const QString &now)
{
    if (name.isEmpty()) {
        m_json["instances"_L1] =
            merged(m_json.value("instances"_L1).toArray(), "stateDir"_L1,
                   {{"stateDir"_L1, stateDir}, {"configPath"_L1, configPath}, {"lastSeenAt"_L1, now}});
        return;
    }
    const QJsonArray profiles = m_json.value("profiles"_L1).toArray();
    QJsonObject entry{{"name"_L1, name}, {"stateDir"_L1, stateDir}, {"configPath"_L1, configPath}};
    if (indexOf(profiles, "name"_L1, name) < 0) {
        entry["createdAt"_L1] = now;
        entry["autostart"_L1] = true;
        entry["order"_L1] = nextOrder(profiles);
    }
    m_json["profiles"_L1] = merged(profiles, "name"_L1, entry);
}

void Registry::rename(const QString &from, const QString &to, const QString &stateDir,
                      const QString &configPath)
{
    QJsonArray profiles = m_json.value("profiles"_L1).toArray();
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

void Registry::setAutostart(const QString &name, bool autostart)
{
    const QJsonArray profiles = m_json.value("profiles"_L1).toArray();
    if (indexOf(profiles, "name"_L1, name) >= 0)
        m_json["profiles"_L1] = merged(profiles, "name"_L1, {{"name"_L1, name}, {"autostart"_L1, autostart}});
}

void Registry::remove(const QString &displayName)
{
    const QJsonArray profiles = m_json.value("profiles"_L1).toArray();
    const QJsonArray instances = m_json.value("instances"_L1).toArray();
    const QJsonArray keptProfiles = without(profiles, [&displayName](const QJsonValue &profile) {
        return profile["name"_L1].toString() == displayName;
    });
    const QJsonArray keptInstances = without(instances, [&displayName](const QJsonValue &instance) {
        return customName(instance["stateDir"_L1].toString()) == displayName;
    });
    if (keptProfiles != profiles)
        m_json["profiles"_L1] = keptProfiles;
    if (keptInstances != instances)
        m_json["instances"_L1] = keptInstances;
}

Result<RegistryContent> readRegistry(const QString &path)
{
    const auto text = readFile(path, registryLimit);
    if (!text && text.error().kind == ErrorKind::NotFound)
        return RegistryContent{};
    if (!text)
        return text.error();

    QJsonParseError parse;
    const QJsonDocument document = QJsonDocument::fromJson(*text, &parse);
    if (!document.isObject()) {
        const QString reason = parse.error ? parse.errorString() : u"it is no object"_s;
        return RegistryContent{.damage = u"%1 is damaged: %2"_s.arg(path, reason)};
    }
    RegistryContent content{.json = document.object()};
    for (const QString &list : {u"profiles"_s, u"instances"_s}) {
        const QJsonValue value = content.json.value(list);
        if (value.isUndefined() || value.isArray())
            continue;
        content.damage = u"%1 is damaged: \"%2\" is no list"_s.arg(path, list);
        content.json.remove(list);
    }
    return content;
}

Result<void> updateRegistry(const QString &path, const std::function<void(Registry &)> &change)
{
    if (auto made = makePrivateDirectory(QFileInfo(path).absolutePath()); !made)
        return made;
    const auto lock = FileLock::acquire(path + ".lock"_L1, 10s);
    if (!lock)
        return lock.error();

    const auto current = readRegistry(path);
    if (!current)
        return current.error();
    if (current->json["version"_L1].toInt(registryVersion) > registryVersion)
        return Error{u"%1 was written by a newer version of ws-agent"_s.arg(path), u"update ws-agent"_s};

    Registry registry(current->json);
    change(registry);
    const bool damaged = !current->damage.isEmpty();
    if (!damaged && registry.json() == current->json)
        return {};
    if (damaged) {
        if (auto moved = moveAside(path); !moved)
            return moved;
    }
    QJsonObject json = registry.json();
    json["version"_L1] = registryVersion;
    return replaceFile(path, QJsonDocument(json).toJson());
}

} // namespace wsagent
