#include "gateway/base/filelock.h"

#include <QRandomGenerator>

#include <algorithm>
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

/// Short at first, as most locks are. Then those who came last ask least often, so that of many who wait the
/// oldest is likely to be next; uneven, so that they do not all come at once.
microseconds pause(microseconds waited)
{
    constexpr microseconds first = 1ms;
    constexpr microseconds newcomer = 64ms;
    constexpr microseconds ageing = 400ms;
    const auto usual = std::min(first + waited, newcomer * ageing.count() / (ageing + waited).count());
    return microseconds(usual.count() / 2 + QRandomGenerator::global()->bounded(qint64(usual.count())));
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
    const auto begin = steady_clock::now();
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK)
            return cannotLock(path, errno);
        const auto waited = duration_cast<microseconds>(steady_clock::now() - begin);
        if (waited >= timeout)
            return Error{
                u"%1 is locked by another program; gave up after %2 ms"_s.arg(path).arg(timeout.count()),
                u"try again in a moment"_s, ErrorKind::Conflict};
        std::this_thread::sleep_for(pause(waited));
    }
    return lock;
}

bool FileLock::isHeld(const QString &path)
{
    const int fd = ::open(path.toUtf8().constData(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const bool held = ::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(fd);
    return held;
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
