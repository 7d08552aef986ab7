#pragma once

#include "gateway/base/filelock.h"
#include "gateway/instances/instancepaths.h"

namespace wsagent {

/// Ownership of a state directory: one gateway, or one command that repairs it (`config.md` 3). A kernel
/// lock; what the file says of its owner is only for messages.
class StateLock
{
public:
    enum class Role { Gateway, Maintenance };

    /// An error of kind Conflict names the owner.
    static Result<StateLock> acquire(const InstancePaths &paths, Role role,
                                     std::chrono::milliseconds timeout = std::chrono::seconds(5));

    static QString directory(const QString &stateDir); ///< of all locks of this user
    static QString path(const QString &stateDir);

private:
    explicit StateLock(FileLock lock)
        : m_lock(std::move(lock))
    {}

    FileLock m_lock;
};

} // namespace wsagent
