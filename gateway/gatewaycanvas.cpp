#include "gateway/gateway.h"
#include "gateway/methods/surfacemethods.h"
#include "gateway/surfaces/canvas/canvashost.h"

#include <QDir>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Where the canvas lies, and whether there is one.
std::optional<CanvasSettings> canvasSettings(const LoadedConfig &loaded, const InstancePaths &paths)
{
    const QJsonValue section = loaded.effective["canvasHost"_L1];
    const QByteArray skip = qgetenv("WS_AGENT_SKIP_CANVAS_HOST");
    if (!section["enabled"_L1].toBool(true) || (!skip.isEmpty() && skip != "0"))
        return std::nullopt;
    const QString root = section["root"_L1].toString();
    return CanvasSettings{.root = root.isEmpty() ? paths.stateDir + "/canvas"_L1
                                                 : absolutePath(root, paths.home, paths.home),
                          .liveReload = section["liveReload"_L1].toBool(true)};
}

bool namesNode(const QJsonValue &row, const QString &named)
{
    const QString id = row["nodeId"_L1].toString();
    return id == named || (named.size() >= 6 && id.startsWith(named)) ||
           row["displayName"_L1].toString().compare(named, Qt::CaseInsensitive) == 0;
}

} // namespace

void Gateway::addCanvas()
{
    const auto settings = canvasSettings(m_options.config, m_options.paths);
    if (!settings)
        return;
    m_canvas = std::make_unique<CanvasHost>(
        CanvasFacts{.settings = *settings,
                    .operators = &m_clients->operators(),
                    .uptimeMs = [this] { return m_clients->uptimeMs(); },
                    .act = [this](const CanvasAction &action,
                                  const QString &sessionKey) { return tellAgent(action, sessionKey); },
                    .warn =
                        [this](const QString &message) {
                            m_log.warn("canvas"_L1, message);
                        }});
    m_canvas->addTo(m_gate);
    connect(m_clients.get(), &ClientService::clientGone, m_canvas.get(), &CanvasHost::dropConnection);
    const auto urls = [this](const Caller &caller) {
        const CanvasHost::Grant grant = m_canvas->grant(caller.connectionId);
        return SurfaceUrls{.urls = {{"canvas"_L1, caller.reachedAt + grant.path}},
                           .expiresAtMs = grant.expiresAtMs};
    };
    m_clients->setSurfaceUrls([urls](const Caller &caller) {
        return caller.caps.contains("canvas"_L1) ? urls(caller).urls : QJsonObject();
    });
    addSurfaceMethods(m_clients->methods(), urls);
}

/// What a user has done on a page is a message for the agent whose page it is.
Result<void> Gateway::tellAgent(const CanvasAction &action, const QString &sessionKey)
{
    Automation &automation = m_agents->automation();
    const auto key =
        sessionKey.isEmpty() ? Result(automation.mainSession()) : automation.session(sessionKey, {});
    if (!key)
        return key.error();
    const AutomaticTurn turn{
        .key = *key,
        .runId = QUuid::createUuid().toString(QUuid::WithoutBraces),
        .message = canvasActionMessage(action, key->text(), m_options.profile, m_options.instanceId),
        .lane = u"main"_s,
        .isFresh = false,
        .isOwner = false};
    return automation.run(turn, [this](const RunOutcome &outcome) {
        if (outcome.status != RunOutcome::Status::Ok)
            m_log.warn("canvas"_L1, u"an action of a user has come to nothing: %1"_s.arg(outcome.error));
    });
}

CanvasPorts Gateway::canvasPorts()
{
    return {.address =
                [this](const QString &target) {
                    const CanvasHost::Grant grant = m_canvas->grant(u"owner"_s);
                    const bool isWhole = target.startsWith("/__ws-agent__/"_L1);
                    const QString page = target.startsWith(u'/') ? target : u'/' + target;
                    const QString scheme = m_tls ? u"https"_s : u"http"_s;
                    return u"%1://127.0.0.1:%2%3%4"_s.arg(scheme).arg(port()).arg(
                        grant.path, isWhole ? target : "/__ws-agent__/canvas"_L1 + page);
                },
            .pushA2ui = [this](const QByteArray &lines, const QString &sessionKey) -> Result<void> {
                return m_canvas ? m_canvas->pushA2ui(lines, sessionKey)
                                : Error{u"the canvas is switched off (canvasHost.enabled)"_s};
            },
            .resetA2ui =
                [this] {
                    if (m_canvas)
                        m_canvas->resetA2ui();
                },
            .invoke = [this](const QString &node, const QString &command, const QJsonObject &params,
                             const auto &done) { invokeOnCanvas(node, command, params, done); },
            .isServed =
                [this] {
                    return m_canvas != nullptr;
                }};
}

void Gateway::invokeOnCanvas(const QString &named, const QString &command, const QJsonObject &params,
                             const std::function<void(const Result<QJsonObject> &)> &done)
{
    QString nodeId;
    const QJsonArray rows = m_nodes->rows();
    for (const QJsonValue &row : rows) {
        const bool fits =
            named.isEmpty() ? row["caps"_L1].toArray().contains(u"canvas"_s) : namesNode(row, named);
        if (fits && row["connected"_L1].toBool())
            nodeId = row["nodeId"_L1].toString();
    }
    if (nodeId.isEmpty())
        return done(Error{named.isEmpty() ? u"no node with a screen is connected"_s
                                          : u"the node \"%1\" is not connected"_s.arg(named)});
    if (const auto objection = m_nodes->objection(nodeId, command))
        return done(Error{objection->message});
    m_nodes->calls().call({.nodeId = nodeId, .command = command, .params = params},
                          [done](const NodeCalls::Outcome &outcome) {
                              if (!outcome)
                                  return done(Error{outcome.error().message});
                              done(outcome->payload.toObject());
                          });
}

} // namespace wsagent
