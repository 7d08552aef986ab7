#include "app/supervisor/gatewayprocess.h"

#include <csignal>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto startTime = 60s;
constexpr auto beyondDrain = 2s; ///< for letting go of port and locks
constexpr auto beforeKill = 3s;

} // namespace

GatewayProcess::GatewayProcess(QObject *parent)
    : QObject(parent)
{
    // What a gateway says on standard error is for whoever reads that of the supervisor.
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    // Ctrl-C is for the supervisor, which then stops its gateways one by one. No parent-death signal: the
    // lifeline lets a gateway finish what it is doing.
    m_process.setChildProcessModifier([this] {
        ::setpgid(0, 0);
        if (m_group)
            m_group->join();
    });
    m_stopTimer.setSingleShot(true);
    m_startTimer.setSingleShot(true);
    m_startTimer.setInterval(startTime);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &GatewayProcess::read);
    connect(&m_process, &QProcess::finished, this, &GatewayProcess::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, &GatewayProcess::onError);
    connect(&m_stopTimer, &QTimer::timeout, this, &GatewayProcess::goOnStopping);
    connect(&m_startTimer, &QTimer::timeout, this, [this] {
        m_reason = u"was not ready within %1 s"_s.arg(std::chrono::seconds(startTime).count());
        m_step = Step::Terminated;
        goOnStopping();
    });
}

GatewayProcess::~GatewayProcess()
{
    m_process.disconnect(this); // nobody is to react to what happens now
    if (!isRunning())
        return;
    m_process.kill(); // who has the time asks it to stop before
    m_process.waitForFinished();
}

void GatewayProcess::start(const GatewayProgram &program)
{
    m_lines = LineBuffer(longestLifelineLine);
    m_reason.clear();
    m_step = Step::None;
    m_wasReady = false;
    m_runTime.start();
    m_startTimer.start();
    QProcessEnvironment environment = program.environment;
    environment.insert(QLatin1StringView(lifelineVariable), u"1"_s);
    m_process.setProcessEnvironment(environment);
    m_process.setWorkingDirectory(program.directory);
    m_group = ControlGroup::create();
    m_process.start(program.program, program.arguments);
}

void GatewayProcess::stop(std::chrono::milliseconds drain)
{
    if (!isRunning())
        return;
    m_startTimer.stop();
    m_step = Step::Asked;
    m_process.write(toLine(LifelineStop{drain}));
    m_stopTimer.start(drain + beyondDrain);
}

void GatewayProcess::goOnStopping()
{
    const auto pid = pid_t(m_process.processId());
    if (pid <= 0)
        return;
    if (m_step == Step::Asked) {
        m_step = Step::Terminated;
        m_process.terminate();
        m_stopTimer.start(beforeKill);
    } else {
        ::kill(-pid, SIGKILL);
        m_group.reset();
    }
}

void GatewayProcess::read()
{
    for (const QByteArray &line : m_lines.add(m_process.readAllStandardOutput())) {
        if (const auto message = parseLifelineMessage(line))
            handle(*message);
    }
}

void GatewayProcess::handle(const LifelineMessage &message)
{
    if (const auto *failed = std::get_if<LifelineFailed>(&message))
        m_reason = failed->message;
    const auto *isReady = std::get_if<LifelineReady>(&message);
    const auto *isDegraded = std::get_if<LifelineDegraded>(&message);
    if (!isReady && !isDegraded)
        return;
    m_startTimer.stop();
    m_wasReady = true;
    if (isReady)
        emit ready(*isReady);
    else
        emit degraded(*isDegraded);
}

void GatewayProcess::onFinished(int exitCode, QProcess::ExitStatus status)
{
    m_stopTimer.stop();
    m_startTimer.stop();
    m_group.reset(); // what it has left behind goes with it (D7)
    read();
    const bool crashed = status == QProcess::CrashExit;
    emit ended({.exitCode = crashed ? 0 : exitCode,
                .signal = crashed ? exitCode : 0,
                .wasReady = m_wasReady,
                .ranFor = std::chrono::milliseconds(m_runTime.elapsed())},
               m_reason);
}

void GatewayProcess::onError(QProcess::ProcessError error)
{
    if (error != QProcess::FailedToStart) // the only error that `finished` does not follow
        return;
    m_startTimer.stop();
    emit ended({.exitCode = ExitFailure}, m_process.errorString());
}

} // namespace wsagent
