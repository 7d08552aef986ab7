#pragma once

#include "gateway/net/bytestream.h"

#include <QObject>
#include <QTcpSocket>

#include <memory>

namespace wsagent {

/// A socket of Qt: one with TLS, or a plain one where there is no epoll.
class SocketStream : public QObject, public ByteStream
{
    Q_OBJECT

public:
    explicit SocketStream(std::unique_ptr<QTcpSocket> socket);
    ~SocketStream() override;

    void setUser(ByteStreamUser *user) override;
    void setReading(bool reading) override;
    QByteArray read() override;
    void write(const QByteArray &bytes) override;
    qint64 unsent() const override;
    qint64 sent() const override { return m_sent; }
    void finish() override;
    void abort() override;
    bool isBroken() const override { return m_broken; }

private:
    void came();
    void left(qint64 bytes);
    void ended();

    std::unique_ptr<QTcpSocket> m_socket;
    ByteStreamUser *m_user = nullptr;
    qint64 m_sent = 0;
    bool m_reading = true;
    bool m_broken = false;
};

} // namespace wsagent
