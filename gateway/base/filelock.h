#pragma once

#include "gateway/base/result.h"

#include <QString>

#include <chrono>
#include <functional>

namespace wsagent {

/// An exclusive kernel lock (flock, LockFileEx) on a file, held until destruction. The kernel frees it when
/// the process ends, however it ends, so there is never a stale lock to clean. The file itself stays.
class FileLock
{
public:
    /// Waits at most `timeout`; after that an error of kind Conflict. With `moves`, which is asked each time
    /// the timeout is over, the waiting goes on as long as the answer is true: a long queue is no reason to
    /// give up while it moves.
    static Result<FileLock> acquire(const QString &path, std::chrono::milliseconds timeout,
                                    const std::function<bool()> &moves = {});

    /// Whether somebody holds it now; changes nothing on disk.
    static bool isHeld(const QString &path);

    FileLock(FileLock &&other) noexcept;
    FileLock &operator=(FileLock &&other) noexcept;
    ~FileLock();

private:
    explicit FileLock(int fd)
        : m_fd(fd)
    {}
    int m_fd = -1;
};

} // namespace wsagent
