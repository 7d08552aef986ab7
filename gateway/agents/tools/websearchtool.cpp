#include "gateway/agents/tools/toolschema.h"
#include "gateway/agents/tools/webcache.h"
#include "gateway/agents/tools/webtools.h"
#include "gateway/agents/untrusted.h"
#include "gateway/agents/web/htmltext.h"
#include "gateway/agents/web/webclient.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrlQuery>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QJsonObject entry(const QJsonValue &row, const QString &snippet)
{
    return {{"title"_L1, textOfHtml(row["title"_L1].toString(), HtmlAs::Text)},
            {"url"_L1, row["url"_L1].toString()},
            {"snippet"_L1, textOfHtml(row[snippet].toString(), HtmlAs::Text).left(500)}};
}

/// Result pages without scripts, as DuckDuckGo's plain one: links of class result__a, texts of
/// result__snippet.
QJsonArray fromHtml(const QString &html, int most)
{
    static const QRegularExpression link(
        uR"x(<a[^>]*class="[^"]*result__a[^"]*"[^>]*href="([^"]*)"[^>]*>(.*?)</a>)x"_s,
        QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression snippet(uR"x(class="[^"]*result__snippet[^"]*"[^>]*>(.*?)</a>)x"_s,
                                            QRegularExpression::DotMatchesEverythingOption);
    QJsonArray results;
    for (auto it = link.globalMatch(html); it.hasNext() && results.size() < most;) {
        const auto match = it.next();
        const QUrl target(match.captured(1).replace("&amp;"_L1, "&"_L1));
        const QString inner = QUrlQuery(target).queryItemValue(u"uddg"_s, QUrl::FullyDecoded);
        const auto text = snippet.match(html, match.capturedEnd());
        results += QJsonObject{{"title"_L1, textOfHtml(match.captured(2), HtmlAs::Text)},
                               {"url"_L1, inner.isEmpty() ? target.toString() : inner},
                               {"snippet"_L1, textOfHtml(text.captured(1), HtmlAs::Text).left(500)}};
    }
    return results;
}

/// Texts of the config; of a reference only to an environment variable.
QString secret(const QJsonValue &value, const QProcessEnvironment &)
{
    if (value["source"_L1] == "env"_L1)
        return qEnvironmentVariable(value["id"_L1].toString().toLatin1().constData());
    return value.toString();
}

struct Provider
{
    QUrl url;
    QList<std::pair<QByteArray, QByteArray>> headers = {};
};

Result<Provider> provider(const QJsonObject &settings, const QJsonObject &arguments,
                          const ToolContext &context)
{
    const QString name = settings["provider"_L1].toString();
    const QString base = settings["baseUrl"_L1].toString();
    const auto argument = [&arguments](const char *key) {
        return arguments[QLatin1StringView(key)].toString();
    };
    QUrlQuery query{{u"q"_s, argument("query")}};
    const auto add = [&query, &argument](const QString &as, const char *key) {
        if (const QString value = argument(key); !value.isEmpty())
            query.addQueryItem(as, value);
    };
    const QString key = secret(settings["apiKey"_L1], context.environment);
    Provider result;
    if (name == "brave"_L1) {
        if (key.isEmpty())
            return Error{u"web_search needs a key: ws-agent config set tools.web.search.apiKey <key>"_s};
        query.addQueryItem(u"count"_s, QString::number(arguments["count"_L1].toInteger(
                                           settings["maxResults"_L1].toInteger(5))));
        add(u"country"_s, "country");
        add(u"search_lang"_s, "search_lang");
        add(u"ui_lang"_s, "ui_lang");
        add(u"freshness"_s, "freshness");
        result = {.url = QUrl(base.isEmpty() ? u"https://api.search.brave.com/res/v1/web/search"_s : base),
                  .headers = {{"X-Subscription-Token", key.toUtf8()}}};
    } else if ((name == "searxng"_L1 || name == "duckduckgo"_L1) && !base.isEmpty()) {
        if (name == "searxng"_L1) {
            query.addQueryItem(u"format"_s, u"json"_s);
            add(u"language"_s, "search_lang");
            add(u"time_range"_s, "freshness");
        }
        result.url = QUrl(base);
    } else {
        return Error{
            u"no search is set up: ws-agent config set tools.web.search.provider brave|searxng|duckduckgo, "
            "with apiKey or baseUrl"_s};
    }
    result.url.setQuery(query);
    result.headers.emplaceBack("Accept", name == "duckduckgo"_L1 ? "text/html" : "application/json");
    result.headers.emplaceBack("User-Agent", "Mozilla/5.0 (compatible; WsAgent)");
    return result;
}

ToolResult shown(const QString &query, const QJsonArray &results)
{
    QStringList lines;
    for (const QJsonValue &row : results)
        lines += u"%1. %2\n   %3\n   %4"_s.arg(QString::number(lines.size() + 1), row["title"_L1].toString(),
                                               row["url"_L1].toString(), row["snippet"_L1].toString());
    if (lines.isEmpty())
        return ToolResult::text(u"nothing is found for \"%1\""_s.arg(query), {{"results"_L1, results}});
    return ToolResult::text(untrustedFrame(u"a web search"_s, lines.join(u'\n')), {{"results"_L1, results}});
}

} // namespace

QJsonArray searchResults(const QString &provider, const QByteArray &body, int most)
{
    if (provider == "duckduckgo"_L1)
        return fromHtml(QString::fromUtf8(body), most);
    const QJsonObject json = QJsonDocument::fromJson(body).object();
    const bool isBrave = provider == "brave"_L1;
    const QJsonArray rows = isBrave ? json["web"_L1]["results"_L1].toArray() : json["results"_L1].toArray();
    QJsonArray results;
    for (const QJsonValue &row : rows) {
        if (results.size() < most)
            results += entry(row, isBrave ? u"description"_s : u"content"_s);
    }
    return results;
}

Tool webSearchTool(WebClient &client)
{
    const auto cache = std::make_shared<WebCache>();
    const auto start = [&client, cache](const QJsonObject &arguments, const ToolContext &context,
                                        const ToolDone &done) -> ToolAbort {
        const QJsonObject settings = context.settings["web"_L1]["search"_L1].toObject();
        const auto where = provider(settings, arguments, context);
        if (!where || !settings["enabled"_L1].toBool(true)) {
            done(ToolResult::error(where ? u"web search is switched off (tools.web.search.enabled)"_s
                                         : where.error().message));
            return {};
        }
        const QString key = where->url.toString();
        if (const auto known =
                cache->find(key, std::chrono::minutes(settings["cacheTtlMinutes"_L1].toInteger(15)))) {
            done(*known);
            return {};
        }
        const QString name = settings["provider"_L1].toString();
        const int most = int(arguments["count"_L1].toInteger(settings["maxResults"_L1].toInteger(5)));
        // The owner has named this server; it may well be in his own network.
        const WebRequest request{.url = where->url,
                                 .headers = where->headers,
                                 .addresses = {.allowHosts = {where->url.host().toLower()}},
                                 .timeout =
                                     std::chrono::seconds(settings["timeoutSeconds"_L1].toInteger(30))};
        return client.get(request, [done, cache, key, name, most, query = arguments["query"_L1].toString()](
                                       const Result<WebAnswer> &answer) {
            if (!answer)
                return done(ToolResult::error(answer.error().message));
            if (answer->status != 200)
                return done(ToolResult::error(u"the search server answers %1"_s.arg(answer->status)));
            const ToolResult result = shown(query, searchResults(name, answer->body, most));
            cache->keep(key, result);
            done(result);
        });
    };
    const auto text = [](const QString &name, const QString &description) {
        return ToolParameter{name, u"string"_s, description, false, {{"maxLength"_L1, 40}}};
    };
    return {.name = u"web_search"_s,
            .label = u"Search"_s,
            .summary = u"Search the web"_s,
            .parameters = parameterSchema({{u"query"_s,
                                            u"string"_s,
                                            u"What to look for"_s,
                                            true,
                                            {{"minLength"_L1, 1}, {"maxLength"_L1, 2000}}},
                                           {u"count"_s,
                                            u"integer"_s,
                                            u"How many results"_s,
                                            false,
                                            {{"minimum"_L1, 1}, {"maximum"_L1, 10}}},
                                           text(u"country"_s, u"Two letters"_s),
                                           text(u"search_lang"_s, u"Language of the results"_s),
                                           text(u"ui_lang"_s, u"Language of the answer"_s),
                                           text(u"freshness"_s, u"How new: pd, pw, pm, py"_s)}),
            .hasSideEffect = false,
            .group = u"web"_s,
            .start = start};
}

} // namespace wsagent
