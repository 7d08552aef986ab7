#include "gateway/surfaces/toolsinvoke.h"

#include "gateway/agents/toolgroups.h"
#include "gateway/base/jsontexts.h"
#include "gateway/surfaces/repeatedcalls.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <memory>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestBody = 2 * 1024 * 1024;
constexpr qsizetype longestText = 512;

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

/// Where an answer would go, as the client tells it: for tools that speak.
QJsonObject routeIn(const HttpRequest &request)
{
    static constexpr std::array<std::pair<const char *, const char *>, 4> fields{
        {{"message-channel", "channel"},
         {"account-id", "accountId"},
         {"message-to", "to"},
         {"thread-id", "threadId"}}};
    QJsonObject route;
    for (const auto &[field, member] : fields) {
        for (const QByteArray prefix : {"x-openclaw-", "x-ws-agent-"}) {
            const QString value = QString::fromUtf8(request.field(prefix + field)).left(longestText);
            if (!value.isEmpty())
                route.insert(QLatin1StringView(member), value);
        }
    }
    return route;
}

bool needsOwner(const QString &tool)
{
    return tool == "cron"_L1 || tool == "gateway"_L1 || tool == "nodes"_L1;
}

class ToolsInvoke
{
public:
    explicit ToolsInvoke(ToolsInvokeServices services)
        : m(std::move(services))
    {}

    void whenReady(const std::function<void()> &ready) const { m.whenReady(ready); }

    void invoke(const HttpCall &call, HttpResponder responder)
    {
        const QJsonDocument document = QJsonDocument::fromJson(call.request.body);
        const QJsonObject body = document.object();
        const QString name = body["name"_L1].toString(body["tool"_L1].toString());
        const QString wrong = objectionTo(body);
        if (!document.isObject() || name.isEmpty() || !wrong.isEmpty())
            return responder.send(failure(400, u"invalid_request"_s,
                                          wrong.isEmpty() ? u"tools.invoke requires name"_s : wrong));
        auto session =
            m.session(body["sessionKey"_L1].toString(), body["agentId"_L1].toString(), call.caller);
        if (!session)
            return responder.send(failure(400, u"invalid_request"_s, session.error().message));
        if (!isAvailable(name, *session))
            return responder.send(failure(404, u"not_found"_s, u"Tool not available: %1"_s.arg(name)));
        if (const QJsonObject route = routeIn(call.request); !route.isEmpty())
            session->context.route = route;
        start(name, argumentsIn(body), session->context, repetitionKey(body, call, session->context),
              std::move(responder));
    }

private:
    static QString objectionTo(const QJsonObject &body)
    {
        if (!body["args"_L1].isUndefined() && !body["args"_L1].isObject())
            return u"args must be an object"_s;
        const QJsonValue key = body["idempotencyKey"_L1];
        const bool isKey = key.isUndefined() || (key.isString() && key.toString().size() <= longestText);
        return isKey ? QString()
                     : u"idempotencyKey must be a text of at most %1 characters"_s.arg(longestText);
    }

    static QJsonObject argumentsIn(const QJsonObject &body)
    {
        QJsonObject arguments = body["args"_L1].toObject();
        if (body["action"_L1].isString() && !arguments.contains("action"_L1))
            arguments.insert("action"_L1, body["action"_L1]);
        return arguments;
    }

    /// Empty without idempotency key. It counts for one caller in one session.
    static QString repetitionKey(const QJsonObject &body, const HttpCall &call, const ToolContext &context)
    {
        const QString key = body["idempotencyKey"_L1].toString();
        if (key.isEmpty())
            return {};
        return QStringList{call.caller.authMethod, call.caller.deviceId, context.sessionKey, key}.join(u'\n');
    }

    bool isAvailable(const QString &name, const ToolsInvokeServices::Session &session) const
    {
        return m.tools().find(name) && session.policy.allows(name) && !isDeniedOverHttp(name, m.settings()) &&
               (!needsOwner(name) || session.context.isOwner);
    }

    void start(const QString &name, const QJsonObject &arguments, const ToolContext &context,
               const QString &key, HttpResponder responder)
    {
        if (key.isEmpty()) {
            const auto waiting = std::make_shared<HttpResponder>(std::move(responder));
            m.tools().start(name, arguments, context,
                            [waiting](const ToolResult &result) { waiting->send(answer(result)); });
            return;
        }
        if (m_repeated->begin(key, std::move(responder)))
            m.tools().start(name, arguments, context, [repeated = m_repeated, key](const ToolResult &result) {
                repeated->end(key, answer(result));
            });
    }

    ToolsInvokeServices m;
    std::shared_ptr<RepeatedCalls> m_repeated = std::make_shared<RepeatedCalls>();
};

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
    const auto shared = std::make_shared<ToolsInvoke>(services);
    router.add({.order = Route::Order::Api,
                .path = u"/tools/invoke"_s,
                .methods = {"POST"},
                .bodyLimit = largestBody,
                .guard = services.guard,
                .serve = [shared](const HttpCall &call, HttpResponder responder) {
                    const auto waiting = std::make_shared<HttpResponder>(std::move(responder));
                    shared->whenReady([shared, call, waiting] { shared->invoke(call, std::move(*waiting)); });
                }});
}

} // namespace wsagent
