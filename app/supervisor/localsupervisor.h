#pragma once

#include "app/supervisor/controlserver.h"
#include "app/supervisor/gatewayhosts.h"
#include "app/supervisor/roster.h"
#include "app/supervisor/supervisorplace.h"
#include "gateway/base/filelock.h"
#include "gateway/base/worker.h"

namespace wsagent {

/// The supervisor of a user within a process that has other things to do as well: the desktop application.
/// Everybody, this process included, talks to it through its socket.
class LocalSupervisor : public QObject
{
    Q_OBJECT

public:
    /// An error of kind Conflict when one runs already. `program`: absolute path of `ws-agent`.
    static Result<std::unique_ptr<LocalSupervisor>> begin(const InstanceSelection &user,
                                                          const QString &program);
    ~LocalSupervisor() override;

    /// Gateways that end with this process.
    int childCount() const { return int(m_supervisor.children().size()); }
    /// `ended` follows. Called once more with a shorter time it hurries.
    void stopAll(std::chrono::milliseconds drain) { m_supervisor.stopAll(drain); }

signals:
    void ended();
    void shutdownWanted(std::chrono::milliseconds drain); ///< by somebody who talks to it
    void warned(const QString &warning);

private:
    LocalSupervisor(const InstanceSelection &user, const QString &program, FileLock lock);
    void followRoster();

    InstanceSelection m_user;
    FileLock m_lock;
    GatewayHosts m_hosts;
    Roster m_roster;
    Supervisor m_supervisor;
    ControlServer m_control;
    Worker m_worker;
    bool m_hasProved = false;
};

} // namespace wsagent
