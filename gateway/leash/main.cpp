// ws-agent-leash <pid of the owner> <pid of the child>: stands between a process and a child of it, adopts
// whatever that child orphans, and ends all of it when the child or the owner has ended. A program of its
// own, as small as can be: there is one for each child. See gateway/base/leashedprocess.h.

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int graceMs = 1000;    ///< between SIGTERM and SIGKILL when the owner is gone
constexpr int lookAgainMs = 500; ///< with a kernel that has no pidfd
constexpr int failed = 127;      ///< as a shell that could not start the program

int64_t millisecondsNow()
{
    timespec now = {};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

/// The keeper adopts orphans, so that whatever is left is one of its own children sooner or later. False when
/// the kernel does not tell which they are.
bool signalChildren(int number)
{
    const int fd = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    std::array<char, 4096> text = {};
    pid_t pid = 0;
    for (ssize_t got = 0; (got = ::read(fd, text.data(), text.size())) > 0;) {
        for (ssize_t i = 0; i < got; ++i) {
            const char character = text[size_t(i)];
            if (character >= '0' && character <= '9') {
                pid = pid * 10 + (character - '0');
            } else if (pid > 0) {
                ::kill(pid, number);
                pid = 0;
            }
        }
    }
    ::close(fd);
    return true;
}

/// A child that is killed leaves its own children to the keeper before it can be waited for: when there is
/// nobody left to wait for, nobody is left.
void killAll(pid_t group)
{
    while (signalChildren(SIGKILL)) {
        if (::waitpid(-1, nullptr, 0) < 0 && errno != EINTR)
            return;
    }
    ::kill(-group, SIGKILL);
}

bool hasChildren()
{
    pid_t ended = 0;
    do {
        ended = ::waitpid(-1, nullptr, WNOHANG);
    } while (ended > 0);
    return ended == 0;
}

class Keeper
{
public:
    Keeper(pid_t owner, pid_t child)
        : m_owner(owner)
        , m_child(child)
        , m_ownerFd(int(::syscall(SYS_pidfd_open, owner, 0)))
    {
        sigset_t heard;
        sigemptyset(&heard);
        for (const int number : {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT})
            sigaddset(&heard, number);
        m_signalFd = ::signalfd(-1, &heard, SFD_CLOEXEC | SFD_NONBLOCK);
    }

    [[noreturn]] void run()
    {
        for (;;) {
            if (::getppid() != m_owner) {
                terminateThenKill();
                ::_exit(0);
            }
            std::array<pollfd, 2> events = {{{m_signalFd, POLLIN, 0}, {m_ownerFd, POLLIN, 0}}};
            ::poll(events.data(), events.size(), m_ownerFd < 0 ? lookAgainMs : -1);
            if (events[0].revents != 0)
                handleSignal();
        }
    }

private:
    void handleSignal()
    {
        signalfd_siginfo info = {};
        if (::read(m_signalFd, &info, sizeof info) != sizeof info)
            return;
        switch (info.ssi_signo) {
        case SIGCHLD:
            return reap();
        case SIGQUIT:
            killAll(m_child);
            endLike(SIGKILL);
        default:
            ::kill(-m_child, int(info.ssi_signo));
        }
    }

    void reap()
    {
        int status = 0;
        for (pid_t ended = 0; (ended = ::waitpid(-1, &status, WNOHANG)) > 0;) {
            if (ended != m_child)
                continue;
            killAll(m_child);
            endLike(status);
        }
    }

    void terminateThenKill()
    {
        ::kill(-m_child, SIGTERM);
        signalChildren(SIGTERM);
        ::kill(-m_child, SIGCONT); // who is stopped hears nothing else
        const int64_t end = millisecondsNow() + graceMs;
        while (hasChildren()) {
            const int64_t left = end - millisecondsNow();
            if (left <= 0)
                break;
            pollfd ended = {m_signalFd, POLLIN, 0};
            ::poll(&ended, 1, int(left));
            signalfd_siginfo info = {};
            [[maybe_unused]] const ssize_t got = ::read(m_signalFd, &info, sizeof info);
        }
        killAll(m_child);
    }

    /// Ends as the child has ended, so that whoever waits for the keeper learns of it.
    [[noreturn]] static void endLike(int status)
    {
        if (WIFSIGNALED(status)) {
            const rlimit noCore = {0, 0};
            ::setrlimit(RLIMIT_CORE, &noCore);
            ::signal(WTERMSIG(status), SIG_DFL);
            ::kill(::getpid(), WTERMSIG(status));
            sigset_t none;
            sigemptyset(&none);
            ::sigprocmask(SIG_SETMASK, &none, nullptr);
        }
        ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : failed);
    }

    pid_t m_owner;
    pid_t m_child;
    int m_ownerFd; ///< readable when the owner has ended
    int m_signalFd = -1;
};

} // namespace

int main(int argc, char **argv)
{
    const auto owner = pid_t(argc == 3 ? std::atol(argv[1]) : 0);
    const auto child = pid_t(argc == 3 ? std::atol(argv[2]) : 0);
    if (owner <= 0 || child <= 0)
        return failed;
    // What the child reads and writes is to be seen closed when the child has closed it. All signals are
    // blocked since before this program was started.
    ::syscall(SYS_close_range, 0U, ~0U, 0U);
    [[maybe_unused]] const int moved = ::chdir("/");
    Keeper(owner, child).run();
}
