#include "gateway/agents/toolpolicy.h"

#include "gateway/agents/toolgroups.h"
#include "gateway/base/jsontexts.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// What a sandbox is there to keep away, and what a helper has no business with. Who wants them there names
/// them.
const QStringList &notInSandbox()
{
    static const QStringList tools{u"gateway"_s, u"cron"_s, u"nodes"_s, u"group:ui"_s};
    return tools;
}

const QStringList &notForSubagents()
{
    static const QStringList tools{u"sessions_*"_s, u"gateway"_s, u"agents_list"_s, u"cron"_s,
                                   u"session_status"_s};
    return tools;
}

} // namespace

QJsonObject providerPolicy(const QJsonObject &tools, const QString &provider, const QString &model)
{
    const QJsonObject byProvider = tools["byProvider"_L1].toObject();
    const QString exact = provider + u'/' + model;
    QJsonObject found;
    for (auto it = byProvider.begin(); it != byProvider.end(); ++it) {
        if (it.key().compare(exact, Qt::CaseInsensitive) == 0)
            return it.value().toObject();
        if (it.key().compare(provider, Qt::CaseInsensitive) == 0)
            found = it.value().toObject();
    }
    return found;
}

bool ToolPolicy::Step::allows(const QString &tool) const
{
    if (meansTool(deny, tool) || (onlyAllowed && !meansTool(allow, tool)))
        return false;
    return !meansTool(unlessNamed, tool) || namesTool(allow, tool);
}

void ToolPolicy::addProfile(const QString &profile, const QStringList &alsoAllow)
{
    m_named += alsoAllow;
    for (const ToolProfile &each : toolProfiles()) {
        if (each.id == profile && !each.allow.isEmpty())
            m_steps += Step{.onlyAllowed = true, .allow = each.allow + alsoAllow};
    }
}

void ToolPolicy::addRule(const QJsonObject &rule, const QStringList &unlessNamed)
{
    const QStringList allow = textsIn(rule["allow"_L1]);
    m_named += allow;
    m_steps += Step{.onlyAllowed = !allow.isEmpty(),
                    .allow = allow,
                    .deny = textsIn(rule["deny"_L1]),
                    .unlessNamed = unlessNamed};
}

/// It is asked for by a switch of its own, too, and only for models that are good at it.
void ToolPolicy::addApplyPatch(const QJsonObject &tools, const PolicyFacts &facts)
{
    const QJsonValue settings = tools["exec"_L1]["applyPatch"_L1];
    if (settings["enabled"_L1].toBool())
        m_named += u"apply_patch"_s;
    const QStringList models = textsIn(settings["allowModels"_L1]);
    const bool isListed = models.isEmpty() || models.contains(facts.model, Qt::CaseInsensitive) ||
                          models.contains(facts.provider + u'/' + facts.model, Qt::CaseInsensitive);
    if (!isListed)
        m_steps += Step{.deny = {u"apply_patch"_s}};
}

ToolPolicy::ToolPolicy(const PolicyFacts &facts)
{
    addApplyPatch(facts.tools, facts);
    addApplyPatch(facts.agentTools, facts);
    const QString own = facts.agentTools["profile"_L1].toString();
    m_profile = own.isEmpty() ? facts.tools["profile"_L1].toString(u"full"_s) : own;
    addProfile(m_profile, textsIn(facts.tools["alsoAllow"_L1]) + textsIn(facts.agentTools["alsoAllow"_L1]));
    for (const QJsonObject &tools : {facts.tools, facts.agentTools}) {
        const QJsonObject rule = providerPolicy(tools, facts.provider, facts.model);
        addProfile(rule["profile"_L1].toString(), textsIn(rule["alsoAllow"_L1]));
        addRule(rule);
    }
    addRule(facts.tools);
    addRule(facts.agentTools);
    addRule(facts.groupTools);
    if (facts.sandboxed) {
        addRule(facts.tools["sandbox"_L1]["tools"_L1].toObject(), notInSandbox());
        addRule(facts.agentTools["sandbox"_L1]["tools"_L1].toObject());
    }
    if (facts.subagent) {
        addRule(facts.tools["subagents"_L1]["tools"_L1].toObject(), notForSubagents());
        addRule(facts.agentTools["subagents"_L1]["tools"_L1].toObject());
    }
}

bool ToolPolicy::allows(const QString &tool) const
{
    if (isOptIn(tool) && !namesTool(m_named, tool))
        return false;
    return std::all_of(m_steps.begin(), m_steps.end(),
                       [&tool](const Step &step) { return step.allows(tool); });
}

QStringList ToolPolicy::allowed(const QStringList &tools) const
{
    QStringList result;
    std::copy_if(tools.begin(), tools.end(), std::back_inserter(result),
                 [this](const QString &tool) { return allows(tool); });
    return result;
}

} // namespace wsagent
