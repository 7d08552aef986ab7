#include "gateway/browser/cdp/cdpaddress.h"

#include <QUrlQuery>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isSecure(const QUrl &url)
{
    return url.scheme() == "https"_L1 || url.scheme() == "wss"_L1;
}

bool isWebSocket(const QUrl &url)
{
    return url.scheme() == "ws"_L1 || url.scheme() == "wss"_L1;
}

} // namespace

CdpRoute cdpRoute(const QUrl &endpoint)
{
    if (!isWebSocket(endpoint))
        return CdpRoute::Discovery;
    return endpoint.path().startsWith("/devtools/"_L1) ? CdpRoute::Direct : CdpRoute::DiscoveryOrRoot;
}

QUrl versionUrl(const QUrl &endpoint)
{
    QUrl url = endpoint;
    url.setScheme(isSecure(endpoint) ? u"https"_s : u"http"_s);
    url.setUserInfo({});
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + "/json/version"_L1);
    return url;
}

QUrl webSocketUrl(const QUrl &endpoint, const QUrl &answered)
{
    QUrl url = answered;
    url.setScheme(isSecure(endpoint) ? u"wss"_s : u"ws"_s);
    url.setHost(endpoint.host());
    url.setPort(endpoint.port());
    url.setUserInfo({});
    if (!url.hasQuery() && endpoint.hasQuery())
        url.setQuery(endpoint.query(QUrl::FullyEncoded));
    return url;
}

QByteArray basicAuthorization(const QUrl &endpoint)
{
    if (endpoint.userInfo().isEmpty())
        return {};
    const QString user = endpoint.userName(QUrl::FullyDecoded) + u':' + endpoint.password(QUrl::FullyDecoded);
    return "Basic " + user.toUtf8().toBase64();
}

QString maskedUrl(const QUrl &endpoint)
{
    QUrl url = endpoint;
    url.setUserInfo({});
    QUrlQuery query(url);
    QUrlQuery masked;
    const auto items = query.queryItems();
    for (const auto &[name, value] : items)
        masked.addQueryItem(name, u"***"_s);
    url.setQuery(masked);
    return url.toString();
}

} // namespace wsagent
