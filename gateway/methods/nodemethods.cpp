#include "gateway/methods/nodemethods.h"

#include "gateway/methods/nodeinvocations.h"
#include "gateway/protocol/scopes.h"

#include <QDateTime>
#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape any{};
constexpr ParamShape text{.kind = Kind::String};
constexpr ParamShape word{.kind = Kind::String, .least = 1};
constexpr ParamShape name{.kind = Kind::String, .least = 1, .most = 64};
constexpr ParamShape words{.kind = Kind::Array, .item = &text, .most = 256};
constexpr ParamShape timeout{.kind = Kind::Integer, .least = 1, .most = 3'600'000};

constexpr std::array requestMembers = {ParamMember{"requestId", &word, true}};
constexpr ParamShape requestShape{.kind = Kind::Object, .members = requestMembers};
constexpr std::array nodeMembers = {ParamMember{"nodeId", &word, true}};
constexpr ParamShape nodeShape{.kind = Kind::Object, .members = nodeMembers};
constexpr std::array renameMembers = {ParamMember{"nodeId", &word, true},
                                      ParamMember{"displayName", &name, true}};
constexpr ParamShape renameShape{.kind = Kind::Object, .members = renameMembers};
constexpr std::array invokeMembers = {
    ParamMember{"nodeId", &word, true},
    ParamMember{"command", &word, true},
    ParamMember{"params", &any},
    ParamMember{"timeoutMs", &timeout},
    ParamMember{"idempotencyKey", &word, true},
    ParamMember{"sessionKey", &text},
    ParamMember{"turnSourceChannel", &text},
    ParamMember{"turnSourceTo", &text},
    ParamMember{"turnSourceAccountId", &text},
    ParamMember{"turnSourceThreadId", &any},
};
constexpr ParamShape invokeShape{.kind = Kind::Object, .members = invokeMembers};
constexpr std::array wakeMembers = {ParamMember{"triggers", &words, true}};
constexpr ParamShape wakeShape{.kind = Kind::Object, .members = wakeMembers};

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

ProtocolError failure(const Error &error)
{
    if (error.kind == ErrorKind::NotFound)
        return invalidRequest(error.message);
    return {.code = ProtocolError::Code::Unavailable, .message = error.message};
}

/// The methods of one family share their services.
class NodeMethods
{
public:
    explicit NodeMethods(const NodeServices &services)
        : m_nodes(*services.nodes)
        , m_invocations(*services.nodes, services.uptimeMs)
    {}

    void pairList(const MethodCall &, Reply reply)
    {
        const auto store = m_nodes.store();
        if (!store)
            return reply.fail(failure(store.error()));
        QJsonArray pending;
        for (const NodeRequest &request : (*store)->requests())
            pending += toJson(request);
        QJsonArray paired;
        for (const PairedNode &node : (*store)->paired())
            paired += toJson(node);
        reply.ok(QJsonObject{{"pending"_L1, pending}, {"paired"_L1, paired}});
    }

    void approve(const MethodCall &call, Reply reply)
    {
        const QString id = call.params["requestId"_L1].toString();
        const auto store = m_nodes.store();
        if (!store)
            return reply.fail(failure(store.error()));
        const auto waiting = (*store)->request(id);
        if (!waiting)
            return reply.fail(invalidRequest(u"unknown requestId"_s));
        const QStringList needed = requiredApproveScopes(waiting->info.surface.commands);
        if (const QStringList missing = beyond(needed, call.caller.scopes); !missing.isEmpty())
            return reply.fail(missingScope(missing.first()));
        const auto node = (*store)->approve(id, now());
        if (!node)
            return reply.fail(failure(node.error()));
        m_nodes.resolved(*waiting, u"approved"_s);
        reply.ok(QJsonObject{{"requestId"_L1, id}, {"node"_L1, toJson(*node)}});
    }

    void reject(const MethodCall &call, Reply reply)
    {
        const auto store = m_nodes.store();
        const auto rejected = store ? (*store)->reject(call.params["requestId"_L1].toString())
                                    : Result<NodeRequest>(store.error());
        if (!rejected)
            return reply.fail(failure(rejected.error()));
        m_nodes.resolved(*rejected, u"rejected"_s);
        reply.ok(QJsonObject{{"requestId"_L1, rejected->id}, {"nodeId"_L1, rejected->info.nodeId}});
    }

