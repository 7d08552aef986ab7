#pragma once

#include "gateway/base/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QStringList>

#include <functional>

namespace wsagent {

/// What a skill needs of the machine.
struct SkillNeeds
{
    QStringList bins = {};
    QStringList anyBins = {}; ///< one of them
    QStringList env = {};
    QStringList config = {}; ///< paths that have to be set and true
    QStringList os = {};

    bool isEmpty() const
    {
        return bins.isEmpty() && anyBins.isEmpty() && env.isEmpty() && config.isEmpty() && os.isEmpty();
    }
    bool operator==(const SkillNeeds &) const = default;
};

/// Instructions that an agent can read when a task asks for them: one `SKILL.md`.
struct Skill
{
    QString name = {};
    QString description = {};
    QString homepage = {};
    QString source = {}; ///< workspace, managed, bundled, extra
    QString filePath = {};
    QString key = {}; ///< in `skills.entries`
    QString emoji = {};
    QString primaryEnv = {};
    bool always = false;
    bool userInvocable = true;
    bool modelInvocable = true;
    SkillNeeds needs = {};
    QJsonArray install = {};

    bool isBundled() const { return source == QLatin1StringView("bundled"); }
    bool operator==(const Skill &) const = default;
};

/// Reads the front matter between the two lines of dashes; `folder` names a skill that does not name itself.
/// An error when there is none, or no description.
Result<Skill> parseSkill(const QString &text, const QString &folder);

/// What is asked of machine and config.
struct SkillFacts
{
    QString os = {}; ///< linux, darwin, win32
    std::function<bool(const QString &program)> hasProgram = {};
    std::function<bool(const QString &variable)> hasVariable = {};
    QJsonObject config = {}; ///< effective
};

/// Whether a skill can be used here, and why not.
struct SkillState
{
    bool disabled = false;
    bool blockedByAllowlist = false;
    bool wrongSystem = false;
    SkillNeeds missing = {};
    bool eligible = false;
};

/// What of its needs is not there. `entry`: its settings in the config, with `env` and `apiKey`.
SkillNeeds missingNeeds(const Skill &skill, const SkillFacts &facts, const QJsonValue &entry);

SkillState judgeSkill(const Skill &skill, const SkillFacts &facts);

/// What `skills.entries` gives the commands of a run for these skills: `env`, and `apiKey` as their
/// `primaryEnv`. Secrets that are only referred to are left out.
QMap<QString, QString> skillVariables(const QList<Skill> &eligible, const QJsonObject &config);

/// The list for the system prompt, at most 150 skills and 30 000 characters; empty without any.
QString skillPrompt(const QList<Skill> &eligible);

} // namespace wsagent
