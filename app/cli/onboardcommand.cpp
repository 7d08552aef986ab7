#include "app/cli/onboardcommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/findingsview.h"
#include "app/cli/onboardoptions.h"
#include "app/cli/secretaccess.h"
#include "app/cli/serviceinstall.h"
#include "app/profiles/resetinstance.h"
#include "gateway/base/exitcodes.h"
#include "gateway/config/configwriter.h"
#include "gateway/instances/hostprobe.h"
#include "gateway/instances/runtimefile.h"

#include <QFileInfo>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto risk =
    "An agent reads, writes and runs what you allow it to, as you. Give it accounts and folders of "
    "its own, keep the gateway on this computer, and let it ask before it acts."_L1;

/// What onboarding came to.
struct Outcome
{
    OnboardAnswers answers = {};
    NewInstance made = {};
    std::optional<ServiceOutcome> service = {};
    QStringList warnings = {};
};

/// What must be said where nobody can be asked.
std::optional<Error> missing(const CommandContext &context, const OnboardOptions &options)
{
    const auto refused = [&context](const QString &message) {
        return Error{message, context.hint(u"onboard --non-interactive --accept-risk"_s)};
    };
    if (!options.nonInteractive && !Prompter::canAsk())
        return refused(u"onboard asks questions, and there is no terminal to answer at"_s);
    if (!options.nonInteractive)
        return std::nullopt;
    if (!options.acceptRisk)
        return refused(u"--accept-risk is missing: %1"_s.arg(risk));
    if (options.mode == "remote" && options.remoteUrl.empty())
        return refused(u"--remote-url is missing: --mode remote needs the address of a gateway"_s);
    if (options.auth == "password" && options.password.empty())
        return refused(u"--gateway-password is missing: --gateway-auth password needs one"_s);
    return std::nullopt;
}

/// While the questions were answered, somebody else may have made an instance.
Result<NewInstance, NewInstanceError> makeAsAnswered(CommandContext &context, const OnboardAnswers &answers)
{
    const auto locked = context.surveyLocked({.ownersOf = portsOfBase(answers.port)});
    if (!locked)
        return NewInstanceError{locked.error()};
    return makeInstance(requestFor(answers, context.selection), locked->fleet, context.schema());
}

Result<Outcome, NewInstanceError> carryOut(CommandContext &context, const OnboardAnswers &answers,
                                           bool mayAsk)
{
    Outcome outcome{.answers = answers};
    auto made = makeAsAnswered(context, answers);
    if (!made)
        return made.error();
    outcome.made = *std::move(made);
    if (const auto stored = keepModelSecrets(context, answers); !stored)
        return NewInstanceError{stored.error()};
    const LoadedConfig loaded = context.load();
    const QList<JsonEdit> edits = editsFor(answers, loaded.source);
    if (!edits.isEmpty()) {
        const auto written =
            writeConfig(context.source(), context.schema(), {.edits = edits, .base = loaded.raw});
        if (!written)
            return NewInstanceError{written.error()};
    }
    if (!answers.wantsService)
        return outcome;
    auto service = installService(context, serviceHost(context.selection), {.mayAsk = mayAsk});
    if (service) {
        outcome.warnings += service->warnings;
        outcome.service = *std::move(service);
    } else {
        outcome.warnings += u"the service was not installed: %1"_s.arg(service.error().message);
    }
    return outcome;
}

QString healthOf(const CommandContext &context, const OnboardOptions &options)
{
    if (options.skipHealth)
        return u"skipped"_s;
    const auto runtime = readRuntimeFile(context.selection.paths.stateDir);
    return runtime && isAlive(*runtime) ? u"running"_s : u"not-running"_s;
}

QJsonObject toJson(const CommandContext &context, const Outcome &outcome, const OnboardOptions &options)
{
    const ServiceNames names = serviceNames(context.selection.profile);
    const LoadedConfig loaded = loadConfig(context.source(), ConfigSchema());
    QJsonArray warnings = QJsonArray::fromStringList(outcome.warnings);
    return {{"ok"_L1, true},
            {"mode"_L1, outcome.answers.mode},
            {"profile"_L1, instanceName(context.selection)},
            {"configPath"_L1, context.selection.paths.configPath},
            {"workspace"_L1, outcome.made.report.workspace},
            {"gateway"_L1, QJsonObject{{"port"_L1, outcome.made.report.port},
                                       {"bind"_L1, loaded.config.bind},
                                       {"authMode"_L1, loaded.config.authMode}}},
            {"daemon"_L1, QJsonObject{{"installed"_L1, outcome.service.has_value()},
                                      {"name"_L1, ownName(thisPlatform(), names)}}},
            {"watch"_L1, QJsonArray::fromStringList(outcome.answers.watch)},
            {"health"_L1, healthOf(context, options)},
            {"warnings"_L1, warnings}};
}

