#include "app/cli/profilecommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/findingsview.h"
#include "app/cli/importcommand.h"
#include "app/cli/profilechangecommands.h"
#include "app/cli/profilelist.h"
#include "app/cli/secretaccess.h"
#include "app/cli/serviceinstall.h"
#include "app/commandline.h"
#include "app/profiles/fixfindings.h"
#include "app/profiles/profilechanges.h"
#include "gateway/base/exitcodes.h"
#include "gateway/instances/hostprobe.h"

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
    std::string copyConfigFrom;
    bool installService = false;
    bool yes = false;
};

/// A profile that was added, made anew or after another one.
struct Added
{
    QString workspace;
    int port = 0;
    QList<Finding> findings = {};
};

struct CheckOptions
{
    std::vector<std::string> names;
    bool all = false;
    bool strict = false;
    bool offline = false;
    bool fix = false;
};

/// Whoever is to have warnings is told of them first. False: they were too much.
bool agrees(const CommandContext &context, const AddOptions &options, const NewInstanceRequest &request,
            const Fleet &fleet)
{
    const QString name = request.selection.profile.display();
    const auto port = choosePort(request.port, name, fleet);
    const QList<Finding> foreseen = port ? foresee(request, *port, fleet) : QList<Finding>();
    if (foreseen.isEmpty() || countOf(foreseen, Severity::Error) > 0)
        return true;
    for (const Finding &finding : foreseen)
        context.out.note(describeFinding(context.out, finding));
    if (const auto better = choosePort({}, name, fleet); better)
        context.out.note(u"%1 is free of this: --port %1"_s.arg(*better));
    return confirm(context.out, u"Add it on %1 all the same?"_s.arg(*port), options.yes);
}

Result<Added, NewInstanceError> makeProfile(CommandContext &context, const AddOptions &options,
                                            const NewInstanceRequest &request)
{
    const auto locked = context.surveyLocked({.ownersOf = portsOfBase(request.port)});
    if (!locked)
        return NewInstanceError{locked.error()};
    if (options.copyConfigFrom.empty()) {
        const auto made = makeInstance(request, locked->fleet, context.schema());
        if (!made)
            return made.error();
        return Added{made->report.workspace, made->report.port, made->findings};
    }
    const auto from = ProfileName::parse(text(options.copyConfigFrom));
    if (!from)
        return NewInstanceError{from.error()};
    const CloneRequest clone{.from = from->display(),
                             .to = request.selection.profile,
                             .port = request.port,
                             .workspace = request.workspace,
                             .bind = request.bind,
                             .withSecrets = false};
    const auto made = cloneProfile(clone, locked->fleet, context.selection, context.schema());
    if (!made)
        return made.error();
    return Added{made->workspace, made->port, made->findings};
}

Result<ServiceOutcome> installServiceOf(const InstanceSelection &selection, const Output &out)
{
    const CommandApplication application;
    CommandContext context(selection, out);
    const auto installed = installService(context, serviceHost(selection), {});
    if (installed)
        return installed;
    return Error{u"profile %1 was added, but its service was not installed: %2"_s.arg(
                     selection.profile.display(), installed.error().message),
                 installed.error().fix, installed.error().kind};
}

int add(CommandContext &context, const AddOptions &options)
{
    const auto profile = ProfileName::parse(text(options.name));
    if (!profile)
        return context.out.fail(profile.error());
    const InstanceSelection selection = canonicalSelection(*profile, context.selection);
    if (QFile::exists(selection.paths.configPath))
        return context.out.fail({u"profile %1 exists already"_s.arg(profile->display()),
                                 commandHint(profile->display(), u"config file"_s), ErrorKind::Conflict});

    const NewInstanceRequest request{.selection = selection,
                                     .port = text(options.port),
                                     .workspace = text(options.workspace),
                                     .bind = text(options.bind)};
    if (!agrees(context, options, request, context.survey({.ownersOf = portsOfBase(request.port)})))
        return ExitFailure;
    const auto made = makeProfile(context, options, request);
    if (!made)
        return failNewInstance(context.out, made.error());
    const Output &out = context.out;
    if (options.installService) {
        if (const auto installed = installServiceOf(selection, out); !installed)
            return out.fail(installed.error());
    }
    if (out.json())
        out.document({{"ok"_L1, true},
                      {"profile"_L1, profile->display()},
                      {"stateDir"_L1, selection.paths.stateDir},
                      {"configPath"_L1, selection.paths.configPath},
                      {"workspace"_L1, made->workspace},
                      {"port"_L1, made->port},
                      {"service"_L1, options.installService},
                      {"findings"_L1, toJson(made->findings)}});
    out.line(u"Profile %1 added on port %2."_s.arg(profile->display()).arg(made->port));
    out.line(u"  config     %1"_s.arg(out.shortPath(selection.paths.configPath)));
    out.line(u"  workspace  %1"_s.arg(out.shortPath(made->workspace)));
    if (options.installService)
        out.line(u"  service    %1"_s.arg(ownName(thisPlatform(), serviceNames(*profile))));
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

QJsonObject toJson(const AppliedFix &applied)
{
    return {{"profile"_L1, applied.fix.profile},
            {"key"_L1, applied.fix.key},
            {"value"_L1, applied.fix.value},
            {"text"_L1, applied.fix.describe()},
            {"code"_L1, applied.code}};
}

void printFix(const Output &out, const AppliedFix &applied)
{
    const QString what = applied.fix.profile + ": "_L1 + applied.fix.describe();
    if (applied.helped)
        out.line(out.styled(u"fixed"_s, Style::Good) + "  "_L1 + what);
    else
        out.line(u"%1  %2; %3 is there all the same"_s.arg(out.styled(u"changed"_s, Style::Warning), what,
                                                           applied.code));
}

Result<FixReport> fix(CommandContext &context, const SurveyOptions &survey, const QStringList &names)
{
    auto locked = context.surveyLocked(survey);
    if (!locked)
        return locked.error();
    return fixFindings(std::move(locked->fleet), context.selection, context.schema(), {survey, names});
}

int check(CommandContext &context, const CheckOptions &options)
{
    const Output &out = context.out;
    const SurveyOptions survey{.listeners = !options.offline};
    Fleet fleet = context.survey(survey);
    const auto names = checkedNames(options, fleet);
    if (!names)
        return out.fail(names.error());

    QJsonArray fixed;
    QJsonArray changed;
    if (options.fix) {
        const auto report = fix(context, survey, *names);
        if (!report)
            return out.fail(report.error());
        for (const AppliedFix &applied : report->applied) {
            (applied.helped ? fixed : changed) += toJson(applied);
            printFix(out, applied);
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
            document.insert("fixed"_L1, fixed);
        if (!changed.isEmpty())
            document.insert("changed"_L1, changed);
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
        ->check(CLI::IsMember({"loopback", "lan", "tailnet", "auto", "custom"}));
    addCommand
        ->add_option("--copy-config-from", addOptions->copyConfigFrom,
                     "Begin with the config of this profile, without its secrets and with channels off")
        ->type_name("PROFILE");
    addCommand->add_flag("--install-service", addOptions->installService, "Also install its service");
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
