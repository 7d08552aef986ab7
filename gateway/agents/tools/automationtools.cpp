#include "gateway/agents/tools/automationtools.h"

#include "gateway/agents/tools/toolschema.h"

#include <optional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// A method of the gateway, and what it is asked.
struct Question
{
    QString method = {};
    QJsonObject params = {};
};

std::optional<Question> cronQuestion(const QJsonObject &arguments)
{
    const QString action = arguments["action"_L1].toString();
    const QJsonObject job{{"id"_L1, arguments["jobId"_L1].toString(arguments["id"_L1].toString())}};
    if (action == "status"_L1)
        return Question{u"cron.status"_s, {}};
    if (action == "list"_L1)
        return Question{u"cron.list"_s, {{"includeDisabled"_L1, arguments["includeDisabled"_L1].toBool()}}};
    if (action == "add"_L1)
        return Question{u"cron.add"_s, arguments["job"_L1].toObject()};
    if (action == "remove"_L1 || action == "runs"_L1)
        return Question{"cron."_L1 + action, job};
    if (action == "run"_L1)
        return Question{u"cron.run"_s, {{"id"_L1, job["id"_L1]}, {"mode"_L1, u"force"_s}}};
    if (action == "update"_L1)
        return Question{u"cron.update"_s,
                        {{"id"_L1, job["id"_L1]}, {"patch"_L1, arguments["patch"_L1].toObject()}}};
    if (action == "wake"_L1)
        return Question{u"wake"_s,
                        {{"mode"_L1, arguments["mode"_L1].toString(u"next-heartbeat"_s)},
                         {"text"_L1, arguments["text"_L1].toString()}}};
    return std::nullopt;
}

std::optional<Question> gatewayQuestion(const QJsonObject &arguments)
{
    const QString action = arguments["action"_L1].toString();
    if (action == "config.get"_L1 || action == "config.schema"_L1)
        return Question{action, {}};
    if (action == "config.patch"_L1 || action == "config.apply"_L1) {
        QJsonObject params{{"raw"_L1, arguments["raw"_L1].toString()}};
        for (const auto name : {"baseHash"_L1, "note"_L1, "sessionKey"_L1}) {
            if (arguments.contains(name))
                params.insert(name, arguments[name]);
        }
        return Question{action, params};
    }
    if (action == "restart"_L1)
        return Question{u"gateway.restart.request"_s,
                        {{"reason"_L1, arguments["reason"_L1].toString(u"asked for by an agent"_s)},
                         {"note"_L1, arguments["note"_L1]},
                         {"sessionKey"_L1, arguments["sessionKey"_L1]}}};
    return std::nullopt;
}

ToolAbort ask(const CallGateway &gateway, const std::optional<Question> &question, const ToolContext &context,
              const ToolDone &done)
{
    if (!context.isOwner) {
        done(ToolResult::error(u"only the owner may have that done"_s));
        return {};
    }
    if (!question) {
        done(ToolResult::error(u"unknown action"_s));
        return {};
    }
    const UnstoppableCall call(done);
    gateway(question->method, question->params,
            [call](const Result<QJsonObject> &answer) { call.answer(ToolResult::json(answer)); });
    return call.abort();
}

ToolParameter actionParameter(const QJsonArray &actions)
{
    return {.name = u"action"_s,
            .type = u"string"_s,
            .description = u"What to do"_s,
            .required = true,
            .more = {{"enum"_L1, actions}}};
}

} // namespace

Tool cronTool(const CallGateway &gateway)
{
    return {
        .name = u"cron"_s,
        .label = u"Cron"_s,
        .summary = u"Plan jobs and reminders, and wake up for something"_s,
        .description =
            u"Plan what is to be done later. A job has a name, a schedule ({kind: at, atMs} | {kind: every, "
            "everyMs} | {kind: cron, expr, tz?}), sessionTarget main with payload {kind: systemEvent, text}, "
            "or "
            "isolated with {kind: agentTurn, message}."_s,
        .parameters = parameterSchema(
            {actionParameter({u"status"_s, u"list"_s, u"add"_s, u"update"_s, u"remove"_s, u"run"_s, u"runs"_s,
                              u"wake"_s}),
             {.name = u"job"_s,
              .type = u"object"_s,
              .description = u"For add"_s,
              .more = {{"additionalProperties"_L1, true}}},
             {.name = u"jobId"_s, .type = u"string"_s, .description = u"As list shows it"_s},
             {.name = u"patch"_s,
              .type = u"object"_s,
              .description = u"For update: what changes"_s,
              .more = {{"additionalProperties"_L1, true}}},
             {.name = u"includeDisabled"_s, .type = u"boolean"_s, .description = u"For list"_s},
             {.name = u"text"_s, .type = u"string"_s, .description = u"For wake: what for"_s},
             {.name = u"mode"_s,
              .type = u"string"_s,
              .description = u"For wake"_s,
              .more = {{"enum"_L1, QJsonArray{u"now"_s, u"next-heartbeat"_s}}}}}),
        .group = u"automation"_s,
        .start = [gateway](const QJsonObject &arguments, const ToolContext &context, const ToolDone &done) {
            return ask(gateway, cronQuestion(arguments), context, done);
        }};
}

Tool gatewayTool(const CallGateway &gateway, const std::function<bool()> &mayRestart)
{
    return {
        .name = u"gateway"_s,
        .label = u"Gateway"_s,
        .summary = u"Read and change the config of this gateway, and restart it"_s,
        .description =
            u"Look at the config first (config.get, config.schema); secrets are not shown. config.patch "
            u"changes "
            "what `raw` names, with the hash that config.get tells. Restart only when the owner wants that."_s,
        .parameters = parameterSchema(
            {actionParameter(
                 {u"config.get"_s, u"config.schema"_s, u"config.patch"_s, u"config.apply"_s, u"restart"_s}),
             {.name = u"raw"_s, .type = u"string"_s, .description = u"JSON5: the change, or all of it"_s},
             {.name = u"baseHash"_s, .type = u"string"_s, .description = u"As config.get tells it"_s},
             {.name = u"note"_s, .type = u"string"_s, .description = u"Why"_s},
             {.name = u"sessionKey"_s, .type = u"string"_s, .description = u"Whom to tell afterwards"_s},
             {.name = u"reason"_s, .type = u"string"_s, .description = u"Of a restart"_s}}),
        .group = u"automation"_s,
        .start = [gateway, mayRestart](const QJsonObject &arguments, const ToolContext &context,
                                       const ToolDone &done) -> ToolAbort {
            if (arguments["action"_L1] == "restart"_L1 && !mayRestart()) {
                done(ToolResult::error(u"a restart is not allowed here (commands.restart)"_s));
                return {};
            }
            QJsonObject asked = arguments;
            if (!asked.contains("sessionKey"_L1))
                asked.insert("sessionKey"_L1, context.sessionKey); // who asks hears that it is over
            return ask(gateway, gatewayQuestion(asked), context, done);
        }};
}

} // namespace wsagent
