#pragma once

#include "gateway/agents/skills/skill.h"

namespace wsagent {

/// Where skills are looked for, the first one first.
struct SkillFolder
{
    QString path = {};
    QString source = {};
};

/// Those of one agent: its workspace, the instance, what comes with the program, `skills.load.extraDirs`.
QList<SkillFolder> skillFolders(const QString &workspace, const QString &stateDir, const QJsonObject &config);

/// All skills there, sorted by name; of two with one name the first folder's. What cannot be read is left
/// out.
QList<Skill> loadSkills(const QList<SkillFolder> &folders);

/// Of this machine: PATH, environment, system.
SkillFacts skillFacts(const QJsonObject &config);

} // namespace wsagent