    void remove(const MethodCall &call, Reply reply)
    {
        const QString id = call.params["nodeId"_L1].toString();
        const auto store = m_nodes.store();
        if (const auto removed = store ? (*store)->remove(id) : Result<void>(store.error()); !removed)
            return reply.fail(failure(removed.error()));
        m_nodes.resolved({.info = {.nodeId = id}}, u"removed"_s);
        reply.ok(QJsonObject{{"nodeId"_L1, id}});
        m_nodes.putOut(id, u"node removed"_s);
    }

    void list(const MethodCall &, Reply reply)
    {
        reply.ok(QJsonObject{{"ts"_L1, now()}, {"nodes"_L1, m_nodes.rows()}});
    }

    void describe(const MethodCall &call, Reply reply)
    {
        QJsonObject row = m_nodes.row(call.params["nodeId"_L1].toString());
        if (row.isEmpty())
            return reply.fail(invalidRequest(u"unknown nodeId"_s));
        row.insert("ts"_L1, now());
        reply.ok(row);
    }

    void rename(const MethodCall &call, Reply reply)
    {
        const QString id = call.params["nodeId"_L1].toString();
        const QString label = call.params["displayName"_L1].toString();
        const auto store = m_nodes.store();
        if (const auto renamed = store ? (*store)->rename(id, label) : Result<void>(store.error()); !renamed)
            return reply.fail(failure(renamed.error()));
        reply.ok(QJsonObject{{"nodeId"_L1, id}, {"displayName"_L1, label}});
    }

    void invoke(const MethodCall &call, Reply reply)
    {
        const QString command = call.params["command"_L1].toString();
        const QString scope = isSystemCommand(command) ? u"operator.admin"_s : u"operator.write"_s;
        if (!grants(call.caller.scopes, scope))
            return reply.fail(missingScope(scope));
        m_invocations.invoke(call.params, std::move(reply));
    }

    void voiceWake(const MethodCall &, Reply reply)
    {
        const auto triggers = m_nodes.voiceWake().triggers();
        if (!triggers)
            return reply.fail(failure(triggers.error()));
        reply.ok(QJsonObject{{"triggers"_L1, QJsonArray::fromStringList(*triggers)}});
    }

    void setVoiceWake(const MethodCall &call, Reply reply)
    {
        const auto triggers =
            m_nodes.voiceWake().setTriggers(call.params["triggers"_L1].toVariant().toStringList());
        if (!triggers)
            return reply.fail(failure(triggers.error()));
        const QJsonObject result{{"triggers"_L1, QJsonArray::fromStringList(*triggers)}};
        reply.ok(result);
        m_nodes.ports().announce("voicewake.changed"_L1, result);
    }

    void voiceWakeRouting(const MethodCall &, Reply reply)
    {
        reply.ok(QJsonObject{{"config"_L1, VoiceWake::routing()}});
    }

private:
    NodeRegistry &m_nodes;
    NodeInvocations m_invocations;
};

} // namespace

void addNodeMethods(MethodTable &table, const NodeServices &services)
{
    const auto methods = std::make_shared<NodeMethods>(services);
    const auto add = [&](const QString &methodName, const QString &scope, const ParamShape *shape,
                         void (NodeMethods::*run)(const MethodCall &, Reply)) {
        table.add({.name = methodName,
                   .scope = scope,
                   .shape = shape,
                   .run = [methods, run](const MethodCall &call, Reply reply) {
                       ((*methods).*run)(call, std::move(reply));
                   }});
    };
    const QString pairing = u"operator.pairing"_s;
    const QString read = u"operator.read"_s;
    const QString write = u"operator.write"_s;
    add(u"node.pair.list"_s, pairing, nullptr, &NodeMethods::pairList);
    add(u"node.pair.approve"_s, pairing, &requestShape, &NodeMethods::approve);
    add(u"node.pair.reject"_s, pairing, &requestShape, &NodeMethods::reject);
    add(u"node.pair.remove"_s, pairing, &nodeShape, &NodeMethods::remove);
    add(u"node.list"_s, read, nullptr, &NodeMethods::list);
    add(u"node.describe"_s, read, &nodeShape, &NodeMethods::describe);
    add(u"node.rename"_s, pairing, &renameShape, &NodeMethods::rename);
    add(u"node.invoke"_s, write, &invokeShape, &NodeMethods::invoke);
    add(u"voicewake.get"_s, read, nullptr, &NodeMethods::voiceWake);
    add(u"voicewake.set"_s, write, &wakeShape, &NodeMethods::setVoiceWake);
    add(u"voicewake.routing.get"_s, read, nullptr, &NodeMethods::voiceWakeRouting);
}

} // namespace wsagent
