#pragma once

#include "gateway/config/config.h"
#include "gateway/sessions/sessionlist.h"

#include <QJsonObject>

#include <functional>

namespace wsagent {

/// The sessions of an agent. Keys name people: not everybody is told which they are.
struct SessionSummary
{
    QString path = {}; ///< of the index
    qsizetype count = 0;
    QList<SessionRef> newest = {}; ///< some of them, the newest first
};

struct HealthFacts
{
    const Config &config;
    std::function<SessionSummary(const QString &agentId)> sessions = {};
    QMap<QString, QJsonObject> heartbeats = {}; ///< by agent; nothing of an agent that is never asked
    QJsonObject sessionDefaults = {};           ///< of the default agent; only `status` needs them
};

/// Of an agent whose sessions are `all`; `path`: of their index.
SessionSummary summaryOf(QList<SessionRef> all, const QString &path);

QString defaultAgent(const Config &config);
/// What `health` and `status` say of a gateway (`gateway-methods.md` 1.1 and 1.2). `namesSessions`: for those
/// who may see which they are.
QJsonObject healthReport(const HealthFacts &facts, bool namesSessions);
QJsonObject statusReport(const HealthFacts &facts, bool namesSessions);
/// With what is wrong, when anything is: `degraded: ["config"]`.
QJsonObject withCondition(QJsonObject report, const QStringList &failing);

} // namespace wsagent
