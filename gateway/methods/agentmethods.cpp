#include "gateway/methods/agentmethods.h"

#include "gateway/base/files.h"
#include "gateway/base/trash.h"
#include "gateway/methods/methodfamily.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape anything{};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape text{.kind = Kind::String};
constexpr ParamShape word{.kind = Kind::String, .least = 1};
constexpr ParamShape hash{.kind = Kind::String, .least = 64, .most = 64};
constexpr ParamShape content{.kind = Kind::String, .most = 1'000'000};

constexpr std::array identityMembers = {ParamMember{"agentId", &word}, ParamMember{"sessionKey", &word}};
constexpr ParamShape identityShape{.kind = Kind::Object, .members = identityMembers};
constexpr std::array agentMembers = {ParamMember{"agentId", &word, true}};
constexpr ParamShape agentShape{.kind = Kind::Object, .members = agentMembers};
constexpr std::array fileMembers = {ParamMember{"agentId", &word, true}, ParamMember{"name", &word, true}};
constexpr ParamShape fileShape{.kind = Kind::Object, .members = fileMembers};
constexpr std::array setMembers = {ParamMember{"agentId", &word, true}, ParamMember{"name", &word, true},
                                   ParamMember{"content", &content, true},
                                   ParamMember{"expectedHash", &hash}};
constexpr ParamShape setShape{.kind = Kind::Object, .members = setMembers};
constexpr std::array createMembers = {ParamMember{"name", &word, true}, ParamMember{"workspace", &word},
                                      ParamMember{"model", &word}, ParamMember{"emoji", &text},
                                      ParamMember{"avatar", &text}};
constexpr ParamShape createShape{.kind = Kind::Object, .members = createMembers};
constexpr std::array updateMembers = {ParamMember{"agentId", &word, true},
                                      ParamMember{"name", &word},
                                      ParamMember{"workspace", &word},
                                      ParamMember{"model", &anything},
                                      ParamMember{"agentRuntime", &anything},
                                      ParamMember{"emoji", &text},
                                      ParamMember{"avatar", &text}};
constexpr ParamShape updateShape{.kind = Kind::Object, .members = updateMembers};
constexpr std::array deleteMembers = {ParamMember{"agentId", &word, true}, ParamMember{"deleteFiles", &flag}};
constexpr ParamShape deleteShape{.kind = Kind::Object, .members = deleteMembers};

constexpr qint64 mostBytes = 4 * 1024 * 1024;

const QStringList &fileNames()
{
    static const QStringList names{u"AGENTS.md"_s, u"SOUL.md"_s,      u"TOOLS.md"_s,     u"IDENTITY.md"_s,
                                   u"USER.md"_s,   u"HEARTBEAT.md"_s, u"BOOTSTRAP.md"_s, u"MEMORY.md"_s};
    return names;
}

QString hashOf(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

ProtocolError unavailable(const Error &error)
{
    return {.code = ProtocolError::Code::Unavailable, .message = error.message};
}

ProtocolError noAgent(const QString &id)
{
    return invalidRequest(u"agent \"%1\" not found"_s.arg(id));
}

QJsonObject fileRow(const QString &workspace, const QString &name)
{
    const QFileInfo info(workspace + u'/' + name);
    QJsonObject row{{"name"_L1, name}, {"path"_L1, info.filePath()}, {"missing"_L1, !info.exists()}};
    if (!info.exists()) {
        // Neither is there in every workspace.
        if (name == "BOOTSTRAP.md"_L1 || name == "MEMORY.md"_L1)
            row.insert("expectedAbsent"_L1, true);
        return row;
    }
    row.insert("size"_L1, info.size());
    row.insert("updatedAtMs"_L1, info.lastModified().toMSecsSinceEpoch());
    return row;
}

/// The members of an agent that clients may set.
void setMembersOf(QJsonObject &entry, const QJsonObject &params)
{
    for (const auto name : {"name"_L1, "workspace"_L1}) {
        if (params.contains(name))
            entry.insert(name, params[name]);
    }
    if (params["model"_L1].isNull())
        entry.remove("model"_L1);
    else if (params.contains("model"_L1))
        entry.insert("model"_L1, params["model"_L1]);
    QJsonObject identity = entry["identity"_L1].toObject();
    for (const auto name : {"emoji"_L1, "avatar"_L1}) {
        if (params.contains(name))
            identity.insert(name, params[name]);
    }
    if (params.contains("name"_L1))
        identity.insert("name"_L1, params["name"_L1]);
    if (!identity.isEmpty())
        entry.insert("identity"_L1, identity);
}

qsizetype placeOf(const QJsonArray &list, const QString &id)
{
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (list[i]["id"_L1].toString().compare(id, Qt::CaseInsensitive) == 0)
            return i;
    }
    return -1;
}

class AgentMethods
{
public:
    explicit AgentMethods(AgentMethodServices services)
        : m(std::move(services))
    {}

    void list(const MethodCall &, Reply reply) const { reply.ok(m.agentsList()); }

