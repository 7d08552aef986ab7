#include "gateway/agents/tools/sessiontools.h"

#include "gateway/agents/tools/toolschema.h"
#include "gateway/base/jsontexts.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualHistory = 50; // messages
constexpr int mostHistory = 200;
constexpr int usualPatience = 30; // seconds
constexpr int longestPatience = 600;
constexpr int mostPreview = 20; // messages

QJsonObject listRow(const QJsonValue &row)
{
    QJsonObject shown;
    for (const auto name : {"key"_L1, "kind"_L1, "label"_L1, "displayName"_L1, "channel"_L1, "updatedAt"_L1,
                            "model"_L1, "totalTokens"_L1, "spawnedBy"_L1, "hasActiveRun"_L1}) {
        if (const QJsonValue value = row[name]; !value.isUndefined() && !value.isNull())
            shown.insert(name, value);
    }
    return shown;
}

/// "main", "group", "cron", … as an agent may ask for them.
bool isOfKinds(const QString &key, const QString &kind, const QStringList &kinds)
{
    return kinds.isEmpty() || kinds.contains(kind) ||
           std::any_of(kinds.begin(), kinds.end(),
                       [&key](const QString &wanted) { return key.section(u':', 2).startsWith(wanted); });
}

ToolAbort list(const SessionToolPorts &ports, const QJsonObject &arguments, const ToolContext &context,
               const ToolDone &done)
{
    const UnstoppableCall call(done);
    QJsonObject params{{"limit"_L1, arguments["limit"_L1].toInt(50)}};
    if (arguments.contains("activeMinutes"_L1))
        params.insert("activeMinutes"_L1, arguments["activeMinutes"_L1]);
    const QStringList kinds = textsIn(arguments["kinds"_L1]);
    const int messages = std::clamp(arguments["messageLimit"_L1].toInt(), 0, mostPreview);
    ports.ask(u"sessions.list"_s, params, [ports, call, context, kinds, messages](const auto &answer) {
        if (!answer)
            return call.answer(ToolResult::error(answer.error().message));
        QJsonArray rows;
        QJsonArray keys;
        const QJsonArray all = answer->value("sessions"_L1).toArray();
        for (const QJsonValue &row : all) {
            const QString key = row["key"_L1].toString();
            if (!ports.visible(context, key) || !isOfKinds(key, row["kind"_L1].toString(), kinds))
                continue;
            rows += listRow(row);
            keys += key;
        }
        const QJsonObject result{{"count"_L1, rows.size()}, {"sessions"_L1, rows}};
        if (messages == 0 || keys.isEmpty())
            return call.answer(ToolResult::json(result));
        ports.ask(u"sessions.preview"_s, {{"keys"_L1, keys}, {"limit"_L1, messages}},
                  [call, result](const auto &previews) {
                      QJsonObject whole = result;
                      if (previews)
                          whole.insert("previews"_L1, previews->value("previews"_L1));
                      call.answer(ToolResult::json(whole));
                  });
    });
    return call.abort();
}

QJsonArray withoutTools(const QJsonArray &messages)
{
    QJsonArray some;
    for (const QJsonValue &message : messages) {
        const QString role = message["role"_L1].toString();
        if (role != "user"_L1 && role != "assistant"_L1)
            continue;
        QJsonArray parts;
        const QJsonArray all = message["content"_L1].toArray();
        for (const QJsonValue &part : all) {
            if (part["type"_L1] == "text"_L1)
                parts += part;
        }
        const QJsonValue content =
            message["content"_L1].isString() ? message["content"_L1] : QJsonValue(parts);
        if (content.isString() || !parts.isEmpty())
            some += QJsonObject{
                {"role"_L1, role}, {"content"_L1, content}, {"timestamp"_L1, message["timestamp"_L1]}};
    }
    return some;
}

