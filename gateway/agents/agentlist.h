#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace wsagent {

/// Which model, and what to try when it fails.
struct AgentModel
{
    QString primary = {}; ///< provider/model; empty: the built-in one
    QStringList fallbacks = {};
    bool operator==(const AgentModel &) const = default;
};

/// One agent of an instance, with the defaults filled in.
struct AgentProfile
{
    QString id = {};
    QString name = {};
    bool isDefault = false;
    QString workspace = {}; ///< absolute
    QString agentDir = {};
    AgentModel model = {};
    QJsonObject identity = {};
    QString thinkingDefault = {}; ///< empty: by the model
    QJsonObject heartbeat = {};
    QStringList spawnTargets = {}; ///< agents that it may start as sub-agents; "*": all
    QString subagentModel = {};
    QJsonObject settings = {}; ///< its entry in `agents.list`, for what only one part reads
};

/// Where the folders of agents are when the config says nothing.
struct AgentFolders
{
    QString stateDir = {};
    QString defaultWorkspace = {};
    QString home = {};
};

/// The agents of a config (`agents.list`, `agents.defaults`). There is always one.
class AgentList
{
public:
    AgentList() = default;
    AgentList(const QJsonObject &effectiveConfig, const AgentFolders &folders);

    const QList<AgentProfile> &all() const { return m_agents; }
    const AgentProfile *find(const QString &id) const;
    const AgentProfile &defaultAgent() const;
    /// `agents.defaults`, for what applies to all.
    const QJsonObject &defaults() const { return m_defaults; }
    /// alias → provider/model
    QHash<QString, QString> modelAliases() const;
    /// Only these may be chosen by users; empty: any.
    QStringList allowedModels() const;

private:
    QList<AgentProfile> m_agents;
    QJsonObject m_defaults;
};

/// The form in which ids of agents are compared and stored.
QString normalizedAgentId(const QString &name);

} // namespace wsagent
