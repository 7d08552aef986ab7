#include "gateway/methods/healthreport.h"

#include "gateway/base/version.h"
#include "gateway/methods/sessionrow.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype newestSessions = 10;

QJsonObject toJson(const SessionRef &session, qint64 now)
{
    return {{"key"_L1, session.key},
            {"updatedAt"_L1, session.entry->updatedAt},
            {"age"_L1, now - session.entry->updatedAt}};
}

QJsonObject heartbeatOf(const HealthFacts &facts, const QString &agentId)
{
    static const QJsonObject never{
        {"enabled"_L1, false}, {"every"_L1, u"0m"_s}, {"everyMs"_L1, QJsonValue()}};
    return facts.heartbeats.value(agentId, never);
}

QJsonObject defaultsOf(const HealthFacts &facts)
{
    const auto known = [&facts](QLatin1StringView name) {
        const QJsonValue value = facts.sessionDefaults[name];
        return value.toString().isEmpty() && value.toInteger() == 0 ? QJsonValue() : value;
    };
    return {{"model"_L1, known("model"_L1)}, {"contextTokens"_L1, known("contextTokens"_L1)}};
}

/// As in `health`, which has the path for all.
QJsonObject toJson(const SessionSummary &sessions, bool namesSessions, qint64 now)
{
    QJsonArray recent;
    if (namesSessions) {
        for (const SessionRef &session : sessions.newest)
            recent += toJson(session, now);
    }
    return {{"path"_L1, sessions.path}, {"count"_L1, sessions.count}, {"recent"_L1, recent}};
}

/// The row of `status`.
QJsonObject statusRow(const SessionRef &session, qint64 now)
{
    const SessionEntry &entry = *session.entry;
    QJsonObject row = toJson(session, now);
    row.insert("agentId"_L1, session.agentId);
    row.insert("kind"_L1, QString(kindName(keyOf(session).kind())));
    row.insert("sessionId"_L1, entry.sessionId);
    row.insert("flags"_L1, QJsonArray());
    for (const auto name : {"systemSent"_L1, "abortedLastRun"_L1})
        row.insert(name, entry.value(name).toBool());
    for (const auto name : {"model"_L1, "contextTokens"_L1})
        row.insert(name, entry.others.contains(name) ? entry.value(name) : QJsonValue());
    for (const auto name : {"inputTokens"_L1, "outputTokens"_L1, "totalTokens"_L1, "thinkingLevel"_L1}) {
        if (entry.others.contains(name))
            row.insert(name, entry.value(name));
    }
    return row;
}

QJsonArray statusRows(const QList<SessionRef> &sessions, qint64 now)
{
    QJsonArray rows;
    for (const SessionRef &session : sessions)
        rows += statusRow(session, now);
    return rows;
}

} // namespace

SessionSummary summaryOf(QList<SessionRef> all, const QString &path)
{
    const auto middle = all.begin() + std::min(all.size(), newestSessions);
    std::partial_sort(all.begin(), middle, all.end(), [](const SessionRef &a, const SessionRef &b) {
        return a.entry->updatedAt > b.entry->updatedAt;
    });
    return {.path = path, .count = all.size(), .newest = {all.begin(), middle}};
}

QString defaultAgent(const Config &config)
{
    for (const AgentConfig &agent : config.agents) {
        if (agent.isDefault)
            return agent.id;
    }
    return u"main"_s;
}

QJsonObject healthReport(const HealthFacts &facts, bool namesSessions)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const QString first = defaultAgent(facts.config);
    QJsonArray agents;
    for (const AgentConfig &agent : facts.config.agents)
        agents += QJsonObject{{"agentId"_L1, agent.id},
                              {"isDefault"_L1, agent.isDefault},
                              {"heartbeat"_L1, heartbeatOf(facts, agent.id)},
                              {"sessions"_L1, toJson(facts.sessions(agent.id), namesSessions, now)}};
    return {{"ok"_L1, true},
            {"ts"_L1, now},
            {"durationMs"_L1, QDateTime::currentMSecsSinceEpoch() - now},
            {"channels"_L1, QJsonObject()},
            {"channelOrder"_L1, QJsonArray()},
            {"channelLabels"_L1, QJsonObject()},
            {"heartbeatSeconds"_L1, heartbeatOf(facts, first)["everyMs"_L1].toInteger() / 1000},
            {"defaultAgentId"_L1, first},
            {"agents"_L1, agents},
            {"sessions"_L1, toJson(facts.sessions(first), namesSessions, now)}};
}

QJsonObject statusReport(const HealthFacts &facts, bool namesSessions)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QJsonArray heartbeats;
    QJsonArray paths;
    QJsonArray byAgent;
    QList<SessionRef> newest;
    qsizetype count = 0;
    for (const AgentConfig &agent : facts.config.agents) {
        SessionSummary sessions = facts.sessions(agent.id);
        count += sessions.count;
        if (namesSessions)
            paths += sessions.path;
        else
            sessions.path.clear();
        const QList<SessionRef> named = namesSessions ? sessions.newest : QList<SessionRef>();
        newest += named;
        const QJsonObject heartbeat = heartbeatOf(facts, agent.id);
        heartbeats += QJsonObject{{"agentId"_L1, agent.id},
                                  {"enabled"_L1, heartbeat["enabled"_L1]},
                                  {"every"_L1, heartbeat["every"_L1]},
                                  {"everyMs"_L1, heartbeat["everyMs"_L1]}};
        byAgent += QJsonObject{{"agentId"_L1, agent.id},
                               {"path"_L1, sessions.path},
                               {"count"_L1, sessions.count},
                               {"recent"_L1, statusRows(named, now)}};
    }
    return {{"runtimeVersion"_L1, QLatin1StringView(version)},
            {"heartbeat"_L1,
             QJsonObject{{"defaultAgentId"_L1, defaultAgent(facts.config)}, {"agents"_L1, heartbeats}}},
            {"channelSummary"_L1, QJsonArray()},
            {"queuedSystemEvents"_L1, QJsonArray()},
            {"sessions"_L1, QJsonObject{{"paths"_L1, paths},
                                        {"count"_L1, count},
                                        {"defaults"_L1, defaultsOf(facts)},
                                        {"recent"_L1, statusRows(summaryOf(newest, {}).newest, now)},
                                        {"byAgent"_L1, byAgent}}}};
}

QJsonObject withCondition(QJsonObject report, const QStringList &failing)
{
    if (!failing.isEmpty())
        report.insert("degraded"_L1, QJsonArray::fromStringList(failing));
    return report;
}

} // namespace wsagent
