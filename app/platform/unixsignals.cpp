#include "app/platform/unixsignals.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <csignal>
#include <span>
#include <sys/socket.h>
#include <unistd.h>

namespace wsagent {

namespace {

constexpr std::array handled = {SIGTERM, SIGINT,  SIGHUP,
                                SIGUSR1, SIGUSR2, SIGCHLD}; ///< the last one only when wanted

std::span<const int> handledWith(UnixSignals::Children children)
{
    return std::span(handled).first(children == UnixSignals::Children::Told ? handled.size()
                                                                            : handled.size() - 1);
}

/// A handler may do next to nothing safely; writing a byte is allowed (signal-safety(7)).
std::array<int, 2> pair = {-1, -1};
pid_t owner = 0;

extern "C" void wsagentSignal(int number)
{
    if (::getpid() != owner) // a child that has not become another program yet; the signal was for it
        ::_exit(128 + number);
    const int before = errno;
    const auto byte = static_cast<unsigned char>(number);
    [[maybe_unused]] const auto written = ::write(pair[0], &byte, 1);
    errno = before;
}

} // namespace

UnixSignals::UnixSignals(Children children, QObject *parent)
    : QObject(parent)
    , m_children(children)
{
    owner = ::getpid();
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair.data()) != 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(pair[1], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &UnixSignals::readOne);
    struct sigaction action = {};
    action.sa_handler = wsagentSignal;
    action.sa_flags = SA_RESTART | SA_NOCLDSTOP;
    sigemptyset(&action.sa_mask);
    for (const int number : handledWith(m_children))
        ::sigaction(number, &action, nullptr);
}

UnixSignals::~UnixSignals()
{
    for (const int number : handledWith(m_children))
        ::signal(number, SIG_DFL);
    m_notifier.reset();
    for (int &end : pair) {
        ::close(end);
        end = -1;
    }
}

void UnixSignals::readOne()
{
    unsigned char number = 0;
    if (::read(pair[1], &number, 1) != 1)
        return;
    if (number == SIGTERM || number == SIGINT)
        emit endWanted(number);
    else if (number == SIGCHLD)
        emit childEnded();
    else if (number == SIGHUP)
        emit reloadWanted();
    else
        emit restartWanted();
}

} // namespace wsagent
