#include "app/cli/doctorcommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/doctorview.h"
#include "app/cli/findingsview.h"
#include "app/cli/secretaccess.h"
#include "app/cli/secretcheck.h"
#include "app/cli/serviceinstall.h"
#include "app/commandline.h"
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

/// The service of the profile ends while its state is mended, and runs again afterwards.
class ServicePause
{
public:
    ServicePause(CommandContext &context, const DoctorFacts &facts)
        : m_host(serviceHost(context.selection))
        , m_nameplate(serviceNameplate(context.selection.profile, context.selection.paths))
    {
        const bool runs = facts.service && facts.service->state.status == "running"_L1;
        m_wasStopped = runs && m_host.manager->stop(m_nameplate, false) &&
                       waitUntilGone(context.selection.paths, std::chrono::seconds(330));
    }
    ~ServicePause()
    {
        if (m_wasStopped)
            (void)m_host.manager->start(m_nameplate);
    }
    Q_DISABLE_COPY_MOVE(ServicePause)

private:
    ServiceHost m_host;
    ServiceSpec m_nameplate;
    bool m_wasStopped = false;
};

bool agrees(const CommandContext &context, const DoctorOptions &options, const Repair &repair)
{
    const bool unasked = options.yes || options.nonInteractive;
    return confirm(context.out, u"%1: %2. Do it?"_s.arg(repair.id, repair.message), unasked);
}

/// A new definition mends everything that is wrong with the one there is; it starts the gateway anew, so a
/// script has to say --yes.
void repairService(CommandContext &context, const DoctorOptions &options, const DoctorProbe &probe,
                   RepairReport &report)
{
    const QList<ServiceIssue> &issues = report.after.serviceIssues;
    const auto broken = std::find_if(issues.begin(), issues.end(),
                                     [](const ServiceIssue &issue) { return issue.isRepairable; });
    if (!options.fix || broken == issues.end())
        return;
    const Repair repair{.id = broken->code, .message = u"the service is installed anew"_s};
    if ((options.nonInteractive && !options.yes) || !agrees(context, options, repair)) {
        report.declined += repair;
        return;
    }
    const auto installed = installService(context, serviceHost(context.selection), {.force = true});
    if (installed)
        report.done += repair;
    else
        report.failed += {repair, installed.error()};
    report.after = collectDoctorFacts(probe, context.schema());
}

/// What nobody needs any more, by the command that was printed for it; only when it was wished for by name.
void removeOrphans(CommandContext &context, const DoctorOptions &options, const DoctorProbe &probe,
                   RepairReport &report)
{
    if (!options.fix || !options.yes)
        return;
    const ServiceHost host = serviceHost(context.selection);
    bool removed = false;
    for (const FoundService &service : scanServices(host, report.after.fleet)) {
        const bool isOrphan =
            !service.isSystemWide && service.service.definition.isOurs() &&
            !auditHost(host.platform, {service}, registeredProfiles(host, report.after.fleet)).isEmpty();
        if (!isOrphan || host.platform != Platform::Linux)
            continue;
        (void)host.run(u"systemctl"_s, {u"--user"_s, u"disable"_s, u"--now"_s, service.name()});
        const Repair repair{.id = u"service-orphan"_s, .message = u"removed: "_s + service.file};
        if (QFile::remove(service.file))
            report.done += repair;
        removed = true;
    }
    if (!removed)
        return;
    (void)host.run(u"systemctl"_s, {u"--user"_s, u"daemon-reload"_s});
    report.after = collectDoctorFacts(probe, context.schema());
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
    std::optional<ServicePause> pause;
    if (!planRepairs(facts, wishes).isEmpty())
        pause.emplace(context, facts);
    auto report = repairInstance(probe, context.schema(), wishes,
                                 [&](const Repair &repair) { return agrees(context, options, repair); });
    pause.reset();
    if (!report)
        return report;
    repairService(context, options, probe, *report);
    removeOrphans(context, options, probe, *report);
    return report;
}

/// A gateway without its own secret does not start; a channel or a model without one does not work.
void addSecretChecks(const CommandContext &context, const LoadedConfig &loaded, QList<DoctorCheck> &checks)
{
    for (const ConfigIssue &issue : deadReferences(context, loaded)) {
        const bool isOwn = issue.path.startsWith("gateway.auth."_L1);
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
