#pragma once

#include "tests/support/clientframe.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wsagent::test {

/// A socket to a server in another process: cheap enough to have thousands of.
class BlockingClient
{
public:
    explicit BlockingClient(int port)
        : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(quint16(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    }
    ~BlockingClient() { ::close(m_fd); }
    Q_DISABLE_COPY_MOVE(BlockingClient)

    bool isConnected() const { return m_connected; }
    /// False when the other side takes nothing any more.
    bool send(QByteArrayView bytes) const
    {
        while (!bytes.isEmpty()) {
            const ssize_t size = ::send(m_fd, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL);
            if (size <= 0)
                return false;
            bytes = bytes.sliced(size);
        }
        return true;
    }

    /// What has come when the text is in it, the other side has hung up, or the time is over.
    QByteArray readUntil(QByteArrayView text, int milliseconds = 20'000)
    {
        QElapsedTimer clock;
        clock.start();
        while (text.isEmpty() || !m_received.contains(text)) {
            pollfd waiting{.fd = m_fd, .events = POLLIN, .revents = 0};
            const int left = milliseconds - int(clock.elapsed());
            if (left <= 0 || ::poll(&waiting, 1, left) <= 0)
                break;
            char buffer[16 * 1024];
            const ssize_t size = ::recv(m_fd, buffer, sizeof buffer, 0);
            m_closed = size <= 0;
            if (m_closed)
                break;
            m_received.append(buffer, size);
        }
        return m_received;
    }
    QByteArray readAll(int milliseconds = 20'000) { return readUntil({}, milliseconds); }
    bool isClosed() const { return m_closed; } ///< since a reading
    void forget() { m_received.clear(); }

    /// Upgrades and logs in with the token; false when the gateway does not let it in.
    bool logIn(const QByteArray &token, const QByteArray &moreFields = {})
    {
        send("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
             moreFields + "\r\n");
        if (!readUntil("connect.challenge").contains("connect.challenge"))
            return false;
        const QByteArray connect =
            R"({"type":"req","id":"1","method":"connect","params":{"minProtocol":4,"maxProtocol":4,)"
            R"("client":{"id":"cli","mode":"cli","version":"1","platform":"linux"},"auth":{"token":")" +
            token + R"("}}})";
        send(ClientFrame{.payload = connect}.bytes());
        return readUntil("\"id\":\"1\"").contains("hello-ok");
    }

private:
    int m_fd;
    QByteArray m_received;
    bool m_connected = false;
    bool m_closed = false;
};

} // namespace wsagent::test
