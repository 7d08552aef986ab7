#include "gateway/browser/launch/portowner.h"
#include "gateway/browser/page/pagesnapshot.h"
#include "gateway/browser/routes/browserroutes.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QJsonObject check(const QString &id, bool ok, const QString &message)
{
    return {{"id"_L1, id}, {"ok"_L1, ok}, {"message"_L1, message}};
}

QJsonObject checkConfig(const BrowserProfile &profile, const BrowserSettings &settings)
{
    const QString problem = profile.problem.isEmpty() ? extraArgsProblem(settings) : profile.problem;
    return check(u"config"_s, problem.isEmpty(), problem.isEmpty() ? u"the profile can be used"_s : problem);
}

QJsonObject checkExecutable(const QJsonObject &status)
{
    const QString path = status["detectedExecutablePath"_L1].toString();
    return check(u"executable"_s, !path.isEmpty(),
                 path.isEmpty() ? status["detectError"_L1].toString() : path);
}

QJsonObject checkPort(const BrowserProfile &profile, bool isRunning, const QString &home)
{
    const auto owner = portOwner(profile.cdpPort, home);
    if (!owner)
        return check(u"port"_s, true, u"port %1 is free"_s.arg(profile.cdpPort));
    const bool isOurs = isRunning || isBrowserOf(*owner, profile);
    return check(
        u"port"_s, isOurs,
        u"port %1 is held by %2"_s.arg(profile.cdpPort).arg(isOurs ? u"this browser"_s : described(*owner)));
}

/// Takes a snapshot of a tab that is there; starts the browser for it.
QCoro::Task<QJsonObject> checkSnapshot(RouteCall call)
{
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return check(u"snapshot"_s, false, found.error().message);
    const auto taking = takeSnapshot(found->tab, {});
    const auto taken = co_await taking;
    const QString message = taken ? u"the page can be read"_s : taken.error().message;
    co_return check(u"snapshot"_s, bool(taken), message);
}

RouteResult doctor(RouteCall call)
{
    const BrowserProfile profile = call.browser->profile();
    const auto asking = call.browser->status();
    const auto status = co_await asking;
    if (!status)
        co_return status.error();
    const bool isReady = status->value("cdpReady"_L1).toBool();
    QJsonArray checks{checkConfig(profile, call.service->settings())};
    if (profile.isManaged()) {
        checks += checkExecutable(*status);
        checks += checkPort(profile, call.browser->isRunning(), call.service->facts().home);
    }
    const bool mayRest = profile.isManaged() && !call.browser->isRunning();
    const QString state = isReady   ? u"the browser answers"_s
                          : mayRest ? u"the browser does not run, and starts when it is needed"_s
                                    : u"no browser answers"_s;
    checks += check(u"cdp"_s, isReady || mayRest, state);
    if (call.request.has("deep"_L1)) {
        const auto snapshotting = checkSnapshot(call);
        const QJsonObject snapshot = co_await snapshotting;
        checks += snapshot;
    }
    co_return QJsonObject{{"profile"_L1, profile.name}, {"checks"_L1, checks}};
}

constexpr std::array routes = {BrowserRoute{"GET", "/doctor", doctor}};

} // namespace

std::span<const BrowserRoute> doctorRoutes()
{
    return routes;
}

} // namespace wsagent
