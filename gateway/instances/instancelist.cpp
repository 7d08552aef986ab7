#include "gateway/base/paths.h"
#include "gateway/instances/instancepaths.h"
#include "gateway/instances/registry.h"
#include "gateway/instances/servicedefinition.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QJsonArray>

#include <algorithm>
#include <limits>
#include <optional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString canonical(const QString &path)
{
    const QString found = QFileInfo(path).canonicalFilePath();
    return found.isEmpty() ? QDir::cleanPath(path) : found;
}

/// Collects instances from one source after the other; what is there already only learns of its service.
class Collector
{
public:
    void add(const RegisteredInstance &instance)
    {
        QList<qsizetype> &sameDirectory = m_byStateDir[canonical(instance.stateDir)];
        for (const qsizetype index : sameDirectory) {
            if (!isSame(m_instances[index], instance))
                continue;
            merge(m_instances[index], instance);
            return;
        }
        sameDirectory += m_instances.size();
        m_instances += instance;
    }

    qsizetype size() const { return m_instances.size(); }

    /// The first `registered` keep their order, the others are sorted by name; the default one leads.
    QList<RegisteredInstance> take(qsizetype registered)
    {
        std::stable_sort(
            m_instances.begin() + registered, m_instances.end(),
            [](const RegisteredInstance &a, const RegisteredInstance &b) { return a.name < b.name; });
        std::stable_partition(m_instances.begin(), m_instances.end(), [](const RegisteredInstance &instance) {
            return instance.name == "default"_L1;
        });
        return m_instances;
    }

    QStringList stateDirs() const
    {
        QStringList directories;
        for (const RegisteredInstance &instance : m_instances)
            directories += instance.stateDir;
        return directories;
    }

private:
    /// Of those in one state directory.
    static bool isSame(const RegisteredInstance &a, const RegisteredInstance &b)
    {
        return a.name == b.name ||
               ((a.isCustom() || b.isCustom()) && canonical(a.configPath) == canonical(b.configPath));
    }

    static void merge(RegisteredInstance &known, const RegisteredInstance &instance)
    {
        if (known.isCustom())
            known.name = instance.name;
        if (!instance.hasService)
            return;
        known.hasService = true;
        known.serviceFile = instance.serviceFile;
        known.servicePort = instance.servicePort;
    }

    QList<RegisteredInstance> m_instances;
    QHash<QString, QList<qsizetype>> m_byStateDir;
};

QList<QJsonValue> inOrder(const QJsonArray &profiles)
{
    QList<QJsonValue> sorted(profiles.begin(), profiles.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const QJsonValue &a, const QJsonValue &b) {
        constexpr int last = std::numeric_limits<int>::max();
        return a["order"_L1].toInt(last) < b["order"_L1].toInt(last);
    });
    return sorted;
}

/// A name that is not allowed is listed as it stands, so that the validator can say what is wrong with it.
QString listedName(const QString &raw)
{
    const auto name = ProfileName::parse(raw);
    return name ? name->display() : raw.trimmed();
}

void addRegistered(const QJsonObject &json, Collector &collector, QStringList &warnings)
{
    const auto add = [&](const QString &name, const QJsonValue &entry) {
        const QString stateDir = entry["stateDir"_L1].toString();
        const QString configPath = entry["configPath"_L1].toString();
        if (name.isEmpty() || !isAbsolutePath(stateDir) || !isAbsolutePath(configPath))
            warnings += u"an entry of the registry is passed over: it needs a name and absolute paths"_s;
        else if (QFile::exists(configPath))
            collector.add({.name = name,
                           .stateDir = stateDir,
                           .configPath = configPath,
                           .autostart = entry["autostart"_L1].toBool(true)});
    };
    for (const QJsonValue &entry : inOrder(json["profiles"_L1].toArray()))
        add(listedName(entry["name"_L1].toString()), entry);
    for (const QJsonValue &entry : json["instances"_L1].toArray())
        add(customName(entry["stateDir"_L1].toString()), entry);
}

