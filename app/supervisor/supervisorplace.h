#pragma once

#include "gateway/base/filelock.h"

#include <QProcessEnvironment>

namespace wsagent {

/// Where the supervisor of a user is found.
struct SupervisorPlace
{
    QString lock = {}; ///< held by the one that runs; beside the registry, as there is one for each of those
    QString socket = {}; ///< below the runtime directory of the session, else below the state home
};

SupervisorPlace supervisorPlace(const QString &home, const QProcessEnvironment &environment);

/// Who holds the lock: what its file says.
struct SupervisorOwner
{
    qint64 pid = 0;
    QString socket = {}; ///< another session may have another runtime directory than this one
};

/// Nothing when no supervisor runs.
std::optional<SupervisorOwner> runningSupervisor(const SupervisorPlace &place);

/// An error of kind Conflict names the one that runs.
Result<FileLock> becomeSupervisor(const SupervisorPlace &place);

} // namespace wsagent
