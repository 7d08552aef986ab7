#include "gateway/agents/tools/toolschema.h"
#include "gateway/agents/tools/webcache.h"
#include "gateway/agents/tools/webtools.h"
#include "gateway/agents/toolset.h"
#include "gateway/agents/untrusted.h"
#include "gateway/agents/web/htmltext.h"
#include "gateway/agents/web/webclient.h"

#include <QStringDecoder>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

AddressPolicy policyFrom(const QJsonValue &settings)
{
    AddressPolicy policy{.allowPrivateNetwork = settings["allowPrivateNetwork"_L1].toBool()};
    const QJsonArray hosts = settings["allowHosts"_L1].toArray();
    for (const QJsonValue &host : hosts)
        policy.allowHosts += host.toString().toLower();
    return policy;
}

QString textOf(const WebAnswer &answer)
{
    const QString charset =
        answer.contentType.section("charset="_L1, 1).section(u';', 0, 0).remove(u'"').trimmed();
    QStringDecoder decoder(charset.isEmpty() ? "UTF-8" : charset.toLatin1().constData());
    if (!decoder.isValid())
        decoder = QStringDecoder(QStringDecoder::Utf8);
    return decoder.decode(answer.body);
}

ToolResult page(const WebAnswer &answer, HtmlAs as, qsizetype mostChars)
{
    const QString address = answer.url.toDisplayString();
    const QString type = answer.contentType.section(u';', 0, 0).trimmed().toLower();
    QString title;
    QString text;
    if (type.isEmpty() || type.contains("html"_L1))
        text = textOfHtml(textOf(answer), as, &title);
    else if (type.startsWith("text/"_L1) || type.contains("json"_L1) || type.contains("xml"_L1) ||
             type.contains("javascript"_L1))
        text = textOf(answer);
    else
        return ToolResult::error(
            u"%1 is %2 (%3 bytes), not text"_s.arg(address, type).arg(answer.body.size()));
    const qsizetype all = text.size();
    if (all > mostChars)
        text = text.left(mostChars) + u"\n[… cut, %1 characters more]"_s.arg(all - mostChars);
    const QString heading = title.isEmpty() ? QString() : u"# %1\n\n"_s.arg(title.left(300));
    ToolResult result = ToolResult::text(untrustedFrame(u"the web page "_s + address, heading + text),
                                         {{"url"_L1, address},
                                          {"status"_L1, answer.status},
                                          {"contentType"_L1, type},
                                          {"truncated"_L1, answer.cut || all > mostChars}});
    result.isError = answer.status >= 400;
    return result;
}

} // namespace

Result<WebRequest> webRequest(const QString &address, const QJsonValue &settings, const QByteArray &accept)
{
    const auto url = webAddress(address);
    if (!url)
        return url.error();
    if (!settings["enabled"_L1].toBool(true))
        return Error{u"fetching pages is switched off (tools.web.fetch.enabled)"_s};
    const QString agent = settings["userAgent"_L1].toString(u"Mozilla/5.0 (compatible; WsAgent)"_s);
    return WebRequest{.url = *url,
                      .headers = {{"User-Agent", agent.toUtf8()}, {"Accept", accept}},
                      .addresses = policyFrom(settings["ssrfPolicy"_L1]),
                      .redirects = settings["maxRedirects"_L1].toInt(3),
                      .timeout = std::chrono::seconds(settings["timeoutSeconds"_L1].toInteger(30))};
}

Tool webFetchTool(WebClient &client)
{
    const auto cache = std::make_shared<WebCache>();
    const auto start = [&client, cache](const QJsonObject &arguments, const ToolContext &context,
                                        const ToolDone &done) -> ToolAbort {
        const QJsonObject settings = context.settings["web"_L1]["fetch"_L1].toObject();
        const auto request = webRequest(arguments["url"_L1].toString(), settings,
                                        "text/html,text/plain,application/json;q=0.9,*/*;q=0.5");
        if (!request) {
            done(ToolResult::error(request.error().message));
            return {};
        }
        const HtmlAs as = arguments["extractMode"_L1] == "text"_L1 ? HtmlAs::Text : HtmlAs::Markdown;
        const qsizetype most =
            std::min(arguments["maxChars"_L1].toInteger(settings["maxChars"_L1].toInteger(50'000)),
                     qint64(Toolset::largestText - 2000));
        const QString key = u"%1 %2 %3"_s.arg(int(as)).arg(most).arg(request->url.toString());
        if (const auto known =
                cache->find(key, std::chrono::minutes(settings["cacheTtlMinutes"_L1].toInteger(15)))) {
            done(*known);
            return {};
        }
        return client.get(*request, [done, cache, key, as, most](const Result<WebAnswer> &answer) {
            if (!answer)
                return done(ToolResult::error(answer.error().message));
            const ToolResult result = page(*answer, as, most);
            if (!result.isError)
                cache->keep(key, result);
            done(result);
        });
    };
    return {
        .name = u"web_fetch"_s,
        .label = u"Fetch"_s,
        .summary = u"Read a web page"_s,
        .description =
            u"Gets a page by http or https and shows what it says, as Markdown or text. What it says was "
            "written by strangers."_s,
        .parameters = parameterSchema(
            {{u"url"_s, u"string"_s, u"Its address"_s, true, {{"minLength"_L1, 1}, {"maxLength"_L1, 8000}}},
             {u"extractMode"_s,
              u"string"_s,
              u"How to show it"_s,
              false,
              {{"enum"_L1, QJsonArray{u"markdown"_s, u"text"_s}}}},
             {u"maxChars"_s,
              u"integer"_s,
              u"Most characters"_s,
              false,
              {{"minimum"_L1, 100}, {"maximum"_L1, 1'000'000}}}}),
        .hasSideEffect = false,
        .group = u"web"_s,
        .start = start};
}

} // namespace wsagent
