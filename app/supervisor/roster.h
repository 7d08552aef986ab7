#pragma once

#include "gateway/instances/profilename.h"
#include "gateway/instances/registry.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QProcessEnvironment>
#include <QTimer>

namespace wsagent {

/// A profile that is to run.
struct RosterEntry
{
    QString name = {}; ///< display name
    QString stateDir = {};
    QString configPath = {};
    bool hasService = false;

    bool operator==(const RosterEntry &) const = default;
};

/// The enabled profiles of a list of instances, in the order in which they are started: `rescue` first, as
/// it is to mend the others, then the default one. What was started with plain variables has no name by which
/// it could be started again.
QList<RosterEntry> enabledProfiles(const QList<RegisteredInstance> &instances);

/// The roster of this user, read anew whenever a profile or a service comes, goes or is switched.
class Roster : public QObject
{
    Q_OBJECT

public:
    Roster(QString home, QProcessEnvironment environment, QObject *parent = nullptr);

    const QList<RosterEntry> &entries() const { return m_entries; }
    const QStringList &warnings() const { return m_warnings; }
    void read();

signals:
    void changed();

private:
    void watch();

    QString m_home;
    QProcessEnvironment m_environment;
    QFileSystemWatcher m_watcher;
    QTimer m_quiet;
    QList<RosterEntry> m_entries;
    QStringList m_warnings;
};

} // namespace wsagent
