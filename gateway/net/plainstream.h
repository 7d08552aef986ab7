#pragma once

#include "gateway/net/bytestream.h"
#include "gateway/net/socketpoll.h"

namespace wsagent {

/// A TCP socket without encryption. Holds no buffers while it is idle: there may be a thousand of them.
class PlainStream : public ByteStream
{
public:
    /// Takes the socket over.
    PlainStream(int socket, std::shared_ptr<SocketPoll> poll);
    ~PlainStream() override;

    void setUser(ByteStreamUser *user) override;
    void setReading(bool reading) override;
    QByteArray read() override;
    void write(const QByteArray &bytes) override;
    qint64 unsent() const override { return m_out.size() - m_sent; }
    qint64 sent() const override { return m_sentInAll; }
    void finish() override;
    void abort() override;
    bool isBroken() const override { return m_broken; }

    // For SocketPoll.
    void handle(quint32 events);
    void send();

private:
    bool tell(void (ByteStreamUser::*what)());
    void ended(bool broken);
    void watch();
    void close();

    int m_socket;
    quint32 m_watched = 0;
    std::shared_ptr<SocketPoll> m_poll;
    ByteStreamUser *m_user = nullptr;
    QByteArray m_out;
    qint64 m_sentInAll = 0;
    qsizetype m_sent = 0;        ///< of `m_out`
    bool *m_destroyed = nullptr; ///< set while the user is told
    bool m_reading = true;
    bool m_drained = false; ///< nothing is there to read, until the system says so
    bool m_queued = false;  ///< to be sent soon
    bool m_blocked = false; ///< the system takes no more for now
    bool m_finishing = false;
    bool m_ended = false;
    bool m_broken = false;
};

} // namespace wsagent