    void identity(const MethodCall &call, Reply reply) const
    {
        QString id = call.params["agentId"_L1].toString();
        if (const QString key = call.params["sessionKey"_L1].toString(); id.isEmpty() && !key.isEmpty()) {
            const auto owner = m.agentOfSession(key);
            if (!owner)
                return reply.fail(invalidRequest(owner.error().message));
            id = *owner;
        }
        const AgentProfile *agent = id.isEmpty() ? &m.agents().defaultAgent() : m.agents().find(id);
        if (!agent)
            return reply.fail(noAgent(id));
        const QString avatar = agent->identity["avatar"_L1].toString();
        const QString emoji = agent->identity["emoji"_L1].toString();
        QJsonObject answer{{"agentId"_L1, agent->id},
                           {"name"_L1, agent->name.isEmpty() ? agent->id : agent->name},
                           {"nameSource"_L1, agent->name.isEmpty() ? u"default"_s : u"config"_s},
                           {"avatarStatus"_L1, avatar.startsWith("data:"_L1)  ? u"data"_s
                                               : avatar.startsWith("http"_L1) ? u"remote"_s
                                                                              : u"none"_s}};
        if (!emoji.isEmpty())
            answer.insert("emoji"_L1, emoji);
        if (!avatar.isEmpty())
            answer.insert("avatar"_L1, avatar);
        reply.ok(answer);
    }

    void files(const MethodCall &call, Reply reply) const
    {
        const AgentProfile *agent = m.agents().find(call.params["agentId"_L1].toString());
        if (!agent)
            return reply.fail(noAgent(call.params["agentId"_L1].toString()));
        QJsonArray rows;
        for (const QString &name : fileNames())
            rows += fileRow(agent->workspace, name);
        reply.ok(
            QJsonObject{{"agentId"_L1, agent->id}, {"workspace"_L1, agent->workspace}, {"files"_L1, rows}});
    }

    void readFileOf(const MethodCall &call, Reply reply) const
    {
        const auto agent = fileOwner(call.params);
        if (!agent)
            return reply.fail(agent.error());
        const QString name = call.params["name"_L1].toString();
        QJsonObject row = fileRow((*agent)->workspace, name);
        if (!row["missing"_L1].toBool()) {
            const auto bytes = readFile((*agent)->workspace + u'/' + name, mostBytes);
            if (!bytes)
                return reply.fail(unavailable(bytes.error()));
            row.insert("content"_L1, QString::fromUtf8(*bytes));
            row.insert("hash"_L1, hashOf(*bytes));
        }
        reply.ok(QJsonObject{
            {"agentId"_L1, (*agent)->id}, {"workspace"_L1, (*agent)->workspace}, {"file"_L1, row}});
    }

    void writeFileOf(const MethodCall &call, Reply reply) const
    {
        const auto agent = fileOwner(call.params);
        if (!agent)
            return reply.fail(agent.error());
        const QString name = call.params["name"_L1].toString();
        const QString path = (*agent)->workspace + u'/' + name;
        const auto now = readFile(path, mostBytes);
        const QString expected = call.params["expectedHash"_L1].toString();
        if (!expected.isEmpty() && (!now || hashOf(*now) != expected.toLower())) {
            QJsonObject details{{"type"_L1, u"agent_file_conflict"_s}, {"name"_L1, name}};
            if (now)
                details.insert("currentHash"_L1, hashOf(*now));
            return reply.fail(
                invalidRequest(u"agent file \"%1\" changed since it was read"_s.arg(name), details));
        }
        if (const auto made = makePrivateDirectory((*agent)->workspace); !made)
            return reply.fail(unavailable(made.error()));
        const QByteArray bytes = call.params["content"_L1].toString().toUtf8();
        if (const auto written = replaceFile(path, bytes); !written)
            return reply.fail(unavailable(written.error()));
        QJsonObject row = fileRow((*agent)->workspace, name);
        row.insert("hash"_L1, hashOf(bytes));
        reply.ok(QJsonObject{{"ok"_L1, true},
                             {"agentId"_L1, (*agent)->id},
                             {"workspace"_L1, (*agent)->workspace},
                             {"file"_L1, row}});
    }

    void create(const MethodCall &call, Reply reply) const
    {
        const QString id = normalizedAgentId(call.params["name"_L1].toString());
        if (id.isEmpty())
            return reply.fail(invalidRequest(u"the name of an agent needs a letter or a digit"_s));
        if (m.agents().find(id))
            return reply.fail(invalidRequest(u"agent \"%1\" already exists"_s.arg(id)));
        QJsonArray list = m.configured();
        if (list.isEmpty()) // the agent that was there without being named stays
            list += QJsonObject{{"id"_L1, m.agents().defaultAgent().id}, {"default"_L1, true}};
        QJsonObject entry{{"id"_L1, id}};
        setMembersOf(entry, call.params);
        list += entry;
        QJsonObject answer{{"ok"_L1, true},
                           {"agentId"_L1, id},
                           {"name"_L1, call.params["name"_L1]},
                           {"workspace"_L1, call.params["workspace"_L1]}};
        if (call.params.contains("model"_L1))
            answer.insert("model"_L1, call.params["model"_L1]);
        configure({.list = list}, answer, std::move(reply));
    }

