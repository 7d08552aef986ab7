#include "gateway/net/clientsession.h"

#include "gateway/base/callafter.h"

#include <QDateTime>
#include <QPointer>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRoleErrors = 10;
constexpr int mostPremature = 15;

} // namespace

ClientSession::ClientSession(std::unique_ptr<WebSocketConnection> connection, ClientPeer peer,
                             ClientHost &host, const ClientLimits &limits, QObject *parent)
    : QObject(parent)
    , m_connection(std::move(connection))
    , m_peer(std::move(peer))
    , m_host(host)
    , m_limits(limits)
    , m_handshakeTimer(std::make_unique<QTimer>())
    , m_nonce(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
    m_handshakeTimer->setSingleShot(true);
    connect(m_handshakeTimer.get(), &QTimer::timeout, this, [this] { close(WebSocketClose::Normal, {}); });
    connect(m_connection.get(), &WebSocketConnection::messageReceived, this, &ClientSession::received);
    connect(m_connection.get(), &WebSocketConnection::ended, this, [this] {
        if (std::exchange(m_loggedIn, false))
            m_host.disconnected(m_caller);
        emit ended();
    });
}

void ClientSession::begin()
{
    m_handshakeTimer->start(m_limits.handshake);
    m_connection->begin();
    const QJsonObject challenge{{"nonce"_L1, m_nonce}, {"ts"_L1, QDateTime::currentMSecsSinceEpoch()}};
    m_connection->sendText(EventText("connect.challenge"_L1, challenge).unnumbered());
}

void ClientSession::received(const QByteArray &message)
{
    if (m_loggedIn)
        request(message);
    else if (!m_refused)
        receivedFirst(message);
    else if (++m_premature > mostPremature)
        close(WebSocketClose::PolicyViolation, u"too many pending handshake frames"_s);
}

void ClientSession::receivedFirst(const QByteArray &message)
{
    const auto frame = parseRequest(message);
    if (!frame)
        return frame.error().isJson ? close(WebSocketClose::PolicyViolation, u"invalid request frame"_s)
                                    : close(WebSocketClose::Normal, {});
    if (frame->method == "connect"_L1)
        return connectWith(*frame);
    const QString text = u"invalid handshake: first request must be connect"_s;
    refuse(frame->id, {.error = invalidRequest(text), .closeReason = text});
}

void ClientSession::connectWith(const RequestFrame &frame)
{
    const auto params = parseConnectParams(frame.params);
    if (!params) {
        const QString text = u"invalid connect params: "_s + params.error();
        return refuse(frame.id, {.error = invalidRequest(text), .closeReason = text});
    }
    const auto admission = m_host.connect(*params, m_peer, m_nonce);
    if (const auto *refused = std::get_if<HandshakeRefused>(&admission)) {
        m_refused = true;
        if (refused->delayMs == 0)
            return refuse(frame.id, *refused);
        callAfter(this, std::chrono::milliseconds(refused->delayMs),
                  [this, id = frame.id, refused = *refused] { refuse(id, refused); });
        return;
    }

    const auto &welcome = std::get<Welcome>(admission);
    m_handshakeTimer.reset();
    m_nonce.clear(); // as long as a client is idle it is to cost little
    m_caller = welcome.caller;
    m_loggedIn = true;
    m_connection->setMessageLimit(m_limits.message);
    m_connection->sendText(responseText(frame.id, welcome.hello));
    m_host.connected(m_caller, *params);
    emit loggedIn();
}

void ClientSession::refuse(const QString &id, const HandshakeRefused &refused)
{
    if (refused.error)
        m_connection->sendText(errorText(id, *refused.error));
    close(refused.closeCode, refused.closeReason);
}

Reply ClientSession::replyTo(const QString &id)
{
    return Reply(id, [session = QPointer(this)](const QByteArray &frame) {
        if (session)
            session->m_connection->sendText(frame);
    });
}

/// What the client does not wait for any more is not counted: the reply may outlive the session.
Reply ClientSession::countedReplyTo(const QString &id, qint64 bytes)
{
    return Reply(id, [session = QPointer(this), bytes](const QByteArray &frame) {
        if (!session)
            return;
        session->m_connection->sendText(frame);
        session->m_quota.end(bytes);
        if (session->m_quota.open() == 0)
            emit session->allAnswered();
    });
}

void ClientSession::request(const QByteArray &message)
{
    const auto frame = parseRequest(message);
    if (!frame) {
        if (frame.error().isJson)
            replyTo(frame.error().id)
                .fail(invalidRequest(u"invalid request frame: "_s + frame.error().where));
        return;
    }
    if (frame->method == "connect"_L1)
        return replyTo(frame->id).fail(invalidRequest(u"connect is only valid as the first request"_s));
    if (!m_quota.begin(message.size()))
        return replyTo(frame->id).fail(serverBusy());
    const auto outcome = m_host.request(*frame, m_caller, countedReplyTo(frame->id, message.size()));
    if (outcome == ClientHost::Outcome::RoleRefused && ++m_roleErrors > mostRoleErrors)
        close(WebSocketClose::PolicyViolation, u"repeated unauthorized calls"_s);
}

bool ClientSession::send(const EventText &event, bool mayDrop)
{
    if (!m_loggedIn)
        return false;
    ++m_seq; // a dropped event leaves a gap, which tells the client to look again
    if (m_connection->bufferedBytes() <= m_limits.buffered) {
        m_connection->sendText(event.numbered(m_seq));
        return true;
    }
    if (!mayDrop)
        close(WebSocketClose::PolicyViolation, u"slow consumer"_s);
    return false;
}

void ClientSession::sendAlone(const EventText &event)
{
    if (!m_loggedIn)
        return;
    if (m_connection->bufferedBytes() <= m_limits.buffered)
        m_connection->sendText(event.unnumbered());
    else
        close(WebSocketClose::PolicyViolation, u"slow consumer"_s);
}

} // namespace wsagent
