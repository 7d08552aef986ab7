#include "gateway/browser/page/pagenode.h"
#include "gateway/browser/routes/browserroutes.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds patience{10};

RouteResult cookies(RouteCall call)
{
    return tell(call, "Network.getCookies"_L1, {});
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
    return tell(call, "Network.clearBrowserCookies"_L1, {});
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
        key.isString() ? u".filter(k => k === %1)"_s.arg(scriptLiteral(key.toString())) : QString();
    return withStorage(call, u"Object.keys(S)%1.map(k => [k, S.getItem(k)])"_s.arg(wanted));
}

RouteResult setStorage(RouteCall call)
{
    if (!call.request.body["key"_L1].isString() || !call.request.body["value"_L1].isString())
        co_return badRequest(u"key and value are required"_s);
    const auto writing =
        withStorage(call, u"S.setItem(%1, %2)"_s.arg(scriptLiteral(call.request.text("key"_L1)),
                                                     scriptLiteral(call.request.text("value"_L1))));
    const auto answer = co_await writing;
    co_return answer;
}

RouteResult clearStorage(RouteCall call)
{
    return withStorage(call, u"S.clear()"_s);
}

constexpr std::array routes = {BrowserRoute{"GET", "/cookies", cookies},
                               BrowserRoute{"POST", "/cookies/set", setCookie},
                               BrowserRoute{"POST", "/cookies/clear", clearCookies},
                               BrowserRoute{"GET", "/storage/:kind", storage},
                               BrowserRoute{"POST", "/storage/:kind/set", setStorage},
                               BrowserRoute{"POST", "/storage/:kind/clear", clearStorage}};

} // namespace

std::span<const BrowserRoute> stateRoutes()
{
    return routes;
}

} // namespace wsagent
