#include "gateway/agents/exec/pseudoterminal.h"

#include <array>
#include <cstdlib>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace wsagent {

namespace {

constexpr qsizetype mostWaiting = 1024 * 1024;

} // namespace

std::unique_ptr<PseudoTerminal> PseudoTerminal::open(int columns, int rows)
{
    std::unique_ptr<PseudoTerminal> terminal(new PseudoTerminal);
    terminal->m_master = Descriptor(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    const int master = terminal->m_master.number();
    std::array<char, 128> name = {};
    if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0 ||
        ::ptsname_r(master, name.data(), name.size()) != 0)
        return {};
    terminal->m_slave = name.data();
    const winsize size = {static_cast<unsigned short>(rows), static_cast<unsigned short>(columns), 0, 0};
    ::ioctl(master, TIOCSWINSZ, &size);
    terminal->m_readable = std::make_unique<QSocketNotifier>(master, QSocketNotifier::Read);
    terminal->m_writable = std::make_unique<QSocketNotifier>(master, QSocketNotifier::Write);
    terminal->m_writable->setEnabled(false);
    connect(terminal->m_readable.get(), &QSocketNotifier::activated, terminal.get(), [self = terminal.get()] {
        if (!self->readSome())
            self->m_readable->setEnabled(false);
    });
    connect(terminal->m_writable.get(), &QSocketNotifier::activated, terminal.get(),
            &PseudoTerminal::writeSome);
    return terminal;
}

/// The leader of a group cannot begin a session: it joins its parent's group first.
bool PseudoTerminal::enter() const
{
    ::setpgid(0, ::getpgid(::getppid()));
    if (::setsid() < 0)
        return false;
    const int slave = ::open(m_slave.constData(), O_RDWR);
    if (slave < 0 || ::ioctl(slave, TIOCSCTTY, 0) != 0)
        return false;
    for (int stream = 0; stream < 3; ++stream) {
        if (::dup2(slave, stream) < 0)
            return false;
    }
    if (slave > 2)
        ::close(slave);
    return true;
}

/// False at the end: the last process of the session has closed its side.
bool PseudoTerminal::readSome()
{
    std::array<char, 16 * 1024> buffer = {};
    const auto got = ::read(m_master.number(), buffer.data(), buffer.size());
    if (got > 0)
        emit read(QByteArray(buffer.data(), got));
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

void PseudoTerminal::drain()
{
    m_readable->setEnabled(false);
    std::array<char, 16 * 1024> buffer = {};
    for (ssize_t got = 0; (got = ::read(m_master.number(), buffer.data(), buffer.size())) > 0;)
        emit read(QByteArray(buffer.data(), got));
}

void PseudoTerminal::write(const QByteArray &bytes)
{
    if (m_waiting.size() + bytes.size() <= mostWaiting)
        m_waiting += bytes;
    writeSome();
}

void PseudoTerminal::writeSome()
{
    const auto written = ::write(m_master.number(), m_waiting.constData(), size_t(m_waiting.size()));
    if (written > 0)
        m_waiting.remove(0, written);
    m_writable->setEnabled(!m_waiting.isEmpty() && (written > 0 || errno == EAGAIN));
}

} // namespace wsagent
