#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace wsagent {

/// What decides which tools a run may use (`agents.md` 3).
struct PolicyFacts
{
    QJsonObject tools = {};      ///< `tools` of the config
    QJsonObject agentTools = {}; ///< `agents.list[].tools`
    QString provider = {};
    QString model = {};          ///< without the provider
    QJsonObject groupTools = {}; ///< `channels.<id>.groups.<id>.tools`, or those of the sender
    bool sandboxed = false;
    bool subagent = false;
};

/// The rules for one run, strictest wins: a tool has to pass every step.
class ToolPolicy
{
public:
    explicit ToolPolicy(const PolicyFacts &facts);

    bool allows(const QString &tool) const;
    QStringList allowed(const QStringList &tools) const;
    /// The profile it starts from: "full" without one.
    QString profile() const { return m_profile; }

private:
    /// One step: not `deny`, and one of `allow` when that is there.
    struct Step
    {
        bool onlyAllowed = false;
        QStringList allow = {};
        QStringList deny = {};
        QStringList unlessNamed = {}; ///< denied as well, but for those that `allow` names

        bool allows(const QString &tool) const;
    };

    void addProfile(const QString &profile, const QStringList &alsoAllow);
    void addApplyPatch(const QJsonObject &tools, const PolicyFacts &facts);
    void addRule(const QJsonObject &rule, const QStringList &unlessNamed = {});

    QList<Step> m_steps;
    QStringList m_named; ///< by which tools that have to be asked for are asked for
    QString m_profile;
};

/// The `byProvider` entry that fits best: `provider/model`, else `provider`.
QJsonObject providerPolicy(const QJsonObject &tools, const QString &provider, const QString &model);

} // namespace wsagent
