#pragma once

#include "gateway/net/httpservice.h"

#include <functional>
#include <vector>

namespace wsagent {

/// What a route gets to see of a request, besides the right to answer.
struct HttpCall
{
    HttpRequest request = {};
    HttpPeer peer = {};
};

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
    qint64 bodyLimit = 0;
    /// A refusal before the body is read: a missing credential, for example. May be empty.
    std::function<std::optional<HttpResponse>(const HttpRequest &, const HttpPeer &)> guard = {};
    std::function<void(HttpCall, HttpResponder)> serve = {};

    bool matches(const QString &requested) const;
};

/// Finds the route of a request: the first that matches, in order.
class Router
{
public:
    void add(Route route);
    const Route *find(const QString &path) const;
    bool isEmpty() const { return m_routes.empty(); }

private:
    std::vector<Route> m_routes;
};

} // namespace wsagent
