#pragma once

#include "gateway/net/utf8check.h"
#include "gateway/net/websocketframe.h"

#include <QList>

#include <array>
#include <optional>

namespace wsagent {

/// A complete message or control frame of a client.
struct WebSocketMessage
{
    WebSocketOpcode kind = WebSocketOpcode::Text; ///< never Continuation
    QByteArray payload = {};                      ///< of Close: the reason
    quint16 closeCode = 0;                        ///< of Close

    bool operator==(const WebSocketMessage &) const = default;
};

/// Why a connection has to end: a close code, and words for the log.
struct WebSocketFailure
{
    quint16 code = WebSocketClose::ProtocolError;
    QString reason = {};

    bool operator==(const WebSocketFailure &) const = default;
};

/// Turns the bytes of a client into messages, as RFC 6455 wants them from a client: masked. Knows no socket;
/// bytes may come in any pieces. An idle decoder holds no memory.
class WebSocketDecoder
{
public:
    explicit WebSocketDecoder(qint64 limit)
        : m_limit(limit)
    {}

    /// The most bytes a message may have, over all its fragments; from the next frame on.
    void setLimit(qint64 limit) { m_limit = limit; }

    /// Appends what is complete to `messages`. After a failure, or a close frame, nothing more is read.
    std::optional<WebSocketFailure> feed(QByteArrayView bytes, QList<WebSocketMessage> &messages);

private:
    std::optional<WebSocketFailure> headBegun() const;
    std::optional<WebSocketFailure> headComplete();
    std::optional<WebSocketFailure> frameComplete(QList<WebSocketMessage> &messages);
    std::optional<WebSocketFailure> closed(QList<WebSocketMessage> &messages);
    qsizetype headSize() const;
    bool isFinal() const { return (m_head[0] & 0x80) != 0; }
    bool isControl() const { return (m_head[0] & 0x08) != 0; }
    WebSocketOpcode opcode() const { return WebSocketOpcode(m_head[0] & 0x0f); }
    bool takePayload(QByteArrayView bytes);

    qint64 m_limit;
    qint64 m_payloadSize = 0; ///< of the frame
    qint64 m_taken = 0;       ///< of the payload
    QByteArray m_message;     ///< the fragments so far
    QByteArray m_control;
    std::array<quint8, 14> m_head = {};
    quint8 m_headTaken = 0;
    Utf8Check m_utf8;                                              ///< of a text
    WebSocketOpcode m_messageKind = WebSocketOpcode::Continuation; ///< Continuation: no message is open
    bool m_headDone = false;
    bool m_ended = false;
};

} // namespace wsagent
