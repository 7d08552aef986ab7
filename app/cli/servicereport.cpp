#include "app/cli/servicereport.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// What would be installed now; empty in a build tree, where nothing can be said about it.
QString installedExecutable(const CommandContext &context)
{
    const auto executable = serviceExecutable(QCoreApplication::applicationFilePath(),
                                              context.selection.environment, context.selection.paths.home);
    return executable ? *executable : QString();
}

QJsonArray neighbours(const ServiceHost &host, const Fleet &fleet, const QString &own)
{
    QJsonArray profiles;
    for (const FleetMember &member : fleet.members) {
        if (member.name == own || !member.hasService())
            continue;
        const ServiceNames names = serviceNames(member.profile);
        const ServiceState state = host.manager->query(names);
        profiles += QJsonObject{{"name"_L1, member.name},
                                {"label"_L1, ownName(host.platform, names)},
                                {"status"_L1, state.status},
                                {"port"_L1, member.facts.servicePort}};
    }
    return profiles;
}

QJsonObject runtimeToJson(const ServiceState &state)
{
    QJsonObject runtime{{"status"_L1, state.isKnown ? state.status : u"unknown"_s}};
    if (state.pid > 0)
        runtime["pid"_L1] = state.pid;
    if (state.lastExit)
        runtime["lastExit"_L1] = *state.lastExit;
    if (state.restarts > 0)
        runtime["restarts"_L1] = state.restarts;
    if (!state.detail.isEmpty())
        runtime["detail"_L1] = state.detail;
    return runtime;
}

QString mark(const Output &out, Severity level)
{
    const Style style = level == Severity::Error     ? Style::Bad
                        : level == Severity::Warning ? Style::Warning
                                                     : Style::Dim;
    return out.styled(severityName(level).leftJustified(8), style);
}

void printIssues(const Output &out, const QList<ServiceIssue> &issues)
{
    for (const ServiceIssue &issue : issues) {
        out.line(u"  %1 %2  %3"_s.arg(mark(out, issue.level), issue.code, issue.message));
        if (!issue.fix.isEmpty())
            out.line(u"           → "_s + issue.fix);
    }
}

/// The variables that say where the service works. Others may hold anything.
QString pinned(const InstalledService &service)
{
    QStringList parts;
    for (const QString &name : {u"WS_AGENT_PROFILE"_s, u"WS_AGENT_STATE_DIR"_s, u"WS_AGENT_CONFIG_PATH"_s,
                                u"WS_AGENT_GATEWAY_PORT"_s}) {
        if (const QString value = service.definition.environment.value(name); !value.isEmpty())
            parts += name + u'=' + value;
    }
    return parts.join(u' ');
}

} // namespace

ServiceReport collectServiceReport(const CommandContext &context, const Fleet &fleet, bool deep)
{
    const ServiceHost host = serviceHost(context.selection);
    const ServiceSpec nameplate = serviceNameplate(context.selection.profile, context.selection.paths);
    ServiceReport report{.platform = host.platform, .names = nameplate.names};
    report.definitionFile = host.manager->definitionFile(nameplate);
    const QString name = instanceName(context.selection);
    if (const FleetMember *member = fleet.find(name))
        report.facts = collectServiceFacts(host, *member, installedExecutable(context));
    if (report.facts) {
        report.state = report.facts->state;
        report.issues = auditService(*report.facts);
    }
    if (!deep)
        return report;

    const QList<FoundService> found = scanServices(host, fleet);
    const QList<RegisteredProfile> profiles = registeredProfiles(host, fleet);
    report.hostIssues = auditHost(host.platform, found, profiles);
    report.extra = extraServices(found, profiles);
    for (const FoundService &service : found) {
        if (service.isOpenClaw())
            report.openClaw += service;
    }
    report.profiles = neighbours(host, fleet, name);
    return report;
}

QJsonArray toJson(const QList<ServiceIssue> &issues)
{
    QJsonArray array;
    for (const ServiceIssue &issue : issues)
        array += toJson(issue);
    return array;
}

QJsonArray toJson(const QList<FoundService> &services)
{
    QJsonArray array;
    for (const FoundService &service : services) {
        QJsonObject json{{"file"_L1, service.file}, {"systemWide"_L1, service.isSystemWide}};
        if (const auto port = service.service.definition.port())
            json["port"_L1] = *port;
        array += json;
    }
    return array;
}

QJsonObject serviceToJson(const ServiceReport &report)
{
    const QList<ServiceIssue> issues = report.issues + report.hostIssues;
    bool ok = true;
    for (const ServiceIssue &issue : issues)
        ok = ok && issue.level == Severity::Info;
    QJsonObject json{{"label"_L1, report.label()},
                     {"installed"_L1, report.isInstalled()},
                     {"loaded"_L1, report.state.isLoaded},
                     {"enabled"_L1, report.state.isEnabled},
                     {"file"_L1, report.definitionFile},
                     {"runtime"_L1, runtimeToJson(report.state)},
                     {"configAudit"_L1, QJsonObject{{"ok"_L1, ok}, {"issues"_L1, toJson(issues)}}}};
    if (report.facts)
        json["command"_L1] = QJsonArray::fromStringList(report.facts->service.definition.command);
    return json;
}

QString describeService(const ServiceReport &report)
{
    if (!report.isInstalled())
        return u"not installed"_s;
    if (!report.state.isKnown)
        return u"installed; its manager does not answer (%1)"_s.arg(report.state.detail);
    QStringList words{report.state.isLoaded ? u"loaded"_s : u"not loaded"_s,
                      report.state.isEnabled ? u"enabled"_s : u"not enabled"_s};
    QString status = report.state.status;
    if (report.state.pid > 0)
        status += u" (pid %1)"_s.arg(report.state.pid);
    else if (report.state.lastExit)
        status += u" (last exit code %1)"_s.arg(*report.state.lastExit);
    return (words + QStringList{status}).join(", "_L1);
}

void printServiceState(const Output &out, const ServiceReport &report)
{
    out.line(u"Service:          %1, %2"_s.arg(report.label(), describeService(report)));
}

void printDefinition(const Output &out, const ServiceReport &report)
{
    if (report.facts) {
        const InstalledService &service = report.facts->service;
        out.line(u"Command:          "_s + service.definition.command.join(u' '));
        out.line(u"Service file:     "_s + out.shortPath(service.definition.file));
        out.line(u"Working dir:      "_s +
                 out.shortPath(service.settings.value(u"WorkingDirectory"_s, u"not set"_s)));
        out.line(u"Service env:      "_s + pinned(service));
    }
    printIssues(out, report.issues + report.hostIssues);
}

void printExtraServices(const Output &out, const ServiceReport &report)
{
    for (const FoundService &service : report.extra)
        out.line(u"Extra service:    "_s + out.shortPath(service.file));
}

} // namespace wsagent
