#include "app/supervisor/roster.h"

#include <QFileInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto settlingTime = 200ms;

int rank(const RosterEntry &entry)
{
    return entry.name == "rescue"_L1 ? 0 : entry.name == "default"_L1 ? 1 : 2;
}

} // namespace

QList<RosterEntry> enabledProfiles(const QList<RegisteredInstance> &instances)
{
    QList<RosterEntry> entries;
    for (const RegisteredInstance &instance : instances) {
        if (instance.isCustom() || !instance.autostart || !QFileInfo::exists(instance.configPath))
            continue;
        entries += {.name = instance.name,
                    .stateDir = instance.stateDir,
                    .configPath = instance.configPath,
                    .hasService = instance.hasService};
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const RosterEntry &a, const RosterEntry &b) { return rank(a) < rank(b); });
    return entries;
}

Roster::Roster(QString home, QProcessEnvironment environment, QObject *parent)
    : QObject(parent)
    , m_home(std::move(home))
    , m_environment(std::move(environment))
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(settlingTime);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_quiet, qOverload<>(&QTimer::start));
    connect(&m_quiet, &QTimer::timeout, this, &Roster::read);
}

void Roster::read()
{
    const InstanceList list = listInstances(m_home, m_environment);
    m_warnings = list.warnings;
    const QList<RosterEntry> before = std::exchange(m_entries, enabledProfiles(list.instances));
    watch();
    if (m_entries != before)
        emit changed();
}

/// Whatever makes or removes a profile writes the registry; `gateway install` writes into the directory of
/// the services. The home and the state directories, where everybody writes, are not watched.
void Roster::watch()
{
    const QString registry = QFileInfo(registryPath(m_home, m_environment)).absolutePath();
    QStringList wanted{registry, configHome(m_home, m_environment) + "/systemd/user"_L1};
    for (QString &directory : wanted) {
        while (!QFileInfo::exists(directory) && directory.size() > m_home.size())
            directory = QFileInfo(directory).absolutePath(); // notices when the missing one is made
    }
    wanted.removeDuplicates();
    const QStringList watched = m_watcher.directories();
    QStringList gone;
    std::copy_if(watched.begin(), watched.end(), std::back_inserter(gone),
                 [&wanted](const QString &directory) { return !wanted.contains(directory); });
    if (!gone.isEmpty())
        m_watcher.removePaths(gone);
    for (const QString &directory : std::as_const(wanted)) {
        if (!watched.contains(directory) && QFileInfo::exists(directory))
            m_watcher.addPath(directory);
    }
}

} // namespace wsagent
