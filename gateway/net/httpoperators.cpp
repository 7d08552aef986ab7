#include "gateway/net/httpoperators.h"

#include "gateway/net/hostpolicy.h"
#include "gateway/protocol/scopes.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

HttpGuard HttpOperators::needing(const QString &scope)
{
    return [this, scope](const HttpRequest &head, const HttpPeer &peer) -> Result<Caller, HttpDenial> {
        auto caller = identify(head, peer);
        if (!caller)
            return caller;
        if (const auto refusal = refusalWithout(scope, *caller))
            return HttpDenial{.response = *refusal};
        return caller;
    };
}

bool HttpOperators::mayKnowMore(const HttpRequest &head, const HttpPeer &peer)
{
    return isLocalPeer(peer.address, head) || peer.user.isAllowed() ||
           (head.has("authorization") && bool(identify(head, peer)));
}

std::optional<QString> bearerOf(const HttpRequest &head)
{
    constexpr QByteArrayView scheme = "bearer ";
    const auto count = std::count_if(head.fields.begin(), head.fields.end(),
                                     [](const HttpField &field) { return field.name == "authorization"; });
    const QByteArray value = head.field("authorization");
    if (count != 1 || value.size() <= scheme.size() ||
        value.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0)
        return std::nullopt;
    return QString::fromUtf8(value.sliced(scheme.size()).trimmed());
}

HttpResponse unauthorized()
{
    return HttpResponse::error(401, "unauthorized"_L1, u"Unauthorized"_s);
}

std::optional<HttpResponse> refusalWithout(const QString &scope, const Caller &caller)
{
    return grants(caller.scopes, scope) ? std::nullopt : std::optional(scopeMissing(scope));
}

HttpResponse scopeMissing(const QString &scope)
{
    const QJsonObject details{{"code"_L1, u"MISSING_SCOPE"_s},
                              {"missingScope"_L1, scope},
                              {"requiredScopes"_L1, QJsonArray{scope}}};
    return HttpResponse::json(403, {{"ok"_L1, false},
                                    {"error"_L1, QJsonObject{{"type"_L1, u"forbidden"_s},
                                                             {"message"_L1, u"missing scope: "_s + scope},
                                                             {"details"_L1, details}}}});
}

} // namespace wsagent
