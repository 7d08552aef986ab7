#pragma once

#include "gateway/net/websocketframe.h"

namespace wsagent::test {

/// A frame as a client sends it. Every bit can be set, so that wrong ones can be made.
struct ClientFrame
{
    int opcode = int(WebSocketOpcode::Text);
    QByteArray payload = {};
    bool final = true;
    int reserved = 0; ///< the three bits, RSV1 the highest
    bool masked = true;
    QByteArray mask = QByteArray::fromHex("37fa213d");

    QByteArray bytes() const
    {
        QByteArray frame = webSocketFrame(WebSocketOpcode(opcode), payload);
        frame[0] = char((final ? 0x80 : 0) | (reserved << 4) | opcode);
        if (!masked)
            return frame;
        const qsizetype head = frame.size() - payload.size();
        frame[1] = char(frame[1] | char(0x80));
        QByteArray result = frame.first(head) + mask;
        for (qsizetype i = 0; i < payload.size(); ++i)
            result += char(payload[i] ^ mask[i % 4]);
        return result;
    }
};

/// The payload of a close frame.
inline QByteArray closePayload(quint16 code, const QByteArray &reason = {})
{
    return QByteArray(1, char(code >> 8)) + QByteArray(1, char(code & 0xff)) + reason;
}

} // namespace wsagent::test
