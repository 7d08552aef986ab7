#include "gateway/agents/web/addresspolicy.h"

#include "gateway/base/publicaddress.h"

namespace wsagent {

using namespace Qt::StringLiterals;

bool AddressPolicy::allows(const QUrl &url, const QHostAddress &address) const
{
    if (allowPrivateNetwork || isPublicAddress(address))
        return true;
    const QString host = url.host().toLower();
    const int port = url.port(url.scheme() == "https"_L1 ? 443 : 80);
    return allowHosts.contains(host) || allowHosts.contains(u"%1:%2"_s.arg(host).arg(port));
}

Result<QUrl> webAddress(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return Error{u"\"%1\" is no web address"_s.arg(text.left(200)), {}, ErrorKind::Usage};
    if (url.scheme() != "http"_L1 && url.scheme() != "https"_L1)
        return Error{
            u"only http and https are fetched, not %1"_s.arg(url.scheme().left(40)), {}, ErrorKind::Usage};
    if (!url.userInfo().isEmpty())
        return Error{u"an address with a user name in it is not fetched"_s, {}, ErrorKind::Usage};
    return url;
}

} // namespace wsagent
