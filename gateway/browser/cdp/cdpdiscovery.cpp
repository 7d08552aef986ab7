#include "gateway/browser/cdp/cdpdiscovery.h"

#include "gateway/base/files.h"
#include "gateway/browser/cdp/cdpaddress.h"

#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkReply>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 64 * 1024;

BrowserResult<CdpVersion> read(QNetworkReply &reply, const QUrl &endpoint)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != 200)
        return BrowserError{
            .message = u"no browser answers at %1 (%2)"_s.arg(
                maskedUrl(endpoint), status > 0 ? u"HTTP %1"_s.arg(status) : u"no connection"_s)};
    const QJsonObject said = QJsonDocument::fromJson(reply.read(mostBytes)).object();
    const QUrl webSocket(said["webSocketDebuggerUrl"_L1].toString(), QUrl::StrictMode);
    if (!webSocket.isValid() || webSocket.host().isEmpty())
        return BrowserError{.message = u"%1 is no DevTools endpoint"_s.arg(maskedUrl(endpoint))};
    return CdpVersion{.browser = said["Browser"_L1].toString().left(100), .webSocket = webSocket};
}

} // namespace

Later<BrowserResult<CdpVersion>> askVersion(QNetworkAccessManager &network, const QUrl &endpoint,
                                            std::chrono::milliseconds timeout)
{
    Later<BrowserResult<CdpVersion>> later;
    network.setProxy(QNetworkProxy::NoProxy);
    QNetworkRequest request(versionUrl(endpoint));
    request.setTransferTimeout(int(timeout.count()));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    if (const QByteArray user = basicAuthorization(endpoint); !user.isEmpty())
        request.setRawHeader("Authorization", user);
    QNetworkReply *reply = network.get(request);
    reply->setReadBufferSize(mostBytes);
    QObject::connect(reply, &QNetworkReply::finished, reply, [reply, endpoint, later] {
        reply->deleteLater();
        later.settle(read(*reply, endpoint));
    });
    // A network that goes takes its replies along; who waits hears of it.
    QObject::connect(reply, &QObject::destroyed, reply, [later] {
        later.settle(BrowserError{.status = 503, .message = u"the browser service stops"_s});
    });
    return later;
}

BrowserResult<QUrl> activeDevTools(const QString &userDataDir)
{
    const auto content = readFile(userDataDir + "/DevToolsActivePort"_L1, mostBytes);
    const QList<QByteArray> lines = content ? content->split('\n') : QList<QByteArray>();
    const int port = lines.value(0).trimmed().toInt();
    const QString path = QString::fromLatin1(lines.value(1).trimmed());
    if (port <= 0 || port > 65535 || !path.startsWith("/devtools/browser/"_L1))
        return BrowserError{.message = u"no browser with remote debugging uses %1: start it with "
                                       "--remote-debugging-port=0 --user-data-dir=%1"_s.arg(userDataDir)};
    return QUrl(u"ws://127.0.0.1:%1%2"_s.arg(port).arg(path));
}

} // namespace wsagent
