#include "gateway/methods/toolmethods.h"

#include "gateway/agents/toolgroups.h"
#include "gateway/protocol/scopes.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape shortText{.kind = Kind::String, .least = 1, .most = 512};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape object{.kind = Kind::Object, .open = true};

constexpr std::array catalogMembers = {ParamMember{"agentId", &shortText},
                                       ParamMember{"includePlugins", &flag}};
constexpr ParamShape catalogShape{.kind = Kind::Object, .members = catalogMembers};
constexpr std::array effectiveMembers = {ParamMember{"sessionKey", &shortText, true},
                                         ParamMember{"agentId", &shortText}};
constexpr ParamShape effectiveShape{.kind = Kind::Object, .members = effectiveMembers};
constexpr std::array invokeMembers = {
    ParamMember{"name", &shortText, true}, ParamMember{"args", &object},
    ParamMember{"sessionKey", &shortText}, ParamMember{"agentId", &shortText},
    ParamMember{"confirm", &flag},         ParamMember{"idempotencyKey", &shortText}};
constexpr ParamShape invokeShape{.kind = Kind::Object, .members = invokeMembers};

QJsonArray profilesWith(const QString &tool)
{
    QJsonArray profiles;
    for (const ToolProfile &profile : toolProfiles()) {
        if (profile.allow.isEmpty() || meansTool(profile.allow, tool))
            profiles += profile.id;
    }
    return profiles;
}

QJsonObject row(const Tool &tool)
{
    return {{"id"_L1, tool.name},
            {"label"_L1, tool.label.isEmpty() ? tool.name : tool.label},
            {"description"_L1, tool.summary},
            {"rawDescription"_L1, tool.description.isEmpty() ? tool.summary : tool.description},
            {"source"_L1, QString(sourceName(tool.source))},
            {"optional"_L1, isOptIn(tool.name)},
            {"risk"_L1, tool.hasSideEffect ? u"write"_s : u"read"_s},
            {"defaultProfiles"_L1, profilesWith(tool.name)}};
}

/// The tools in their groups; those of other programs each in one of its own.
QJsonArray grouped(const QList<Tool> &tools)
{
    QJsonArray groups;
    const auto add = [&](const QString &id, const QString &label, Tool::Source source, const auto &belongs) {
        QJsonArray rows;
        for (const Tool &tool : tools) {
            if (belongs(tool))
                rows += row(tool);
        }
        if (!rows.isEmpty())
            groups += QJsonObject{{"id"_L1, id},
                                  {"label"_L1, label},
                                  {"source"_L1, QString(sourceName(source))},
                                  {"tools"_L1, rows}};
    };
    for (const ToolGroup &group : toolGroups())
        add(group.id, group.label, Tool::Source::Core,
            [&group](const Tool &tool) { return group.tools.contains(tool.name); });
    QStringList others;
    for (const Tool &tool : tools) {
        if (tool.source != Tool::Source::Core && !others.contains(tool.group))
            others += tool.group;
    }
    for (const QString &group : others)
        add(group, group.section(u':', 1), Tool::Source::Mcp,
            [&group](const Tool &tool) { return tool.group == group; });
    return groups;
}

QJsonObject invoked(const QString &name, const Tool &tool, const ToolResult &result)
{
    QJsonObject answer{
        {"ok"_L1, !result.isError},
        {"toolName"_L1, name},
        {"source"_L1, QString(sourceName(tool.source))},
        {"output"_L1, QJsonObject{{"content"_L1, result.content}, {"details"_L1, result.details}}}};
    if (result.details["status"_L1] == "approval-pending"_L1) {
        answer.insert("requiresApproval"_L1, true);
        answer.insert("approvalId"_L1, result.details["approvalId"_L1]);
    }
    if (result.isError)
        answer.insert("error"_L1,
                      QJsonObject{{"code"_L1, u"tool_error"_s}, {"message"_L1, result.plainText()}});
    return answer;
}

class ToolMethods
{
public:
    explicit ToolMethods(ToolServices services)
        : m(std::move(services))
    {}

    void catalog(const MethodCall &call, Reply reply) const
    {
        const auto session = m.session({}, call.params["agentId"_L1].toString());
        if (!session)
            return reply.fail(invalidRequest(session.error().message));
        QJsonArray profiles;
        for (const ToolProfile &profile : toolProfiles())
            profiles += QJsonObject{{"id"_L1, profile.id}, {"label"_L1, profile.label}};
        reply.ok(QJsonObject{{"agentId"_L1, session->context.agentId},
                             {"profiles"_L1, profiles},
                             {"groups"_L1, grouped(m.tools().tools(m.tools().names()))}});
    }

    void effective(const MethodCall &call, Reply reply) const
    {
        const auto session =
            m.session(call.params["sessionKey"_L1].toString(), call.params["agentId"_L1].toString());
        if (!session)
            return reply.fail(invalidRequest(session.error().message));
        const QList<Tool> allowed = m.tools().tools(session->policy.allowed(m.tools().names()));
        reply.ok(QJsonObject{{"agentId"_L1, session->context.agentId},
                             {"profile"_L1, session->policy.profile()},
                             {"groups"_L1, grouped(allowed)}});
    }

    void invoke(const MethodCall &call, Reply reply) const
    {
        const QString name = call.params["name"_L1].toString();
        const auto session =
            m.session(call.params["sessionKey"_L1].toString(), call.params["agentId"_L1].toString());
        if (!session)
            return reply.fail(invalidRequest(session.error().message));
        const Tool *tool = session->policy.allows(name) ? m.tools().find(name) : nullptr;
        if (!tool) {
            const QJsonObject error{{"code"_L1, u"not_found"_s},
                                    {"message"_L1, u"Tool not available: %1"_s.arg(name)}};
            return reply.ok(QJsonObject{{"ok"_L1, false}, {"toolName"_L1, name}, {"error"_L1, error}});
        }
        const auto waiting = std::make_shared<Reply>(std::move(reply));
        ToolContext context = session->context;
        context.isOwner = grants(call.caller.scopes, u"operator.admin"_s);
        m.tools().start(name, call.params["args"_L1].toObject(), context,
                        [waiting, name, tool = *tool](const ToolResult &result) {
                            waiting->ok(invoked(name, tool, result));
                        });
    }

private:
    ToolServices m;
};

} // namespace

void addToolMethods(MethodTable &table, const ToolServices &services)
{
    const auto methods = std::make_shared<const ToolMethods>(services);
    const auto add = [&](const QString &name, const QString &scope, const ParamShape *shape,
                         void (ToolMethods::*run)(const MethodCall &, Reply) const) {
        table.add(
            {.name = name,
             .scope = scope,
             .shape = shape,
             .run = [methods, run, whenReady = services.whenReady](const MethodCall &call, Reply reply) {
                 const auto waiting = std::make_shared<Reply>(std::move(reply));
                 whenReady([methods, run, call, waiting] { ((*methods).*run)(call, std::move(*waiting)); });
             }});
    };
    add(u"tools.catalog"_s, u"operator.read"_s, &catalogShape, &ToolMethods::catalog);
    add(u"tools.effective"_s, u"operator.read"_s, &effectiveShape, &ToolMethods::effective);
    add(u"tools.invoke"_s, u"operator.write"_s, &invokeShape, &ToolMethods::invoke);
}

} // namespace wsagent
