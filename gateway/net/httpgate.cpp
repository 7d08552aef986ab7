#include "gateway/net/httpgate.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool changesSomething(const QByteArray &method)
{
    return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

} // namespace

HttpAdmission HttpGate::admit(const HttpRequest &head, const HttpPeer &peer)
{
    const auto forwarded = throughProxy(head, peer, m_rules);
    HttpAdmission admission = forwarded ? decide(forwarded->head, forwarded->peer) : decide(head, peer);
    ++(admission.denial ? m_counts.denied : m_counts.admitted);
    return admission;
}

HttpAdmission HttpGate::decide(const HttpRequest &head, const HttpPeer &peer)
{
    if (m_shut)
        return HttpAdmission::refuse(
            HttpResponse::error(503, "service_unavailable"_L1, u"the gateway is shutting down"_s));
    if (!isOwnHost(head.host, m_rules))
        return HttpAdmission::refuse(HttpResponse::text(421, "Misdirected Request"));
    if (head.hasToken("upgrade", "websocket"))
        return admitUpgrade(head, peer);
    if (changesSomething(head.method) && !mayChange(head, peer.secure, m_rules))
        return HttpAdmission::refuse(HttpResponse::error(403, "forbidden"_L1, u"origin not allowed"_s));

    const Route *route = m_router.find(head.path, head.method);
    if (!route)
        return HttpAdmission::refuse(HttpResponse::notFound());
    if (!route->methods.contains(head.method))
        return HttpAdmission::refuse(HttpResponse::methodNotAllowed(route->methods.join(", ")));
    if (!route->guard)
        return {.bodyLimit = route->largestBody()};
    auto caller = route->guard(head, peer);
    if (!caller)
        return {.denial = caller.error()};
    return {.bodyLimit = route->largestBody(), .caller = std::make_unique<Caller>(*std::move(caller))};
}

HttpAdmission HttpGate::admitUpgrade(const HttpRequest &head, const HttpPeer &peer) const
{
    if (const UpgradeRoute *route = upgradeRoute(head.path)) {
        if (auto refusal = route->refusal(head, peer))
            return HttpAdmission::refuse(*std::move(refusal));
        return {.upgrade = true};
    }
    if (!m_upgrades.take)
        return HttpAdmission::refuse(HttpResponse::notFound());
    if (head.has("origin") &&
        checkOrigin(head, isLocalPeer(peer.address, head), m_rules) != OriginVerdict::Allowed)
        return HttpAdmission::refuse(HttpResponse::error(403, "forbidden"_L1, u"origin not allowed"_s));
    if (auto refusal = m_upgrades.refusal(head, peer))
        return HttpAdmission::refuse(*std::move(refusal));
    return {.upgrade = true};
}

void HttpGate::serve(HttpCall call, HttpResponder responder)
{
    if (auto forwarded = throughProxy(call.request, call.peer, m_rules)) {
        call.request = std::move(forwarded->head);
        call.peer = std::move(forwarded->peer);
    }
    const Route *route = m_router.find(call.request.path, call.request.method);
    if (!route) // it has moved since the head was read
        return responder.send(HttpResponse::notFound());
    route->serve(std::move(call), std::move(responder));
}

void HttpGate::upgrade(const HttpRequest &request, const HttpPeer &peer, std::unique_ptr<ByteStream> stream,
                       const QByteArray &unread)
{
    const UpgradeRoute *route = upgradeRoute(request.path);
    const auto &takeOver = route ? route->take : m_upgrades.take;
    if (const auto forwarded = throughProxy(request, peer, m_rules))
        return takeOver(forwarded->head, forwarded->peer, std::move(stream), unread);
    takeOver(request, peer, std::move(stream), unread);
}

const HttpGate::UpgradeRoute *HttpGate::upgradeRoute(const QString &path) const
{
    const auto route = std::find_if(m_upgradeRoutes.begin(), m_upgradeRoutes.end(),
                                    [&path](const UpgradeRoute &each) { return each.wants(path); });
    return route == m_upgradeRoutes.end() ? nullptr : &*route;
}

} // namespace wsagent
