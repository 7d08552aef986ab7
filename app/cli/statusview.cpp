#include "app/cli/findingsview.h"
#include "app/cli/gatewayurls.h"
#include "app/cli/statusfacts.h"
#include "app/profiles/degraded.h"
#include "gateway/base/json5edit.h"
#include "gateway/base/version.h"
#include "gateway/instances/servicedefinition.h"
#include "gateway/instances/validator.h"

#include <QDateTime>
#include <QFileInfo>
#include <QSysInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype newestSessions = 10;

std::optional<PortBlock> blockOf(const FleetMember *member)
{
    return member ? configuredBlock(member->profile, member->facts) : std::nullopt;
}

QJsonObject portsToJson(const FleetMember *member)
{
    const auto block = blockOf(member);
    if (!block)
        return {};
    QJsonObject ports{{"base"_L1, block->base}};
    if (member->facts.browserEnabled) {
        ports["control"_L1] = block->control();
        ports["cdp"_L1] = QJsonArray{block->cdp().first, block->cdp().last};
    }
    return ports;
}

QString urlOf(const StatusFacts &facts)
{
    if (facts.runtime)
        return gatewayUrls(facts.runtime->port, facts.loaded, &*facts.runtime).webSocket;
    const auto block = blockOf(facts.member());
    return block ? gatewayUrls(block->base, facts.loaded, nullptr).webSocket : QString();
}

QJsonObject gatewayToJson(const StatusFacts &facts)
{
    QJsonObject json{{"mode"_L1, facts.loaded.config.mode},
                     {"url"_L1, urlOf(facts)},
                     {"reachable"_L1, facts.isReachable()},
                     {"degraded"_L1, facts.isDegraded() ? QJsonValue(u"config"_s) : QJsonValue()}};
    if (facts.runtime) {
        json["latencyMs"_L1] = facts.latencyMs;
        json["pid"_L1] = facts.runtime->pid;
        json["self"_L1] = facts.server;
    }
    if (facts.error)
        json["error"_L1] = facts.error->message;
    return json;
}

/// What the files say; the manager is asked with --deep.
QJsonObject serviceToJson(const StatusFacts &facts)
{
    if (facts.service)
        return serviceToJson(*facts.service);
    const FleetMember *own = facts.member();
    if (!own || !own->hasService())
        return {{"installed"_L1, false}};
    return {{"installed"_L1, true},
            {"label"_L1, QFileInfo(own->serviceFile).fileName()},
            {"enabled"_L1, isServiceEnabled(own->serviceFile)}};
}

QJsonArray channelsToJson(const StatusFacts &facts)
{
    QJsonArray channels;
    const QJsonObject configured = facts.loaded.effective["channels"_L1].toObject();
    for (auto channel = configured.begin(); channel != configured.end(); ++channel) {
        if (channel.value().isObject() && channel.key() != "defaults"_L1 &&
            facts.loaded.source["channels"_L1][channel.key()].isObject())
            channels += QJsonObject{{"id"_L1, channel.key()},
                                    {"enabled"_L1, channel.value()["enabled"_L1].toBool(true)}};
    }
    return channels;
}

QJsonObject sessionsToJson(const StatusFacts &facts)
{
    QJsonArray recent;
    for (const KnownSession &session : facts.sessions.mid(0, newestSessions))
        recent += QJsonObject{
            {"key"_L1, session.key}, {"agentId"_L1, session.agent}, {"updatedAt"_L1, session.updatedAt}};
    const QJsonValue defaults = facts.loaded.effective["agents"_L1]["defaults"_L1]["model"_L1];
    return {{"count"_L1, facts.sessionCount},
            {"recent"_L1, recent},
            {"defaults"_L1, QJsonObject{{"model"_L1, defaults.isUndefined() ? QJsonValue() : defaults}}}};
}

QJsonArray agentsToJson(const LoadedConfig &loaded)
{
    QJsonArray agents;
    for (const AgentConfig &agent : loaded.config.agents)
        agents += QJsonObject{{"id"_L1, agent.id}, {"default"_L1, agent.isDefault}};
    if (agents.isEmpty())
        agents += QJsonObject{{"id"_L1, u"main"_s}, {"default"_L1, true}};
    return agents;
}

