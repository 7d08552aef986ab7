#include "gateway/surfaces/canvas/canvashost.h"

#include "gateway/base/files.h"
#include "gateway/net/staticfiles.h"
#include "gateway/net/websocketupgrade.h"
#include "gateway/surfaces/canvas/canvaspage.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestPage = 8 * 1024 * 1024; // a larger one goes out as it is
constexpr std::chrono::milliseconds settling{75};
constexpr qint64 largestMessage = 64 * 1024;
constexpr auto neverKept = "no-store";

/// Pages of agents share their origin with the control panel; the sandbox gives them one of their own.
constexpr auto sandbox = "sandbox allow-scripts allow-forms allow-modals allow-popups allow-downloads";

HttpResponse page(int status, const QByteArray &html)
{
    return {.status = status,
            .fields = {{"Content-Type", "text/html; charset=utf-8"},
                       {"Cache-Control", neverKept},
                       {"Referrer-Policy", "no-referrer"},
                       {"Content-Security-Policy", sandbox}},
            .body = html};
}

HttpResponse missing()
{
    return HttpResponse::text(404, "not found").with("Cache-Control", neverKept);
}

bool isHtml(const QString &path)
{
    return path.endsWith(".html"_L1, Qt::CaseInsensitive) || path.endsWith(".htm"_L1, Qt::CaseInsensitive);
}

/// What a browser shows as a page, scripts and all.
bool isDocument(const QString &path)
{
    const QByteArray type = contentTypeOf(path);
    return type.startsWith("text/html") || type.startsWith("image/svg") || type.startsWith("application/xml");
}

/// In the path, else as "cap" or "oc_cap" of the query.
QString tokenOf(const HttpRequest &request)
{
    const auto place = canvasPlace(request.path);
    if (place && !place->token.isEmpty())
        return place->token;
    return request.queryItem(u"cap"_s).value_or(request.queryItem(u"oc_cap"_s).value_or(QString()));
}

} // namespace

CanvasHost::CanvasHost(CanvasFacts facts, QObject *parent)
    : QObject(parent)
    , m(std::move(facts))
{}

CanvasHost::~CanvasHost() = default;

void CanvasHost::addTo(HttpGate &gate)
{
    for (const QString &root : {u"/__ws-agent__"_s, u"/__openclaw__"_s}) {
        for (const QString &surface : {u"/cap"_s, u"/canvas"_s, u"/a2ui"_s, u"/ws"_s})
            gate.router().add(
                {.order = Route::Order::Canvas,
                 .path = root + surface,
                 .match = Route::Match::Below,
                 .guard = [this](const HttpRequest &head, const HttpPeer &peer) { return admit(head, peer); },
                 .serve =
                     [this](const HttpCall &call, HttpResponder responder) {
                         responder.send(answer(call.request));
                     }});
    }
    gate.addUpgrade({.wants =
                         [](const QString &path) {
                             const auto place = canvasPlace(path);
                             return place && place->surface == CanvasPlace::Surface::LiveReload;
                         },
                     .refusal = [this](const HttpRequest &request,
                                       const HttpPeer &peer) { return refusal(request, peer); },
                     .take =
                         [this](const HttpRequest &request, const HttpPeer &,
                                std::unique_ptr<ByteStream> stream, const QByteArray &unread) {
                             take(request, std::move(stream), unread);
                         }});
}

CanvasHost::Grant CanvasHost::grant(const QString &connectionId)
{
    const QString token = m_capabilities.issue(connectionId, m.uptimeMs());
    return {.path = "/__ws-agent__/cap/"_L1 + token,
            .expiresAtMs = QDateTime::currentMSecsSinceEpoch() + SurfaceCapabilities::lifetime};
}

void CanvasHost::dropConnection(const QString &connectionId)
{
    m_capabilities.dropConnection(connectionId);
    const auto viewers = m_viewers;
    for (const Viewer &viewer : viewers) {
        if (!viewer.token.isEmpty() && !m_capabilities.owner(viewer.token, m.uptimeMs()))
            viewer.connection->close(1008, u"the capability has ended"_s);
    }
}

void CanvasHost::shut()
{
    m_watcher.reset();
    const auto viewers = m_viewers;
    for (const Viewer &viewer : viewers)
        viewer.connection->close(WebSocketClose::ServiceRestart, u"service restart"_s);
}

Result<Caller, HttpDenial> CanvasHost::admit(const HttpRequest &head, const HttpPeer &peer)
{
    if (const QString token = tokenOf(head); !token.isEmpty()) {
        if (m_capabilities.owner(token, m.uptimeMs()))
            return Caller{};
        return HttpDenial{.response = unauthorized()};
    }
    return m.operators->identify(head, peer);
}

HttpResponse CanvasHost::answer(const HttpRequest &request)
{
    const auto place = canvasPlace(request.path);
    if (!place)
        return missing();
    switch (place->surface) {
    case CanvasPlace::Surface::Canvas:
        return canvasFile(request, place->path);
    case CanvasPlace::Surface::A2ui:
        return a2uiFile(place->path);
    case CanvasPlace::Surface::LiveReload:
        return m.settings.liveReload
                   ? HttpResponse::text(426, "upgrade required").with("Upgrade", "websocket")
                   : missing();
    }
    Q_UNREACHABLE();
}

