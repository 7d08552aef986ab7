#pragma once

#include "gateway/net/httpservice.h"

#include <QHostAddress>
#include <QStringList>

namespace wsagent {

/// What makes the word of a trusted proxy an identity (`gateway.auth.trustedProxy`).
struct ProxyUserRules
{
    QByteArray userHeader = {};          ///< lower case
    QStringList allowUsers = {};         ///< empty: all
    QByteArrayList requiredHeaders = {}; ///< lower case
    bool allowLoopback = false; ///< also from a proxy on this machine, where other programs can speak, too

    bool operator==(const ProxyUserRules &) const = default;
};

using Networks = QList<std::pair<QHostAddress, int>>; ///< address and length of the prefix

bool isInNetworks(const QHostAddress &address, const Networks &networks);

/// What the config says of names and origins.
struct HostRules
{
    QStringList publicNames = {};                  ///< names of this gateway besides the usual ones
    QStringList allowedOrigins = {};               ///< "https://panel.example", or "*"
    bool originMayEqualAnyHost = false;            ///< dangerouslyAllowHostHeaderOriginFallback
    Networks trustedProxies = {};                  ///< whose word about clients is taken
    bool allowRealIpFallback = false;              ///< they may tell it as X-Real-IP, too
    std::optional<ProxyUserRules> proxyUsers = {}; ///< with `gateway.auth.mode` trusted-proxy

    bool operator==(const HostRules &) const = default;
};

/// Whether a request may name this host (`gateway-http.md` 1, Host check): otherwise a page of somebody else
/// has been made to resolve to this machine. `host` as in HttpRequest.
bool isOwnHost(const QByteArray &host, const HostRules &rules);

/// A socket from this machine without a proxy in between (`gateway-protocol.md` 4.6).
bool isLocalPeer(const QHostAddress &address, const HttpRequest &request);

/// Whether a proxy says of itself that it stands in between.
bool isForwarded(const HttpRequest &request);

/// A local peer that names a private address of this host, as a tunnel does (4.10, the second kind).
bool isTunnelled(const QHostAddress &address, const HttpRequest &request);

/// A page of this machine that comes from a private address, as through the mapped port of a container
/// (4.10, the third kind).
bool isPortMapped(const QHostAddress &address, const HttpRequest &request);

/// A request as its client sent it, and that client: what a trusted proxy tells has been taken over, and its
/// fields are gone. Nothing when it does not come through one that tells who the client is.
struct ForwardedRequest
{
    HttpRequest head = {};
    HttpPeer peer = {};
};
std::optional<ForwardedRequest> throughProxy(const HttpRequest &request, const HttpPeer &peer,
                                             const HostRules &rules);

enum class OriginVerdict { Allowed, Missing, NotAllowed };

/// The check of 4.6 for an upgrade.
OriginVerdict checkOrigin(const HttpRequest &request, bool localPeer, const HostRules &rules);

/// The check of `gateway-http.md` 1 for requests that change something: none, the own one, or an allowed one.
bool mayChange(const HttpRequest &request, bool secure, const HostRules &rules);

} // namespace wsagent