ToolAbort history(const SessionToolPorts &ports, const QJsonObject &arguments, const ToolContext &context,
                  const ToolDone &done)
{
    const auto key = ports.visible(context, arguments["sessionKey"_L1].toString());
    if (!key) {
        done(ToolResult::error(key.error().message));
        return {};
    }
    const UnstoppableCall call(done);
    const bool withTools = arguments["includeTools"_L1].toBool();
    const int limit = std::clamp(arguments["limit"_L1].toInt(usualHistory), 1, mostHistory);
    ports.ask(u"chat.history"_s, {{"sessionKey"_L1, *key}, {"limit"_L1, limit}},
              [call, key = *key, withTools](const auto &answer) {
                  if (!answer)
                      return call.answer(ToolResult::error(answer.error().message));
                  const QJsonArray messages = answer->value("messages"_L1).toArray();
                  const QJsonObject result{{"sessionKey"_L1, key},
                                           {"messages"_L1, withTools ? messages : withoutTools(messages)}};
                  call.answer(ToolResult::json(result));
              });
    return call.abort();
}

ToolAbort send(const SessionToolPorts &ports, const QJsonObject &arguments, const ToolContext &context,
               const ToolDone &done)
{
    const auto key = ports.visible(context, arguments["sessionKey"_L1].toString());
    if (!key || *key == context.sessionKey) {
        done(ToolResult::error(key ? u"that is this session"_s : key.error().message));
        return {};
    }
    const UnstoppableCall call(done);
    const int seconds = std::clamp(arguments["timeoutSeconds"_L1].toInt(usualPatience), 0, longestPatience);
    ports.send(context, *key, arguments["message"_L1].toString(), std::chrono::seconds(seconds),
               [call](const Result<QJsonObject> &answer) { call.answer(ToolResult::json(answer)); });
    return call.abort();
}

ToolAbort status(const SessionToolPorts &ports, const QJsonObject &arguments, const ToolContext &context,
                 const ToolDone &done)
{
    const auto key = ports.visible(context, arguments["sessionKey"_L1].toString(context.sessionKey));
    if (!key) {
        done(ToolResult::error(key.error().message));
        return {};
    }
    const UnstoppableCall call(done);
    const auto show = [ports, call, key = *key] {
        ports.status(key, [call](const QString &card) {
            const QDateTime now = QDateTime::currentDateTime();
            call.answer(ToolResult::text(
                u"%1\nTime: %2 (%3)"_s.arg(card, now.toString(u"dddd, yyyy-MM-dd HH:mm"_s),
                                           QString::fromLatin1(QTimeZone::systemTimeZoneId()))));
        });
    };
    const QString model = arguments["model"_L1].toString();
    if (model.isEmpty()) {
        show();
        return call.abort();
    }
    const QJsonValue wanted = model == "default"_L1 ? QJsonValue(QJsonValue::Null) : QJsonValue(model);
    ports.ask(u"sessions.patch"_s, {{"key"_L1, *key}, {"model"_L1, wanted}},
              [call, show](const auto &answer) {
                  if (!answer)
                      return call.answer(ToolResult::error(answer.error().message));
                  show();
              });
    return call.abort();
}

ToolParameter sessionParameter(bool required)
{
    return {.name = u"sessionKey"_s,
            .type = u"string"_s,
            .description = u"As sessions_list shows it"_s,
            .required = required};
}

Tool listTool(const SessionToolPorts &ports)
{
    return {.name = u"sessions_list"_s,
            .label = u"Sessions"_s,
            .summary = u"List the conversations of this gateway"_s,
            .parameters =
                parameterSchema({{.name = u"kinds"_s,
                                  .type = u"array"_s,
                                  .description = u"Only these, such as main, group, cron, subagent"_s,
                                  .more = {{"items"_L1, QJsonObject{{"type"_L1, u"string"_s}}}}},
                                 {.name = u"limit"_s, .type = u"integer"_s, .description = u"Most rows"_s},
                                 {.name = u"activeMinutes"_s,
                                  .type = u"integer"_s,
                                  .description = u"Only those with something new since then"_s},
                                 {.name = u"messageLimit"_s,
                                  .type = u"integer"_s,
                                  .description = u"With so many of their last messages (0 to 20)"_s}}),
            .hasSideEffect = false,
            .group = u"sessions"_s,
            .start = [ports](const QJsonObject &arguments, const ToolContext &context, const ToolDone &done) {
                return list(ports, arguments, context, done);
            }};
}

Tool historyTool(const SessionToolPorts &ports)
{
    return {.name = u"sessions_history"_s,
            .label = u"History"_s,
            .summary = u"Read what was said in a conversation"_s,
            .parameters = parameterSchema(
                {sessionParameter(true),
                 {.name = u"limit"_s, .type = u"integer"_s, .description = u"Most messages, up to 200"_s},
                 {.name = u"includeTools"_s,
                  .type = u"boolean"_s,
                  .description = u"With calls of tools and their results"_s}}),
            .hasSideEffect = false,
            .group = u"sessions"_s,
            .start = [ports](const QJsonObject &arguments, const ToolContext &context, const ToolDone &done) {
                return history(ports, arguments, context, done);
            }};
}

