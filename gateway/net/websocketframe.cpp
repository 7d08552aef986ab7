#include "gateway/net/websocketframe.h"

#include <QCryptographicHash>
#include <QtEndian>

#include <array>

namespace wsagent {

namespace {

constexpr qsizetype longestReason = 120; // `gateway-protocol.md` 1.1; a control frame could hold 123

} // namespace

QByteArray webSocketFrame(WebSocketOpcode opcode, QByteArrayView payload)
{
    constexpr char final = char(0x80);
    const auto size = quint64(payload.size());
    std::array<char, 10> head = {char(final | char(opcode)), 0};
    qsizetype headSize = 2;
    if (size < 126) {
        head[1] = char(size);
    } else if (size <= 0xffff) {
        head[1] = 126;
        qToBigEndian(quint16(size), &head[2]);
        headSize = 4;
    } else {
        head[1] = 127;
        qToBigEndian(size, &head[2]);
        headSize = 10;
    }
    QByteArray frame;
    frame.reserve(headSize + payload.size());
    return frame.append(head.data(), headSize).append(payload);
}

QByteArray utf8Cut(const QString &text, qsizetype mostBytes)
{
    QByteArray bytes = text.toUtf8();
    if (bytes.size() <= mostBytes)
        return bytes;
    qsizetype end = mostBytes;
    while (end > 0 && (static_cast<unsigned char>(bytes[end]) & 0xc0) == 0x80)
        --end;
    bytes.truncate(end);
    return bytes;
}

QByteArray webSocketCloseFrame(quint16 code, const QString &reason)
{
    QByteArray payload(2, Qt::Uninitialized);
    qToBigEndian(code, payload.data());
    return webSocketFrame(WebSocketOpcode::Close, payload.append(utf8Cut(reason, longestReason)));
}

bool isSendableCloseCode(quint16 code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

QByteArray webSocketAccept(const QByteArray &key)
{
    return QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1)
        .toBase64();
}

} // namespace wsagent
