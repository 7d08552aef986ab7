#pragma once

#include <QDeadlineTimer>
#include <QHostAddress>
#include <QTcpSocket>
#include <QTest>

#include <functional>

namespace wsagent::test {

/// A client that says exactly what it is told to.
class RawClient
{
public:
    explicit RawClient(quint16 port) { m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port); }

    void send(const QByteArray &bytes) { m_socket.write(bytes); }

    /// Reads until the predicate holds or the other side hangs up; the server runs in the same thread.
    QByteArray readUntil(const std::function<bool(const QByteArray &)> &enough)
    {
        QDeadlineTimer patience(20'000);
        while (!enough(m_received) && !patience.hasExpired()) {
            QTest::qWait(1);
            m_received += m_socket.readAll();
            if (isClosed() && m_socket.bytesAvailable() == 0)
                break;
        }
        return m_received;
    }
    QByteArray readUntil(const QByteArray &text)
    {
        return readUntil([&text](const QByteArray &received) { return received.contains(text); });
    }
    QByteArray readAll()
    {
        return readUntil([](const QByteArray &) { return false; });
    }
    QByteArray take() { return std::exchange(m_received, {}); }
    bool isClosed() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    void abort() { m_socket.abort(); }
    QTcpSocket &socket() { return m_socket; }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
};

} // namespace wsagent::test
