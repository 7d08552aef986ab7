#include "gateway/methods/execapprovalsmethods.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape shortText{.kind = Kind::String, .least = 1, .most = 512};
constexpr ParamShape document{.kind = Kind::Object, .open = true};
constexpr ParamShape upTo500{.kind = Kind::Integer, .least = 1, .most = 500};

constexpr std::array setMembers = {ParamMember{"file", &document, true}, ParamMember{"baseHash", &shortText}};
constexpr ParamShape setShape{.kind = Kind::Object, .members = setMembers};
constexpr std::array listMembers = {ParamMember{"limit", &upTo500}};
constexpr ParamShape listShape{.kind = Kind::Object, .members = listMembers};
constexpr std::array revokeMembers = {ParamMember{"grantId", &shortText, true}};
constexpr ParamShape revokeShape{.kind = Kind::Object, .members = revokeMembers};

ProtocolError failure(const Error &error)
{
    const bool byCaller = error.kind == ErrorKind::Usage || error.kind == ErrorKind::Conflict;
    return byCaller ? invalidRequest(error.message)
                    : ProtocolError{.code = ProtocolError::Code::Unavailable, .message = error.message};
}

/// The way to ask a node is nobody's business.
QJsonObject withoutToken(QJsonObject file)
{
    QJsonObject socket = file["socket"_L1].toObject();
    socket.remove("token"_L1);
    if (socket.isEmpty())
        file.remove("socket"_L1);
    else
        file.insert("socket"_L1, socket);
    return file;
}

void get(ExecApprovalsFile &file, Reply reply)
{
    const auto read = file.read();
    if (!read)
        return reply.fail(failure(read.error()));
    const ExecModes modes =
        withWords(stricter(ExecModes(), file.modes(QString())), (*read)["defaults"_L1].toObject());
    reply.ok(QJsonObject{
        {"path"_L1, file.path()},
        {"exists"_L1, file.exists()},
        {"hash"_L1, file.hash()},
        {"file"_L1, withoutToken(*read)},
        {"resolvedDefaults"_L1,
         QJsonObject{{"security"_L1, word(modes.security)},
                     {"ask"_L1, word(modes.ask)},
                     {"askFallback"_L1, word(modes.askFallback)},
                     {"autoAllowSkills"_L1, (*read)["defaults"_L1]["autoAllowSkills"_L1].toBool()}}}});
}

void set(ExecApprovalsFile &file, const MethodCall &call, Reply reply)
{
    const QString base = call.params["baseHash"_L1].toString();
    if (base.isEmpty() && file.exists())
        return reply.fail(
            invalidRequest(u"exec approvals base hash required; re-run exec.approvals.get and retry"_s));
    QJsonObject changed = call.params["file"_L1].toObject();
    if (const auto before = file.read(); before && before->contains("socket"_L1))
        changed.insert("socket"_L1, before->value("socket"_L1));
    if (const auto written = file.write(changed, base.isEmpty() ? file.hash() : base); !written)
        return reply.fail(failure(written.error()));
    get(file, std::move(reply));
}

void listGrants(ExecApprovalsFile &file, const MethodCall &call, Reply reply)
{
    const auto read = file.read();
    if (!read)
        return reply.fail(failure(read.error()));
    QJsonArray grants;
    const QJsonObject agents = (*read)["agents"_L1].toObject();
    for (auto agent = agents.begin(); agent != agents.end(); ++agent) {
        const QJsonArray entries = agent.value()["allowlist"_L1].toArray();
        for (const QJsonValue &entry : entries) {
            if (entry["source"_L1] != "allow-always"_L1 ||
                grants.size() >= call.params["limit"_L1].toInteger(500))
                continue;
            QJsonObject grant{{"grantId"_L1, entry["id"_L1]},
                              {"agentId"_L1, agent.key()},
                              {"createdAtMs"_L1, entry["createdAt"_L1]}};
            for (const auto &[from, to] :
                 {std::pair("pattern"_L1, "pattern"_L1), std::pair("argPattern"_L1, "argPattern"_L1),
                  std::pair("cwd"_L1, "cwd"_L1), std::pair("expiresAtMs"_L1, "expiresAtMs"_L1),
                  std::pair("lastUsedAt"_L1, "lastUsedAtMs"_L1)}) {
                if (!entry[from].isUndefined())
                    grant.insert(to, entry[from]);
            }
            grants += grant;
        }
    }
    reply.ok(QJsonObject{{"grants"_L1, grants}});
}

void revokeGrant(ExecApprovalsFile &file, const MethodCall &call, Reply reply)
{
    const auto removed = file.removeEntry(call.params["grantId"_L1].toString());
    if (!removed)
        return reply.fail(failure(removed.error()));
    reply.ok(QJsonObject{{"outcome"_L1, *removed ? u"revoked"_s : u"not-found"_s}});
}

} // namespace

void addExecApprovalsMethods(MethodTable &table, const ApprovalServices &services)
{
    const auto file = services.file;
    table.add({.name = u"exec.approvals.get"_s,
               .scope = u"operator.admin"_s,
               .run = [file](const MethodCall &, Reply reply) {
                   get(file(), std::move(reply));
               }});
    table.add({.name = u"exec.approvals.set"_s,
               .scope = u"operator.admin"_s,
               .shape = &setShape,
               .run = [file](const MethodCall &call, Reply reply) {
                   set(file(), call, std::move(reply));
               }});
    table.add({.name = u"exec.approval.grants.list"_s,
               .scope = u"operator.approvals"_s,
               .shape = &listShape,
               .run = [file](const MethodCall &call, Reply reply) {
                   listGrants(file(), call, std::move(reply));
               }});
    table.add({.name = u"exec.approval.grants.revoke"_s,
               .scope = u"operator.approvals"_s,
               .shape = &revokeShape,
               .run = [file](const MethodCall &call, Reply reply) {
                   revokeGrant(file(), call, std::move(reply));
               }});
}

} // namespace wsagent
