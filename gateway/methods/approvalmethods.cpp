#include "gateway/methods/approvalmethods.h"

#include "gateway/methods/execapprovalsmethods.h"
#include "gateway/methods/questionmethods.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape any{};
constexpr ParamShape word{.kind = Kind::String, .least = 1, .most = 512};
constexpr ParamShape text{.kind = Kind::String, .most = 100'000};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape days{.kind = Kind::Integer, .least = 1, .most = 3650};
constexpr ParamShape milliseconds{.kind = Kind::Integer, .least = 1, .most = 7 * 24 * 3'600'000.0};
constexpr ParamShape upTo100{.kind = Kind::Integer, .least = 1, .most = 100};

constexpr std::array idMembers = {ParamMember{"id", &word, true}};
constexpr ParamShape idShape{.kind = Kind::Object, .members = idMembers};
constexpr std::array resolveMembers = {ParamMember{"id", &word, true}, ParamMember{"decision", &word, true},
                                       ParamMember{"reviewer", &any},
                                       ParamMember{"grantExpiresInDays", &days}};
constexpr ParamShape resolveShape{.kind = Kind::Object, .members = resolveMembers};
constexpr std::array unifiedMembers = {ParamMember{"id", &word, true}, ParamMember{"kind", &word, true},
                                       ParamMember{"decision", &word, true}, ParamMember{"reviewer", &any},
                                       ParamMember{"grantExpiresInDays", &days}};
constexpr ParamShape unifiedShape{.kind = Kind::Object, .members = unifiedMembers};
constexpr std::array historyMembers = {ParamMember{"cursor", &word}, ParamMember{"limit", &upTo100},
                                       ParamMember{"kind", &word}};
constexpr ParamShape historyShape{.kind = Kind::Object, .members = historyMembers};
// Open: clients tell much of where a request comes from (`turnSource*` and others).
constexpr std::array requestMembers = {ParamMember{"command", &text}, ParamMember{"timeoutMs", &milliseconds},
                                       ParamMember{"id", &word}, ParamMember{"twoPhase", &flag},
                                       ParamMember{"requireDeliveryRoute", &flag}};
constexpr ParamShape requestShape{.kind = Kind::Object, .members = requestMembers, .open = true};

bool isDecision(const QString &decision)
{
    return decision == "allow-once"_L1 || decision == "allow-always"_L1 || decision == "deny"_L1;
}

QJsonValue orNull(const QString &value)
{
    return value.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(value);
}

QJsonObject decided(const Approval &approval)
{
    return {{"id"_L1, approval.id},
            {"decision"_L1, orNull(approval.decision)},
            {"createdAtMs"_L1, approval.createdAtMs},
            {"expiresAtMs"_L1, approval.expiresAtMs}};
}

ProtocolError notFound(const QString &message)
{
    return invalidRequest(
        message,
        {{"reason"_L1, u"APPROVAL_NOT_FOUND"_s},
         {"remediation"_L1, u"it may have been decided or have run out of time: see approval.history"_s}});
}

/// What a request says, as reviewers see it: what is not there is null, so that they need not ask twice.
QJsonObject shown(const QJsonObject &params)
{
    QJsonObject request;
    for (const auto key : {"command"_L1, "commandArgv"_L1, "cwd"_L1, "host"_L1, "nodeId"_L1, "agentId"_L1,
                           "sessionKey"_L1, "sessionId"_L1, "runId"_L1, "toolCallId"_L1, "security"_L1,
                           "ask"_L1, "warningText"_L1, "resolvedPath"_L1}) {
        const QJsonValue value = params[key];
        request.insert(key, value.isUndefined() ? QJsonValue(QJsonValue::Null) : value);
    }
    if (request["command"_L1].isNull()) {
        QStringList words;
        const QJsonArray argv = params["commandArgv"_L1].toArray();
        for (const QJsonValue &each : argv)
            words += each.toString();
        request.insert("command"_L1, words.join(u' '));
    }
    request.insert("allowedDecisions"_L1, QJsonArray{u"allow-once"_s, u"allow-always"_s, u"deny"_s});
    return request;
}

class ApprovalMethods
{
public:
    explicit ApprovalMethods(ApprovalServices services)
        : m(std::move(services))
    {}

    void list(const MethodCall &, Reply reply) const
    {
        QJsonArray rows;
        for (const Approval &approval : m.approvals().pending())
            rows += approvalRow(approval);
        reply.ok(rows);
    }

    void get(const MethodCall &call, Reply reply) const
    {
        const auto approval = m.approvals().find(call.params["id"_L1].toString());
        if (!approval || approval->status != Approval::Status::Pending)
            return reply.fail(notFound(u"unknown or expired approval id"_s));
        const QJsonObject presentation = snapshot(*approval)["presentation"_L1].toObject();
        QJsonObject answer{{"id"_L1, approval->id}, {"expiresAtMs"_L1, approval->expiresAtMs}};
        for (const auto key : {"commandText"_L1, "commandPreview"_L1, "allowedDecisions"_L1, "host"_L1,
                               "nodeId"_L1, "agentId"_L1})
            answer.insert(key, presentation[key]);
        reply.ok(answer);
    }

    void request(const MethodCall &call, Reply reply) const
    {
        const QJsonObject request = shown(call.params);
        if (request["command"_L1].toString().isEmpty())
            return reply.fail(invalidRequest(u"command is required"_s));
        if (request["host"_L1] == "node"_L1 && !call.params["systemRunPlan"_L1].isObject())
            return reply.fail(invalidRequest(u"systemRunPlan is required for host=node"_s));
        constexpr qint64 halfAnHour = 1'800'000;
        const std::chrono::milliseconds timeout(call.params["timeoutMs"_L1].toInteger(halfAnHour));
        if (!m.hasReviewer(call.caller.connectionId))
            return reply.ok(decided(m.approvals().withoutRoute(request, timeout)));
        const QString id = call.params["id"_L1].toString();
        if (!id.isEmpty() && m.approvals().find(id))
            return reply.fail(invalidRequest(u"approval id already pending"_s));
        const auto waiting = std::make_shared<Reply>(std::move(reply));
        const bool twoPhase = call.params["twoPhase"_L1].toBool();
        const Approval approval = m.approvals().open(
            request, timeout, [waiting](const Approval &over) { waiting->ok(decided(over)); }, id);
        if (twoPhase) {
            waiting->accepted(QJsonObject{{"status"_L1, u"accepted"_s},
                                          {"id"_L1, approval.id},
                                          {"deliveryRoute"_L1, u"approval-client"_s},
                                          {"createdAtMs"_L1, approval.createdAtMs},
                                          {"expiresAtMs"_L1, approval.expiresAtMs}});
        }
    }

    void waitDecision(const MethodCall &call, Reply reply) const
    {
        const auto waiting = std::make_shared<Reply>(std::move(reply));
        const bool known = m.approvals().wait(
            call.params["id"_L1].toString(), [waiting](const Approval &over) { waiting->ok(decided(over)); });
        if (!known)
            waiting->fail(notFound(u"unknown or expired approval id"_s));
    }

    void resolve(const MethodCall &call, Reply reply) const
    {
        switch (applied(call)) {
        case Applied::Invalid:
            return reply.fail(invalidRequest(u"invalid decision"_s));
        case Applied::Unknown:
            return reply.fail(notFound(u"unknown or expired approval id"_s));
        case Applied::Already:
            return reply.fail(invalidRequest(u"approval already resolved"_s,
                                             {{"reason"_L1, u"APPROVAL_ALREADY_RESOLVED"_s}}));
        case Applied::Repeated:
        case Applied::Yes:
            return reply.ok(QJsonObject{{"ok"_L1, true}});
        }
    }

    void unifiedGet(const MethodCall &call, Reply reply) const
    {
        const auto approval = m.approvals().find(call.params["id"_L1].toString());
        if (!approval)
            return reply.fail(notFound(u"approval not found"_s));
        reply.ok(QJsonObject{{"approval"_L1, snapshot(*approval)}});
    }

    void unifiedResolve(const MethodCall &call, Reply reply) const
    {
        if (call.params["kind"_L1] != "exec"_L1)
            return reply.fail(notFound(u"approval not found"_s));
        const Applied result = applied(call);
        if (result == Applied::Invalid)
            return reply.fail(invalidRequest(u"invalid decision"_s));
        const auto approval = m.approvals().find(call.params["id"_L1].toString());
        if (!approval)
            return reply.fail(notFound(u"approval not found"_s));
        reply.ok(QJsonObject{{"applied"_L1, result == Applied::Yes}, {"approval"_L1, snapshot(*approval)}});
    }

    void history(const MethodCall &call, Reply reply) const
    {
        const QString kind = call.params["kind"_L1].toString();
        const QList<Approval> all =
            kind.isEmpty() || kind == "exec"_L1 ? m.approvals().history() : QList<Approval>();
        const qsizetype from = call.params["cursor"_L1].toString().toLongLong();
        const qsizetype end = std::min(all.size(), from + call.params["limit"_L1].toInteger(50));
        QJsonArray items;
        for (qsizetype i = std::max<qsizetype>(from, 0); i < end; ++i)
            items += snapshot(all[i]);
        QJsonObject answer{{"items"_L1, items}};
        if (end < all.size())
            answer.insert("nextCursor"_L1, QString::number(end));
        reply.ok(answer);
    }

    void none(const MethodCall &, Reply reply) const { reply.ok(QJsonArray()); }

private:
    enum class Applied { Yes, Repeated, Already, Unknown, Invalid };

    Applied applied(const MethodCall &call) const
    {
        const QString decision = call.params["decision"_L1].toString();
        if (!isDecision(decision))
            return Applied::Invalid;
        const QString who = call.caller.deviceId.isEmpty() ? call.caller.clientId : call.caller.deviceId;
        switch (m.approvals().resolve(call.params["id"_L1].toString(), decision, who,
                                      call.params["grantExpiresInDays"_L1].toInt())) {
        case Approvals::Outcome::Applied:
            return Applied::Yes;
        case Approvals::Outcome::Repeated:
            return Applied::Repeated;
        case Approvals::Outcome::Already:
            return Applied::Already;
        case Approvals::Outcome::Unknown:
            return Applied::Unknown;
        }
        Q_UNREACHABLE();
    }

    ApprovalServices m;
};

} // namespace

