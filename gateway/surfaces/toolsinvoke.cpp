#include "gateway/surfaces/toolsinvoke.h"

#include "gateway/agents/toolgroups.h"
#include "gateway/base/jsontexts.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestBody = 2 * 1024 * 1024;

HttpResponse failure(int status, const QString &type, const QString &message, bool requiresApproval = false)
{
    QJsonObject error{{"type"_L1, type}, {"message"_L1, message}};
    if (requiresApproval)
        error.insert("requiresApproval"_L1, true);
    return HttpResponse::json(status, {{"ok"_L1, false}, {"error"_L1, error}});
}

HttpResponse answer(const ToolResult &result)
{
    const QString status = result.details["status"_L1].toString();
    if (status == "invalid-arguments"_L1)
        return failure(400, u"invalid_request"_s, result.plainText());
    if (status == "approval-pending"_L1)
        return failure(403, u"tool_call_blocked"_s, result.plainText(), true);
    if (result.isError)
        return failure(500, u"tool_error"_s, result.plainText());
    return HttpResponse::json(
        200, {{"ok"_L1, true},
              {"result"_L1, QJsonObject{{"content"_L1, result.content}, {"details"_L1, result.details}}}});
}

void invoke(const ToolsInvokeServices &services, const HttpCall &call, HttpResponder responder)
{
    const QJsonDocument document = QJsonDocument::fromJson(call.request.body);
    const QJsonObject body = document.object();
    const QString name = body["name"_L1].toString(body["tool"_L1].toString());
    if (!document.isObject() || name.isEmpty())
        return responder.send(failure(400, u"invalid_request"_s, u"tools.invoke requires name"_s));
    if (!body["args"_L1].isUndefined() && !body["args"_L1].isObject())
        return responder.send(failure(400, u"invalid_request"_s, u"args must be an object"_s));
    QJsonObject arguments = body["args"_L1].toObject();
    if (body["action"_L1].isString() && !arguments.contains("action"_L1))
        arguments.insert("action"_L1, body["action"_L1]);
    auto session =
        services.session(body["sessionKey"_L1].toString(), body["agentId"_L1].toString(), call.caller);
    if (!session)
        return responder.send(failure(400, u"invalid_request"_s, session.error().message));
    const bool available = services.tools().find(name) && session->policy.allows(name) &&
                           !isDeniedOverHttp(name, services.settings());
    if (!available)
        return responder.send(failure(404, u"not_found"_s, u"Tool not available: %1"_s.arg(name)));
    const auto waiting = std::make_shared<HttpResponder>(std::move(responder));
    services.tools().start(name, arguments, session->context,
                           [waiting](const ToolResult &result) { waiting->send(answer(result)); });
}

} // namespace

bool isDeniedOverHttp(const QString &tool, const QJsonObject &settings)
{
    static const QStringList byDefault{u"exec"_s,     u"process"_s,   u"spawn"_s,          u"shell"_s,
                                       u"fs_write"_s, u"fs_delete"_s, u"fs_move"_s,        u"apply_patch"_s,
                                       u"write"_s,    u"edit"_s,      u"sessions_spawn"_s, u"sessions_send"_s,
                                       u"cron"_s,     u"gateway"_s,   u"nodes"_s};
    if (meansTool(textsIn(settings["deny"_L1]), tool))
        return true;
    return byDefault.contains(tool) && !namesTool(textsIn(settings["allow"_L1]), tool);
}

void addToolsInvoke(Router &router, const ToolsInvokeServices &services)
{
    const auto shared = std::make_shared<const ToolsInvokeServices>(services);
    router.add({.order = Route::Order::Api,
                .path = u"/tools/invoke"_s,
                .methods = {"POST"},
                .bodyLimit = largestBody,
                .guard = services.guard,
                .serve = [shared](const HttpCall &call, HttpResponder responder) {
                    const auto waiting = std::make_shared<HttpResponder>(std::move(responder));
                    shared->whenReady(
                        [shared, call, waiting] { invoke(*shared, call, std::move(*waiting)); });
                }});
}

} // namespace wsagent
