#include "app/cli/statusfacts.h"

#include "app/cli/logtail.h"
#include "app/cli/secretaccess.h"
#include "app/doctor/diagnostics.h"
#include "gateway/base/files.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestIndex = 64 * 1024 * 1024;

void sortByTime(QList<KnownSession> &sessions)
{
    std::stable_sort(sessions.begin(), sessions.end(),
                     [](const KnownSession &a, const KnownSession &b) { return a.updatedAt > b.updatedAt; });
}

/// The indexes on the disk may be some seconds behind what a running gateway says.
void takeSessions(StatusFacts &facts, const QJsonValue &health)
{
    const QJsonArray agents = health["agents"_L1].toArray();
    for (const QJsonValue &agent : agents) {
        const QJsonValue sessions = agent["sessions"_L1];
        facts.sessionCount += sessions["count"_L1].toInteger();
        const QJsonArray recent = sessions["recent"_L1].toArray();
        for (const QJsonValue &session : recent)
            facts.sessions += {session["key"_L1].toString(), agent["agentId"_L1].toString(),
                               session["updatedAt"_L1].toInteger()};
    }
    sortByTime(facts.sessions);
}

bool offers(const QJsonObject &hello, const QString &method)
{
    return hello["features"_L1]["methods"_L1].toArray().contains(method);
}

void ask(CommandContext &context, const StatusWishes &wishes, StatusFacts &facts)
{
    const RpcOptions options{.timeout = wishes.timeout};
    QElapsedTimer clock;
    clock.start();
    const auto health = callGateway(context, options, u"health"_s, QJsonObject());
    facts.latencyMs = clock.elapsed();
    if (!health) {
        facts.error = health.error();
        return;
    }
    facts.server = health->hello["server"_L1].toObject();
    takeSessions(facts, health->payload);
    const auto further = [&](bool wanted, const QString &method) -> QJsonValue {
        if (!wanted || !offers(health->hello, method))
            return QJsonValue::Undefined;
        const auto answer = callGateway(context, options, method, QJsonObject());
        return answer ? answer->payload : QJsonValue(QJsonValue::Undefined);
    };
    facts.usage = further(wishes.usage, u"usage.status"_s);
    facts.channels = further(wishes.deep, u"channels.status"_s);
}

/// The newest lines of the newest log.
QStringList tailOfLog(const InstancePaths &paths, const Config &config, const Scrubber &scrubber)
{
    constexpr qsizetype shown = 20;
    QStringList lines = lastLines(newestLogFile(paths, config));
    lines = lines.mid(qMax(qsizetype(0), lines.size() - shown));
    for (QString &line : lines)
        line = scrubber.scrubbed(line);
    return lines;
}

} // namespace

QList<KnownSession> knownSessions(const QString &stateDir)
{
    QList<KnownSession> sessions;
    const QDir agents(stateDir + "/agents"_L1);
    for (const QString &agent : agents.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const auto text = readFile(agents.filePath(agent) + "/sessions/sessions.json"_L1, largestIndex);
        const QJsonObject index = text ? QJsonDocument::fromJson(*text).object() : QJsonObject();
        for (auto entry = index.begin(); entry != index.end(); ++entry) {
            if (entry.value().isObject())
                sessions += {entry.key(), agent, entry.value()["updatedAt"_L1].toInteger()};
        }
    }
    sortByTime(sessions);
    return sessions;
}

StatusFacts collectStatus(CommandContext &context, const StatusWishes &wishes)
{
    StatusFacts facts{.name = instanceName(context.selection), .loaded = context.load()};
    facts.fleet = context.survey({.ownConfig = &facts.loaded});
    if (const FleetMember *own = facts.member())
        facts.runtime = own->runtime;
    if (facts.runtime)
        ask(context, wishes, facts);
    if (!facts.isReachable()) {
        facts.sessions = knownSessions(context.selection.paths.stateDir);
        facts.sessionCount = facts.sessions.size();
    }
    facts.security = auditSecurity(securityFacts(context.selection, facts.loaded, facts.fleet));
    if (!wishes.deep && !wishes.everything)
        return facts;
    const CommandApplication application;
    facts.service = collectServiceReport(context, facts.fleet, wishes.deep);
    if (wishes.everything) {
        const DoctorFacts details =
            collectDoctorFacts({context.selection, context.source()}, context.schema());
        facts.logTail = tailOfLog(context.selection.paths, facts.loaded.config,
                                  scrubberFor(details, context.source(), context.schema()));
    }
    return facts;
}

} // namespace wsagent