QJsonArray profilesToJson(const StatusFacts &facts)
{
    QJsonArray profiles;
    for (const FleetMember &member : facts.fleet.members) {
        const QList<Finding> findings = facts.fleet.findingsOf(member.name);
        profiles += QJsonObject{{"name"_L1, member.name},
                                {"running"_L1, member.runtime.has_value()},
                                {"degraded"_L1, isDegraded(member)},
                                {"ports"_L1, portsToJson(&member)},
                                {"errors"_L1, countOf(findings, Severity::Error)},
                                {"warnings"_L1, countOf(findings, Severity::Warning)}};
    }
    return profiles;
}

QString gatewayLine(const CommandContext &context, const StatusFacts &facts)
{
    const Output &out = context.out;
    if (!facts.runtime)
        return out.styled(u"not reachable"_s, Style::Warning) +
               u" (does not run; start: %1)"_s.arg(context.hint(
                   facts.member() && facts.member()->hasService() ? u"gateway start"_s : u"gateway"_s));
    const QString degraded =
        facts.isDegraded() ? out.styled(u"degraded: config (it serves the last good one), "_s, Style::Warning)
                           : QString();
    const QString process = u"pid %1"_s.arg(facts.runtime->pid);
    if (facts.error)
        return degraded + out.styled(u"not reachable"_s, Style::Bad) +
               u" (%1): %2"_s.arg(process, facts.error->message);
    return degraded + out.styled(u"reachable"_s, Style::Good) +
           u", %1 ms, %2"_s.arg(facts.latencyMs).arg(process);
}

QString serviceLine(const StatusFacts &facts)
{
    if (facts.service)
        return describeService(*facts.service);
    const FleetMember *own = facts.member();
    if (!own || !own->hasService())
        return u"not installed"_s;
    return u"%1, %2"_s.arg(QFileInfo(own->serviceFile).fileName(),
                           isServiceEnabled(own->serviceFile) ? u"enabled"_s : u"not enabled"_s);
}

QString stateOf(const Output &out, const FleetMember &member)
{
    if (isDegraded(member))
        return u"running, "_s + out.styled(u"degraded: config"_s, Style::Warning);
    return member.runtime ? u"running"_s : u"stopped"_s;
}

void printOthers(const Output &out, const StatusFacts &facts, bool verbose)
{
    for (const FleetMember &member : facts.fleet.members) {
        if (member.name == facts.name)
            continue;
        const auto block = blockOf(&member);
        const QList<Finding> findings = facts.fleet.findingsOf(member.name);
        const int errors = countOf(findings, Severity::Error);
        out.line(
            u"  %1  %2  port %3%4"_s.arg(out.shortPath(member.name).leftJustified(16), stateOf(out, member))
                .arg(block ? block->base : 0)
                .arg(errors > 0 ? out.styled(u"  %1 error(s)"_s.arg(errors), Style::Bad) : QString()));
        for (const Finding &finding : verbose ? findings : QList<Finding>())
            out.line(u"    "_s + describeFinding(out, finding));
    }
}

void printSessions(const Output &out, const StatusFacts &facts)
{
    out.line(u"Sessions      %1"_s.arg(facts.sessionCount));
    for (const KnownSession &session : facts.sessions.mid(0, newestSessions))
        out.line(u"  %1  %2"_s.arg(session.key,
                                   QDateTime::fromMSecsSinceEpoch(session.updatedAt).toString(Qt::ISODate)));
}

/// "1 critical, 2 warn"
QString counted(const QList<SecurityFinding> &findings)
{
    QStringList parts;
    for (const auto severity : {SecurityFinding::Severity::Critical, SecurityFinding::Severity::Warning,
                                SecurityFinding::Severity::Info}) {
        const auto count =
            std::count_if(findings.begin(), findings.end(), [severity](const SecurityFinding &finding) {
                return finding.severity == severity;
            });
        if (count > 0)
            parts += u"%1 %2"_s.arg(count).arg(severityWord(severity));
    }
    return parts.join(", "_L1);
}

void printSecurity(const CommandContext &context, const StatusFacts &facts, bool inDetail)
{
    const Output &out = context.out;
    if (facts.security.isEmpty())
        return out.line(u"Security      nothing to object to"_s);
    out.line(u"Security      %1%2"_s.arg(
        counted(facts.security),
        inDetail ? QString() : u" (which: %1)"_s.arg(context.hint(u"security audit"_s))));
    for (const SecurityFinding &finding : inDetail ? facts.security : QList<SecurityFinding>())
        out.line(u"  %1  %2  %3"_s.arg(severityWord(finding.severity).leftJustified(8), finding.checkId,
                                       finding.detail));
}