QJsonObject approvalRow(const Approval &approval)
{
    return {{"id"_L1, approval.id},
            {"approvalKind"_L1, u"exec"_s},
            {"request"_L1, approval.request},
            {"createdAtMs"_L1, approval.createdAtMs},
            {"expiresAtMs"_L1, approval.expiresAtMs}};
}

void addApprovalMethods(MethodTable &table, const ApprovalServices &services)
{
    const auto methods = std::make_shared<const ApprovalMethods>(services);
    const auto add = [&](const QString &name, const ParamShape *shape,
                         void (ApprovalMethods::*run)(const MethodCall &, Reply) const) {
        table.add({.name = name,
                   .scope = u"operator.approvals"_s,
                   .shape = shape,
                   .run = [methods, run](const MethodCall &call, Reply reply) {
                       ((*methods).*run)(call, std::move(reply));
                   }});
    };
    add(u"exec.approval.list"_s, nullptr, &ApprovalMethods::list);
    add(u"exec.approval.get"_s, &idShape, &ApprovalMethods::get);
    add(u"exec.approval.request"_s, &requestShape, &ApprovalMethods::request);
    add(u"exec.approval.waitDecision"_s, &idShape, &ApprovalMethods::waitDecision);
    add(u"exec.approval.resolve"_s, &resolveShape, &ApprovalMethods::resolve);
    add(u"approval.get"_s, &idShape, &ApprovalMethods::unifiedGet);
    add(u"approval.resolve"_s, &unifiedShape, &ApprovalMethods::unifiedResolve);
    add(u"approval.history"_s, &historyShape, &ApprovalMethods::history);
    add(u"plugin.approval.list"_s, nullptr, &ApprovalMethods::none);
    add(u"openclaw.approval.list"_s, nullptr, &ApprovalMethods::none);
    addExecApprovalsMethods(table, services);
    addQuestionMethods(table, services);
}

} // namespace wsagent
