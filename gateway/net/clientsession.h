#pragma once

#include "gateway/net/websocketconnection.h"
#include "gateway/protocol/clienthost.h"
#include "gateway/protocol/requestquota.h"

#include <QTimer>

namespace wsagent {

/// The limits of `gateway-protocol.md` 1.1.
struct ClientLimits
{
    qint64 messageBeforeLogin = 65'536; ///< bytes
    qint64 message = 26'214'400;        ///< bytes
    qint64 buffered = 52'428'800;       ///< bytes a client has not taken yet
    std::chrono::milliseconds handshake = std::chrono::seconds(15);
    std::chrono::milliseconds ping = std::chrono::seconds(25); ///< also the time for the answer
    std::chrono::milliseconds tick = std::chrono::seconds(30);
};

/// One client from its challenge to its end: says who it is, asks, gets events.
class ClientSession : public QObject
{
    Q_OBJECT

public:
    ClientSession(std::unique_ptr<WebSocketConnection> connection, ClientPeer peer, ClientHost &host,
                  const ClientLimits &limits, QObject *parent = nullptr);

    /// Challenges the client and listens to it.
    void begin();
    void close(quint16 code, const QString &reason) { m_connection->close(code, reason); }
    void abort() { m_connection->abort(); }
    bool ping() { return m_connection->ping(); }

    /// An event for those who are logged in. One that may be dropped is, when the client is slow; any other
    /// one ends a slow client. False when it was not sent.
    bool send(const EventText &event, bool mayDrop);
    /// An event for this client alone, which does not count it.
    void sendAlone(const EventText &event);

    bool isLoggedIn() const { return m_loggedIn; }
    const Caller &caller() const { return m_caller; }
    const ClientPeer &peer() const { return m_peer; }
    int unanswered() const { return m_quota.open(); }

signals:
    void loggedIn();
    void allAnswered(); ///< nothing that was asked waits for an answer any more
    void ended();

private:
    void received(const QByteArray &message);
    void receivedFirst(const QByteArray &message);
    void connectWith(const RequestFrame &frame);
    void refuse(const QString &id, const HandshakeRefused &refused);
    void request(const QByteArray &message);
    Reply replyTo(const QString &id);
    Reply countedReplyTo(const QString &id, qint64 bytes);

    std::unique_ptr<WebSocketConnection> m_connection;
    ClientPeer m_peer;
    ClientHost &m_host;
    const ClientLimits &m_limits;
    std::unique_ptr<QTimer> m_handshakeTimer;
    QString m_nonce;
    Caller m_caller;
    RequestQuota m_quota;
    qint64 m_seq = 0;
    int m_roleErrors = 0;
    int m_premature = 0; ///< messages behind a `connect` that is being looked at
    bool m_loggedIn = false;
    bool m_refused = false;
};

} // namespace wsagent
