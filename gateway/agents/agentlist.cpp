#include "gateway/agents/agentlist.h"

#include "gateway/base/jsontexts.h"
#include "gateway/base/paths.h"

#include <QDir>
#include <QHash>
#include <QJsonArray>
#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// A text, or `{primary, fallbacks}`.
AgentModel modelFrom(const QJsonValue &json, const AgentModel &usual = {})
{
    if (json.isString())
        return {.primary = json.toString(), .fallbacks = usual.fallbacks};
    if (!json.isObject())
        return usual;
    return {.primary = json["primary"_L1].toString(usual.primary),
            .fallbacks = json["fallbacks"_L1].isArray() ? textsIn(json["fallbacks"_L1]) : usual.fallbacks};
}

QString absolute(const QString &path, const QString &home)
{
    if (path == "~"_L1 || path.startsWith("~/"_L1))
        return QDir::cleanPath(home + path.sliced(1));
    return resolvedPath(path, home);
}

QJsonObject merged(QJsonObject base, const QJsonObject &over)
{
    for (auto it = over.begin(); it != over.end(); ++it)
        base.insert(it.key(), it.value());
    return base;
}

AgentProfile profileFrom(const QJsonObject &entry, const QJsonObject &defaults, const AgentFolders &folders)
{
    AgentProfile agent{.id = entry["id"_L1].toString().toLower(), .settings = entry};
    agent.isDefault = entry["default"_L1].toBool();
    agent.identity = entry["identity"_L1].toObject();
    agent.name = entry["name"_L1].toString(agent.identity["name"_L1].toString());
    if (const QString workspace = entry["workspace"_L1].toString(); !workspace.isEmpty())
        agent.workspace = absolute(workspace, folders.home);
    const QString agentDir = entry["agentDir"_L1].toString();
    agent.agentDir = agentDir.isEmpty() ? u"%1/agents/%2/agent"_s.arg(folders.stateDir, agent.id)
                                        : absolute(agentDir, folders.home);
    agent.model = modelFrom(entry["model"_L1], modelFrom(defaults["model"_L1]));
    agent.thinkingDefault = defaults["thinkingDefault"_L1].toString();
    agent.heartbeat = merged(defaults["heartbeat"_L1].toObject(), entry["heartbeat"_L1].toObject());
    const QJsonValue subagents = entry["subagents"_L1];
    agent.spawnTargets = textsIn(subagents["allowAgents"_L1]);
    if (agent.spawnTargets.isEmpty())
        agent.spawnTargets = {agent.id};
    agent.subagentModel = subagents["model"_L1].toString(defaults["subagents"_L1]["model"_L1].toString());
    return agent;
}

} // namespace

AgentList::AgentList(const QJsonObject &effectiveConfig, const AgentFolders &folders)
    : m_defaults(effectiveConfig["agents"_L1]["defaults"_L1].toObject())
{
    const QJsonArray list = effectiveConfig["agents"_L1]["list"_L1].toArray();
    for (const QJsonValue &entry : list)
        m_agents += profileFrom(entry.toObject(), m_defaults, folders);
    if (m_agents.isEmpty())
        m_agents += profileFrom({{"id"_L1, u"main"_s}}, m_defaults, folders);

    bool found = false;
    for (AgentProfile &agent : m_agents)
        agent.isDefault = agent.isDefault && !std::exchange(found, found || agent.isDefault);
    if (!found)
        m_agents.first().isDefault = true;

    const QString shared = m_defaults["workspace"_L1].toString();
    for (AgentProfile &agent : m_agents) {
        if (!agent.workspace.isEmpty())
            continue;
        if (agent.isDefault)
            agent.workspace = shared.isEmpty() ? folders.defaultWorkspace : absolute(shared, folders.home);
        else
            agent.workspace = u"%1/workspace-%2"_s.arg(folders.stateDir, agent.id);
    }
}

const AgentProfile *AgentList::find(const QString &id) const
{
    for (const AgentProfile &agent : m_agents) {
        if (agent.id.compare(id, Qt::CaseInsensitive) == 0)
            return &agent;
    }
    return nullptr;
}

const AgentProfile &AgentList::defaultAgent() const
{
    for (const AgentProfile &agent : m_agents) {
        if (agent.isDefault)
            return agent;
    }
    return m_agents.first();
}

QHash<QString, QString> AgentList::modelAliases() const
{
    QHash<QString, QString> aliases;
    const QJsonObject models = m_defaults["models"_L1].toObject();
    for (auto it = models.begin(); it != models.end(); ++it) {
        if (const QString alias = it.value()["alias"_L1].toString(); !alias.isEmpty())
            aliases.insert(alias.toLower(), it.key());
    }
    return aliases;
}

QStringList AgentList::allowedModels() const
{
    return m_defaults["models"_L1].toObject().keys();
}

QString normalizedAgentId(const QString &name)
{
    static const QRegularExpression others(u"[^a-z0-9_-]+"_s);
    static const QRegularExpression edges(u"^[-_]+|-+$"_s);
    return name.trimmed().toLower().replace(others, u"-"_s).remove(edges).left(64);
}

} // namespace wsagent
