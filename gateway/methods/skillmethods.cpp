#include "gateway/methods/skillmethods.h"

#include "gateway/agents/skills/skillfolders.h"
#include "gateway/base/jsonpath.h"

#include <QFileInfo>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape shortText{.kind = Kind::String, .least = 1, .most = 512};
constexpr std::array statusMembers = {ParamMember{"agentId", &shortText},
                                      ParamMember{"sessionKey", &shortText}};
constexpr ParamShape statusShape{.kind = Kind::Object, .members = statusMembers};

QJsonObject toJson(const SkillNeeds &needs)
{
    return {{"bins"_L1, QJsonArray::fromStringList(needs.bins)},
            {"anyBins"_L1, QJsonArray::fromStringList(needs.anyBins)},
            {"env"_L1, QJsonArray::fromStringList(needs.env)},
            {"config"_L1, QJsonArray::fromStringList(needs.config)},
            {"os"_L1, QJsonArray::fromStringList(needs.os)}};
}

QJsonArray installers(const QJsonArray &install)
{
    QJsonArray rows;
    for (const QJsonValue &each : install) {
        const QString kind = each["kind"_L1].toString();
        rows += QJsonObject{{"id"_L1, each["id"_L1].toString(kind)},
                            {"kind"_L1, kind},
                            {"label"_L1, each["label"_L1].toString(kind)},
                            {"bins"_L1, each["bins"_L1].toArray()}};
    }
    return rows;
}

QJsonObject row(const Skill &skill, const SkillFacts &facts)
{
    const SkillState state = judgeSkill(skill, facts);
    QJsonArray checks;
    for (const QString &path : skill.needs.config)
        checks += QJsonObject{{"path"_L1, path}, {"satisfied"_L1, !state.missing.config.contains(path)}};
    QJsonObject json{{"name"_L1, skill.name},
                     {"description"_L1, skill.description},
                     {"source"_L1, skill.source},
                     {"bundled"_L1, skill.isBundled()},
                     {"filePath"_L1, skill.filePath},
                     {"baseDir"_L1, QFileInfo(skill.filePath).path()},
                     {"skillKey"_L1, skill.key},
                     {"always"_L1, skill.always},
                     {"disabled"_L1, state.disabled},
                     {"blockedByAllowlist"_L1, state.blockedByAllowlist},
                     {"blockedByAgentFilter"_L1, false},
                     {"eligible"_L1, state.eligible},
                     {"platformIncompatible"_L1, state.wrongSystem},
                     {"modelVisible"_L1, state.eligible && skill.modelInvocable},
                     {"userInvocable"_L1, skill.userInvocable},
                     {"commandVisible"_L1, state.eligible && skill.userInvocable},
                     {"requirements"_L1, toJson(skill.needs)},
                     {"missing"_L1, toJson(state.missing)},
                     {"configChecks"_L1, checks},
                     {"install"_L1, installers(skill.install)}};
    for (const auto &[key, value] :
         {std::pair("emoji"_L1, skill.emoji), std::pair("homepage"_L1, skill.homepage),
          std::pair("primaryEnv"_L1, skill.primaryEnv)}) {
        if (!value.isEmpty())
            json.insert(key, value);
    }
    return json;
}

} // namespace

void addSkillMethods(MethodTable &table, const SkillServices &services)
{
    table.add({.name = u"skills.status"_s,
               .scope = u"operator.read"_s,
               .shape = &statusShape,
               .run = [services](const MethodCall &call, Reply reply) {
                   const auto agent = services.agent(call.params["sessionKey"_L1].toString(),
                                                     call.params["agentId"_L1].toString());
                   if (!agent)
                       return reply.fail(invalidRequest(agent.error().message));
                   const SkillFacts facts = skillFacts(services.config());
                   QJsonArray rows;
                   for (const Skill &skill :
                        loadSkills(skillFolders(agent->workspace, services.stateDir, services.config())))
                       rows += row(skill, facts);
                   reply.ok(QJsonObject{{"workspaceDir"_L1, agent->workspace},
                                        {"managedSkillsDir"_L1, services.stateDir + "/skills"_L1},
                                        {"agentId"_L1, agent->id},
                                        {"skills"_L1, rows}});
               }});
    table.add({.name = u"skills.bins"_s,
               .scope = {}, // for nodes
               .run = [services](const MethodCall &, Reply reply) {
                   const auto agent = services.agent({}, {});
                   QStringList bins;
                   if (agent) {
                       for (const Skill &skill :
                            loadSkills(skillFolders(agent->workspace, services.stateDir, services.config())))
                           bins += skill.needs.bins + skill.needs.anyBins;
                   }
                   bins.removeDuplicates();
                   bins.sort();
                   reply.ok(QJsonObject{{"bins"_L1, QJsonArray::fromStringList(bins)}});
               }});
}

} // namespace wsagent
