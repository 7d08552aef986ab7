#pragma once

#include "gateway/base/treewatcher.h"
#include "gateway/net/fileroot.h"
#include "gateway/net/httpgate.h"
#include "gateway/net/httpoperators.h"
#include "gateway/net/websocketconnection.h"
#include "gateway/surfaces/canvas/a2uimessages.h"
#include "gateway/surfaces/canvas/canvasplace.h"
#include "gateway/surfaces/canvas/surfacecapabilities.h"

namespace wsagent {

struct CanvasSettings
{
    QString root = {}; ///< absolute
    bool liveReload = true;
};

/// What the canvas needs of the gateway. All of it outlives it.
struct CanvasFacts
{
    CanvasSettings settings = {};
    HttpOperators *operators = nullptr;
    std::function<qint64()> uptimeMs = {};
    /// Somebody has done something on a page; the answer is whether an agent hears of it.
    std::function<Result<void>(const CanvasAction &, const QString &sessionKey)> act = {};
    std::function<void(const QString &message)> warn = {};
};

/// Pages that agents show, on the port of the gateway (`gateway-http.md` 6, `canvas-and-ui.md` 1 and 2):
/// their files, the renderer of A2UI surfaces, and a socket by which pages are reloaded and tell what their
/// users do. Served to operators, and to whoever has a capability in the address.
class CanvasHost : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostViewers = 64;

    explicit CanvasHost(CanvasFacts facts, QObject *parent = nullptr);
    ~CanvasHost() override;

    void addTo(HttpGate &gate);

    /// The path by which a connection may see the canvas for some time: "/__ws-agent__/cap/<token>".
    struct Grant
    {
        QString path = {};
        qint64 expiresAtMs = 0; ///< since 1970
    };
    Grant grant(const QString &connectionId);
    void dropConnection(const QString &connectionId);

    /// `sessionKey`: whose surfaces they are from now on.
    Result<void> pushA2ui(const QByteArray &jsonLines, const QString &sessionKey);
    void resetA2ui();
    /// Sends everybody away who looks.
    void shut();
    int viewers() const { return int(m_viewers.size()); }

private:
    struct Viewer
    {
        WebSocketConnection *connection = nullptr; ///< owned as a child
        QString token = {};
    };

    Result<Caller, HttpDenial> admit(const HttpRequest &head, const HttpPeer &peer);
    HttpResponse answer(const HttpRequest &request);
    HttpResponse canvasFile(const HttpRequest &request, const QString &path);
    HttpResponse a2uiFile(const QString &path) const;
    std::optional<HttpResponse> refusal(const HttpRequest &request, const HttpPeer &peer);
    void take(const HttpRequest &request, std::unique_ptr<ByteStream> stream, const QByteArray &unread);
    void received(WebSocketConnection *connection, const QByteArray &text);
    void tellViewers(const QByteArray &text);
    void prepareRoot();

    CanvasFacts m;
    SurfaceCapabilities m_capabilities;
    A2uiSurfaces m_surfaces;
    QHash<QString, QString> m_owners;       ///< sessions by surface
    std::optional<FileRoot> m_files;        ///< opened by the first request
    std::unique_ptr<TreeWatcher> m_watcher; ///< while somebody looks
    std::vector<Viewer> m_viewers;
};

} // namespace wsagent
