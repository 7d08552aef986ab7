#pragma once

#include <QByteArray>
#include <QUrl>

namespace wsagent {

// The addresses of a browser's DevTools endpoint (`browser.md` 5). Pure.

/// How to find the WebSocket of an endpoint.
enum class CdpRoute {
    Discovery,       ///< ask /json/version
    Direct,          ///< the address is the WebSocket
    DiscoveryOrRoot, ///< ask; when that does not help, the address itself
};
CdpRoute cdpRoute(const QUrl &endpoint);

/// `<endpoint>/json/version` over http(s), the query kept, without the user.
QUrl versionUrl(const QUrl &endpoint);

/// Where to connect, by what the browser has answered: a container tells its inner address, so host and port
/// are those of the endpoint; the scheme follows it, and its query is kept when the answer has none.
QUrl webSocketUrl(const QUrl &endpoint, const QUrl &answered);

/// "Basic …" of the user in the address; empty without one.
QByteArray basicAuthorization(const QUrl &endpoint);

/// For messages: without user, and the values of the query masked.
QString maskedUrl(const QUrl &endpoint);

} // namespace wsagent
