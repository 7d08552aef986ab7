#include "app/network/networkmodule.h"

#include "app/cli/secretaccess.h"
#include "app/network/gatewaypreflight.h"
#include "app/network/launchdpause.h"
#include "app/network/portpatience.h"
#include "app/platform/filelimit.h"
#include "app/platform/restartlog.h"
#include "app/platform/servicenotifier.h"
#include "app/platform/startuppages.h"
#include "app/platform/unixsignals.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/version.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/supervised/drainbudget.h"
#include "gateway/supervised/lifeline.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto restartDrainTime = std::chrono::seconds(5);

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

/// A service has no console, and whoever looks into the log later asks why there was no gateway. An instance
/// that is not set up gets no folder by this.
void recordRefusal(const CommandContext &context, const QString &logFile, const Error &error)
{
    const QString directory = context.selection.paths.logDir();
    if (error.kind == ErrorKind::Usage || !QFileInfo(directory).isDir())
        return;
    Log log({.directory = directory,
             .file = logFile,
             .consoleLevel = LogLevel::Silent,
             .profile = instanceName(context.selection)});
    const QString fix = error.fix.isEmpty() ? QString() : u"; try: "_s + error.fix;
    log.error("gateway"_L1, u"not started: "_s + error.message + fix);
}

/// Says why there is no gateway; returns the exit code. What the system refuses, such as a full disk, is
/// worth another try (`services.md` 5); what the config says is not.
int refuse(CommandContext &context, const QString &logFile, const Error &error, const Lifeline *lifeline)
{
    int exitCode = context.out.fail(error);
    if (error.kind != ErrorKind::Usage && error.kind != ErrorKind::Io)
        exitCode = ExitConfiguration;
    recordRefusal(context, logFile, error);
    if (lifeline)
        lifeline->send(LifelineFailed{.message = error.message, .exitCode = exitCode});
    return exitCode;
}

/// One gateway after the other in this process, until somebody ends it: a change of the config may need
/// another one.
class GatewayRun
{
public:
    /// `lifeline`: to the supervisor, if there is one.
    GatewayRun(CommandContext &context, const GatewayRunOptions &options, GatewayPlan plan,
               Lifeline *lifeline)
        : m_context(context)
        , m_options(options)
        , m_lifeline(lifeline)
        , m_plan(std::move(plan))
        , m_log(logOptions(m_plan, options.verbose))
    {
        QObject::connect(&m_signals, &UnixSignals::endWanted, qApp, [this](int number) {
            end(number == SIGTERM ? ExitTerminated : ExitInterrupted, m_drain);
        });
        QObject::connect(&m_signals, &UnixSignals::reloadWanted, qApp, [this] {
            m_log.reopen(); // whoever moves log files away says so with SIGHUP
            m_log.record("gateway"_L1, u"the log was opened anew"_s);
            m_gateway->reload();
        });
        QObject::connect(&m_signals, &UnixSignals::restartWanted, qApp, [this] { restartBySignal(); });
        if (!m_lifeline)
            return;
        QObject::connect(m_lifeline, &Lifeline::stopWanted, qApp,
                         [this](std::chrono::milliseconds drain) { end(ExitSuccess, drain); });
        QObject::connect(m_lifeline, &Lifeline::closed, qApp, [this] {
            m_log.warn("gateway"_L1, u"the supervisor is gone"_s);
            end(ExitTerminated, m_drain);
        });
    }

    /// `port` is open.
    int run(PortListeners port)
    {
        lookForKilledOne();
        do {
            m_gateway = std::make_unique<Gateway>(m_plan.options, m_log);
            QObject::connect(m_gateway.get(), &Gateway::stopped, qApp, &QCoreApplication::quit);
            QObject::connect(m_gateway.get(), &Gateway::restartWanted, qApp,
                             [this](const QStringList &reasons) {
                                 m_restartReason = reasons.join(", "_L1);
                                 QCoreApplication::exit(anotherGateway);
                             });
            QObject::connect(m_gateway.get(), &Gateway::conditionChanged, qApp, [this] { tellSupervisor(); });
            if (const auto started = m_gateway->start(std::move(port)); !started) {
                noteRestart(started.error().message);
                return refuse(m_context, m_plan.loaded.config.logFile, withAdvice(started.error(), m_context),
                              m_lifeline);
            }
            noteRestart(u"ok"_s);
            announce();
            port = serve();
        } while (port.isOpen());
        return m_exitCode;
    }

private:
    static constexpr auto startIsOver = std::chrono::seconds(1);
    static constexpr int anotherGateway = 1; ///< what the event loop returns

    void end(int exitCode, std::chrono::milliseconds drain)
    {
        m_exitCode = exitCode;
        m_ending = true;
        m_manager.stopping();
        m_gateway->stop(drain);
    }

