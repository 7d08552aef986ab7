#include "gateway/browser/cdp/cdpconnection.h"

#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkRequest>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds grain{100}; // how exactly deadlines are kept

BrowserError gone()
{
    return {
        .status = 500, .message = u"the connection to the browser has ended"_s, .code = u"DISCONNECTED"_s};
}

} // namespace

CdpConnection::CdpConnection(QObject *parent)
    : QObject(parent)
{
    m_socket.setProxy(QNetworkProxy::NoProxy);
    m_socket.setMaxAllowedIncomingMessageSize(largestMessage);
    m_socket.setMaxAllowedIncomingFrameSize(largestMessage);
    m_deadlines.setInterval(grain);
    connect(&m_deadlines, &QTimer::timeout, this, &CdpConnection::checkDeadlines);
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &CdpConnection::received);
    connect(&m_socket, &QWebSocket::connected, this, [this] { m_opened.settle(BrowserResult<void>()); });
    connect(&m_socket, &QWebSocket::disconnected, this, &CdpConnection::ended);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(&m_socket, &QWebSocket::errorOccurred, this, &CdpConnection::ended);
#else
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &CdpConnection::ended);
#endif
}

std::shared_ptr<CdpConnection> CdpConnection::make()
{
    return {new CdpConnection, [](CdpConnection *connection) {
                connection->deleteLater();
            }};
}

CdpConnection::~CdpConnection()
{
    blockSignals(true);
    m_socket.disconnect(this);
    ended();
}

Later<BrowserResult<void>> CdpConnection::open(const QUrl &url, const QByteArray &authorization,
                                               std::chrono::milliseconds timeout)
{
    QNetworkRequest request(url);
    if (!authorization.isEmpty())
        request.setRawHeader("Authorization", authorization);
    m_socket.open(request);
    QTimer::singleShot(timeout, this, [this] {
        if (!m_opened.isSettled())
            ended();
    });
    return m_opened;
}

void CdpConnection::close()
{
    m_socket.disconnect(this);
    m_socket.abort();
    ended();
}

Later<CdpAnswer> CdpConnection::send(QLatin1StringView method, const QJsonObject &params,
                                     const QString &session, std::chrono::milliseconds timeout)
{
    Later<CdpAnswer> answer;
    if (!isOpen()) {
        answer.settle(gone());
        return answer;
    }
    QJsonObject message{{"id"_L1, ++m_lastId}, {"method"_L1, method}};
    if (!params.isEmpty())
        message.insert("params"_L1, params);
    if (!session.isEmpty())
        message.insert("sessionId"_L1, session);
    m_waiting.insert(
        m_lastId,
        {.session = session, .method = method, .deadline = QDeadlineTimer(timeout), .answer = answer});
    if (!m_deadlines.isActive())
        m_deadlines.start();
    m_socket.sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
    return answer;
}

void CdpConnection::giveUp(const QString &session, const BrowserError &error)
{
    const QList<Waiting> mine = takeWaiting([&](const Waiting &each) { return each.session == session; });
    for (const Waiting &each : mine)
        each.answer.settle(error);
}

QList<CdpConnection::Waiting> CdpConnection::takeWaiting(const std::function<bool(const Waiting &)> &fits)
{
    QList<Waiting> taken;
    m_waiting.removeIf([&](const auto &each) {
        if (!fits(each.value()))
            return false;
        taken += each.value();
        return true;
    });
    if (m_waiting.isEmpty())
        m_deadlines.stop();
    return taken;
}

void CdpConnection::received(const QString &text)
{
    const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
    if (!message.contains("id"_L1)) {
        emit eventReceived(message["sessionId"_L1].toString(), message["method"_L1].toString(),
                           message["params"_L1].toObject());
        return;
    }
    const qint64 id = message["id"_L1].toInteger();
    if (!m_waiting.contains(id))
        return;
    const Waiting mine = m_waiting.take(id);
    if (m_waiting.isEmpty())
        m_deadlines.stop();
    if (message.contains("error"_L1)) {
        const QString said = message["error"_L1]["message"_L1].toString().left(500);
        return mine.answer.settle(BrowserError{.message = u"%1: %2"_s.arg(mine.method, said)});
    }
    mine.answer.settle(message["result"_L1].toObject());
}

void CdpConnection::ended()
{
    m_deadlines.stop();
    const bool wasOpen = m_opened.isSettled() && !std::exchange(m_hasEnded, true);
    m_opened.settle(BrowserError{.message = u"the browser does not let anybody connect to it"_s});
    const auto waiting = std::exchange(m_waiting, {});
    for (const Waiting &each : waiting)
        each.answer.settle(gone());
    if (wasOpen)
        emit closed();
}

void CdpConnection::checkDeadlines()
{
    const QList<Waiting> late = takeWaiting([](const Waiting &each) { return each.deadline.hasExpired(); });
    for (const Waiting &each : late)
        each.answer.settle(timedOut(u"the browser has not answered %1 in time"_s.arg(each.method)));
}

} // namespace wsagent
