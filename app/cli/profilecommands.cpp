#include "app/cli/profilecommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/findingsview.h"
#include "app/cli/importcommand.h"
#include "app/cli/profilechangecommands.h"
#include "app/cli/profilelist.h"
#include "app/commandline.h"
#include "app/profiles/fixfindings.h"
#include "app/profiles/newinstance.h"
#include "gateway/base/exitcodes.h"

#include <QFile>
#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct AddOptions
{
    std::string name;
    std::string port = "auto";
    std::string workspace;
    std::string bind;
    bool yes = false;
};

struct CheckOptions
{
    std::vector<std::string> names;
    bool all = false;
    bool strict = false;
    bool offline = false;
    bool fix = false;
};

int add(CommandContext &context, const AddOptions &options)
{
    const auto profile = ProfileName::parse(text(options.name));
    if (!profile)
        return context.out.fail(profile.error());
    const InstanceSelection selection = canonicalSelection(*profile, context.selection);
    if (QFile::exists(selection.paths.configPath))
        return context.out.fail({u"profile %1 exists already"_s.arg(profile->display()),
                                 commandHint(profile->display(), u"config file"_s), ErrorKind::Conflict});

    const Fleet fleet = context.survey({.ownersOf = portsOfBase(text(options.port))});
    NewInstanceRequest request{.selection = selection,
                               .port = text(options.port),
                               .workspace = text(options.workspace),
                               .bind = text(options.bind)};
    const auto port = choosePort(request.port, profile->display(), fleet);
    if (!port)
        return context.out.fail(port.error());
    request.port = QString::number(*port);

    const QList<Finding> foreseen = foresee(request, *port, fleet);
    const bool clean = foreseen.isEmpty();
    if (!clean && countOf(foreseen, Severity::Error) == 0) {
        for (const Finding &finding : foreseen)
            context.out.note(describeFinding(context.out, finding));
        if (const auto better = choosePort({}, profile->display(), fleet); better)
            context.out.note(u"%1 is free of this: --port %1"_s.arg(*better));
        if (!confirm(context.out, u"Add it on %1 all the same?"_s.arg(*port), options.yes))
            return ExitFailure;
    }

    const auto made = makeInstance(request, fleet, context.schema());
    if (!made)
        return failNewInstance(context.out, made.error());
    const Output &out = context.out;
    if (out.json())
        out.document({{"ok"_L1, true},
                      {"profile"_L1, profile->display()},
                      {"stateDir"_L1, selection.paths.stateDir},
                      {"configPath"_L1, selection.paths.configPath},
                      {"workspace"_L1, made->report.workspace},
                      {"port"_L1, made->report.port},
                      {"findings"_L1, toJson(made->findings)}});
    out.line(u"Profile %1 added on port %2."_s.arg(profile->display()).arg(made->report.port));
    out.line(u"  config     %1"_s.arg(out.shortPath(selection.paths.configPath)));
    out.line(u"  workspace  %1"_s.arg(out.shortPath(made->report.workspace)));
    return ExitSuccess;
}

bool concerns(const Finding &finding, const QStringList &names)
{
    return names.isEmpty() || finding.profiles.isEmpty() ||
           std::any_of(finding.profiles.begin(), finding.profiles.end(),
                       [&names](const QString &profile) { return names.contains(profile); });
}

Result<QStringList> checkedNames(const CheckOptions &options, const Fleet &fleet)
{
    QStringList names;
    if (options.all)
        return names;
    for (const std::string &given : options.names) {
        const auto name = ProfileName::parse(text(given));
        const QString shown = name ? name->display() : text(given);
        if (!fleet.find(shown))
            return Error{u"there is no profile %1"_s.arg(shown), u"ws-agent profiles list"_s,
                         ErrorKind::Usage};
        names += shown;
    }
    return names;
}

void printUnreadable(const Output &out, const Fleet &fleet)
{
    for (const QString &warning : fleet.warnings)
        out.note(u"warning: "_s + warning);
    for (const FleetMember &member : fleet.members) {
        for (const ConfigIssue &issue : member.loaded.errors)
            out.note(u"warning: %1: %2; checked with what could be read"_s.arg(member.name, toString(issue)));
    }
}

