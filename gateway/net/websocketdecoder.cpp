#include "gateway/net/websocketdecoder.h"

#include <QUtf8StringView>
#include <QtEndian>

#include <algorithm>
#include <cstring>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestControl = 125;

WebSocketFailure broken(const QString &reason)
{
    return {WebSocketClose::ProtocolError, reason};
}

WebSocketFailure noText()
{
    return {WebSocketClose::InvalidPayload, u"a text is not UTF-8"_s};
}

bool isKnown(WebSocketOpcode opcode)
{
    switch (opcode) {
    case WebSocketOpcode::Continuation:
    case WebSocketOpcode::Text:
    case WebSocketOpcode::Binary:
    case WebSocketOpcode::Close:
    case WebSocketOpcode::Ping:
    case WebSocketOpcode::Pong:
        return true;
    }
    return false;
}

bool isUtf8(const QByteArray &bytes)
{
    return QUtf8StringView(bytes).isValidUtf8();
}

/// Eight bytes at a time: `offset` is where in the payload the bytes begin.
void unmask(char *data, qsizetype size, const quint8 *mask, qint64 offset)
{
    std::array<quint8, 8> wide = {};
    for (size_t i = 0; i < wide.size(); ++i)
        wide[i] = mask[(size_t(offset) + i) % 4];
    quint64 key = 0;
    std::memcpy(&key, wide.data(), sizeof key);
    qsizetype i = 0;
    for (; i + 8 <= size; i += 8) {
        quint64 word = 0;
        std::memcpy(&word, data + i, sizeof word);
        word ^= key;
        std::memcpy(data + i, &word, sizeof word);
    }
    for (; i < size; ++i)
        data[i] = char(quint8(data[i]) ^ wide[size_t(i) % 8]);
}

} // namespace

std::optional<WebSocketFailure> WebSocketDecoder::feed(QByteArrayView bytes,
                                                       QList<WebSocketMessage> &messages)
{
    while (!m_ended) {
        while (!m_headDone) {
            if (bytes.isEmpty())
                return std::nullopt;
            m_head[m_headTaken++] = quint8(bytes.front());
            bytes = bytes.sliced(1);
            std::optional<WebSocketFailure> failure;
            if (m_headTaken == 2)
                failure = headBegun();
            else if (m_headTaken == headSize())
                failure = headComplete();
            if (failure) {
                m_ended = true;
                return failure;
            }
        }
        const qsizetype size = qsizetype(std::min<qint64>(bytes.size(), m_payloadSize - m_taken));
        if (!takePayload(bytes.first(size))) {
            m_ended = true;
            return noText();
        }
        bytes = bytes.sliced(size);
        if (m_taken < m_payloadSize)
            return std::nullopt;
        if (auto failure = frameComplete(messages)) {
            m_ended = true;
            return failure;
        }
    }
    return std::nullopt;
}

qsizetype WebSocketDecoder::headSize() const
{
    const quint8 length = m_head[1] & 0x7f;
    const int extended = length == 127 ? 8 : length == 126 ? 2 : 0;
    return 2 + extended + 4;
}

/// What the first two bytes tell, so that a stranger to the protocol is not waited for.
std::optional<WebSocketFailure> WebSocketDecoder::headBegun() const
{
    if ((m_head[0] & 0x70) != 0)
        return broken(u"a reserved bit is set"_s);
    if (!isKnown(opcode()))
        return broken(u"opcode %1 is reserved"_s.arg(int(opcode())));
    if ((m_head[1] & 0x80) == 0)
        return broken(u"a frame is not masked"_s);
    return std::nullopt;
}

std::optional<WebSocketFailure> WebSocketDecoder::headComplete()
{
    const quint8 length = m_head[1] & 0x7f;
    quint64 size = length;
    if (length == 126)
        size = qFromBigEndian<quint16>(&m_head[2]);
    else if (length == 127)
        size = qFromBigEndian<quint64>(&m_head[2]);
    if ((length == 126 && size < 126) || (length == 127 && size <= 0xffff))
        return broken(u"a length is not written in the shortest way"_s);
    if (size > quint64(std::numeric_limits<qint64>::max()))
        return broken(u"a length has its first bit set"_s);

    if (isControl()) {
        if (!isFinal())
            return broken(u"a control frame is fragmented"_s);
        if (qint64(size) > longestControl)
            return broken(u"a control frame is longer than 125 bytes"_s);
    } else {
        const bool open = m_messageKind != WebSocketOpcode::Continuation;
        if (open != (opcode() == WebSocketOpcode::Continuation))
            return broken(open ? u"a message begins within another"_s
                               : u"a continuation continues nothing"_s);
        if (qint64(size) > m_limit - m_message.size())
            return WebSocketFailure{WebSocketClose::TooBig, u"a message is too big"_s};
        if (!open)
            m_messageKind = opcode();
    }
    m_payloadSize = qint64(size);
    m_taken = 0;
    m_headDone = true;
    return std::nullopt;
}

/// False when a text can become none any more: nobody waits for the rest of it.
bool WebSocketDecoder::takePayload(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return true;
    QByteArray &target = isControl() ? m_control : m_message;
    const qsizetype before = target.size();
    target.append(bytes);
    unmask(target.data() + before, bytes.size(), &m_head[size_t(headSize()) - 4], m_taken);
    m_taken += bytes.size();
    return isControl() || m_messageKind != WebSocketOpcode::Text ||
           m_utf8.feed(QByteArrayView(target).sliced(before));
}

std::optional<WebSocketFailure> WebSocketDecoder::frameComplete(QList<WebSocketMessage> &messages)
{
    m_headDone = false;
    m_headTaken = 0;
    if (opcode() == WebSocketOpcode::Close)
        return closed(messages);
    if (isControl()) {
        messages.append({.kind = opcode(), .payload = std::exchange(m_control, {})});
        return std::nullopt;
    }
    if (!isFinal())
        return std::nullopt;
    const WebSocketOpcode kind = std::exchange(m_messageKind, WebSocketOpcode::Continuation);
    if (!m_utf8.isComplete())
        return noText();
    messages.append({.kind = kind, .payload = std::exchange(m_message, {})});
    return std::nullopt;
}

std::optional<WebSocketFailure> WebSocketDecoder::closed(QList<WebSocketMessage> &messages)
{
    const QByteArray payload = std::exchange(m_control, {});
    if (payload.size() == 1)
        return broken(u"a close frame has half a code"_s);
    quint16 code = WebSocketClose::NoStatus;
    if (!payload.isEmpty()) {
        code = qFromBigEndian<quint16>(payload.constData());
        if (!isSendableCloseCode(code))
            return broken(u"close code %1 must not be sent"_s.arg(code));
    }
    const QByteArray reason = payload.mid(2);
    if (!isUtf8(reason))
        return WebSocketFailure{WebSocketClose::InvalidPayload, u"a close reason is not UTF-8"_s};
    messages.append({.kind = WebSocketOpcode::Close, .payload = reason, .closeCode = code});
    m_ended = true;
    return std::nullopt;
}

} // namespace wsagent
