#include "gateway/instances/claims.h"

#include <QUrl>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isLoopbackHost(const QString &host)
{
    return host == "localhost"_L1 || host.startsWith("127."_L1) || host == "::1"_L1 || host == "0.0.0.0"_L1 ||
           host == "::"_L1;
}

bool isSecure(const QString &scheme)
{
    return scheme == "https"_L1 || scheme == "wss"_L1;
}

QString withoutTrailingSlash(QString path)
{
    while (path.endsWith(u'/'))
        path.chop(1);
    return path;
}

} // namespace

std::optional<CdpEndpoint> parseEndpoint(const QString &key, const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    const QString host = url.host().toLower();
    if (!url.isValid() || host.isEmpty())
        return std::nullopt;

    CdpEndpoint endpoint{.key = key};
    endpoint.port = url.port(isSecure(scheme) ? 443 : 80);
    endpoint.loopback = isLoopbackHost(host);
    const bool webSocket = scheme == "ws"_L1 || scheme == "wss"_L1;
    const qsizetype devtools = url.path().indexOf("/devtools/"_L1);
    endpoint.perConnection = !endpoint.loopback && webSocket && devtools < 0;

    // Elsewhere the scheme of the transport and the id of one page do not make another browser.
    QString path = url.path();
    if (!endpoint.loopback && devtools >= 0)
        path.truncate(devtools);
    const QString family = endpoint.loopback ? scheme : (isSecure(scheme) ? u"secure"_s : u"plain"_s);
    endpoint.identity = u"%1|%2|%3|%4|%5|%6"_s.arg(family, url.userInfo(), host)
                            .arg(endpoint.port)
                            .arg(withoutTrailingSlash(path), url.query());
    endpoint.shown =
        u"%1://%2:%3%4"_s.arg(scheme, host).arg(endpoint.port).arg(withoutTrailingSlash(url.path()));
    return endpoint;
}

} // namespace wsagent
