#pragma once

#include "gateway/browser/browseranswer.h"
#include "gateway/browser/cdp/later.h"

#include <QNetworkAccessManager>
#include <QUrl>

#include <chrono>

namespace wsagent {

/// What a browser says of itself at /json/version.
struct CdpVersion
{
    QString browser = {}; ///< "Chrome/120.0.6099.224"
    QUrl webSocket = {};  ///< as answered
};

/// Asks an endpoint who is there. An answer that leads elsewhere is none.
Later<BrowserResult<CdpVersion>> askVersion(QNetworkAccessManager &network, const QUrl &endpoint,
                                            std::chrono::milliseconds timeout);

/// `DevToolsActivePort` of a browser that runs already: its WebSocket; an error that says what is missing.
BrowserResult<QUrl> activeDevTools(const QString &userDataDir);

} // namespace wsagent