QJsonObject securityCounts(const QList<SecurityFinding> &findings)
{
    QJsonObject counts;
    for (const SecurityFinding &finding : findings) {
        const QString word = severityWord(finding.severity);
        counts[word] = counts[word].toInt() + 1;
    }
    return counts;
}

} // namespace

QJsonObject statusToJson(const CommandContext &context, const StatusFacts &facts, const StatusWishes &wishes)
{
    QJsonObject json{
        {"profile"_L1, facts.name},
        {"runtimeVersion"_L1, QLatin1StringView(version)},
        {"os"_L1, QSysInfo::prettyProductName()},
        {"configPath"_L1, context.selection.paths.configPath},
        {"configValid"_L1, facts.loaded.isValid()},
        {"gateway"_L1, gatewayToJson(facts)},
        {"gatewayService"_L1, serviceToJson(facts)},
        {"ports"_L1, portsToJson(facts.member())},
        {"isolation"_L1, QJsonObject{{"findings"_L1, toJson(facts.fleet.findingsOf(facts.name))}}},
        {"channels"_L1, channelsToJson(facts)},
        {"sessions"_L1, sessionsToJson(facts)},
        {"heartbeat"_L1, facts.loaded.effective["agents"_L1]["defaults"_L1]["heartbeat"_L1].toObject()},
        {"agents"_L1, agentsToJson(facts.loaded)},
        {"security"_L1, securityCounts(facts.security)},
        {"profiles"_L1, profilesToJson(facts)}};
    if (!facts.usage.isUndefined())
        json["usage"_L1] = facts.usage;
    if (!facts.channels.isUndefined())
        json["channelStatus"_L1] = facts.channels;
    if (wishes.deep || wishes.everything) {
        QJsonArray findings;
        for (const SecurityFinding &finding : facts.security)
            findings += toJson(finding);
        json["securityAudit"_L1] = QJsonObject{{"findings"_L1, findings}};
    }
    if (!facts.logTail.isEmpty())
        json["logTail"_L1] = QJsonArray::fromStringList(facts.logTail);
    return json;
}

void printStatus(const CommandContext &context, const StatusFacts &facts, const StatusWishes &wishes)
{
    const Output &out = context.out;
    out.line(out.styled(u"Profile %1"_s.arg(out.shortPath(facts.name)), Style::Bold));
    out.line(u"Version       %1, %2"_s.arg(QLatin1StringView(version), QSysInfo::prettyProductName()));
    const QString verdict = !facts.loaded.exists     ? u" (does not exist)"_s
                            : facts.loaded.isValid() ? QString()
                                                     : out.styled(u" (NOT valid)"_s, Style::Bad);
    out.line(u"Config        "_s + out.shortPath(context.selection.paths.configPath) + verdict);
    for (const ConfigIssue &issue : facts.loaded.errors + facts.loaded.warnings)
        out.line(u"              "_s + toString(issue));
    if (const auto block = blockOf(facts.member()))
        out.line(u"Ports         gateway %1, browser control %2, browsers %3-%4"_s.arg(block->base)
                     .arg(block->control())
                     .arg(block->cdp().first)
                     .arg(block->cdp().last));
    out.line(u"Gateway       "_s + gatewayLine(context, facts));
    out.line(u"Service       "_s + serviceLine(facts));
    if (wishes.deep && facts.service) {
        printDefinition(out, *facts.service);
        printExtraServices(out, *facts.service);
    }
    out.line(u"Other profiles %1"_s.arg(
        qMax(qsizetype(0), facts.fleet.members.size() - (facts.member() ? 1 : 0))));
    printOthers(out, facts, wishes.verbose);
    for (const Finding &finding : facts.fleet.findingsOf(facts.name))
        out.line(u"  "_s + describeFinding(out, finding));
    QStringList channels;
    for (const QJsonValue &channel : channelsToJson(facts))
        channels += channel["id"_L1].toString() + (channel["enabled"_L1].toBool() ? QString() : u" (off)"_s);
    out.line(u"Channels      "_s + (channels.isEmpty() ? u"none"_s : channels.join(", "_L1)));
    printSessions(out, facts);
    printSecurity(context, facts, wishes.deep || wishes.everything || wishes.verbose);
    if (wishes.usage)
        out.line(facts.usage.isUndefined()
                     ? u"Usage         this gateway does not count it"_s
                     : u"Usage         "_s + QString::fromUtf8(toJsonText(facts.usage)).trimmed());
    for (const QString &line : facts.logTail)
        out.line(u"  log  "_s + line);
}

} // namespace wsagent
