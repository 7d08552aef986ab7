#include "app/cli/servicecommands.h"

#include "app/cli/childverbs.h"
#include "app/cli/commandtree.h"
#include "app/cli/secretaccess.h"
#include "app/cli/serviceinstall.h"
#include "app/cli/supervisorcall.h"
#include "app/platform/restartlog.h"
#include "gateway/base/duration.h"
#include "gateway/base/exitcodes.h"
#include "gateway/instances/runtimefile.h"

#include <QFileInfo>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto drainBudget = 330s;

struct NoOptions
{
};

struct StopOptions
{
    bool disable = false;
    bool force = false;
};

struct RestartOptions
{
    bool force = false;
    bool safe = false;
    bool skipDeferral = false;
    std::string wait = "60s";
};

/// The service of the selected profile, and how things stand when a command begins.
struct Target
{
    ServiceHost host = {};
    ServiceSpec nameplate = {};
    ServiceState state = {};
    QString name = {};
    bool isInstalled = false;
};

Target targetOf(const CommandContext &context)
{
    Target target{.host = serviceHost(context.selection)};
    target.nameplate = serviceNameplate(context.selection.profile, context.selection.paths);
    target.state = target.host.manager->query(target.nameplate.names);
    target.name = instanceName(context.selection);
    target.isInstalled = QFileInfo::exists(target.host.manager->definitionFile(target.nameplate));
    return target;
}

int report(const CommandContext &context, const Target &target, const ServiceOutcome &outcome)
{
    const ServiceState state = target.host.manager->query(target.nameplate.names);
    if (context.out.json())
        context.out.document(
            {{"ok"_L1, outcome.ok},
             {"action"_L1, outcome.action},
             {"result"_L1, outcome.result},
             {"service"_L1, QJsonObject{{"label"_L1, ownName(target.host.platform, target.nameplate.names)},
                                        {"loaded"_L1, state.isLoaded},
                                        {"pid"_L1, state.pid > 0 ? QJsonValue(state.pid) : QJsonValue()}}},
             {"message"_L1, outcome.message},
             {"hints"_L1, QJsonArray::fromStringList(outcome.hints)},
             {"warnings"_L1, QJsonArray::fromStringList(outcome.warnings)}});
    context.out.line(outcome.message);
    if (!context.out.json()) {
        for (const QString &warning : outcome.warnings)
            context.out.note(u"warning: "_s + warning);
        for (const QString &hint : outcome.hints)
            context.out.note(u"  try: "_s + hint);
    }
    return outcome.exitCode;
}

int finish(const CommandContext &context, const Target &target, const Result<ServiceOutcome> &outcome)
{
    return outcome ? report(context, target, *outcome) : context.out.fail(outcome.error());
}

int install(CommandContext &context, const InstallOptions &options)
{
    const CommandApplication application;
    const Target target = targetOf(context);
    return finish(context, target, installService(context, target.host, options));
}

/// What `start` and `restart` say when there is nothing to start.
int failMissing(const CommandContext &context, const Target &target)
{
    return context.out.fail(
        {u"%1 has no service"_s.arg(target.name), context.hint(u"gateway install"_s), ErrorKind::NotFound});
}

Result<ServiceOutcome> started(CommandContext &context, const Target &target)
{
    if (auto refused = refuseVerb(context, target.host, ServiceVerb::Start, context.load(), false))
        return *std::move(refused);
    if (target.state.status == "running"_L1)
        return ServiceOutcome{.action = u"start"_s,
                              .result = u"already-running"_s,
                              .message = u"The service of %1 runs already."_s.arg(target.name)};
    if (const auto reachable = target.host.manager->reachable(); !reachable)
        return reachable.error();
    const QDateTime begin = QDateTime::currentDateTimeUtc();
    if (const auto done = target.host.manager->start(target.nameplate); !done)
        return withLoggedError(context, {done.error().message, context.hint(u"logs"_s)}, begin);
    const Serving serving = waitForService(context, target.host, 60s);
    if (serving != Serving::Yes)
        return notServing(context, serving, u"started"_s, begin);
    return ServiceOutcome{.action = u"start"_s,
                          .result = u"started"_s,
                          .message = u"The service of %1 runs."_s.arg(target.name)};
}

int start(CommandContext &context, const NoOptions &)
{
    const CommandApplication application;
    const Target target = targetOf(context);
    if (target.isInstalled)
        return finish(context, target, started(context, target));
    if (isSupervised(context))
        return finish(context, target, changedBySupervisor(context, ControlVerb::Start));
    return failMissing(context, target);
}

