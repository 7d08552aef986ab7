#include "gateway/base/filelock.h"

#include <QRandomGenerator>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

Error cannotLock(const QString &path, int code)
{
    return {u"%1 cannot be locked: %2"_s.arg(path, QString::fromLocal8Bit(std::strerror(code))),
            {},
            ErrorKind::Io};
}

/// Uneven, so that many who wait do not all come at once.
milliseconds pause()
{
    return milliseconds(1 + QRandomGenerator::global()->bounded(8));
}

} // namespace

Result<FileLock> FileLock::acquire(const QString &path, milliseconds timeout)
{
    int fd = -1;
    do {
        fd = ::open(path.toUtf8().constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0)
        return cannotLock(path, errno);

    FileLock lock(fd);
    const auto deadline = steady_clock::now() + timeout;
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK)
            return cannotLock(path, errno);
        if (steady_clock::now() >= deadline)
            return Error{
                u"%1 is locked by another program; gave up after %2 ms"_s.arg(path).arg(timeout.count()),
                u"try again in a moment"_s, ErrorKind::Conflict};
        std::this_thread::sleep_for(pause());
    }
    return lock;
}

FileLock::FileLock(FileLock &&other) noexcept
    : m_fd(std::exchange(other.m_fd, -1))
{}

FileLock &FileLock::operator=(FileLock &&other) noexcept
{
    std::swap(m_fd, other.m_fd);
    return *this;
}

FileLock::~FileLock()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

} // namespace wsagent
