#include "gateway/browser/routes/browserroutes.h"

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds tellPatience{10};

/// What ":name" stands for; nothing when the path is another one.
std::optional<QString> match(const char *pattern, const QStringList &parts)
{
    const QStringList wanted = QString::fromLatin1(pattern).split(u'/', Qt::SkipEmptyParts);
    if (wanted.size() != parts.size())
        return std::nullopt;
    QString argument = u""_s;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        if (wanted.at(i).startsWith(u':'))
            argument = parts.at(i);
        else if (wanted.at(i) != parts.at(i))
            return std::nullopt;
    }
    return argument;
}

} // namespace

BrowserResult<FoundRoute> findRoute(const QByteArray &method, const QString &path)
{
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    bool isThere = false;
    for (const auto &family : std::array{lifeRoutes(), doctorRoutes(), fileRoutes(), profileRoutes(),
                                         readRoutes(), actRoutes(), stateRoutes(), emulationRoutes()}) {
        for (const BrowserRoute &route : family) {
            const auto argument = match(route.path, parts);
            if (!argument)
                continue;
            isThere = true;
            if (method == route.method)
                return FoundRoute{.route = &route, .argument = *argument};
        }
    }
    if (isThere)
        return BrowserError{.status = 405,
                            .message = u"%1 does not know the method %2"_s.arg(
                                path.left(100), QString::fromLatin1(method.left(20)))};
    return BrowserError{.status = 404, .message = u"unknown route: %1"_s.arg(path.left(100))};
}

QCoro::Task<BrowserResult<BrowserSessionPtr>> sessionFor(RouteCall call)
{
    const QString target = call.request.text("targetId"_L1);
    if (!target.isEmpty() && call.browser->profile().isManaged() && !call.browser->isRunning())
        co_return BrowserError{
            .status = 409, .message = u"browser not running: the profile \"%1\""_s.arg(call.browser->name())};
    const auto starting = call.browser->start(std::nullopt);
    const auto started = co_await starting;
    co_return started;
}

QCoro::Task<BrowserResult<TabCall>> tabFor(RouteCall call)
{
    const auto connecting = sessionFor(call);
    const auto session = co_await connecting;
    if (!session)
        co_return session.error();
    const auto using_ = (*session)->use(call.request.text("targetId"_L1));
    const auto tab = co_await using_;
    if (!tab)
        co_return tab.error();
    co_return TabCall{*session, *tab};
}

RouteResult tell(RouteCall call, QLatin1StringView method, QJsonObject params)
{
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto telling = found->tab->call(method, params, tellPatience);
    const auto answer = co_await telling;
    if (!answer)
        co_return answer.error();
    QJsonObject result = *answer;
    result.insert("targetId"_L1, found->tab->targetId);
    co_return result;
}

} // namespace wsagent