Result<ServiceOutcome> stopped(CommandContext &context, const Target &target, const StopOptions &options)
{
    if (auto refused = refuseVerb(context, target.host, ServiceVerb::Stop, context.load(), options.force))
        return *std::move(refused);
    if (const auto reachable = target.host.manager->reachable(); !reachable)
        return reachable.error();
    const bool ran = target.state.status != "stopped"_L1 && target.state.status != "failed"_L1;
    if (ran || options.disable) {
        if (const auto done = target.host.manager->stop(target.nameplate, options.disable); !done)
            return Error{done.error().message, context.hint(u"gateway status"_s)};
    }
    const QString message = options.disable
                                ? u"The service of %1 is stopped, and does not start again."_s
                                : u"The service of %1 is stopped; it starts again at the next login."_s;
    return ServiceOutcome{.action = u"stop"_s,
                          .result = ran ? u"stopped"_s : u"not-running"_s,
                          .message = message.arg(target.name)};
}

int stop(CommandContext &context, const StopOptions &options)
{
    const CommandApplication application;
    const Target target = targetOf(context);
    if (target.isInstalled)
        return finish(context, target, stopped(context, target, options));
    if (isSupervised(context)) {
        if (auto refused = refuseUnforcedStop(context, options.force))
            return context.out.fail(*refused);
        return finish(context, target, changedBySupervisor(context, ControlVerb::Stop));
    }
    ServiceOutcome outcome{.action = u"stop"_s,
                           .result = u"not-loaded"_s,
                           .message = u"%1 has no service, so there is none to stop."_s.arg(target.name)};
    const auto runtime = readRuntimeFile(context.selection.paths.stateDir);
    if (runtime && isAlive(*runtime))
        outcome.hints += u"kill %1"_s.arg(runtime->pid);
    return report(context, target, outcome);
}

ServiceOutcome restartFailed(CommandContext &context, Serving serving, const QDateTime &begin)
{
    const Error error = notServing(context, serving, u"restarted"_s, begin);
    return {.action = u"restart"_s,
            .result = u"restart-health-failed"_s,
            .message = error.message,
            .hints = {error.fix},
            .ok = false,
            // "Still starting at the deadline", cli.md 1.3.
            .exitCode = serving == Serving::NotYet ? ExitUsage : ExitFailure};
}

Result<ServiceOutcome> restarted(CommandContext &context, const Target &target, const RestartOptions &options)
{
    if (auto refused = refuseVerb(context, target.host, ServiceVerb::Restart, context.load(), options.force))
        return *std::move(refused);
    const auto patience = parseDuration(text(options.wait));
    if (!patience)
        return patience.error();
    if (const auto reachable = target.host.manager->reachable(); !reachable)
        return reachable.error();
    const auto environment = QProcessEnvironment::systemEnvironment();
    const bool inside = isInsideService(target.host.platform, target.nameplate.names, environment);
    const QDateTime begin = QDateTime::currentDateTimeUtc();
    if (const auto done = target.host.manager->restart(target.nameplate, inside); !done)
        return withLoggedError(context, {done.error().message, context.hint(u"logs"_s)}, begin);
    ServiceOutcome outcome{.action = u"restart"_s, .result = u"restarted"_s};
    outcome.message = u"The service of %1 runs again."_s.arg(target.name);
    if (inside) {
        outcome.result = u"scheduled"_s;
        outcome.message = u"The service of %1 restarts."_s.arg(target.name);
    } else if (const Serving serving = waitForService(context, target.host, *patience);
               serving != Serving::Yes) {
        outcome = restartFailed(context, serving, begin);
    }
    noteRestart(context.selection.paths.logDir(), u"asked for on the command line"_s,
                outcome.ok && !inside ? u"ok"_s : outcome.result);
    return outcome;
}

int restart(CommandContext &context, const RestartOptions &options)
{
    const CommandApplication application;
    const Target target = targetOf(context);
    const auto environment = QProcessEnvironment::systemEnvironment();
    if (options.safe || environment.value(u"WS_AGENT_SUPERVISOR_MODE"_s) == "external"_L1)
        return finish(context, target, restartedByItself(context, options.skipDeferral));
    if (target.isInstalled)
        return finish(context, target, restarted(context, target, options));
    if (isSupervised(context))
        return finish(context, target, changedBySupervisor(context, ControlVerb::Restart));
    return failMissing(context, target);
}

