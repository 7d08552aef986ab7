#include "app/cli/profilelist.h"

#include "app/cli/commandtree.h"
#include "app/cli/findingsview.h"
#include "app/profiles/degraded.h"
#include "gateway/base/exitcodes.h"
#include "gateway/instances/servicedefinition.h"
#include "gateway/instances/validator.h"

#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct ListOptions
{
    bool ports = false;
};

struct MemberPorts
{
    std::optional<BasePort> base;
    PortBlock block;
};

MemberPorts portsOf(const FleetMember &member)
{
    const auto base = basePort(member.profile, {}, {}, member.facts.gatewayPort);
    if (!base)
        return {};
    return {*base, {base->port, member.facts.controlPort.toInt()}};
}

QString range(PortRange range)
{
    return u"%1-%2"_s.arg(range.first).arg(range.last);
}

QString state(const FleetMember &member)
{
    if (member.runtime)
        return isDegraded(member) ? u"running, degraded: config"_s : u"running"_s;
    return member.hasService() ? u"service"_s : u"stopped"_s;
}

QJsonObject portsToJson(const FleetMember &member, const MemberPorts &ports)
{
    if (!ports.base)
        return {};
    QJsonObject object{{"base"_L1, ports.block.base}};
    if (member.facts.browserEnabled) {
        object["control"_L1] = ports.block.control();
        object["relays"_L1] = QJsonArray{ports.block.relays().first, ports.block.relays().last};
        object["cdp"_L1] = QJsonArray{ports.block.cdp().first, ports.block.cdp().last};
    }
    return object;
}

QJsonObject serviceToJson(const FleetMember &member)
{
    if (!member.hasService())
        return {{"installed"_L1, false}};
    return {{"installed"_L1, true},
            {"name"_L1, QFileInfo(member.serviceFile).fileName()},
            {"enabled"_L1, isServiceEnabled(member.serviceFile)}};
}

QJsonObject memberToJson(const Fleet &fleet, const FleetMember &member)
{
    const MemberPorts ports = portsOf(member);
    const QList<Finding> findings = fleet.findingsOf(member.name);
    QJsonObject object{
        {"name"_L1, member.name},
        {"isDefault"_L1, !member.isCustom && member.profile.isDefault()},
        {"stateDir"_L1, member.paths.stateDir},
        {"configPath"_L1, member.paths.configPath},
        {"workspace"_L1, member.workspace()},
        {"ports"_L1, portsToJson(member, ports)},
        {"running"_L1, member.runtime.has_value()},
        {"degraded"_L1, isDegraded(member) ? QJsonValue(u"config"_s) : QJsonValue()},
        {"pid"_L1, member.runtime ? QJsonValue(member.runtime->pid) : QJsonValue()},
        {"service"_L1, serviceToJson(member)},
        {"findings"_L1, QJsonObject{{"errors"_L1, countOf(findings, Severity::Error)},
                                    {"warnings"_L1, countOf(findings, Severity::Warning)}}},
    };
    if (ports.base)
        object["portSource"_L1] = portSourceName(ports.base->source);
    return object;
}

QStringList overviewRow(const Output &out, const Fleet &fleet, const FleetMember &member)
{
    const MemberPorts ports = portsOf(member);
    const bool browser = member.facts.browserEnabled && ports.base;
    const QList<Finding> findings = fleet.findingsOf(member.name);
    const int errors = countOf(findings, Severity::Error);
    const int warnings = countOf(findings, Severity::Warning);
    QString summary = out.styled(u"ok"_s, Style::Good);
    if (!member.loaded.isValid())
        summary = out.styled(u"config not valid"_s, Style::Bad);
    else if (errors > 0)
        summary = out.styled(u"%1 error(s)"_s.arg(errors), Style::Bad);
    else if (warnings > 0)
        summary = out.styled(u"%1 warning(s)"_s.arg(warnings), Style::Warning);
    return {out.shortPath(member.name),
            state(member),
            ports.base ? QString::number(ports.block.base) : u"?"_s,
            browser ? QString::number(ports.block.control()) : u"-"_s,
            browser ? range(ports.block.cdp()) : u"-"_s,
            out.shortPath(member.paths.stateDir),
            out.shortPath(member.workspace()),
            summary};
}

QStringList portsRow(const FleetMember &member)
{
    const MemberPorts ports = portsOf(member);
    if (!ports.base)
        return {member.name, u"?"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s};
    if (!member.facts.browserEnabled)
        return {member.name, QString::number(ports.block.base), u"-"_s, u"-"_s, u"-"_s,
                u"-"_s,      portSourceName(ports.base->source)};
    QStringList pins;
    for (auto profile = member.facts.browserProfiles.begin(); profile != member.facts.browserProfiles.end();
         ++profile) {
        if (!profile->cdpPort.isUndefined())
            pins += u"%1:%2"_s.arg(profile.key(), profile->cdpPort.toVariant().toString());
    }
    return {member.name,
            QString::number(ports.block.base),
            QString::number(ports.block.control()),
            range(ports.block.relays()),
            range(ports.block.cdp()),
            pins.isEmpty() ? u"-"_s : pins.join(u' '),
            portSourceName(ports.base->source)};
}

int list(CommandContext &context, const ListOptions &options)
{
    const Output &out = context.out;
    const Fleet fleet = context.survey();
    for (const QString &warning : fleet.warnings)
        out.note(u"warning: "_s + warning);
    if (out.json()) {
        out.document({{"profiles"_L1, profilesToJson(fleet)}});
        return ExitSuccess;
    }
    if (fleet.members.isEmpty()) {
        out.line(u"No profiles yet. Make one with: ws-agent --profile main setup"_s);
        return ExitSuccess;
    }

    Table table;
    table.header = options.ports ? QStringList{u"NAME"_s,      u"BASE"_s,   u"CONTROL"_s, u"RELAYS"_s,
                                               u"CDP RANGE"_s, u"PINNED"_s, u"FROM"_s}
                                 : QStringList{u"NAME"_s,      u"STATE"_s,     u"BASE"_s,      u"CONTROL"_s,
                                               u"CDP RANGE"_s, u"STATE DIR"_s, u"WORKSPACE"_s, u"CHECK"_s};
    for (const FleetMember &member : fleet.members)
        table.rows += options.ports ? portsRow(member) : overviewRow(out, fleet, member);
    out.print(table);
    return ExitSuccess;
}

} // namespace

QJsonArray profilesToJson(const Fleet &fleet)
{
    QJsonArray profiles;
    for (const FleetMember &member : fleet.members)
        profiles += memberToJson(fleet, member);
    return profiles;
}

void addProfileListCommand(CLI::App &profiles, Action &chosen)
{
    const auto options = std::make_shared<ListOptions>();
    CLI::App *command = profiles.add_subcommand("list", "Show all profiles of this host");
    command->add_flag("--ports", options->ports, "Show the derived port map");
    onChosen(command, chosen, options, list);
}

} // namespace wsagent