void print(const CommandContext &context, const Outcome &outcome, const OnboardOptions &options)
{
    const Output &out = context.out;
    const ProvisionReport &report = outcome.made.report;
    out.line(u"Profile %1 is ready."_s.arg(out.shortPath(instanceName(context.selection))));
    out.line(u"  config     %1"_s.arg(out.shortPath(context.selection.paths.configPath)));
    out.line(u"  workspace  %1"_s.arg(out.shortPath(report.workspace)));
    out.line(u"  port       %1"_s.arg(report.port));
    if (outcome.service)
        out.line(u"  service    %1"_s.arg(ownName(thisPlatform(), serviceNames(context.selection.profile))));
    if (!options.skipHealth)
        out.line(u"  health     %1"_s.arg(
            healthOf(context, options) == "running"_L1 ? u"it runs"_s : u"it does not run yet"_s));
    if (!outcome.answers.watch.isEmpty())
        out.line(u"  watches    %1"_s.arg(outcome.answers.watch.join(", "_L1)));
    for (const Finding &finding : outcome.made.findings)
        out.line(describeFinding(out, finding));
    for (const QString &warning : outcome.warnings)
        out.note(u"warning: "_s + warning);
    for (const QString &hint : outcome.service ? outcome.service->hints : QStringList())
        out.note(u"  try: "_s + hint);
    out.line(u"Next: %1"_s.arg(context.hint(outcome.service ? u"status"_s : u"gateway"_s)));
}

/// Keep, change or begin anew: what is to become of a config that is there. False: the person gave up.
bool askAboutExisting(CommandContext &context, Prompter &prompter, bool &keep, bool &reset)
{
    if (!QFileInfo::exists(context.selection.paths.configPath))
        return true;
    const QString chosen =
        prompter.choose(u"%1 is set up already. What shall happen?"_s.arg(instanceName(context.selection)),
                        {{u"keep"_s, u"Keep it, and only add what is missing"_s},
                         {u"modify"_s, u"Go through the questions again"_s},
                         {u"reset"_s, u"Begin anew; the config goes to the trash"_s}});
    keep = chosen == "keep"_L1;
    reset = chosen == "reset"_L1;
    return !prompter.isOver();
}

Result<void> resetFirst(CommandContext &context, const std::string &scope)
{
    const auto wanted = parseResetScope(scope.empty() ? u"config"_s : text(scope));
    if (!wanted)
        return wanted.error();
    const Fleet fleet = context.survey();
    const auto plan = planReset(instanceName(context.selection), *wanted, fleet);
    if (!plan)
        return plan.error().kind == ErrorKind::NotFound ? Result<void>() : plan.error();
    return resetInstance(*plan, context.selection);
}

std::optional<OnboardAnswers> dialog(CommandContext &context, const OnboardOptions &options,
                                     OnboardAnswers answers, const Fleet &fleet)
{
    Prompter prompter(context.out);
    if (!options.acceptRisk) {
        prompter.say(risk);
        if (!prompter.yes(u"Go on?"_s, true))
            return std::nullopt;
    }
    bool keep = false;
    bool reset = false;
    if (!askAboutExisting(context, prompter, keep, reset))
        return std::nullopt;
    if (reset) {
        if (const auto done = resetFirst(context, {}); !done) {
            prompter.say(done.error().message);
            return std::nullopt;
        }
    }
    const OnboardProposal proposal = proposalFor(context, fleet);
    answers.wantsService = proposal.canInstallService && !options.noInstallDaemon;
    if (keep)
        return answers;
    const bool manual = options.flow == "manual" || options.flow == "advanced";
    return askAnswers(prompter, proposal, answers, manual, fleet, context.selection);
}

int onboard(CommandContext &context, const OnboardOptions &options)
{
    const CommandApplication application;
    if (const auto error = missing(context, options))
        return context.out.fail(*error);
    auto answers = answersFrom(options);
    if (!answers)
        return context.out.fail(answers.error());
    if (options.reset) {
        if (const auto done = resetFirst(context, options.resetScope); !done)
            return context.out.fail(done.error());
    }
    const Fleet fleet = context.survey({.ownersOf = portsOfBase(answers->port)});
    // D11: a profile of this name is there to look after the others.
    if (context.selection.profile.display() == "rescue"_L1)
        answers->watch = proposalFor(context, fleet).otherProfiles;
    // A quick start is one that runs; whoever scripts the single steps says so with --install-daemon.
    if (options.flow == "quickstart" && !options.noInstallDaemon && answers->mode != "remote"_L1)
        answers->wantsService = answers->wantsService || proposalFor(context, fleet).canInstallService;
    if (!options.nonInteractive) {
        auto given = dialog(context, options, *answers, fleet);
        if (!given)
            return context.out.fail({u"nothing was set up"_s, context.hint(u"onboard"_s)});
        *answers = *std::move(given);
    }
    const auto outcome = carryOut(context, *answers, !options.nonInteractive);
    if (!outcome)
        return failNewInstance(context.out, outcome.error());
    if (context.out.json())
        context.out.document(toJson(context, *outcome, options));
    else
        print(context, *outcome, options);
    return ExitSuccess;
}

} // namespace

int onboardAtTerminal(CommandContext &context, const std::string &workspace, const std::string &port)
{
    OnboardOptions options;
    options.workspace = workspace;
    options.port = port;
    return onboard(context, options);
}

void addOnboardCommand(CLI::App &root, Action &chosen)
{
    const auto options = std::make_shared<OnboardOptions>();
    CLI::App *command = root.add_subcommand("onboard", "Set up the selected profile, question by question");
    addOnboardOptions(command, *options);
    onChosen(command, chosen, options, onboard);
}

} // namespace wsagent
