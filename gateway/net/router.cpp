#include "gateway/net/router.h"

#include <algorithm>

namespace wsagent {

namespace {

bool isBelow(const QString &requested, const QString &path)
{
    return requested.size() > path.size() && requested.startsWith(path) &&
           (path.endsWith(u'/') || requested.at(path.size()) == u'/');
}

} // namespace

bool Route::matches(const QString &requested) const
{
    if (wants)
        return wants(requested);
    return requested == path || (match == Match::Below && isBelow(requested, path));
}

void Router::add(Route route)
{
    const auto place = std::upper_bound(m_routes.begin(), m_routes.end(), route,
                                        [](const Route &a, const Route &b) { return a.order < b.order; });
    m_routes.insert(place, std::move(route));
}

const Route *Router::find(const QString &path, const QByteArray &method) const
{
    const auto found = std::find_if(m_routes.begin(), m_routes.end(), [&](const Route &route) {
        return route.matches(path) && (!route.isFallBack || route.methods.contains(method));
    });
    return found == m_routes.end() ? nullptr : &*found;
}

} // namespace wsagent
