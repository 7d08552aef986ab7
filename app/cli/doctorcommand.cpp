#include "app/cli/doctorcommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/doctorview.h"
#include "app/cli/findingsview.h"
#include "app/cli/secretaccess.h"
#include "app/cli/secretcheck.h"
#include "app/cli/servicepause.h"
#include "app/cli/servicerepair.h"
#include "app/commandline.h"
#include "app/services/servicehost.h"
#include "gateway/base/exitcodes.h"
#include "gateway/config/crossfieldgateway.h"
#include "gateway/secrets/randomtoken.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using Status = DoctorCheck::Status;

namespace {

struct DoctorOptions
{
    bool fix = false;
    bool yes = false;
    bool nonInteractive = false;
    bool deep = false;
    bool generateToken = false;
    bool lint = false;
    std::string severityMin;
    bool noWorkspaceSuggestions = false;

    bool changesSomething() const { return fix || generateToken; }
};

Status leastSeverity(const DoctorOptions &options)
{
    if (options.severityMin == "error")
        return Status::Error;
    if (options.severityMin == "warning")
        return Status::Warning;
    return options.severityMin == "info" ? Status::Info : Status::Ok;
}

bool isWell(const QList<DoctorCheck> &checks, const DoctorOptions &options)
{
    Status threshold = Status::Error;
    if (options.lint)
        threshold = options.severityMin.empty() ? Status::Warning : leastSeverity(options);
    return std::none_of(checks.begin(), checks.end(),
                        [threshold](const DoctorCheck &check) { return check.status >= threshold; });
}

bool agrees(const CommandContext &context, const DoctorOptions &options, const Repair &repair)
{
    const bool unasked = options.yes || options.nonInteractive;
    return confirm(context.out, u"%1: %2. Do it?"_s.arg(repair.id, repair.message), unasked);
}

/// The service ends when somebody has agreed to the first repair, and runs again after the last one.
Result<RepairReport> mended(CommandContext &context, const DoctorProbe &probe, const DoctorFacts &facts,
                            const RepairWishes &wishes, const std::function<bool(const Repair &)> &agreesTo)
{
    ServicePause pause(context);
    if (!planRepairs(facts, wishes).isEmpty()) {
        if (auto refused = pause.refusal(facts.service))
            return *std::move(refused);
    }
    auto report = repairInstance(probe, context.schema(), wishes, {.agrees = agreesTo, .prepare = [&] {
                                                                       return pause.begin(facts.service);
                                                                   }});
    const auto resumed = pause.end();
    if (report && !resumed)
        report->failed +=
            {Repair{.id = u"service"_s, .message = u"the service runs again"_s}, resumed.error()};
    return report;
}

Result<RepairReport> examine(CommandContext &context, const DoctorOptions &options)
{
    const auto executable = serviceExecutable(QCoreApplication::applicationFilePath(),
                                              context.selection.environment, context.selection.paths.home);
    const DoctorProbe probe{context.selection, context.source(), options.deep,
                            executable ? *executable : QString()};
    DoctorFacts facts = collectDoctorFacts(probe, context.schema());
    if (!options.changesSomething())
        return RepairReport{.after = std::move(facts)};

    const RepairWishes wishes{.everything = options.fix,
                              .onlySafe = options.nonInteractive && !options.yes,
                              .newToken = options.generateToken ? randomToken() : QString()};
    const auto agreesTo = [&](const Repair &repair) {
        return agrees(context, options, repair);
    };
    auto report = mended(context, probe, facts, wishes, agreesTo);
    if (report && options.fix)
        repairServices(context, probe, {options.yes, options.nonInteractive, agreesTo}, *report);
    return report;
}

/// A gateway without its own secret does not start; a channel or a model without one does not work.
void addSecretChecks(const CommandContext &context, const LoadedConfig &loaded, QList<DoctorCheck> &checks)
{
    const QJsonObject auth = loaded.effective["gateway"_L1]["auth"_L1].toObject();
    const QString ownSecret = u"gateway.auth."_s + effectiveAuthMode(auth);
    for (const ConfigIssue &issue : deadReferences(context, loaded)) {
        const bool isOwn = issue.path == ownSecret;
        if (isOwn)
            checks.removeIf([](const DoctorCheck &check) { return check.id == "auth"_L1; });
        checks += DoctorCheck{issue.code, isOwn ? Status::Error : Status::Warning, toString(issue),
                              context.hint(u"config get %1"_s.arg(shellWord(issue.path)))};
    }
}

int doctor(CommandContext &context, const DoctorOptions &options)
{
    const CommandApplication application;
    const auto report = examine(context, options);
    if (!report)
        return context.out.fail(report.error());

    QList<DoctorCheck> checks =
        runDoctorChecks(report->after, {.workspaceSuggestions = !options.noWorkspaceSuggestions});
    addSecretChecks(context, report->after.loaded, checks);
    const bool well = isWell(checks, options) && report->failed.isEmpty();
    checks.removeIf([&options](const DoctorCheck &check) { return check.status < leastSeverity(options); });

    if (context.out.json()) {
        context.out.document(doctorDocument(well, checks, report->after.drift,
                                            options.changesSomething() ? &*report : nullptr));
    } else {
        printRepairs(context.out, *report);
        printChecks(context.out, report->after, checks);
    }
    return well ? ExitSuccess : ExitFailure;
}

} // namespace

void addDoctorCommand(CLI::App &root, Action &chosen)
{
    const auto options = std::make_shared<DoctorOptions>();
    CLI::App *command = root.add_subcommand(
        "doctor", "Look after config, files, ports and isolation of the selected profile; changes nothing");
    auto *fix = command->add_flag("--fix,--repair", options->fix, "Mend what can be mended");
    command->add_flag("--yes", options->yes, "Do not ask before each step");
    command->add_flag("--non-interactive", options->nonInteractive,
                      "Never ask, and without --yes take only steps that lose and move nothing");
    command->add_flag("--deep", options->deep, "Look at every file of the state directory");
    auto *token = command->add_flag("--generate-gateway-token", options->generateToken,
                                    "Make a gateway token where there is none, or one that others share");
    command->add_flag("--lint", options->lint, "Exit with 1 on warnings, too; see --severity-min")
        ->excludes(fix)
        ->excludes(token);
    command->add_option("--severity-min", options->severityMin, "Show nothing below this")
        ->check(CLI::IsMember({"info", "warning", "error"}));
    command->add_flag("--no-workspace-suggestions", options->noWorkspaceSuggestions,
                      "Only defects of workspaces, no advice");
    onChosen(command, chosen, options, doctor);
}

} // namespace wsagent
