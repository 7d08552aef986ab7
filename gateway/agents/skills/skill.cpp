#include "gateway/agents/skills/skill.h"

#include "gateway/agents/skills/frontmatter.h"
#include "gateway/base/jsonpath.h"
#include "gateway/base/jsontexts.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostInPrompt = 150;
constexpr qsizetype longestPrompt = 30'000;

QStringList texts(const QJsonValue &value)
{
    if (value.isString())
        return {value.toString()};
    return textsIn(value);
}

bool isTrue(const QJsonValue &value)
{
    return value.isObject() || value.isArray() || value.toBool() || value.toDouble() != 0 ||
           !value.toString().isEmpty();
}

QString escaped(const QString &text)
{
    return text.toHtmlEscaped();
}

} // namespace

Result<Skill> parseSkill(const QString &text, const QString &folder)
{
    const QHash<QString, QString> values = frontMatter(text);
    if (values.isEmpty())
        return Error{u"it has no front matter"_s};
    Skill skill{.name = values.value(u"name"_s, folder),
                .description = values.value(u"description"_s),
                .homepage = values.value(u"homepage"_s)};
    if (skill.description.isEmpty() || skill.name.isEmpty() || skill.name.size() > 128)
        return Error{u"it has no description"_s};
    skill.userInvocable = values.value(u"user-invocable"_s) != "false"_L1;
    skill.modelInvocable = values.value(u"disable-model-invocation"_s) != "true"_L1;
    const QJsonObject metadata = metadataIn(values);
    const QJsonValue requires_ = metadata["requires"_L1];
    skill.key = metadata["skillKey"_L1].toString(skill.name);
    skill.emoji = metadata["emoji"_L1].toString();
    skill.primaryEnv = metadata["primaryEnv"_L1].toString();
    skill.always = metadata["always"_L1].toBool();
    skill.needs = {.bins = texts(requires_["bins"_L1]),
                   .anyBins = texts(requires_["anyBins"_L1]),
                   .env = texts(requires_["env"_L1]),
                   .config = texts(requires_["config"_L1]),
                   .os = texts(metadata["os"_L1])};
    skill.install = metadata["install"_L1].toArray();
    return skill;
}

SkillNeeds missingNeeds(const Skill &skill, const SkillFacts &facts, const QJsonValue &entry)
{
    SkillNeeds missing;
    if (!skill.needs.os.isEmpty() && !skill.needs.os.contains(facts.os))
        missing.os = skill.needs.os;
    if (skill.always)
        return missing;
    for (const QString &program : skill.needs.bins) {
        if (!facts.hasProgram(program))
            missing.bins += program;
    }
    if (!skill.needs.anyBins.isEmpty() &&
        std::none_of(skill.needs.anyBins.begin(), skill.needs.anyBins.end(), facts.hasProgram))
        missing.anyBins = skill.needs.anyBins;
    for (const QString &variable : skill.needs.env) {
        const bool given = facts.hasVariable(variable) || isTrue(entry["env"_L1][variable]) ||
                           (variable == skill.primaryEnv && isTrue(entry["apiKey"_L1]));
        if (!given)
            missing.env += variable;
    }
    for (const QString &path : skill.needs.config) {
        const auto parsed = parseJsonPath(path);
        if (!parsed || !isTrue(valueAt(facts.config, *parsed)))
            missing.config += path;
    }
    return missing;
}

SkillState judgeSkill(const Skill &skill, const SkillFacts &facts)
{
    const QJsonValue entry = facts.config["skills"_L1]["entries"_L1][skill.key];
    const QJsonValue allowBundled = facts.config["skills"_L1]["allowBundled"_L1];
    SkillState state{.disabled = entry["enabled"_L1] == false,
                     .blockedByAllowlist = skill.isBundled() && allowBundled.isArray() &&
                                           !texts(allowBundled).contains(skill.key) &&
                                           !texts(allowBundled).contains(skill.name),
                     .missing = missingNeeds(skill, facts, entry)};
    state.wrongSystem = !state.missing.os.isEmpty();
    state.eligible = !state.disabled && !state.blockedByAllowlist && state.missing.isEmpty();
    return state;
}

QMap<QString, QString> skillVariables(const QList<Skill> &eligible, const QJsonObject &config)
{
    QMap<QString, QString> variables;
    for (const Skill &skill : eligible) {
        const QJsonValue entry = config["skills"_L1]["entries"_L1][skill.key];
        const QJsonObject given = entry["env"_L1].toObject();
        for (auto it = given.begin(); it != given.end(); ++it) {
            if (it->isString())
                variables.insert(it.key(), it->toString());
        }
        if (!skill.primaryEnv.isEmpty() && entry["apiKey"_L1].isString())
            variables.insert(skill.primaryEnv, entry["apiKey"_L1].toString());
    }
    return variables;
}

QString skillPrompt(const QList<Skill> &eligible)
{
    QString text = u"<available_skills>\n"_s;
    qsizetype count = 0;
    for (const Skill &skill : eligible) {
        if (!skill.modelInvocable)
            continue;
        const QString row =
            u"  <skill><name>%1</name><description>%2</description><location>%3</location></skill>\n"_s.arg(
                escaped(skill.name), escaped(skill.description.left(500)), escaped(skill.filePath));
        if (++count > mostInPrompt || text.size() + row.size() > longestPrompt)
            break;
        text += row;
    }
    return count == 0 ? QString() : text + u"</available_skills>"_s;
}

} // namespace wsagent
