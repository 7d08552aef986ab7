#include "app/network/gatewaylink.h"

#include "app/network/gatewaygreeting.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

const QString connectId = u"connect"_s;

Error refused(const QJsonValue &error)
{
    return {error["message"_L1].toString(u"the gateway refused"_s)};
}

} // namespace

GatewayLink::GatewayLink(GatewayTarget target, QObject *parent)
    : QObject(parent)
    , m_target(std::move(target))
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        fail({u"the gateway does not answer"_s, {}, ErrorKind::Unreachable});
    });
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &GatewayLink::received);
    connect(&m_socket, &QWebSocket::sslErrors, this, [this] {
        if (showsItsCertificate(m_socket, m_target))
            m_socket.ignoreSslErrors();
    });
    connect(&m_socket, &QWebSocket::disconnected, this, [this] {
        const QString reason = m_socket.closeReason();
        fail({reason.isEmpty() ? m_socket.errorString() : reason, {}, ErrorKind::Unreachable});
    });
}

GatewayLink::~GatewayLink()
{
    m_socket.disconnect(this); // as it goes, it says so once more
}

void GatewayLink::open()
{
    m_isOpen = true;
    m_patience.start(m_target.timeout);
    m_socket.open(m_target.url);
}

bool GatewayLink::hasMethod(const QString &method) const
{
    return m_hello["features"_L1]["methods"_L1].toArray().contains(method);
}

void GatewayLink::call(const QString &method, const QJsonObject &params, Answered answered)
{
    if (!isUp()) {
        if (answered)
            answered(Error{u"there is no connection to the gateway"_s, {}, ErrorKind::Unreachable});
        return;
    }
    const QString id = QString::number(++m_lastId);
    m_waiting.insert(id, std::move(answered));
    send(id, method, params);
    QTimer::singleShot(m_target.timeout, this, [this, id, method] {
        if (const Answered late = m_waiting.take(id))
            late(Error{u"the gateway did not answer %1 in time"_s.arg(method), {}, ErrorKind::Unreachable});
    });
}

void GatewayLink::received(const QString &text)
{
    const QJsonObject frame = QJsonDocument::fromJson(text.toUtf8()).object();
    if (frame["type"_L1] == "res"_L1)
        return answered(frame);
    if (frame["event"_L1] == "connect.challenge"_L1)
        return challenged();
    if (frame["type"_L1] == "event"_L1)
        emit eventReceived(frame["event"_L1].toString(), frame["payload"_L1].toObject());
}

void GatewayLink::answered(const QJsonObject &frame)
{
    const bool ok = frame["ok"_L1].toBool();
    const QString id = frame["id"_L1].toString();
    if (id == connectId)
        return ok ? welcomed(frame["payload"_L1].toObject()) : fail(refused(frame["error"_L1]));
    const Answered waiting = m_waiting.take(id);
    if (waiting)
        waiting(ok ? Result<QJsonValue>(frame["payload"_L1])
                   : Result<QJsonValue>(refused(frame["error"_L1])));
}

/// Nothing secret is sent to somebody else.
void GatewayLink::challenged()
{
    if (!m_target.tlsFingerprint.isEmpty() && !showsItsCertificate(m_socket, m_target))
        return fail({u"the gateway shows another certificate than the one it is known by"_s,
                     {},
                     ErrorKind::Conflict});
    const QJsonObject client{
        {"id"_L1, u"gateway-client"_s}, {"mode"_L1, u"backend"_s}, {"displayName"_L1, u"WsAgent desktop"_s}};
    send(connectId, u"connect"_s, connectParams(m_target, client, {u"approvals"_s, u"tool-events"_s}));
}

/// D6: what answers must be what was named.
void GatewayLink::welcomed(const QJsonObject &hello)
{
    const QString id = hello["server"_L1]["instanceId"_L1].toString();
    if (!m_target.instanceId.isEmpty() && id != m_target.instanceId)
        return fail({u"you asked for instance %1, this is %2"_s.arg(m_target.instanceId, id),
                     {},
                     ErrorKind::Conflict});
    m_patience.stop();
    m_hello = hello;
    emit up();
}

void GatewayLink::fail(const Error &why)
{
    m_patience.stop();
    m_hello = {};
    if (!std::exchange(m_isOpen, false))
        return;
    m_socket.abort();
    const auto all = std::exchange(m_waiting, {});
    for (const Answered &waiting : all) {
        if (waiting)
            waiting(why);
    }
    emit down(why);
}

void GatewayLink::send(const QString &id, const QString &method, const QJsonObject &params)
{
    m_socket.sendTextMessage(requestFrame(id, method, params));
}

} // namespace wsagent
