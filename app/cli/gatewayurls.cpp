#include "app/cli/gatewayurls.h"

#include "gateway/config/panelpath.h"

namespace wsagent {

using namespace Qt::StringLiterals;

GatewayUrls gatewayUrls(int port, const LoadedConfig &loaded, const RuntimeFile *runtime)
{
    const bool isEncrypted = runtime ? !runtime->tlsFingerprint.isEmpty()
                                     : loaded.effective["gateway"_L1]["tls"_L1]["enabled"_L1].toBool();
    const auto url = [&](const QString &scheme) {
        return u"%1://127.0.0.1:%2"_s.arg(isEncrypted ? scheme + u's' : scheme).arg(port);
    };
    const auto path = panelPath(loaded.effective);
    return {.webSocket = url(u"ws"_s), .page = path ? url(u"http"_s) + *path + u'/' : QString()};
}

} // namespace wsagent