int check(CommandContext &context, const CheckOptions &options)
{
    const Output &out = context.out;
    Fleet fleet = context.survey({.listeners = !options.offline});
    const auto names = checkedNames(options, fleet);
    if (!names)
        return out.fail(names.error());

    QJsonArray fixed;
    if (options.fix) {
        const auto report =
            fixFindings(fleet, context.selection, context.schema(), {.listeners = !options.offline});
        if (!report)
            return out.fail(report.error());
        for (const AppliedFix &applied : report->applied) {
            fixed += QJsonObject{{"profile"_L1, applied.fix.profile},
                                 {"key"_L1, applied.fix.key},
                                 {"value"_L1, applied.fix.value},
                                 {"code"_L1, applied.code}};
            out.line(u"%1  %2: %3"_s.arg(out.styled(u"fixed"_s, Style::Good), applied.fix.profile,
                                         applied.fix.describe()));
        }
        fleet = report->after;
    }

    printUnreadable(out, fleet);
    QList<Finding> findings = fleet.findings;
    findings.removeIf([&names](const Finding &finding) { return !concerns(finding, *names); });
    for (const Finding &finding : findings)
        out.line(describeFinding(out, finding));

    const int errors = countOf(findings, Severity::Error);
    const int warnings = countOf(findings, Severity::Warning);
    const bool ok = errors == 0 && (!options.strict || warnings == 0);
    if (out.json()) {
        QJsonObject document{
            {"ok"_L1, ok}, {"findings"_L1, toJson(findings)}, {"profiles"_L1, profilesToJson(fleet)}};
        if (options.fix)
            document["fixed"_L1] = fixed;
        out.document(document);
    }
    if (fleet.members.isEmpty())
        out.line(u"No profiles yet. Make one with: ws-agent --profile main setup"_s);
    else if (errors + warnings == 0)
        out.line(out.styled(
            u"%1 profile(s), isolated: no ports, paths or accounts are shared."_s.arg(fleet.members.size()),
            Style::Good));
    else
        out.line(u"%1 error(s), %2 warning(s) in %3 profile(s)."_s.arg(errors).arg(warnings).arg(
            fleet.members.size()));
    return ok ? ExitSuccess : ExitFailure;
}

} // namespace

void addProfileCommands(CLI::App &root, Action &chosen)
{
    CLI::App *profiles = root.add_subcommand("profiles", "List, add and check the profiles of this host");
    profiles->require_subcommand(1);
    addProfileListCommand(*profiles, chosen);

    const auto addOptions = std::make_shared<AddOptions>();
    CLI::App *addCommand = profiles->add_subcommand("add", "Add a profile with ports of its own");
    addCommand->add_option("name", addOptions->name, "Letters, digits, - and _")
        ->type_name("NAME")
        ->required();
    addCommand->add_option("--port", addOptions->port, "Base port, or auto for the next free one")
        ->type_name("PORT");
    addCommand->add_option("--workspace", addOptions->workspace, "Where the agent works")->type_name("DIR");
    addCommand->add_option("--bind", addOptions->bind, "Who can reach the gateway")
        ->type_name("{loopback,lan,tailnet,auto,custom}");
    addCommand->add_flag("--yes", addOptions->yes, "Do not ask about warnings");
    onChosen(addCommand, chosen, addOptions, add);

    addProfileChangeCommands(*profiles, chosen);
    addImportCommand(*profiles, chosen);

    const auto checkOptions = std::make_shared<CheckOptions>();
    CLI::App *checkCommand =
        profiles->add_subcommand("check", "Prove that the profiles do not touch each other");
    checkCommand->add_option("name", checkOptions->names, "Only findings about these")->type_name("PROFILE");
    checkCommand->add_flag("--all", checkOptions->all, "All profiles (the default)");
    checkCommand->add_flag("--strict", checkOptions->strict, "Warnings fail, too");
    checkCommand->add_flag("--offline", checkOptions->offline, "Do not look at what listens now");
    checkCommand->add_flag("--fix", checkOptions->fix, "Carry out the fixes");
    onChosen(checkCommand, chosen, checkOptions, check);
}

} // namespace wsagent
