#include "app/supervisor/localsupervisor.h"

#include "app/platform/controlgroup.h"
#include "app/platform/filelimit.h"
#include "app/profiles/fleet.h"
#include "app/profiles/isolationproof.h"

#include <QThread>

namespace wsagent {

Result<std::unique_ptr<LocalSupervisor>> LocalSupervisor::begin(const InstanceSelection &user,
                                                                const QString &program)
{
    const SupervisorPlace place = supervisorPlace(user.paths.home, user.environment);
    auto lock = becomeSupervisor(place);
    if (!lock)
        return lock.error();
    raiseFileLimit();
    std::unique_ptr<LocalSupervisor> local(new LocalSupervisor(user, program, *std::move(lock)));
    if (const auto listening = local->m_control.listen(place.socket); !listening)
        return listening.error();
    ControlGroup::removeEmpty();
    local->m_roster.read();
    return local;
}

LocalSupervisor::LocalSupervisor(const InstanceSelection &user, const QString &program, FileLock lock)
    : m_user(user)
    , m_lock(std::move(lock))
    , m_hosts(user, program)
    , m_roster(user.paths.home, user.environment)
    , m_supervisor([this](const RosterEntry &entry) { return m_hosts.make(entry); },
                   2 * qMax(1, QThread::idealThreadCount()))
    , m_control(m_supervisor)
{
    connect(&m_roster, &Roster::changed, this, &LocalSupervisor::followRoster);
    connect(&m_control, &ControlServer::shutdownWanted, this, &LocalSupervisor::shutdownWanted);
    connect(&m_supervisor, &Supervisor::settled, this, [this] { m_hosts.setProofs({}); });
    connect(&m_supervisor, &Supervisor::allStopped, this, &LocalSupervisor::ended);
}

LocalSupervisor::~LocalSupervisor() = default;

/// One look at all instances instead of one by each of them, before the first start; not on the thread that
/// draws. Who is started later looks for itself.
void LocalSupervisor::followRoster()
{
    for (const QString &warning : m_roster.warnings())
        emit warned(warning);
    if (std::exchange(m_hasProved, true) || m_roster.entries().size() < 2)
        return m_supervisor.setRoster(m_roster.entries());
    m_worker.run([user = m_user] { return proveIsolation(surveyFleet(user, ConfigSchema())); },
                 [this](const QHash<QString, QString> &proofs) {
                     m_hosts.setProofs(proofs);
                     m_supervisor.setRoster(m_roster.entries());
                 });
}

} // namespace wsagent

#include "moc_localsupervisor.cpp"
