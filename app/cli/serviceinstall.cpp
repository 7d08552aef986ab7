#include "app/cli/serviceinstall.h"

#include "app/cli/childverbs.h"
#include "app/cli/environmentfile.h"
#include "app/cli/lingeroffer.h"
#include "app/profiles/autostart.h"
#include "gateway/config/configwriter.h"
#include "gateway/instances/instanceid.h"

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Linger and the like: what the owner should know of a service that was installed.
void addAdvice(const CommandContext &context, const ServiceHost &host, const InstallOptions &options,
               ServiceOutcome &outcome)
{
    const ServiceNames names = serviceNames(context.selection.profile);
    if (const QString notice = host.manager->notice(names); !notice.isEmpty())
        outcome.warnings += notice;
    if (host.platform != Platform::Linux || lingers(host.places.account, host.run) != false)
        return;
    if (options.mayAsk && offerLinger(context, host))
        return;
    outcome.warnings += u"the service ends when you log out, and does not start before you log in"_s;
    outcome.hints += lingerCommand(host);
}

Result<void> writeEdits(CommandContext &context, const QList<JsonEdit> &edits)
{
    if (edits.isEmpty())
        return {};
    const auto written = writeConfig(context.source(), context.schema(), {.edits = edits});
    return written ? Result<void>() : written.error();
}

/// What others kill it would start again.
Result<void> stopSupervised(const CommandContext &context)
{
    const auto stopped = changedBySupervisor(context, ControlVerb::Stop);
    if (stopped)
        return {};
    const Error &error = stopped.error();
    const QString fix = u"ws-agent supervisor stop %1"_s.arg(instanceName(context.selection));
    return Error{error.message, error.fix.isEmpty() ? fix : error.fix, error.kind};
}

/// Everything that changes something; what can still be refused comes first.
Result<void> carryOut(CommandContext &context, const ServiceHost &host, InstallPlan &plan)
{
    if (const auto stopped = plan.isSupervised ? stopSupervised(context) : Result<void>(); !stopped)
        return stopped;
    if (const auto written = writeEdits(context, plan.edits); !written)
        return written;
    if (const auto fitted = fitEnvironmentFile(context.selection, plan.loaded); !fitted)
        return fitted;
    const auto id = instanceId(context.selection.paths.stateDir);
    if (!id)
        return id.error();
    plan.request.instanceId = *id;
    const auto installed = host.manager->install(serviceSpec(plan.request));
    if (!installed)
        return Error{installed.error().message, context.hint(u"logs"_s), installed.error().kind};
    return {};
}

} // namespace

Result<void> setServiceAutostart(const CommandContext &context, bool autostart)
{
    const InstanceSelection &selection = context.selection;
    const FleetMember member{
        .name = instanceName(selection), .profile = selection.profile, .paths = selection.paths};
    const QString registry = registryPath(selection.paths.home, selection.environment);
    return isAutostarted(registry, member.name) == autostart ? Result<void>()
                                                             : setAutostart(registry, member, autostart);
}

Result<ServiceOutcome> installService(CommandContext &context, const ServiceHost &host,
                                      const InstallOptions &options)
{
    const QDateTime begin = QDateTime::currentDateTimeUtc();
    auto plan = planInstall(context, host, options);
    if (!plan)
        return plan.error();
    const QString name = instanceName(context.selection);
    ServiceOutcome outcome{.action = u"install"_s, .result = u"already-installed"_s};
    if (plan->isInstalled && !options.force) {
        if (const auto written = writeEdits(context, plan->edits); !written)
            return written.error();
        outcome.message = u"The service of %1 is installed already, and runs."_s.arg(name);
        addAdvice(context, host, options, outcome);
        return outcome;
    }
    if (const auto installed = carryOut(context, host, *plan); !installed)
        return withLoggedError(context, installed.error(), begin);
    const Serving serving = waitForService(context, host, 60s);
    if (serving != Serving::Yes)
        return notServing(context, serving, u"installed"_s, begin);
    outcome.result = u"installed"_s;
    outcome.message =
        (plan->isSupervised
             ? u"The supervisor has stopped its gateway of %1; the service is installed, and runs."_s
             : u"The service of %1 is installed, and runs."_s)
            .arg(name);
    if (const auto noted = setServiceAutostart(context, true); !noted)
        outcome.warnings += noted.error().message;
    addAdvice(context, host, options, outcome);
    return outcome;
}

} // namespace wsagent