/// The instance in the directory of this name below the home; nothing when there is none.
std::optional<RegisteredInstance> instanceIn(const QDir &home, const QString &name)
{
    const QString suffix = name.mid(int(qstrlen(".ws-agent-")));
    const bool isDefault = name == ".ws-agent"_L1;
    const auto profile = isDefault ? Result(ProfileName()) : ProfileName::parse(suffix);
    const QString stateDir = home.filePath(name);
    const QString configPath = stateDir + "/ws-agent.json"_L1;
    if (!profile || profile->isDefault() != isDefault || !QFile::exists(configPath))
        return std::nullopt;
    RegisteredInstance instance{.name = profile->display(), .stateDir = stateDir, .configPath = configPath};
    if (!isDefault && suffix != profile->display())
        instance.spelling = suffix;
    return instance;
}

/// Where the names of directories differ by case, those that a selection finds come first.
void addDirectories(const QString &home, Collector &collector)
{
    const QDir directory(home);
    const QStringList names =
        directory.entryList({u".ws-agent"_s, u".ws-agent-*"_s}, QDir::Dirs | QDir::Hidden, QDir::Name);
    QList<RegisteredInstance> others;
    for (const QString &name : names) {
        const auto instance = instanceIn(directory, name);
        if (instance && instance->spelling.isEmpty())
            collector.add(*instance);
        else if (instance)
            others += *instance;
    }
    for (const RegisteredInstance &instance : std::as_const(others))
        collector.add(instance);
}

RegisteredInstance instanceOf(const ServiceDefinition &service, const QString &home)
{
    const QString pinned = service.environment.value(u"WS_AGENT_PROFILE"_s);
    const auto profile = ProfileName::parse(pinned.trimmed().isEmpty() ? u"default"_s : pinned);
    const InstancePaths usual = canonicalPaths(profile ? *profile : ProfileName(), home);
    RegisteredInstance instance;
    instance.name = listedName(pinned);
    instance.hasService = true;
    instance.serviceFile = service.file;
    instance.stateDir = service.environment.value(u"WS_AGENT_STATE_DIR"_s, usual.stateDir);
    instance.configPath =
        service.environment.value(u"WS_AGENT_CONFIG_PATH"_s, instance.stateDir + "/ws-agent.json"_L1);
    instance.servicePort = service.port().value_or(0);
    if (instance.name.isEmpty())
        instance.name = canonical(instance.stateDir) == canonical(usual.stateDir)
                            ? u"default"_s
                            : customName(instance.stateDir);
    return instance;
}

void addServices(const QList<ServiceDefinition> &services, const QString &home, Collector &collector,
                 QStringList &warnings)
{
    for (const ServiceDefinition &service : services) {
        const RegisteredInstance instance = instanceOf(service, home);
        if (QFile::exists(instance.configPath))
            collector.add(instance);
        else
            warnings += u"the service %1 starts an instance without a config: there is no %2"_s.arg(
                service.file, instance.configPath);
    }
}

} // namespace

QString configHome(const QString &home, const QProcessEnvironment &environment)
{
    const QString given = environment.value(u"XDG_CONFIG_HOME"_s).trimmed();
    const bool ownHome = environment.value(u"WS_AGENT_HOME"_s).trimmed().isEmpty();
    return ownHome && isAbsolutePath(given) ? given : home + "/.config"_L1;
}

QString customName(const QString &stateDir)
{
    return "(custom) "_L1 + stateDir;
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
    return configHome(home, environment) + "/ws-agent/profiles.json"_L1;
#endif
}

InstanceList listInstances(const QString &home, const QProcessEnvironment &environment)
{
    InstanceList list;
    Collector collector;
    const auto registry = readRegistry(registryPath(home, environment));
    if (!registry)
        list.warnings += registry.error().message;
    else if (!registry->damage.isEmpty())
        list.warnings += registry->damage;
    if (registry)
        addRegistered(registry->json, collector, list.warnings);
    const qsizetype registered = collector.size();

    addDirectories(home, collector);
    const auto services = installedServices(home, configHome(home, environment), collector.stateDirs());
    addServices(services, home, collector, list.warnings);
    list.instances = collector.take(registered);
    return list;
}

} // namespace wsagent
