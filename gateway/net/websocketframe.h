#pragma once

#include <QByteArray>
#include <QString>

namespace wsagent {

/// The status codes of RFC 6455, 7.4.1, that are sent here.
namespace WebSocketClose {
constexpr quint16 Normal = 1000;
constexpr quint16 ProtocolError = 1002;
constexpr quint16 NoStatus = 1005; ///< stands for a close frame without code; never sent
constexpr quint16 Abnormal = 1006; ///< stands for an end without close frame; never sent
constexpr quint16 InvalidPayload = 1007;
constexpr quint16 PolicyViolation = 1008;
constexpr quint16 TooBig = 1009;
constexpr quint16 InternalError = 1011;
constexpr quint16 ServiceRestart = 1012;
constexpr quint16 TryAgainLater = 1013;
} // namespace WebSocketClose

enum class WebSocketOpcode : quint8 {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10
};

/// A frame as a server sends it: final and without mask.
QByteArray webSocketFrame(WebSocketOpcode opcode, QByteArrayView payload);
/// The reason is cut at 120 bytes, between two characters.
QByteArray webSocketCloseFrame(quint16 code, const QString &reason);

/// Cuts the UTF-8 of a text at that many bytes, between two characters.
QByteArray utf8Cut(const QString &text, qsizetype mostBytes);

/// Whether somebody may send this code in a close frame (RFC 6455, 7.4).
bool isSendableCloseCode(quint16 code);

/// Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455, 4.2.2).
QByteArray webSocketAccept(const QByteArray &key);

} // namespace wsagent