Tool sendTool(const SessionToolPorts &ports)
{
    return {
        .name = u"sessions_send"_s,
        .label = u"Send to a session"_s,
        .summary = u"Say something in another conversation, and wait for its reply"_s,
        .parameters = parameterSchema(
            {sessionParameter(true),
             {.name = u"message"_s, .type = u"string"_s, .description = u"What to say"_s, .required = true},
             {.name = u"timeoutSeconds"_s,
              .type = u"integer"_s,
              .description = u"How long to wait for the reply (30); 0: not at all"_s}}),
        .group = u"sessions"_s,
        .start = [ports](const QJsonObject &arguments, const ToolContext &context, const ToolDone &done) {
            return send(ports, arguments, context, done);
        }};
}

Tool spawnTool(const SessionToolPorts &ports)
{
    return {
        .name = u"sessions_spawn"_s,
        .label = u"Sub-agent"_s,
        .summary = u"Give a task to a sub-agent, which reports when it has finished"_s,
        .description =
            u"Start a sub-agent for a task that takes long or that can be done beside others. It works in a "
            "session of its own and knows nothing but the task. You get its result as a message."_s,
        .parameters = parameterSchema(
            {{.name = u"task"_s,
              .type = u"string"_s,
              .description = u"Everything that the sub-agent has to know"_s,
              .required = true,
              .more = {{"minLength"_L1, 1}}},
             {.name = u"label"_s, .type = u"string"_s, .description = u"A short name for it"_s},
             {.name = u"agentId"_s,
              .type = u"string"_s,
              .description = u"Another agent, as agents_list shows it"_s},
             {.name = u"model"_s, .type = u"string"_s, .description = u"Another model"_s},
             {.name = u"thinking"_s, .type = u"string"_s, .description = u"Another level"_s},
             {.name = u"runTimeoutSeconds"_s,
              .type = u"integer"_s,
              .description = u"Longest time; 0: the usual one"_s},
             {.name = u"cleanup"_s,
              .type = u"string"_s,
              .description = u"delete: its session goes at once; keep: after some time"_s,
              .more = {{"enum"_L1, QJsonArray{u"delete"_s, u"keep"_s}}}}}),
        .group = u"sessions"_s,
        .start = [ports](const QJsonObject &arguments, const ToolContext &context,
                         const ToolDone &done) -> ToolAbort {
            done(ToolResult::json(ports.spawn(context, arguments)));
            return {};
        }};
}

Tool statusTool(const SessionToolPorts &ports)
{
    return {.name = u"session_status"_s,
            .label = u"Status"_s,
            .summary = u"Model, usage and time; may choose another model"_s,
            .parameters = parameterSchema(
                {sessionParameter(false),
                 {.name = u"model"_s,
                  .type = u"string"_s,
                  .description = u"From now on this one in the session; default: the usual one"_s}}),
            .group = u"sessions"_s,
            .start = [ports](const QJsonObject &arguments, const ToolContext &context, const ToolDone &done) {
                return status(ports, arguments, context, done);
            }};
}

Tool agentsTool(const SessionToolPorts &ports)
{
    return {
        .name = u"agents_list"_s,
        .label = u"Agents"_s,
        .summary = u"List the agents that sessions_spawn may start"_s,
        .parameters = parameterSchema({}),
        .hasSideEffect = false,
        .group = u"agents"_s,
        .start = [ports](const QJsonObject &, const ToolContext &context, const ToolDone &done) -> ToolAbort {
            const QJsonObject result{{"requester"_L1, context.agentId},
                                     {"agents"_L1, ports.targets(context.agentId)}};
            done(ToolResult::json(result));
            return {};
        }};
}

} // namespace

void addSessionTools(Toolset &tools, const SessionToolPorts &ports)
{
    for (const Tool &tool : {agentsTool(ports), listTool(ports), historyTool(ports), sendTool(ports),
                             spawnTool(ports), statusTool(ports)})
        tools.add(tool);
}

} // namespace wsagent
