#include "gateway/browser/page/devices.h"
#include "gateway/browser/routes/browserroutes.h"

#include "gateway/base/jsontexts.h"

#include <QJsonArray>
#include <QTimeZone>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

RouteResult setOffline(RouteCall call)
{
    const auto offline = call.request.flag("offline"_L1);
    if (!offline)
        co_return badRequest(u"offline is required"_s);
    const auto setting = tell(call, "Network.emulateNetworkConditions"_L1,
                              {{"offline"_L1, *offline},
                               {"latency"_L1, 0},
                               {"downloadThroughput"_L1, -1},
                               {"uploadThroughput"_L1, -1}});
    const auto answer = co_await setting;
    co_return answer;
}

RouteResult setHeaders(RouteCall call)
{
    const QJsonObject headers = call.request.body["headers"_L1].toObject();
    for (const QJsonValue &value : headers) {
        if (!value.isString())
            co_return badRequest(u"header values must be strings"_s);
    }
    const auto setting = tell(call, "Network.setExtraHTTPHeaders"_L1, {{"headers"_L1, headers}});
    const auto answer = co_await setting;
    co_return answer;
}

RouteResult setCredentials(RouteCall call)
{
    std::optional<PageCredentials> credentials;
    if (!call.request.has("clear"_L1)) {
        if (call.request.text("username"_L1).isEmpty() || !call.request.body["password"_L1].isString())
            co_return badRequest(u"username and password are required"_s);
        credentials = {.username = call.request.text("username"_L1),
                       .password = call.request.text("password"_L1),
                       .origin = call.request.text("origin"_L1)};
    }
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto setting = found->tab->interception().setCredentials(credentials);
    const auto set = co_await setting;
    if (!set)
        co_return set.error();
    co_return QJsonObject{{"targetId"_L1, found->tab->targetId}};
}

RouteResult grant(RouteCall call, QString origin, QStringList permissions)
{
    const QUrl place(origin, QUrl::StrictMode);
    if (place.host().isEmpty() || !place.scheme().startsWith("http"_L1))
        co_return badRequest(u"origin must be the address of a site, such as https://example.com"_s);
    const auto connecting = sessionFor(call);
    const auto session = co_await connecting;
    if (!session)
        co_return session.error();
    const QJsonObject params{{"origin"_L1, origin},
                             {"permissions"_L1, QJsonArray::fromStringList(permissions)}};
    const auto granting = (*session)->connection().send("Browser.grantPermissions"_L1, params);
    const auto granted = co_await granting;
    if (!granted)
        co_return badRequest(u"the browser does not grant that: %1"_s.arg(granted.error().message));
    co_return QJsonObject();
}

RouteResult grantPermissions(RouteCall call)
{
    const QStringList permissions = textsIn(call.request.body["permissions"_L1]);
    if (permissions.isEmpty())
        co_return badRequest(u"permissions must be a list of names, such as geolocation"_s);
    const auto granting = grant(call, call.request.text("origin"_L1), permissions);
    const auto granted = co_await granting;
    co_return granted;
}

RouteResult setGeolocation(RouteCall call)
{
    if (call.request.has("clear"_L1)) {
        const auto clearing = tell(call, "Emulation.clearGeolocationOverride"_L1, {});
        const auto cleared = co_await clearing;
        co_return cleared;
    }
    const QJsonValue latitude = call.request.value("latitude"_L1);
    const QJsonValue longitude = call.request.value("longitude"_L1);
    if (!latitude.isDouble() || !longitude.isDouble())
        co_return badRequest(u"latitude and longitude are required"_s);
    if (const QString origin = call.request.text("origin"_L1); !origin.isEmpty()) {
        const auto granting = grant(call, origin, {u"geolocation"_s});
        const auto granted = co_await granting;
        if (!granted)
            co_return granted.error();
    }
    const auto setting = tell(call, "Emulation.setGeolocationOverride"_L1,
                              {{"latitude"_L1, latitude},
                               {"longitude"_L1, longitude},
                               {"accuracy"_L1, call.request.body["accuracy"_L1].toDouble(10)}});
    const auto answer = co_await setting;
    co_return answer;
}

