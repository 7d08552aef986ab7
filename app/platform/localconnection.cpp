#include "app/platform/localconnection.h"

#include <QPointer>
#include <QSocketNotifier>

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wsagent {

LocalConnection::LocalConnection(int fd, QObject *parent)
    : QObject(parent)
    , m_fd(fd)
    , m_readable(std::make_unique<QSocketNotifier>(fd, QSocketNotifier::Read))
    , m_writable(std::make_unique<QSocketNotifier>(fd, QSocketNotifier::Write))
{
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    m_writable->setEnabled(false);
    connect(m_readable.get(), &QSocketNotifier::activated, this, &LocalConnection::read);
    connect(m_writable.get(), &QSocketNotifier::activated, this, &LocalConnection::write);
}

LocalConnection::~LocalConnection()
{
    m_readable.reset();
    m_writable.reset();
    if (m_fd >= 0)
        ::close(m_fd);
}

bool LocalConnection::isOwnUser() const
{
#ifdef SO_PEERCRED
    ucred peer = {};
    socklen_t size = sizeof peer;
    return ::getsockopt(m_fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
#else
    uid_t user = 0;
    gid_t group = 0;
    return ::getpeereid(m_fd, &user, &group) == 0 && user == ::geteuid();
#endif
}

void LocalConnection::send(const QByteArray &line)
{
    if (m_fd < 0)
        return;
    if (m_unsent.size() + line.size() > mostUnsent)
        return close();
    const bool isFirst = m_unsent.isEmpty();
    m_unsent += line + '\n';
    if (isFirst)
        write();
}

void LocalConnection::finish()
{
    m_isFinishing = true;
    if (m_unsent.isEmpty())
        close();
}

void LocalConnection::close()
{
    if (m_fd < 0)
        return;
    m_readable->setEnabled(false);
    m_writable->setEnabled(false);
    ::close(std::exchange(m_fd, -1));
    emit closed();
}

void LocalConnection::read()
{
    char bytes[16 * 1024];
    const ssize_t got = ::read(m_fd, bytes, sizeof bytes);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    const QPointer<LocalConnection> self(this);
    for (const QByteArray &line : got > 0 ? m_lines.add(QByteArray(bytes, got)) : QList<QByteArray>()) {
        emit received(line);
        if (!self || m_fd < 0)
            return;
    }
    if (got <= 0 || m_lines.isOverflown())
        close();
}

void LocalConnection::write()
{
    while (!m_unsent.isEmpty()) {
        const ssize_t sent = ::send(m_fd, m_unsent.constData(), size_t(m_unsent.size()), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno != EAGAIN)
            return close();
        if (sent < 0)
            break;
        m_unsent.remove(0, sent);
    }
    m_writable->setEnabled(!m_unsent.isEmpty());
    if (m_unsent.isEmpty() && m_isFinishing)
        close();
}

} // namespace wsagent
