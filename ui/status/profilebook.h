#pragma once

#include "app/supervisor/roster.h"
#include "gateway/base/filewatcher.h"
#include "gateway/instances/findings.h"
#include "gateway/instances/instancepaths.h"
#include "ui/status/traystate.h"

#include <QHash>
#include <QTimer>

namespace wsagent {

class Supervision;

/// All profiles of this user, with what is known of each of them now.
class ProfileBook : public QObject
{
    Q_OBJECT

public:
    /// `supervision` has to live longer.
    ProfileBook(InstanceSelection user, Supervision &supervision, QObject *parent = nullptr);
    ~ProfileBook() override;

    const QList<ProfileView> &profiles() const { return m_profiles; }
    /// True from `reload` on, when there is any.
    bool hasProfiles() const { return !m_instances.isEmpty(); }
    const ProfileView *find(const QString &name) const;
    /// Paths and environment of a profile.
    std::optional<InstanceSelection> instance(const QString &name) const;

    void setFindings(const QList<Finding> &findings); ///< of a check of all
    void setRequests(const QString &name, int count);
    void setCanPair(const QString &name, bool can);
    /// Looks at registry and directories; before that there is nothing.
    void reload();

signals:
    void changed(); ///< at most once per turn of the event loop

private:
    void compose();

    InstanceSelection m_user;
    Supervision &m_supervision;
    Roster m_roster;
    FileWatcher m_runtime; ///< of gateways that no supervisor knows
    QTimer m_soon;
    QList<RegisteredInstance> m_instances;
    QHash<QString, QPair<int, int>> m_findings; ///< errors, warnings
    QHash<QString, int> m_requests;
    QSet<QString> m_pairing;
    QList<ProfileView> m_profiles;
};

} // namespace wsagent
