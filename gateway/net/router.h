#pragma once

#include "gateway/base/result.h"
#include "gateway/net/httpservice.h"

#include <functional>
#include <vector>

namespace wsagent {

using HttpGuard = std::function<Result<Caller, HttpDenial>(const HttpRequest &, const HttpPeer &)>;

/// One path, or all below it, with what answers there. A surface registers its routes; nothing else knows
/// them.
struct Route
{
    enum class Match { Exact, Below };
    /// The order of `gateway-http.md` 2.
    enum class Order { Probes, Links, Hooks, Api, Canvas, Channels, Media, ControlUi };

    Order order = Order::Api;
    QString path = {};
    Match match = Match::Exact;
    QList<QByteArray> methods = {"GET", "HEAD"};
    bool isFallBack = false; ///< for what nobody else wants: with another method there is nobody
    qint64 bodyLimit = 0;
    /// Instead of `path` and `match`, and of `bodyLimit`, where those do not say it: each is asked with each
    /// request.
    std::function<bool(const QString &path)> wants = {};
    std::function<qint64()> liveBodyLimit = {};
    /// Looks at the head before the body is read and tells who asks, or why not. Empty: anybody may.
    /// `HttpOperators` makes those for operators.
    HttpGuard guard = {};
    std::function<void(HttpCall, HttpResponder)> serve = {};

    bool matches(const QString &requested) const;
    qint64 largestBody() const { return liveBodyLimit ? liveBodyLimit() : bodyLimit; }
};

/// Finds the route of a request: the first that matches, in order.
class Router
{
public:
    void add(Route route);
    const Route *find(const QString &path, const QByteArray &method) const;
    bool isEmpty() const { return m_routes.empty(); }

private:
    std::vector<Route> m_routes;
};

} // namespace wsagent
