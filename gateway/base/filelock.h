#pragma once

#include "gateway/base/result.h"

#include <QString>

#include <chrono>

namespace wsagent {

/// An exclusive kernel lock (flock, LockFileEx) on a file, held until destruction. The kernel frees it when
/// the process ends, however it ends, so there is never a stale lock to clean. The file itself stays.
class FileLock
{
public:
    /// Waits at most `timeout`; after that an error of kind Conflict.
    static Result<FileLock> acquire(const QString &path, std::chrono::milliseconds timeout);

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