/// A page that nobody has written yet is a page that says so, once.
void CanvasHost::prepareRoot()
{
    if (m_files)
        return;
    const QString root = m.settings.root;
    if (const auto made = makePrivateDirectory(root); !made)
        m.warn(made.error().message);
    if (!QFileInfo::exists(root + "/index.html"_L1)) {
        if (const auto written = replaceFile(root + "/index.html"_L1, starterPage(), Durable::No); !written)
            m.warn(written.error().message);
    }
    m_files.emplace(root);
}

HttpResponse CanvasHost::canvasFile(const HttpRequest &request, const QString &path)
{
    prepareRoot();
    if (!isSafePath(path) || !isServedName(path))
        return missing();
    QString name = withIndex(path);
    auto found = m_files->open(name);
    if (!found && !path.endsWith(u'/') && QFileInfo(m.settings.root + path).isDir()) {
        name = path + "/index.html"_L1;
        found = m_files->open(name);
    }
    if (!found)
        return name.endsWith("/index.html"_L1) ? page(404, missingIndexPage(name.chopped(10).toUtf8()))
                                               : missing();
    if (!isHtml(name) || found->size > largestPage) {
        HttpResponse file =
            fileResponse(request, *found, name, neverKept).with("Referrer-Policy", "no-referrer");
        return isDocument(name) ? std::move(file).with("Content-Security-Policy", sandbox) : std::move(file);
    }
    return page(200, withCanvasScript(found->file->readAll(), m.settings.liveReload));
}

HttpResponse CanvasHost::a2uiFile(const QString &path) const
{
    const QString name = withIndex(path);
    if (!isSafePath(name) || !isServedName(name))
        return missing();
    QFile file(u":/wsagent/a2ui"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        return missing();
    const QByteArray content = file.readAll();
    if (isHtml(name))
        return page(200, withCanvasScript(content, true)); // the socket brings the surfaces
    return {.fields = {{"Content-Type", contentTypeOf(name)}, {"Cache-Control", neverKept}}, .body = content};
}

std::optional<HttpResponse> CanvasHost::refusal(const HttpRequest &request, const HttpPeer &peer)
{
    // The page is in a sandbox, whose origin is nobody's: the capability is what lets it in.
    if (auto admitted = admit(request, peer); !admitted)
        return admitted.error().response;
    if (m_viewers.size() >= size_t(mostViewers))
        return HttpResponse::error(503, "service_unavailable"_L1, u"too many viewers"_s);
    return refuseUpgrade(request);
}

void CanvasHost::take(const HttpRequest &request, std::unique_ptr<ByteStream> stream,
                      const QByteArray &unread)
{
    stream->write(toBytes(acceptUpgrade(request), {}));
    auto *connection = new WebSocketConnection(std::move(stream), unread, largestMessage, this);
    m_viewers.push_back({.connection = connection, .token = tokenOf(request)});
    connect(connection, &WebSocketConnection::messageReceived, this,
            [this, connection](const QByteArray &text) { received(connection, text); });
    connect(connection, &WebSocketConnection::ended, this, [this, connection] {
        std::erase_if(m_viewers,
                      [connection](const Viewer &viewer) { return viewer.connection == connection; });
        connection->deleteLater();
        if (m_viewers.empty())
            m_watcher.reset();
    });
    if (m.settings.liveReload && !m_watcher) {
        prepareRoot();
        m_watcher = std::make_unique<TreeWatcher>(TreeWatcher::Options{.quiet = settling});
        connect(m_watcher.get(), &TreeWatcher::changed, this, [this] { tellViewers("reload"); });
        if (!m_watcher->watch(m.settings.root))
            m.warn(
                u"not all of the canvas can be watched for changes (inotify limit), so that it is looked at "
                "every 2 s; canvasHost.liveReload false switches that off"_s);
    }
    connection->begin();
    if (!m_surfaces.messages().isEmpty())
        connection->sendText(
            QJsonDocument(QJsonObject{{"a2ui"_L1, m_surfaces.messages()}}).toJson(QJsonDocument::Compact));
}

void CanvasHost::received(WebSocketConnection *connection, const QByteArray &text)
{
    const auto action = parseCanvasAction(text);
    if (!action)
        return;
    const auto heard = m.act(*action, m_owners.value(action->surfaceId));
    QJsonObject status{{"id"_L1, action->id}, {"ok"_L1, bool(heard)}};
    if (!heard)
        status.insert("error"_L1, heard.error().message);
    connection->sendText(
        QJsonDocument(QJsonObject{{"actionStatus"_L1, status}}).toJson(QJsonDocument::Compact));
}

void CanvasHost::tellViewers(const QByteArray &text)
{
    const auto viewers = m_viewers;
    for (const Viewer &viewer : viewers) {
        if (viewer.connection->bufferedBytes() > A2uiSurfaces::mostBytes)
            viewer.connection->abort(); // takes nothing
        else
            viewer.connection->sendText(text);
    }
}

Result<void> CanvasHost::pushA2ui(const QByteArray &jsonLines, const QString &sessionKey)
{
    const auto messages = parseA2ui(jsonLines);
    if (!messages)
        return messages.error();
    if (const auto added = m_surfaces.add(*messages); !added)
        return added;
    for (const QJsonValue &message : *messages) {
        for (const QJsonValue &content : message.toObject())
            m_owners.insert(content["surfaceId"_L1].toString(), sessionKey);
    }
    tellViewers(QJsonDocument(QJsonObject{{"a2ui"_L1, *messages}}).toJson(QJsonDocument::Compact));
    return {};
}

void CanvasHost::resetA2ui()
{
    m_surfaces.reset();
    m_owners.clear();
    tellViewers("{\"a2ui\":[{\"reset\":true}]}");
}

} // namespace wsagent
