#include "app/supervisor/childgateway.h"

#include "app/commandline.h"
#include "app/platform/processend.h"
#include "app/platform/restartlog.h"
#include "gateway/base/filewatcher.h"
#include "gateway/instances/runtimefile.h"

#include <cstring>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto configSettles = 500ms;

/// Into a state in which there is no process, or none that serves; in one step, as others look on.
void leave(GatewayStatus &status, GatewayState state)
{
    status.state = state;
    status.pid = 0;
    status.port = 0;
}

} // namespace

ChildGateway::ChildGateway(ChildGatewayPlan plan, QObject *parent)
    : GatewayHost(plan.profile, parent)
    , m_plan(std::move(plan))
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &ChildGateway::begin);
    connect(&m_process, &GatewayProcess::ended, this, &ChildGateway::onEnded);
    connect(&m_process, &GatewayProcess::ready, this,
            [this](const LifelineReady &ready) { onServing(ready.port, ready.version, {}); });
    connect(&m_process, &GatewayProcess::degraded, this, [this](const LifelineDegraded &degraded) {
        const auto runtime = readRuntimeFile(m_plan.stateDir);
        onServing(runtime ? runtime->port : 0, runtime ? runtime->version : QString(),
                  u"degraded: "_s + degraded.reason);
    });
}

ChildGateway::~ChildGateway() = default;

void ChildGateway::start()
{
    m_isWanted = true;
    m_policy.forget();
    if (!m_process.isRunning())
        begin();
}

void ChildGateway::stop(std::chrono::milliseconds drain)
{
    m_isWanted = false;
    m_restartReason.clear();
    m_again.stop();
    m_other.reset();
    m_config.reset();
    m_process.stop(drain);
    update([this](GatewayStatus &status) {
        status.state = m_process.isRunning() ? GatewayState::Stopping : GatewayState::Stopped;
        status.message.clear();
        status.fix.clear();
    });
}

/// A planned restart is not a death.
void ChildGateway::restart(std::chrono::milliseconds drain)
{
    stop(drain);
    m_restartReason = u"asked for"_s;
    start();
}

QSet<qint64> ChildGateway::children() const
{
    return m_process.isRunning() ? QSet<qint64>{m_process.pid()} : QSet<qint64>();
}

void ChildGateway::begin()
{
    m_again.stop();
    m_other.reset();
    m_config.reset();
    if (isElsewhere())
        return;
    update([](GatewayStatus &status) {
        leave(status, GatewayState::Starting);
        status.message.clear();
        status.fix.clear();
    });
    m_process.start(m_plan.program());
    update([this](GatewayStatus &status) { status.pid = m_process.pid(); });
}

void ChildGateway::onServing(int port, const QString &version, const QString &problem)
{
    if (m_isWanted)
        noteRestart(problem.isEmpty() ? u"ok"_s : problem);
    update([&](GatewayStatus &status) {
        status.port = port;
        status.version = version;
        if (status.state == GatewayState::Stopping)
            return; // it came up while it was asked to end
        status.state = problem.isEmpty() ? GatewayState::Running : GatewayState::Degraded;
        status.message = problem;
        status.fix = problem.isEmpty() ? QString() : commandHint(m_plan.profile, u"doctor"_s);
    });
}

/// After a supervisor was killed, the gateways that it had are still ending when the next one comes.
bool ChildGateway::isElsewhere()
{
    const auto running = readRuntimeFile(m_plan.stateDir);
    if (!running || !isAlive(*running))
        return false;
    m_other = std::make_unique<ProcessEnd>(running->pid);
    connect(m_other.get(), &ProcessEnd::ended, this, [this] {
        m_other.release()->deleteLater(); // it is the one that calls
        begin();
    });
    update([&running](GatewayStatus &status) {
        status.state = GatewayState::Elsewhere;
        status.pid = running->pid;
        status.port = running->port;
        status.message = u"somebody else runs it as process %1"_s.arg(running->pid);
        status.fix = u"kill %1"_s.arg(running->pid);
    });
    return true;
}

void ChildGateway::onEnded(const GatewayEnding &ending, const QString &reason)
{
    if (!m_isWanted) {
        update([](GatewayStatus &status) { leave(status, GatewayState::Stopped); });
        return;
    }
    if (status().state == GatewayState::Stopping)
        begin(); // a restart, or asked for again meanwhile
    else
        decide(ending, reason);
}

void ChildGateway::decide(const GatewayEnding &ending, const QString &reason)
{
    const QString what = reason.isEmpty() ? describe(ending) : reason.section(u'\n', 0, 0);
    const RestartPolicy::Decision decision = m_policy.after(ending);
    switch (decision.verdict) {
    case RestartPolicy::Verdict::ConfigurationError:
        return giveUp(reason.isEmpty() ? describe(ending) : reason.simplified(),
                      commandHint(m_plan.profile, u"doctor"_s));
    case RestartPolicy::Verdict::CrashLoop:
        return giveUp(
            u"%1, %2 times in a row; not started again"_s.arg(what).arg(RestartPolicy::mostShortRuns + 1),
            u"%1; then ws-agent supervisor start %2"_s.arg(commandHint(m_plan.profile, u"logs"_s),
                                                           m_plan.profile));
    case RestartPolicy::Verdict::Again:
        m_restartReason = what;
        break;
    }
    update([&](GatewayStatus &status) {
        leave(status, GatewayState::Waiting);
        ++status.restarts;
        status.message = u"%1; starts again in %2 ms"_s.arg(what).arg(decision.delay.count());
    });
    m_again.start(decision.delay);
}

/// The first start is none.
void ChildGateway::noteRestart(const QString &result)
{
    if (!m_restartReason.isEmpty())
        wsagent::noteRestart(m_plan.stateDir + "/logs"_L1, m_restartReason, result);
    m_restartReason.clear();
}

/// With another config there may be another outcome.
void ChildGateway::giveUp(const QString &message, const QString &fix)
{
    noteRestart(u"given up: "_s + message);
    update([&](GatewayStatus &status) {
        leave(status, GatewayState::GaveUp);
        status.message = message;
        status.fix = fix;
    });
    m_config = std::make_unique<FileWatcher>(configSettles);
    m_config->watch({m_plan.configPath});
    connect(m_config.get(), &FileWatcher::changed, this, [this] {
        m_config.release()->deleteLater();
        start();
    });
}

QString describe(const GatewayEnding &ending)
{
    if (ending.signal == 0)
        return u"ended with code %1"_s.arg(ending.exitCode);
    return u"was ended by signal %1 (%2)"_s.arg(ending.signal)
        .arg(QString::fromLocal8Bit(::strsignal(ending.signal)));
}

} // namespace wsagent