    void tellSupervisor()
    {
        if (!m_lifeline)
            return;
        const QStringList failing = m_gateway->failing();
        if (failing.isEmpty())
            m_lifeline->send(LifelineReady{.port = m_gateway->port(),
                                           .pid = QCoreApplication::applicationPid(),
                                           .version = QLatin1StringView(version)});
        else
            m_lifeline->send(LifelineDegraded{.reason = failing.join(", "_L1)});
    }

    void announce()
    {
        for (const QString &notice : m_plan.notices + m_gateway->unavailableAddresses())
            m_log.warn("gateway"_L1, notice);
        const QString ready = u"gateway listening on %1://127.0.0.1:%2 (profile %3, pid %4)"_s
                                  .arg(m_gateway->fingerprint().isEmpty() ? u"ws"_s : u"wss"_s)
                                  .arg(m_gateway->port())
                                  .arg(m_plan.options.profile)
                                  .arg(QCoreApplication::applicationPid());
        m_log.record("gateway"_L1, ready);
        tellSupervisor();
        if (m_lifeline)
            return;
        m_context.out.line(ready);
        m_manager.ready(u"profile %1 on port %2"_s.arg(m_plan.options.profile).arg(m_gateway->port()));
        std::fflush(stdout); // scripts wait for this line
        QTimer::singleShot(startIsOver, m_gateway.get(), releaseStartupPages);
    }

    /// Whoever ends as he should takes his runtime file with him. A supervisor has seen it, and notes it.
    void lookForKilledOne()
    {
        const auto last = readRuntimeFile(m_plan.options.paths.stateDir);
        if (!m_lifeline && last && !isAlive(*last))
            m_restartReason = u"process %1 was killed, or has crashed"_s.arg(last->pid);
    }

    /// Of the restart that was asked for last; the first start is none.
    void noteRestart(const QString &result)
    {
        if (!m_restartReason.isEmpty())
            wsagent::noteRestart(m_plan.options.paths.logDir(), m_restartReason, result);
        m_restartReason.clear();
    }

    void restartBySignal()
    {
        if (m_gateway->config().effective["commands"_L1]["restart"_L1].toBool())
            return m_gateway->restart(u"a signal asks for it"_s);
        m_log.warn("gateway"_L1, u"a signal asks for a restart, and commands.restart is off: %1"_s.arg(
                                     m_context.hint(u"config set commands.restart true"_s)));
    }

    /// Returns the port when another gateway is to go on with it. One that could not start is not begun: then
    /// this one stays as it is.
    PortListeners serve()
    {
        while (QCoreApplication::exec() == anotherGateway) {
            auto next = planGateway(m_context, m_options, m_context.loadForStart(), true);
            if (!next) {
                m_log.error("gateway"_L1, u"not restarted: "_s + next.error().message);
                noteRestart(u"not restarted: "_s + next.error().message);
                continue;
            }
            m_plan = *std::move(next);
            m_manager.reloading();
            PortListeners port = m_gateway->releasePort();
            m_gateway->stop(restartDrainTime, Gateway::Ending::ForAnother);
            QCoreApplication::exec();
            return m_ending ? PortListeners() : std::move(port);
        }
        return {};
    }

    CommandContext &m_context;
    const GatewayRunOptions &m_options;
    Lifeline *m_lifeline;
    const std::chrono::seconds m_drain = drainBudget(QProcessEnvironment::systemEnvironment());
    GatewayPlan m_plan;
    Log m_log;
    UnixSignals m_signals;
    ServiceNotifier m_manager;
    std::unique_ptr<Gateway> m_gateway;
    QString m_restartReason;
    int m_exitCode = ExitSuccess;
    bool m_ending = false;
};

int runOnce(CommandContext &context, const GatewayRunOptions &options, LoadedConfig config)
{
    const auto lifeline = Lifeline::take();
    for (PortPatience patience(lifeline.get());; config = context.loadForStart()) {
        const QString logFile = config.config.logFile;
        auto plan = planGateway(context, options, std::move(config));
        if (!plan)
            return refuse(context, logFile, plan.error(), lifeline.get());
        auto port = plan->portHeld ? Result<PortListeners>(*plan->portHeld)
                                   : PortListeners::open(plan->options.addresses, plan->options.port);
        if (port)
            return GatewayRun(context, options, *std::move(plan), lifeline.get()).run(*std::move(port));
        if (port.error().kind == ErrorKind::Io || !patience.waitOnce())
            return patience.exitCode()
                       ? *patience.exitCode()
                       : refuse(context, logFile, withAdvice(port.error(), context), lifeline.get());
    }
}

} // namespace

int runGateway(CommandContext &context, const GatewayRunOptions &options, LoadedConfig config)
{
    ::umask(0077);
    raiseFileLimit();
    const int exitCode = runOnce(context, options, std::move(config));
    const auto pause = pauseAfterRefusal(QProcessEnvironment::systemEnvironment());
    if (exitCode == ExitConfiguration && pause.count() > 0)
        waitAfterRefusal(context.out, pause);
    return exitCode;
}

} // namespace wsagent
