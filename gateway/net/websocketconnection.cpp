#include "gateway/net/websocketconnection.h"

#include "gateway/base/callafter.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto closeGrace = std::chrono::seconds(1);

} // namespace

WebSocketConnection::WebSocketConnection(std::unique_ptr<ByteStream> stream, const QByteArray &unread,
                                         qint64 messageLimit, QObject *parent)
    : QObject(parent)
    , m_stream(std::move(stream))
    , m_decoder(messageLimit)
    , m_unread(unread)
{
    m_stream->setReading(false);
    m_stream->setUser(this);
}

WebSocketConnection::~WebSocketConnection() = default;

void WebSocketConnection::begin()
{
    if (m_phase != Phase::Waiting)
        return;
    m_phase = Phase::Open;
    // Later, so that what is sent now comes before any answer.
    QMetaObject::invokeMethod(
        this,
        [this] {
            take(std::exchange(m_unread, {}));
            m_stream->setReading(true);
        },
        Qt::QueuedConnection);
}

/// As much as is at hand, and then others get their turn.
void WebSocketConnection::bytesCame()
{
    take(m_stream->read());
}

void WebSocketConnection::bytesLeft() {}

void WebSocketConnection::streamEnded()
{
    end(m_code);
}

void WebSocketConnection::take(QByteArrayView bytes)
{
    QList<WebSocketMessage> messages;
    const auto failure = m_decoder.feed(bytes, messages);
    for (const WebSocketMessage &message : std::as_const(messages))
        take(message);
    if (failure && m_phase == Phase::Open)
        close(failure->code, failure->code == WebSocketClose::TooBig ? QString() : failure->reason);
}

void WebSocketConnection::take(const WebSocketMessage &message)
{
    if (message.kind == WebSocketOpcode::Close) {
        m_code = message.closeCode;
        if (m_phase == Phase::Open) {
            const bool named = message.closeCode != WebSocketClose::NoStatus;
            m_stream->write(named ? webSocketCloseFrame(message.closeCode, {})
                                  : webSocketFrame(WebSocketOpcode::Close, {}));
        }
        hangUpSoon();
        m_stream->finish();
        return;
    }
    if (m_phase != Phase::Open)
        return;
    if (message.kind == WebSocketOpcode::Ping)
        m_stream->write(webSocketFrame(WebSocketOpcode::Pong, message.payload));
    else if (message.kind == WebSocketOpcode::Pong)
        m_awaitsPong = false;
    else
        emit messageReceived(message.payload);
}

void WebSocketConnection::sendText(QByteArrayView text)
{
    if (m_phase == Phase::Open)
        m_stream->write(webSocketFrame(WebSocketOpcode::Text, text));
}

bool WebSocketConnection::ping()
{
    if (m_phase != Phase::Open)
        return true;
    if (m_awaitsPong)
        return false;
    m_awaitsPong = true;
    m_stream->write(webSocketFrame(WebSocketOpcode::Ping, {}));
    return true;
}

void WebSocketConnection::close(quint16 code, const QString &reason)
{
    if (m_phase != Phase::Open && m_phase != Phase::Waiting)
        return;
    hangUpSoon();
    m_code = code;
    m_stream->write(webSocketCloseFrame(code, reason));
}

void WebSocketConnection::hangUpSoon()
{
    if (m_phase != Phase::Open && m_phase != Phase::Waiting)
        return;
    m_phase = Phase::Closing;
    callAfter(this, closeGrace, [this] { abort(); });
}

void WebSocketConnection::abort()
{
    m_stream->abort();
    end(m_code);
}

void WebSocketConnection::end(quint16 code)
{
    if (m_phase == Phase::Ended)
        return;
    m_phase = Phase::Ended;
    emit ended(code);
}

} // namespace wsagent
