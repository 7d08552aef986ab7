#include "app/cli/gatewaycommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaypreflight.h"
#include "app/cli/rpccommands.h"
#include "app/cli/secretaccess.h"
#include "app/platform/filelimit.h"
#include "app/platform/unixsignals.h"
#include "gateway/base/exitcodes.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto drainTime = std::chrono::seconds(20);

LogOptions logOptions(const GatewayPlan &plan, bool verbose)
{
    const QJsonValue logging = plan.loaded.effective["logging"_L1];
    const QString style = logging["consoleStyle"_L1].toString();
    const LogLevel console = logLevelFromName(logging["consoleLevel"_L1].toString());
    return {.directory = plan.options.paths.logDir(),
            .file = plan.loaded.config.logFile,
            .maxFileBytes = logging["maxFileBytes"_L1].toInteger(LogOptions().maxFileBytes),
            .level = logLevelFromName(logging["level"_L1].toString()),
            .consoleLevel = verbose ? LogLevel::Debug : console,
            .style = style == "json"_L1      ? ConsoleStyle::Json
                     : style == "compact"_L1 ? ConsoleStyle::Compact
                                             : ConsoleStyle::Pretty,
            .colour = ::isatty(STDERR_FILENO) != 0,
            .profile = plan.options.profile,
            .instanceId = plan.options.instanceId};
}

/// Another process took the port or the instance between the check and now.
Error withAdvice(Error error, const CommandContext &context)
{
    if (error.fix.isEmpty())
        error.fix = context.hint(u"profiles check"_s);
    return error;
}

int run(CommandContext &context, const GatewayRunOptions &options)
{
    ::umask(0077);
    raiseFileLimit();
    const auto plan = planGateway(context, options);
    if (!plan)
        return plan.error().kind == ErrorKind::Usage ? context.out.fail(plan.error())
                                                     : (context.out.fail(plan.error()), ExitConfiguration);

    const CommandApplication application;
    Log log(logOptions(*plan, options.verbose));
    Gateway gateway(plan->options, log);
    UnixSignals signals_;
    int exitCode = ExitSuccess;
    QObject::connect(&signals_, &UnixSignals::endWanted, &gateway, [&](int number) {
        exitCode = number == SIGTERM ? ExitTerminated : ExitInterrupted;
        gateway.stop(drainTime);
    });
    QObject::connect(&signals_, &UnixSignals::reloadWanted, &gateway, [&log] {
        log.reopen(); // whoever moves log files away says so with SIGHUP
        log.record("gateway"_L1, u"the log was opened anew"_s);
    });
    QObject::connect(&gateway, &Gateway::stopped, qApp, &QCoreApplication::quit);

    if (const auto started = gateway.start(); !started) {
        context.out.fail(withAdvice(started.error(), context));
        return ExitConfiguration;
    }
    for (const QString &notice : plan->notices + gateway.unavailableAddresses())
        log.warn("gateway"_L1, notice);
    const QString ready = u"gateway listening on ws://127.0.0.1:%1 (profile %2, pid %3)"_s.arg(gateway.port())
                              .arg(plan->options.profile)
                              .arg(QCoreApplication::applicationPid());
    log.record("gateway"_L1, ready);
    context.out.line(ready);
    std::fflush(stdout); // scripts wait for this line
    QCoreApplication::exec();
    return exitCode;
}

} // namespace

void addGatewayCommand(CLI::App &root, Action &chosen)
{
    CLI::App *gateway = root.add_subcommand("gateway", "Run the gateway of a profile in the foreground");
    const auto options = std::make_shared<GatewayRunOptions>();
    const auto addOptions = [&options](CLI::App *command) {
        command->add_option("--port", options->port, "Base port for this run")->type_name("PORT");
        command->add_option("--bind", options->bind, "Where to listen for this run")
            ->check(CLI::IsMember({"loopback", "lan", "tailnet", "auto", "custom"}));
        command->add_flag("--allow-unconfigured", options->allowUnconfigured, "Start without gateway.mode");
        command->add_flag("--verbose", options->verbose, "Say more on the console");
    };
    addOptions(gateway);
    // CLI11 tells the command above one that was chosen, too.
    gateway->callback([gateway, &chosen, options] {
        if (gateway->get_subcommands().empty())
            chosen = [options](CommandContext &context) {
                return run(context, *options);
            };
    });
    CLI::App *runCommand = gateway->add_subcommand("run", "The same");
    addOptions(runCommand);
    onChosen(runCommand, chosen, options, run);
    addRpcCommands(root, *gateway, chosen);
}

} // namespace wsagent
