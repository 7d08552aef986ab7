#pragma once

#include "gateway/agents/skills/skillinstall.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

struct SkillServices
{
    struct Agent
    {
        QString id = {};
        QString workspace = {};
    };
    std::function<Result<Agent>(const QString &sessionKey, const QString &agentId)> agent;
    std::function<const QJsonObject &()> config; ///< effective
    QString stateDir = {};
    std::function<QProcessEnvironment()> environment; ///< of programs that install something
    /// Changes `skills.entries.<key>` of the config, null takes a member out; the entry as it is now, without
    /// its secrets.
    std::function<void(const QString &key, const QJsonObject &patch,
                       const std::function<void(const Result<QJsonObject> &)> &done)>
        changeEntry;
};

/// skills.status and skills.bins.
void addSkillMethods(MethodTable &table, const SkillServices &services);
/// skills.install and skills.update.
void addSkillChangeMethods(MethodTable &table, const SkillServices &services);

} // namespace wsagent
