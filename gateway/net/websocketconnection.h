#pragma once

#include "gateway/net/bytestream.h"
#include "gateway/net/websocketdecoder.h"

#include <QObject>

#include <memory>

namespace wsagent {

/// A client that has been upgraded: messages in both directions. Its owner deletes it after `ended`.
class WebSocketConnection : public QObject, private ByteStreamUser
{
    Q_OBJECT

public:
    /// `unread` came behind the upgrade; it is read when `begin` is called.
    WebSocketConnection(std::unique_ptr<ByteStream> stream, const QByteArray &unread, qint64 messageLimit,
                        QObject *parent = nullptr);
    ~WebSocketConnection() override;

    void begin();
    void setMessageLimit(qint64 bytes) { m_decoder.setLimit(bytes); }
    void sendText(QByteArrayView text);
    /// Says so, gives the client a second to agree, then hangs up. Nothing is received any more.
    void close(quint16 code, const QString &reason = {});
    /// Hangs up.
    void abort();
    /// Asks for a sign of life; false when the last one has not been answered.
    bool ping();

    /// What the client has not taken yet.
    qint64 bufferedBytes() const { return m_stream->unsent(); }
    bool isOpen() const { return m_phase == Phase::Open; }

signals:
    void messageReceived(const QByteArray &text); ///< text or binary
    void ended(quint16 code);                     ///< the client's code, or WebSocketClose::Abnormal

private:
    enum class Phase { Waiting, Open, Closing, Ended };

    void bytesCame() override;
    void bytesLeft() override;
    void streamEnded() override;
    void take(QByteArrayView bytes);
    void take(const WebSocketMessage &message);
    void hangUpSoon();
    void end(quint16 code);

    std::unique_ptr<ByteStream> m_stream;
    WebSocketDecoder m_decoder;
    QByteArray m_unread;
    Phase m_phase = Phase::Waiting;
    quint16 m_code = WebSocketClose::Abnormal;
    bool m_awaitsPong = false;
};

} // namespace wsagent