    void update(const MethodCall &call, Reply reply) const
    {
        const QString id = call.params["agentId"_L1].toString();
        const AgentProfile *agent = m.agents().find(id);
        if (!agent)
            return reply.fail(noAgent(id));
        QJsonArray list = m.configured();
        qsizetype place = placeOf(list, id);
        if (place < 0) {
            list += QJsonObject{{"id"_L1, agent->id}, {"default"_L1, true}};
            place = list.size() - 1;
        }
        QJsonObject entry = list[place].toObject();
        setMembersOf(entry, call.params);
        list[place] = entry;
        configure({.list = list}, {{"ok"_L1, true}, {"agentId"_L1, agent->id}}, std::move(reply));
    }

    void remove(const MethodCall &call, Reply reply) const
    {
        const QString id = call.params["agentId"_L1].toString();
        const AgentProfile *agent = m.agents().find(id);
        if (!agent)
            return reply.fail(noAgent(id));
        if (agent->isDefault)
            return reply.fail(invalidRequest(u"the default agent cannot be deleted"_s));
        AgentsChange change{.list = m.configured()};
        change.list.removeAt(placeOf(change.list, id));
        const qsizetype removed = takeBindings(agent->id, change);
        QJsonObject answer{{"ok"_L1, true}, {"agentId"_L1, agent->id}, {"removedBindings"_L1, removed}};
        if (call.params["deleteFiles"_L1].toBool())
            throwAway(agent->workspace, answer);
        configure(change, answer, std::move(reply));
    }

private:
    /// Places that were bound to an agent go to the default one again. Returns how many.
    qsizetype takeBindings(const QString &id, AgentsChange &change) const
    {
        const QJsonArray all = m.bindings();
        QJsonArray kept;
        for (const QJsonValue &binding : all) {
            if (normalizedAgentId(binding["agentId"_L1].toString()) != id)
                kept += binding;
        }
        if (kept.size() < all.size())
            change.bindings = kept;
        return all.size() - kept.size();
    }

    /// Where there is no trash the folder is put aside.
    static void throwAway(const QString &path, QJsonObject &answer)
    {
        const bool isThere = QFileInfo::exists(path);
        const QString aside = path + u".deleted.%1"_s.arg(QDateTime::currentMSecsSinceEpoch());
        if (isThere && !moveToTrash({path}) && !QDir().rename(path, aside)) {
            answer.insert("failed"_L1, QJsonArray{path});
            return;
        }
        const QJsonObject removed{{"path"_L1, path}, {"method"_L1, isThere ? u"trash"_s : u"missing"_s}};
        answer.insert("removed"_L1, QJsonArray{removed});
    }

    Result<const AgentProfile *, ProtocolError> fileOwner(const QJsonObject &params) const
    {
        const QString id = params["agentId"_L1].toString();
        const AgentProfile *agent = m.agents().find(id);
        if (!agent)
            return noAgent(id);
        const QString name = params["name"_L1].toString();
        if (!fileNames().contains(name))
            return invalidRequest(u"unsupported file \"%1\""_s.arg(name));
        return agent;
    }

    void configure(const AgentsChange &change, const QJsonObject &answer, Reply reply) const
    {
        const auto waiting = std::make_shared<Reply>(std::move(reply));
        m.configure(change, [waiting, answer](const Result<void> &done) {
            if (done)
                waiting->ok(answer);
            else
                waiting->fail(invalidRequest(done.error().message));
        });
    }

    AgentMethodServices m;
};

} // namespace

void addAgentMethods(MethodTable &table, const AgentMethodServices &services)
{
    const auto methods = std::make_shared<const AgentMethods>(services);
    const auto add = [&](const QString &name, const ParamShape *shape,
                         void (AgentMethods::*run)(const MethodCall &, Reply) const, bool changes = false) {
        table.add({.name = name,
                   .scope = changes ? u"operator.admin"_s : u"operator.read"_s,
                   .shape = shape,
                   .run = methodOf(methods, run)});
    };
    add(u"agents.list"_s, nullptr, &AgentMethods::list);
    add(u"agent.identity.get"_s, &identityShape, &AgentMethods::identity);
    add(u"agents.files.list"_s, &agentShape, &AgentMethods::files);
    add(u"agents.files.get"_s, &fileShape, &AgentMethods::readFileOf);
    add(u"agents.files.set"_s, &setShape, &AgentMethods::writeFileOf, true);
    add(u"agents.create"_s, &createShape, &AgentMethods::create, true);
    add(u"agents.update"_s, &updateShape, &AgentMethods::update, true);
    add(u"agents.delete"_s, &deleteShape, &AgentMethods::remove, true);
}

} // namespace wsagent
