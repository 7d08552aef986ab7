#include "gateway/net/socketstream.h"

#ifndef QT_NO_SSL
#include <QSslSocket>
#endif

namespace wsagent {

namespace {

constexpr qint64 readAtOnce = 64 * 1024;

/// What is encrypted already and still waits.
qint64 encryptedAndUnsent(const QTcpSocket &socket)
{
#ifndef QT_NO_SSL
    if (const auto *secure = qobject_cast<const QSslSocket *>(&socket))
        return secure->encryptedBytesToWrite();
#endif
    Q_UNUSED(socket);
    return 0;
}

} // namespace

SocketStream::SocketStream(std::unique_ptr<QTcpSocket> socket)
    : m_socket(std::move(socket))
{
    m_socket->setParent(nullptr);
    m_socket->setReadBufferSize(readAtOnce);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &SocketStream::came);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, &SocketStream::left);
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &SocketStream::ended);
#ifndef QT_NO_SSL
    if (auto *secure = qobject_cast<QSslSocket *>(m_socket.get()))
        connect(secure, &QSslSocket::encryptedBytesWritten, this, &SocketStream::left);
#endif
}

/// The socket may be the one that calls: it goes when it has returned.
SocketStream::~SocketStream()
{
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket.release()->deleteLater();
}

void SocketStream::setUser(ByteStreamUser *user)
{
    m_user = user;
    setReading(m_reading);
}

void SocketStream::setReading(bool reading)
{
    m_reading = reading;
    if (m_user && m_reading && m_socket->bytesAvailable() > 0)
        QMetaObject::invokeMethod(this, &SocketStream::came, Qt::QueuedConnection);
}

QByteArray SocketStream::read()
{
    return m_socket->read(readAtOnce);
}

void SocketStream::write(const QByteArray &bytes)
{
    if (!m_broken)
        m_socket->write(bytes);
}

qint64 SocketStream::unsent() const
{
    return m_socket->bytesToWrite() + encryptedAndUnsent(*m_socket);
}

void SocketStream::finish()
{
    m_socket->disconnectFromHost();
}

void SocketStream::abort()
{
    m_user = nullptr;
    m_broken = true;
    m_socket->disconnect(this);
    m_socket->abort();
}

void SocketStream::came()
{
    if (m_user && m_reading && m_socket->bytesAvailable() > 0)
        m_user->bytesCame();
}

void SocketStream::left(qint64 bytes)
{
    m_sent += bytes;
    if (m_user && unsent() == 0)
        m_user->bytesLeft();
}

void SocketStream::ended()
{
    m_broken = true;
    if (m_user)
        m_user->streamEnded();
}

} // namespace wsagent
