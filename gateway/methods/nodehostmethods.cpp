#include "gateway/methods/nodemethods.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape any{};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape text{.kind = Kind::String};
constexpr ParamShape word{.kind = Kind::String, .least = 1};

constexpr std::array errorMembers = {ParamMember{"code", &text}, ParamMember{"message", &text}};
constexpr ParamShape errorShape{.kind = Kind::Object, .members = errorMembers};
constexpr std::array resultMembers = {
    ParamMember{"id", &word, true}, ParamMember{"nodeId", &word, true}, ParamMember{"ok", &flag, true},
    ParamMember{"payload", &any},   ParamMember{"payloadJSON", &text},  ParamMember{"error", &errorShape},
};
constexpr ParamShape resultShape{.kind = Kind::Object, .members = resultMembers};
constexpr std::array eventMembers = {ParamMember{"event", &word, true}, ParamMember{"payload", &any},
                                     ParamMember{"payloadJSON", &text}};
constexpr ParamShape eventShape{.kind = Kind::Object, .members = eventMembers};

/// Any JSON, also what stands alone; nothing when it is none.
std::optional<QJsonValue> parsed(const QString &json)
{
    const QJsonDocument list = QJsonDocument::fromJson('[' + json.toUtf8() + ']');
    if (list.array().size() != 1)
        return std::nullopt;
    return list.array().first();
}

NodeAnswer answerFrom(const QJsonObject &params)
{
    const QString json = params["payloadJSON"_L1].toString();
    if (json.isEmpty())
        return {.payload = params.contains("payload"_L1) ? params["payload"_L1] : QJsonValue()};
    return {.payload = parsed(json).value_or(QJsonValue()), .payloadJson = json};
}

void takeResult(NodeRegistry &nodes, const MethodCall &call, Reply reply)
{
    const QJsonObject &params = call.params;
    if (params["nodeId"_L1] != call.caller.deviceId)
        return reply.fail(invalidRequest(u"nodeId mismatch"_s));
    const QJsonValue error = params["error"_L1];
    const Result<NodeAnswer, NodeFailure> answer =
        params["ok"_L1].toBool()
            ? Result<NodeAnswer, NodeFailure>(answerFrom(params))
            : NodeFailure{.code = error["code"_L1].toString(), .message = error["message"_L1].toString()};
    const bool taken = nodes.calls().answered(call.caller.deviceId, params["id"_L1].toString(), answer);
    QJsonObject result{{"ok"_L1, true}};
    if (!taken)
        result.insert("ignored"_L1, true);
    reply.ok(result);
}

void notePresence(NodeRegistry &nodes, const QString &nodeId, const QString &reason)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (const auto store = nodes.store())
        (*store)->seen(nodeId, reason, now);
    nodes.ports().announce(
        "node.presence"_L1,
        {{"nodeId"_L1, nodeId}, {"connected"_L1, true}, {"reason"_L1, reason}, {"ts"_L1, now}});
}

/// What a node tells by itself. What this gateway does not know is said to be not handled.
void takeEvent(NodeRegistry &nodes, const TakeNodeEvent &take, const MethodCall &call, Reply reply)
{
    const QString event = call.params["event"_L1].toString();
    const QString json = call.params["payloadJSON"_L1].toString();
    const QJsonValue payload =
        json.isEmpty() ? call.params["payload"_L1] : parsed(json).value_or(QJsonValue());
    QJsonObject result{{"ok"_L1, true}, {"event"_L1, event}, {"handled"_L1, true}};
    if (event == "node.presence.alive"_L1 || event == "node.presence.activity"_L1) {
        notePresence(nodes, call.caller.deviceId, event.section(u'.', -1));
    } else if (event == "node.host.stats"_L1) {
        nodes.noteStats(call.caller.deviceId, payload.toObject());
    } else if (const auto known = nodeEventFrom(event, payload.toObject())) {
        if (const auto taken = take(call.caller, *known); !taken)
            return reply.fail(invalidRequest(taken.error().message));
    } else {
        result.insert("handled"_L1, false);
        result.insert("reason"_L1, u"unsupported_event"_s);
    }
    reply.ok(result);
}

} // namespace

void addNodeHostMethods(MethodTable &table, NodeRegistry *nodes, const TakeNodeEvent &take)
{
    table.add({.name = u"node.invoke.result"_s,
               .finishes = true,
               .shape = &resultShape,
               .run = [nodes](const MethodCall &call, Reply reply) {
                   takeResult(*nodes, call, std::move(reply));
               }});
    table.add({.name = u"node.event"_s,
               .shape = &eventShape,
               .run = [nodes, take](const MethodCall &call, Reply reply) {
                   takeEvent(*nodes, take, call, std::move(reply));
               }});
}

} // namespace wsagent
