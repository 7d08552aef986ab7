#include "app/platform/unixsignals.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace wsagent {

namespace {

constexpr std::array handled = {SIGTERM, SIGINT, SIGHUP};

/// A handler may do next to nothing safely; writing a byte is allowed (signal-safety(7)).
std::array<int, 2> pair = {-1, -1};

extern "C" void wsagentSignal(int number)
{
    const int before = errno;
    const auto byte = static_cast<unsigned char>(number);
    [[maybe_unused]] const auto written = ::write(pair[0], &byte, 1);
    errno = before;
}

} // namespace

UnixSignals::UnixSignals(QObject *parent)
    : QObject(parent)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair.data()) != 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(pair[1], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &UnixSignals::readOne);
    struct sigaction action = {};
    action.sa_handler = wsagentSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int number : handled)
        ::sigaction(number, &action, nullptr);
}

UnixSignals::~UnixSignals()
{
    for (const int number : handled)
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
    else
        emit reloadWanted();
}

} // namespace wsagent
