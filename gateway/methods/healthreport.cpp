#include "gateway/methods/healthreport.h"

#include "gateway/base/version.h"

#include <QDateTime>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString sessionIndex(const QString &stateDir, const QString &agentId)
{
    return u"%1/agents/%2/sessions/sessions.json"_s.arg(stateDir, agentId);
}

QString defaultAgent(const Config &config)
{
    for (const AgentConfig &agent : config.agents) {
        if (agent.isDefault)
            return agent.id;
    }
    return u"main"_s;
}

QJsonObject noSessions(const QString &path)
{
    return {{"path"_L1, path}, {"count"_L1, 0}, {"recent"_L1, QJsonArray()}};
}

} // namespace

QJsonObject healthReport(const Config &config, const QString &stateDir)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QJsonArray agents;
    for (const AgentConfig &agent : config.agents)
        agents +=
            QJsonObject{{"agentId"_L1, agent.id},
                        {"isDefault"_L1, agent.isDefault},
                        {"heartbeat"_L1, QJsonObject{{"enabled"_L1, false}, {"everyMs"_L1, QJsonValue()}}},
                        {"sessions"_L1, noSessions(sessionIndex(stateDir, agent.id))}};
    return {{"ok"_L1, true},
            {"ts"_L1, now},
            {"durationMs"_L1, QDateTime::currentMSecsSinceEpoch() - now},
            {"channels"_L1, QJsonObject()},
            {"channelOrder"_L1, QJsonArray()},
            {"channelLabels"_L1, QJsonObject()},
            {"heartbeatSeconds"_L1, 0},
            {"defaultAgentId"_L1, defaultAgent(config)},
            {"agents"_L1, agents},
            {"sessions"_L1, noSessions(sessionIndex(stateDir, defaultAgent(config)))}};
}

QJsonObject statusReport(const Config &config, const QString &stateDir)
{
    QJsonArray heartbeats;
    QJsonArray paths;
    QJsonArray byAgent;
    for (const AgentConfig &agent : config.agents) {
        const QString path = sessionIndex(stateDir, agent.id);
        heartbeats +=
            QJsonObject{{"agentId"_L1, agent.id}, {"enabled"_L1, false}, {"everyMs"_L1, QJsonValue()}};
        paths += path;
        byAgent += QJsonObject{
            {"agentId"_L1, agent.id}, {"path"_L1, path}, {"count"_L1, 0}, {"recent"_L1, QJsonArray()}};
    }
    return {
        {"runtimeVersion"_L1, QLatin1StringView(version)},
        {"heartbeat"_L1, QJsonObject{{"defaultAgentId"_L1, defaultAgent(config)}, {"agents"_L1, heartbeats}}},
        {"channelSummary"_L1, QJsonArray()},
        {"queuedSystemEvents"_L1, QJsonArray()},
        {"sessions"_L1, QJsonObject{{"paths"_L1, paths},
                                    {"count"_L1, 0},
                                    {"defaults"_L1, QJsonObject{{"model"_L1, QJsonValue()},
                                                                {"contextTokens"_L1, QJsonValue()}}},
                                    {"recent"_L1, QJsonArray()},
                                    {"byAgent"_L1, byAgent}}}};
}

QJsonObject withCondition(QJsonObject report, const QStringList &failing)
{
    if (!failing.isEmpty())
        report.insert("degraded"_L1, QJsonArray::fromStringList(failing));
    return report;
}

} // namespace wsagent
