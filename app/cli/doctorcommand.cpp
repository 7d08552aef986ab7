#include "app/cli/doctorcommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/doctorview.h"
#include "app/cli/findingsview.h"
#include "app/doctor/repair.h"
#include "gateway/base/exitcodes.h"
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

Result<RepairReport> examine(CommandContext &context, const DoctorOptions &options)
{
    const DoctorProbe probe{context.selection, context.source(), options.deep};
    if (!options.changesSomething())
        return RepairReport{.after = collectDoctorFacts(probe, context.schema())};

    const RepairWishes wishes{.everything = options.fix,
                              .onlySafe = options.nonInteractive,
                              .newToken = options.generateToken ? randomToken() : QString()};
    const bool unasked = options.yes || options.nonInteractive;
    return repairInstance(probe, context.schema(), wishes, [&](const Repair &repair) {
        return confirm(context.out, u"%1: %2. Do it?"_s.arg(repair.id, repair.message), unasked);
    });
}

int doctor(CommandContext &context, const DoctorOptions &options)
{
    const auto report = examine(context, options);
    if (!report)
        return context.out.fail(report.error());

    QList<DoctorCheck> checks =
        runDoctorChecks(report->after, {.workspaceSuggestions = !options.noWorkspaceSuggestions});
    const bool well = isWell(checks, options) && report->failed.isEmpty();
    checks.removeIf([&options](const DoctorCheck &check) { return check.status < leastSeverity(options); });

    if (context.out.json()) {
        context.out.document(doctorDocument(well, checks, options.changesSomething() ? &*report : nullptr));
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
                      "Never ask, and take only steps that lose and move nothing");
    command->add_flag("--deep", options->deep, "Look at every file of the state directory");
    auto *token = command->add_flag("--generate-gateway-token", options->generateToken,
                                    "Make a gateway token where there is none");
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
