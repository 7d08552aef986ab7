#include "gateway/net/plainstream.h"

#include <array>
#include <utility>

#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wsagent {

namespace {

constexpr size_t readAtOnce = 64 * 1024;
constexpr qsizetype keptSent = 1024 * 1024; ///< bytes that are sent and still in the buffer

} // namespace

PlainStream::PlainStream(int socket, std::shared_ptr<SocketPoll> poll)
    : m_socket(socket)
    , m_poll(std::move(poll))
{
    m_poll->add(m_socket, this, 0);
    watch();
}

PlainStream::~PlainStream()
{
    close();
    if (m_destroyed)
        *m_destroyed = true;
}

void PlainStream::close()
{
    if (m_socket < 0)
        return;
    m_poll->remove(m_socket, this);
    ::close(std::exchange(m_socket, -1));
}

void PlainStream::setUser(ByteStreamUser *user)
{
    m_user = user;
    watch();
}

void PlainStream::setReading(bool reading)
{
    m_reading = reading;
    watch();
}

/// Errors are told by the system without being asked for. While the user is told something he may change his
/// mind several times: what he wants in the end counts.
void PlainStream::watch()
{
    if (m_destroyed)
        return;
    quint32 events = 0;
    if (m_user && !m_ended)
        events = EPOLLRDHUP | (m_reading ? quint32(EPOLLIN) : 0U);
    if (m_blocked)
        events |= EPOLLOUT;
    if (m_socket >= 0 && events != std::exchange(m_watched, events))
        m_poll->change(m_socket, this, events);
}

QByteArray PlainStream::read()
{
    if (m_drained)
        return {};
    std::array<char, readAtOnce> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): 64 KiB each time
    const ssize_t size = m_socket < 0 ? -1 : ::recv(m_socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    m_drained = size < ssize_t(readAtOnce);
    return size > 0 ? QByteArray(buffer.data(), size) : QByteArray();
}

void PlainStream::write(const QByteArray &bytes)
{
    if (m_socket < 0 || m_broken || m_finishing || bytes.isEmpty())
        return;
    if (m_out.isEmpty())
        m_out = bytes;
    else
        m_out.append(bytes);
    if (!m_blocked && !std::exchange(m_queued, true))
        m_poll->sendSoon(this);
}

void PlainStream::send()
{
    m_queued = false;
    if (m_socket < 0 || m_broken || unsent() == 0)
        return;
    while (unsent() > 0) {
        const ssize_t size =
            ::send(m_socket, m_out.constData() + m_sent, size_t(unsent()), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0) {
            // What is wrong with the socket is told by the system in a moment.
            m_blocked = errno == EAGAIN || errno == EWOULDBLOCK;
            break;
        }
        m_sent += size;
        m_sentInAll += size;
    }
    if (unsent() > 0) {
        if (m_sent > keptSent) {
            m_out.remove(0, m_sent);
            m_sent = 0;
        }
        watch();
        return;
    }
    m_out = QByteArray();
    m_sent = 0;
    m_blocked = false;
    watch();
    if (m_finishing)
        ::shutdown(m_socket, SHUT_WR);
    tell(&ByteStreamUser::bytesLeft);
}

void PlainStream::finish()
{
    if (std::exchange(m_finishing, true) || m_socket < 0)
        return;
    if (unsent() == 0)
        ::shutdown(m_socket, SHUT_WR);
}

void PlainStream::abort()
{
    m_user = nullptr;
    m_broken = true;
    close();
}

void PlainStream::handle(quint32 events)
{
    if ((events & EPOLLOUT) != 0) {
        bool destroyed = false;
        m_destroyed = &destroyed;
        send();
        if (destroyed)
            return;
        m_destroyed = nullptr;
        watch();
    }
    m_drained = m_drained && (events & EPOLLIN) == 0;
    if ((events & EPOLLIN) != 0 && m_reading && !m_ended) {
        if (!tell(&ByteStreamUser::bytesCame))
            return;
    }
    if ((events & (EPOLLERR | EPOLLHUP)) != 0)
        ended(true);
    else if ((events & EPOLLRDHUP) != 0 && !m_ended)
        ended(false);
}

void PlainStream::ended(bool broken)
{
    char one = 0;
    // What has come before the end is for reading first.
    if (!broken && m_reading && m_user && m_socket >= 0 &&
        ::recv(m_socket, &one, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
        return;
    const bool news = !m_ended || broken != m_broken;
    m_ended = true;
    m_broken = m_broken || broken;
    if (m_broken && m_socket >= 0)
        m_poll->remove(m_socket, this); // it would be told over and over again
    else
        watch();
    if (news)
        tell(&ByteStreamUser::streamEnded);
}

/// False when the stream is no more.
bool PlainStream::tell(void (ByteStreamUser::*what)())
{
    if (!m_user)
        return true;
    bool destroyed = false;
    bool *outer = std::exchange(m_destroyed, &destroyed);
    (m_user->*what)();
    if (destroyed) {
        if (outer)
            *outer = true;
        return false;
    }
    m_destroyed = outer;
    watch();
    return true;
}

} // namespace wsagent
