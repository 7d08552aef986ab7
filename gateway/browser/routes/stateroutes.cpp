#include "gateway/browser/page/pagenode.h"
#include "gateway/browser/routes/browserroutes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTimeZone>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds patience{10};

/// One command for the page that is meant; what it answers.
RouteResult tell(RouteCall call, QLatin1StringView method, QJsonObject params)
{
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto telling = found->tab->call(method, params, patience);
    const auto answer = co_await telling;
    if (!answer)
        co_return answer.error();
    QJsonObject result = *answer;
    result.insert("targetId"_L1, found->tab->targetId);
    co_return result;
}

RouteResult cookies(RouteCall call)
{
    const auto asking = tell(call, "Network.getCookies"_L1, {});
    const auto answer = co_await asking;
    co_return answer;
}

RouteResult setCookie(RouteCall call)
{
    const QJsonObject cookie = call.request.body["cookie"_L1].toObject();
    if (cookie["name"_L1].toString().isEmpty() || !cookie["value"_L1].isString())
        co_return badRequest(u"cookie needs name and value"_s);
    const bool hasPlace =
        cookie["url"_L1].isString() || (cookie["domain"_L1].isString() && cookie["path"_L1].isString());
    if (!hasPlace)
        co_return badRequest(u"cookie needs url, or domain and path"_s);
    const auto setting = tell(call, "Network.setCookie"_L1, cookie);
    const auto answer = co_await setting;
    if (answer && !answer->value("success"_L1).toBool(true))
        co_return badRequest(u"the browser does not take the cookie"_s);
    co_return answer;
}

RouteResult clearCookies(RouteCall call)
{
    const auto clearing = tell(call, "Network.clearBrowserCookies"_L1, {});
    const auto answer = co_await clearing;
    co_return answer;
}

QString literal(const QString &text)
{
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.sliced(1, array.size() - 2));
}

BrowserResult<QString> storageName(const QString &kind)
{
    if (kind == "local"_L1 || kind == "session"_L1)
        return kind + "Storage"_L1;
    return badRequest(u"kind must be local|session"_s);
}

/// Does something with a storage of the page; `expression`: with "S" for it.
RouteResult withStorage(RouteCall call, QString expression)
{
    const auto name = storageName(call.argument);
    if (!name)
        co_return name.error();
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto asking = evaluate(found->tab, u"((S) => (%1))(%2)"_s.arg(expression, *name), patience);
    const auto answer = co_await asking;
    if (!answer)
        co_return answer.error();
    QJsonObject result{{"targetId"_L1, found->tab->targetId}};
    if (answer->isArray()) {
        QJsonObject values;
        const QJsonArray pairs = answer->toArray();
        for (const QJsonValue &pair : pairs)
            values.insert(pair[0].toString(), pair[1]);
        result.insert("values"_L1, values);
    }
    co_return result;
}

RouteResult storage(RouteCall call)
{
    const QJsonValue key = call.request.value("key"_L1);
    const QString wanted =
        key.isString() ? u".filter(k => k === %1)"_s.arg(literal(key.toString())) : QString();
    const auto reading = withStorage(call, u"Object.keys(S)%1.map(k => [k, S.getItem(k)])"_s.arg(wanted));
    const auto answer = co_await reading;
    co_return answer;
}

RouteResult setStorage(RouteCall call)
{
    if (!call.request.body["key"_L1].isString() || !call.request.body["value"_L1].isString())
        co_return badRequest(u"key and value are required"_s);
    const auto writing =
        withStorage(call, u"S.setItem(%1, %2)"_s.arg(literal(call.request.text("key"_L1)),
                                                     literal(call.request.text("value"_L1))));
    const auto answer = co_await writing;
    co_return answer;
}

RouteResult clearStorage(RouteCall call)
{
    const auto clearing = withStorage(call, u"S.clear()"_s);
    const auto answer = co_await clearing;
    co_return answer;
}

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

constexpr std::array routes = {BrowserRoute{"GET", "/cookies", cookies},
                               BrowserRoute{"POST", "/cookies/set", setCookie},
                               BrowserRoute{"POST", "/cookies/clear", clearCookies},
                               BrowserRoute{"GET", "/storage/:kind", storage},
                               BrowserRoute{"POST", "/storage/:kind/set", setStorage},
                               BrowserRoute{"POST", "/storage/:kind/clear", clearStorage},
                               BrowserRoute{"POST", "/set/offline", setOffline},
                               BrowserRoute{"POST", "/set/headers", setHeaders},
                               BrowserRoute{"POST", "/set/geolocation", setGeolocation},
                               BrowserRoute{"POST", "/set/media", setMedia},
                               BrowserRoute{"POST", "/set/timezone", setTimezone},
                               BrowserRoute{"POST", "/set/locale", setLocale}};

} // namespace

std::span<const BrowserRoute> stateRoutes()
{
    return routes;
}

} // namespace wsagent
