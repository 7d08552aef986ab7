#pragma once

#include "gateway/browser/browserservice.h"

#include <span>

namespace wsagent {

/// A request on its way through a route. A value: a route keeps it while it waits.
struct RouteCall
{
    std::shared_ptr<BrowserService> service;
    BrowserPtr browser; ///< of the profile that is meant
    BrowserRequest request = {};
    QString argument = {}; ///< what stands for ":name" in the path, decoded
};

using RouteResult = QCoro::Task<BrowserResult<QJsonObject>>;

struct BrowserRoute
{
    const char *method;
    const char *path; ///< one part may be ":name"
    RouteResult (*run)(RouteCall);
};

// The routes by what they are about; each family in a file of its own.
std::span<const BrowserRoute> fileRoutes();      ///< files that go into pages and come out of them
std::span<const BrowserRoute> lifeRoutes();      ///< life cycle and tabs (6.1)
std::span<const BrowserRoute> doctorRoutes();    ///< what is wrong, if anything
std::span<const BrowserRoute> profileRoutes();   ///< profiles and their state
std::span<const BrowserRoute> readRoutes();      ///< reading (6.2)
std::span<const BrowserRoute> actRoutes();       ///< acting (6.3)
std::span<const BrowserRoute> stateRoutes();     ///< cookies, storage
std::span<const BrowserRoute> emulationRoutes(); ///< how a page sees the world

struct FoundRoute
{
    const BrowserRoute *route = nullptr;
    QString argument = {};
};
/// 404 for an unknown path, 405 for another method.
BrowserResult<FoundRoute> findRoute(const QByteArray &method, const QString &path);

// What routes have in common.

/// The connection to the browser; starts it unless a tab is named.
QCoro::Task<BrowserResult<BrowserSessionPtr>> sessionFor(RouteCall call);

/// The tab that `targetId` names, or the usual one; ready for use.
struct TabCall
{
    BrowserSessionPtr session;
    TabPtr tab;
};
QCoro::Task<BrowserResult<TabCall>> tabFor(RouteCall call);

/// One command for the page that is meant; what it answers.
RouteResult tell(RouteCall call, QLatin1StringView method, QJsonObject params);

} // namespace wsagent