Result<ServiceOutcome> uninstalled(CommandContext &context, const Target &target)
{
    if (auto refused = refuseVerb(context, target.host, ServiceVerb::Uninstall, context.load(), true))
        return *std::move(refused);
    if (const auto reachable = target.host.manager->reachable(); !reachable)
        return reachable.error();
    const bool ran = target.state.pid > 0;
    if (ran) {
        if (const auto ended = target.host.manager->stop(target.nameplate, false); !ended)
            return ended.error();
        if (!waitUntilGone(context.selection.paths, drainBudget))
            return Error{u"the gateway of %1 does not end, so its service stays"_s.arg(target.name),
                         context.hint(u"gateway status"_s), ErrorKind::Conflict};
    }
    if (const auto gone = target.host.manager->uninstall(target.nameplate); !gone)
        return gone.error();
    ServiceOutcome outcome{
        .action = u"uninstall"_s,
        .result = u"uninstalled"_s,
        .message = u"The service of %1 is gone; config, state and workspace stay."_s.arg(target.name)};
    if (const auto noted = setServiceAutostart(context, false); !noted)
        outcome.warnings += noted.error().message;
    return outcome;
}

int uninstall(CommandContext &context, const NoOptions &)
{
    const CommandApplication application;
    const Target target = targetOf(context);
    if (target.isInstalled)
        return finish(context, target, uninstalled(context, target));
    return report(context, target,
                  {.action = u"uninstall"_s,
                   .result = u"not-loaded"_s,
                   .message = u"%1 has no service."_s.arg(target.name)});
}

} // namespace

Result<ServiceOutcome> uninstallService(CommandContext &context)
{
    const Target target = targetOf(context);
    if (!target.isInstalled)
        return ServiceOutcome{.action = u"uninstall"_s,
                              .result = u"not-loaded"_s,
                              .message = u"%1 has no service."_s.arg(target.name)};
    return uninstalled(context, target);
}

void addServiceCommands(CLI::App &gateway, Action &chosen)
{
    const auto installOptions = std::make_shared<InstallOptions>();
    CLI::App *installCommand =
        gateway.add_subcommand("install", "Run the gateway of this profile as a service of this user");
    installCommand->add_option("--port", installOptions->port, "Base port; also written into the config")
        ->type_name("PORT");
    installCommand
        ->add_option("--token", installOptions->token,
                     "Gateway token, for the config and not for the service")
        ->type_name("TOKEN");
    installCommand
        ->add_option_function<std::string>(
            "--wrapper", [installOptions](const std::string &file) { installOptions->wrapper = file; },
            "A program that starts ws-agent, for example with secrets; '' for none any more")
        ->type_name("FILE");
    installCommand->add_flag("--force", installOptions->force, "Replace a service that is there");
    onChosen(installCommand, chosen, installOptions, install);

    const auto none = std::make_shared<NoOptions>();
    onChosen(gateway.add_subcommand("uninstall", "Take the service away; config and data stay"), chosen, none,
             uninstall);
    onChosen(gateway.add_subcommand("start", "Start the service, or what the supervisor runs"), chosen, none,
             start);

    const auto stopOptions = std::make_shared<StopOptions>();
    CLI::App *stopCommand = gateway.add_subcommand("stop", "Stop the service until the next login");
    stopCommand->add_flag("--disable", stopOptions->disable, "And let it not start again by itself");
    stopCommand->add_flag("--force", stopOptions->force, "Also from a script, while the gateway works");
    onChosen(stopCommand, chosen, stopOptions, stop);

    const auto restartOptions = std::make_shared<RestartOptions>();
    CLI::App *restartCommand = gateway.add_subcommand("restart", "Stop the service and start it again");
    auto *force = restartCommand->add_flag("--force", restartOptions->force, "Also while the gateway works");
    auto *safe = restartCommand
                     ->add_flag("--safe", restartOptions->safe,
                                "Let the gateway restart itself when what it does is done")
                     ->excludes(force);
    restartCommand
        ->add_flag("--skip-deferral", restartOptions->skipDeferral, "With --safe: at once, all the same")
        ->needs(safe);
    restartCommand->add_option("--wait", restartOptions->wait, "How long to wait until it serves (60s)")
        ->type_name("DURATION");
    onChosen(restartCommand, chosen, restartOptions, restart);
}

} // namespace wsagent
