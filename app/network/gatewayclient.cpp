#include "app/network/gatewayclient.h"

#include "app/network/gatewaygreeting.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

const QString connectId = u"connect"_s;
const QString callId = u"call"_s;
const QString besideId = u"beside"_s;

Error unreachable(const QUrl &url, const QString &reason)
{
    return {u"no gateway answers at %1: %2"_s.arg(url.toString(QUrl::RemoveUserInfo), reason),
            u"ws-agent profiles list"_s, ErrorKind::Unreachable};
}

/// The words of the gateway, with what to do about the errors that have a remedy here.
Error refused(const QJsonValue &error)
{
    const QString code = error["details"_L1]["code"_L1].toString();
    Error result{error["message"_L1].toString(u"the gateway refused"_s)};
    if (code.startsWith("AUTH_"_L1))
        result.fix = u"ws-agent config get gateway.auth"_s;
    if (code == "MISSING_SCOPE"_L1)
        result.fix = u"ws-agent devices list"_s;
    return result;
}

} // namespace

GatewayClient::GatewayClient(GatewayTarget target, QObject *parent)
    : QObject(parent)
    , m_target(std::move(target))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        hangUp();
        finish(Error{u"the gateway at %1 did not answer within %2 ms"_s.arg(m_target.url.toString())
                         .arg(m_target.timeout.count()),
                     u"ws-agent profiles list"_s, ErrorKind::Unreachable});
    });
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &GatewayClient::received);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto failed = &QWebSocket::errorOccurred;
#else
    const auto failed = qOverload<QAbstractSocket::SocketError>(&QWebSocket::error);
#endif
    connect(&m_socket, failed, this, [this] { finish(unreachable(m_target.url, m_socket.errorString())); });
    connect(&m_socket, &QWebSocket::connected, this, [this] { m_isConnected = true; });
    connect(&m_socket, &QWebSocket::sslErrors, this, [this] {
        if (showsItsCertificate(m_socket, m_target)) // nobody has to vouch for one that is known
            m_socket.ignoreSslErrors();
    });
    connect(&m_socket, &QWebSocket::disconnected, this, &GatewayClient::lost);
}

/// A socket that goes says so once more, to members that are gone by then.
GatewayClient::~GatewayClient()
{
    m_socket.disconnect(this);
}

void GatewayClient::call(const QString &method, const QJsonValue &params, Answered answered)
{
    m_method = method;
    m_params = params;
    m_answered = std::move(answered);
    m_timer.start(m_target.timeout);
    if (m_hello.isEmpty())
        m_socket.open(m_target.url);
    else
        send(callId, m_method, m_params);
}

void GatewayClient::tell(const QString &method, const QJsonValue &params)
{
    if (!m_hello.isEmpty())
        send(besideId, method, params);
}

void GatewayClient::lost()
{
    m_hello = {};
    if (!std::exchange(m_isConnected, false))
        return; // the error follows
    const QString reason = m_socket.closeReason();
    finish(Error{u"the gateway hung up%1"_s.arg(reason.isEmpty() ? QString() : u": "_s + reason),
                 {},
                 ErrorKind::Unreachable});
}

/// The next call begins anew.
void GatewayClient::hangUp()
{
    m_hello = {};
    m_isConnected = false;
    m_socket.abort();
}

void GatewayClient::received(const QString &text)
{
    const QJsonObject frame = QJsonDocument::fromJson(text.toUtf8()).object();
    if (frame["event"_L1] == "connect.challenge"_L1)
        return challenged();
    if (frame["type"_L1] == "event"_L1)
        emit eventReceived(frame["event"_L1].toString(), frame["payload"_L1].toObject());
    if (frame["type"_L1] != "res"_L1 || frame["id"_L1] == besideId)
        return;
    if (!frame["ok"_L1].toBool()) {
        if (frame["id"_L1] == connectId)
            hangUp();
        return finish(refused(frame["error"_L1]));
    }
    if (frame["id"_L1] == connectId)
        return welcomed(frame["payload"_L1].toObject());
    if (frame["payload"_L1]["status"_L1] == "accepted"_L1 && m_method == "agent"_L1) {
        m_timer.stop();
        emit accepted(frame["payload"_L1].toObject());
        return;
    }
    finish(GatewayAnswer{.payload = frame["payload"_L1], .hello = m_hello});
}

/// Before anything secret is sent it is made sure that this is the gateway that was meant.
void GatewayClient::challenged()
{
    if (!m_target.tlsFingerprint.isEmpty() && !showsItsCertificate(m_socket, m_target)) {
        hangUp();
        return finish(Error{u"the gateway at %1 shows another certificate than the one it is known by"_s.arg(
                                m_target.url.toString(QUrl::RemoveUserInfo)),
                            u"ws-agent profiles list"_s, ErrorKind::Conflict});
    }
    const QJsonObject client{{"id"_L1, u"cli"_s}, {"mode"_L1, u"cli"_s}};
    send(connectId, u"connect"_s, connectParams(m_target, client, {u"tool-events"_s}));
}

/// D6: what answers must be what was named.
void GatewayClient::welcomed(const QJsonObject &hello)
{
    m_hello = hello;
    const QString id = hello["server"_L1]["instanceId"_L1].toString();
    if (!m_target.instanceId.isEmpty() && id != m_target.instanceId) {
        hangUp();
        return finish(Error{u"you asked for instance %1, this is %2 (profile %3)"_s.arg(
                                m_target.instanceId, id, hello["server"_L1]["profile"_L1].toString()),
                            u"ws-agent profiles list"_s, ErrorKind::Conflict});
    }
    send(callId, m_method, m_params);
}

void GatewayClient::send(const QString &id, const QString &method, const QJsonValue &params)
{
    m_socket.sendTextMessage(requestFrame(id, method, params));
}

void GatewayClient::finish(const Result<GatewayAnswer> &result)
{
    m_timer.stop();
    if (const auto answered = std::exchange(m_answered, nullptr))
        answered(result);
}

} // namespace wsagent
