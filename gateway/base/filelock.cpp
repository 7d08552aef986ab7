#include "gateway/base/filelock.h"

#include "gateway/base/systemerror.h"

#include <cerrno>
#include <condition_variable>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <optional>
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
    Error error = systemError(path, u"locked"_s, code);
    error.kind = ErrorKind::Io;
    return error;
}

Error lockedByAnother(const QString &path, milliseconds waited)
{
    return Error{u"%1 is locked by another program; gave up after %2 ms"_s.arg(path).arg(waited.count()),
                 u"try again in a moment"_s, ErrorKind::Conflict};
}

int lock(int fd, int mode)
{
    int result = -1;
    do {
        result = ::flock(fd, LOCK_EX | mode);
    } while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

/// Waits in the queue of the kernel, which is fair where asking again and again is not: of many who want the
/// lock, some would never meet the moment at which it is free. A thread waits, as there is no flock with a
/// time limit.
class QueuedLock
{
public:
    /// Owns the descriptor until it is taken.
    explicit QueuedLock(int fd)
        : m_state(std::make_shared<State>(fd))
    {
        std::thread([state = m_state] {
            const int code = lock(state->fd, 0);
            const std::lock_guard guard(state->mutex);
            state->outcome = code;
            state->finished.notify_one();
        }).detach();
    }

    /// Zero when the lock is held, else the errno; nothing when the time is over. Then the thread stays in
    /// the queue, and gives the lock back as soon as it gets it.
    std::optional<int> wait(milliseconds timeout)
    {
        std::unique_lock guard(m_state->mutex);
        m_state->finished.wait_for(guard, timeout, [this] { return m_state->outcome.has_value(); });
        return m_state->outcome;
    }

    int take() { return std::exchange(m_state->fd, -1); }

private:
    struct State
    {
        explicit State(int descriptor)
            : fd(descriptor)
        {}
        ~State()
        {
            if (fd >= 0)
                ::close(fd);
        }
        Q_DISABLE_COPY_MOVE(State)

        int fd;
        std::mutex mutex;
        std::condition_variable finished;
        std::optional<int> outcome;
    };

    std::shared_ptr<State> m_state;
};

} // namespace

Result<FileLock> FileLock::acquire(const QString &path, milliseconds timeout,
                                   const std::function<bool()> &moves)
{
    int fd = -1;
    do {
        fd = ::open(path.toUtf8().constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0)
        return cannotLock(path, errno);

    FileLock held(fd);
    const int code = lock(fd, LOCK_NB);
    if (code == 0)
        return held;
    if (code != EWOULDBLOCK)
        return cannotLock(path, code);

    // Who does not wait does not queue either: giving up leaves somebody in the queue, who gets the lock for
    // a moment when it comes free, and would keep out the next one that does not wait.
    if (timeout <= 0ms && !moves)
        return lockedByAnother(path, timeout);

    QueuedLock queued(std::exchange(held.m_fd, -1));
    auto outcome = queued.wait(timeout);
    while (!outcome && moves && moves())
        outcome = queued.wait(timeout);
    if (!outcome)
        return lockedByAnother(path, timeout);
    if (*outcome != 0)
        return cannotLock(path, *outcome);
    return FileLock(queued.take());
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