RouteResult setMedia(RouteCall call)
{
    const QString scheme = call.request.text("colorScheme"_L1);
    if (!QStringList{u"dark"_s, u"light"_s, u"no-preference"_s, u"none"_s}.contains(scheme))
        co_return badRequest(u"colorScheme must be dark|light|no-preference|none"_s);
    const QJsonObject feature{{"name"_L1, u"prefers-color-scheme"_s},
                              {"value"_L1, scheme == "none"_L1 ? QString() : scheme}};
    const auto setting = tell(call, "Emulation.setEmulatedMedia"_L1, {{"features"_L1, QJsonArray{feature}}});
    const auto answer = co_await setting;
    co_return answer;
}

RouteResult setTimezone(RouteCall call)
{
    const QString zone = call.request.text("timezoneId"_L1);
    if (!zone.isEmpty() && !QTimeZone::isTimeZoneIdAvailable(zone.toUtf8()))
        co_return badRequest(u"unknown time zone \"%1\""_s.arg(zone.left(60)));
    const auto setting = tell(call, "Emulation.setTimezoneOverride"_L1, {{"timezoneId"_L1, zone}});
    const auto answer = co_await setting;
    co_return answer;
}

RouteResult setLocale(RouteCall call)
{
    const QString locale = call.request.text("locale"_L1);
    const auto setting = tell(call, "Emulation.setLocaleOverride"_L1, {{"locale"_L1, locale}});
    const auto answer = co_await setting;
    if (!answer && answer.error().status == 500)
        co_return badRequest(u"unknown locale \"%1\""_s.arg(locale.left(60)));
    co_return answer;
}

/// The browser's own name of itself, with its major version where the device's has room for it.
QString userAgentOf(const Device &device, const QJsonObject &version)
{
    if (*device.userAgent == '\0')
        return version["userAgent"_L1].toString();
    const QString major = version["product"_L1].toString().section(u'/', 1).section(u'.', 0, 0);
    const QString pattern = QLatin1StringView(device.userAgent);
    return pattern.contains("%1"_L1) ? pattern.arg(major) : pattern;
}

QList<Later<CdpAnswer>> becomeDevice(Tab &tab, const Device &device, const QJsonObject &version)
{
    return {tab.call("Emulation.setDeviceMetricsOverride"_L1, {{"width"_L1, device.width},
                                                               {"height"_L1, device.height},
                                                               {"deviceScaleFactor"_L1, device.scale},
                                                               {"mobile"_L1, device.isMobile}}),
            tab.call("Emulation.setTouchEmulationEnabled"_L1, {{"enabled"_L1, device.isMobile}}),
            tab.call("Emulation.setUserAgentOverride"_L1, {{"userAgent"_L1, userAgentOf(device, version)}})};
}

QList<Later<CdpAnswer>> becomeOneself(Tab &tab)
{
    return {tab.call("Emulation.clearDeviceMetricsOverride"_L1),
            tab.call("Emulation.setTouchEmulationEnabled"_L1, {{"enabled"_L1, false}}),
            tab.call("Emulation.setUserAgentOverride"_L1, {{"userAgent"_L1, QString()}})};
}

RouteResult setDevice(RouteCall call)
{
    const QString name = call.request.text("name"_L1).trimmed();
    const bool isNone = name == "none"_L1;
    const Device *device = findDevice(name);
    if (!device && !isNone)
        co_return BrowserError{.status = 404,
                               .message = u"unknown device \"%1\"; there are: %2, none"_s.arg(
                                   name.left(60), deviceNames().join(", "_L1))};
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto asking = found->session->connection().send("Browser.getVersion"_L1);
    const auto version = co_await asking;
    if (!version)
        co_return version.error();
    const auto steps = isNone ? becomeOneself(*found->tab) : becomeDevice(*found->tab, *device, *version);
    for (const Later<CdpAnswer> &step : steps) {
        const auto done = co_await step;
        if (!done)
            co_return done.error();
    }
    co_return QJsonObject{{"targetId"_L1, found->tab->targetId}};
}

constexpr std::array routes = {BrowserRoute{"POST", "/set/offline", setOffline},
                               BrowserRoute{"POST", "/set/headers", setHeaders},
                               BrowserRoute{"POST", "/set/credentials", setCredentials},
                               BrowserRoute{"POST", "/set/geolocation", setGeolocation},
                               BrowserRoute{"POST", "/set/media", setMedia},
                               BrowserRoute{"POST", "/set/timezone", setTimezone},
                               BrowserRoute{"POST", "/set/locale", setLocale},
                               BrowserRoute{"POST", "/set/device", setDevice},
                               BrowserRoute{"POST", "/permissions/grant", grantPermissions}};

} // namespace

std::span<const BrowserRoute> emulationRoutes()
{
    return routes;
}

} // namespace wsagent
