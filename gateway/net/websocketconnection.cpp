#include "gateway/net/websocketconnection.h"

#include <QTcpSocket>
#include <QTimer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 readAtOnce = 64 * 1024;
constexpr auto closeGrace = std::chrono::seconds(1);

} // namespace

WebSocketConnection::WebSocketConnection(std::unique_ptr<QTcpSocket> socket, const QByteArray &unread,
                                         qint64 messageLimit, QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_decoder(messageLimit)
    , m_unread(unread)
{
    m_socket->setReadBufferSize(readAtOnce);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &WebSocketConnection::readSome);
    connect(m_socket.get(), &QTcpSocket::disconnected, this, [this] { end(m_code); });
}

WebSocketConnection::~WebSocketConnection()
{
    m_socket->disconnect(this);
}

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
            readSome();
        },
        Qt::QueuedConnection);
}

void WebSocketConnection::readSome()
{
    while (m_phase != Phase::Waiting && m_unread.isEmpty() && m_phase != Phase::Ended &&
           m_socket->bytesAvailable() > 0)
        take(m_socket->read(readAtOnce));
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
            m_socket->write(named ? webSocketCloseFrame(message.closeCode, {})
                                  : webSocketFrame(WebSocketOpcode::Close, {}));
        }
        m_phase = m_phase == Phase::Ended ? Phase::Ended : Phase::Closing;
        m_socket->disconnectFromHost();
        return;
    }
    if (m_phase != Phase::Open)
        return;
    if (message.kind == WebSocketOpcode::Ping)
        m_socket->write(webSocketFrame(WebSocketOpcode::Pong, message.payload));
    else if (message.kind == WebSocketOpcode::Pong)
        m_awaitsPong = false;
    else
        emit messageReceived(message.payload);
}

void WebSocketConnection::sendText(QByteArrayView text)
{
    if (m_phase == Phase::Open)
        m_socket->write(webSocketFrame(WebSocketOpcode::Text, text));
}

bool WebSocketConnection::ping()
{
    if (m_phase != Phase::Open)
        return true;
    if (m_awaitsPong)
        return false;
    m_awaitsPong = true;
    m_socket->write(webSocketFrame(WebSocketOpcode::Ping, {}));
    return true;
}

void WebSocketConnection::close(quint16 code, const QString &reason)
{
    if (m_phase != Phase::Open && m_phase != Phase::Waiting)
        return;
    m_phase = Phase::Closing;
    m_code = code;
    m_socket->write(webSocketCloseFrame(code, reason));
    QTimer::singleShot(closeGrace, this, &WebSocketConnection::abort);
}

void WebSocketConnection::abort()
{
    m_socket->abort();
    end(m_code);
}

qint64 WebSocketConnection::bufferedBytes() const
{
    return m_socket->bytesToWrite();
}

void WebSocketConnection::end(quint16 code)
{
    if (m_phase == Phase::Ended)
        return;
    m_phase = Phase::Ended;
    emit ended(code);
}

} // namespace wsagent
