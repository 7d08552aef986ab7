#include "gateway/surfaces/controlui.h"

#include "gateway/net/staticfiles.h"
#include "gateway/surfaces/controluipage.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestPage = 4 * 1024 * 1024;
constexpr auto unchanging = "public, max-age=31536000, immutable";
constexpr auto asksAgain = "no-cache";

/// Features of their own live there, served or not: never a page of the panel.
constexpr std::array apiPrefixes = {"/api", "/v1", "/plugins", "/j", "/ui"};

HttpResponse withPanelFields(HttpResponse response)
{
    response.fields.append(HttpField{"X-Frame-Options", "DENY"});
    response.fields.append(
        HttpField{"Permissions-Policy", "camera=(self), microphone=*, geolocation=*, clipboard-write=*"});
    return response;
}

bool isBelow(const QString &path, QLatin1StringView prefix)
{
    return path == prefix || (path.startsWith(prefix) && path.at(prefix.size()) == u'/');
}

bool isApi(const QString &path)
{
    return std::any_of(apiPrefixes.begin(), apiPrefixes.end(),
                       [&path](const char *prefix) { return isBelow(path, QLatin1StringView(prefix)); });
}

bool accepts(const HttpRequest &request, QByteArrayView name, QByteArrayView one)
{
    const QList<QByteArray> offers = request.field(name).split(',');
    return std::any_of(offers.begin(), offers.end(), [one](const QByteArray &offer) {
        const QList<QByteArray> parts = offer.toLower().split(';');
        const bool refused = parts.size() > 1 && parts[1].trimmed() == "q=0";
        return !refused && parts.first().trimmed() == one;
    });
}

bool wantsPage(const HttpRequest &request)
{
    return !request.has("accept") || accepts(request, "accept", "text/html") ||
           accepts(request, "accept", "*/*") || accepts(request, "accept", "text/*");
}

/// The files of a panel.
class Panel
{
public:
    explicit Panel(ControlUiSettings settings)
        : m_settings(std::move(settings))
        , m_files(m_settings.root)
    {}

    HttpResponse answer(const HttpRequest &request)
    {
        if (request.path == m_settings.basePath && !m_settings.basePath.isEmpty())
            return HttpResponse::text(302, "Found").with("Location", m_settings.basePath.toUtf8() + '/');
        const QString path = request.path.sliced(m_settings.basePath.size());
        if (m_settings.basePath.isEmpty() && isApi(path))
            return HttpResponse::notFound();
        const bool isFile = path.section(u'/', -1).contains(u'.') && path != "/index.html"_L1;
        if (!isFile && !wantsPage(request))
            return HttpResponse::notFound();
        return withPanelFields(isFile ? file(request, path) : page(request));
    }

private:
    HttpResponse file(const HttpRequest &request, const QString &path) const
    {
        const bool hashed = path.startsWith("/assets/"_L1) && isHashedName(path);
        const QByteArray caching = hashed ? unchanging : asksAgain;
        for (const auto &[coding, ending] : {std::pair("br", ".br"_L1), std::pair("gzip", ".gz"_L1)}) {
            if (!accepts(request, "accept-encoding", coding))
                continue;
            if (const auto packed = m_files.open(path + ending))
                return fileResponse(request, *packed, path, caching)
                    .with("Content-Encoding", coding)
                    .with("Vary", "Accept-Encoding");
        }
        const auto found = m_files.open(path);
        return found ? fileResponse(request, *found, path, caching).with("Vary", "Accept-Encoding")
                     : HttpResponse::notFound();
    }

    /// Made anew when the file has changed.
    HttpResponse page(const HttpRequest &request)
    {
        const auto found = m_files.open(u"/index.html"_s);
        if (!found || found->size > largestPage)
            return HttpResponse::text(503, "The files of the Control UI are not in gateway.controlUi.root");
        if (found->tag != m_tag) {
            const QByteArray html = found->file->readAll();
            m_tag = found->tag;
            m_page = markedPage(html, m_settings.basePath);
            m_policy = controlUiPolicy(scriptHashes(m_page));
        }
        HttpResponse response{.fields = {{"Content-Type", "text/html; charset=utf-8"},
                                         {"Cache-Control", asksAgain},
                                         {"Vary", "Accept-Encoding"},
                                         {"ETag", m_tag},
                                         {"Content-Security-Policy", m_policy}}};
        if (request.field("if-none-match") == m_tag)
            response.status = 304;
        else
            response.body = m_page;
        return response;
    }

    ControlUiSettings m_settings;
    FileRoot m_files;
    QByteArray m_tag; ///< of the page that the others are made of
    QByteArray m_page;
    QByteArray m_policy;
};

/// `gateway-http.md` 5.1
QJsonObject panelConfig(const ControlUiSettings &settings, const PanelIdentity &identity)
{
    return {{"basePath"_L1, settings.basePath},
            {"assistantName"_L1, identity.assistantName},
            {"assistantAvatar"_L1, identity.assistantAvatar},
            {"assistantAvatarSource"_L1, QJsonValue::Null},
            {"assistantAvatarStatus"_L1, QJsonValue::Null},
            {"assistantAvatarReason"_L1, QJsonValue::Null},
            {"assistantAgentId"_L1, identity.agentId},
            {"serverVersion"_L1, settings.version},
            {"embedSandbox"_L1, u"strict"_s},
            {"allowExternalEmbedUrls"_L1, false},
            {"automaticallyFetchFavicons"_L1, false},
            {"communityInvite"_L1, false},
            {"terminalEnabled"_L1, false},
            {"cliAgentsEnabled"_L1, false},
            {"pluginAssetsRequireAuth"_L1, true},
            {"pluginFrameGrants"_L1, QJsonArray()}};
}

void addConfig(Router &router, HttpOperators &operators, const ControlUiSettings &settings,
               const std::function<PanelIdentity()> &identity)
{
    QStringList paths{u"/control-ui-config.json"_s, u"/__ws-agent__/control-ui-config.json"_s,
                      u"/__openclaw__/control-ui-config.json"_s};
    paths += settings.basePath + "/__openclaw/control-ui-config.json"_L1;
    if (!settings.basePath.isEmpty())
        paths += settings.basePath + "/control-ui-config.json"_L1;
    for (const QString &path : std::as_const(paths)) {
        router.add({.order = Route::Order::ControlUi,
                    .path = path,
                    .guard = operators.needing({}),
                    .serve = [settings, identity](const HttpCall &, HttpResponder responder) {
                        const QJsonObject config = panelConfig(settings, identity());
                        responder.send(withPanelFields(
                            HttpResponse::json(200, config).with("Cache-Control", "no-store")));
                    }});
    }
}

} // namespace

void addControlUi(Router &router, HttpOperators &operators, const ControlUiSettings &settings,
                  const std::function<PanelIdentity()> &identity)
{
    addConfig(router, operators, settings, identity);
    if (settings.root.isEmpty())
        return;
    router.add(
        {.order = Route::Order::ControlUi,
         .path = settings.basePath.isEmpty() ? u"/"_s : settings.basePath,
         .match = Route::Match::Below,
         .isFallBack = true,
         .serve = [panel = std::make_shared<Panel>(settings)](const HttpCall &call, HttpResponder responder) {
             responder.send(panel->answer(call.request));
         }});
}

} // namespace wsagent
