#pragma once

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
};

/// skills.status and skills.bins.
void addSkillMethods(MethodTable &table, const SkillServices &services);

} // namespace wsagent
