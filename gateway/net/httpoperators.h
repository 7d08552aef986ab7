#pragma once

#include "gateway/net/router.h"

namespace wsagent {

/// Tells which operator asks, by the credential of a request (`gateway-http.md` 1.1).
class HttpOperators
{
public:
    HttpOperators() = default;
    virtual ~HttpOperators() = default;
    Q_DISABLE_COPY_MOVE(HttpOperators)

    /// A wrong credential is counted. Without one the denial is 401, unless none is needed.
    virtual Result<Caller, HttpDenial> identify(const HttpRequest &head, const HttpPeer &peer) = 0;

    /// For a route that wants an operator with this scope; the route must not outlive this object.
    HttpGuard needing(const QString &scope);
    /// Whether a probe may tell more: the peer is local, or an operator.
    bool mayKnowMore(const HttpRequest &head, const HttpPeer &peer);
};

/// The credential of `Authorization: Bearer`; nothing when there is none, or more than one.
std::optional<QString> bearerOf(const HttpRequest &head);

/// 401 as every route says it.
HttpResponse unauthorized();
/// 403, with the scope that is missing.
HttpResponse scopeMissing(const QString &scope);
/// That, when the caller lacks the scope.
std::optional<HttpResponse> refusalWithout(const QString &scope, const Caller &caller);

} // namespace wsagent
