#include "app/supervisor/servicegateway.h"

#include "app/commandline.h"
#include "app/platform/processend.h"
#include "gateway/instances/runtimefile.h"

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype longestReason = 400;

} // namespace

ServiceGateway::ServiceGateway(const QString &profile, QString stateDir,
                               std::function<GatewayProgram(const QString &verb)> verb, QObject *parent)
    : GatewayHost(profile, parent)
    , m_stateDir(std::move(stateDir))
    , m_verb(std::move(verb))
    , m_runtime(100ms)
{
    m_command.setStandardOutputFile(QProcess::nullDevice());
    m_command.setStandardInputFile(QProcess::nullDevice());
    connect(&m_command, &QProcess::finished, this, &ServiceGateway::onTold);
    connect(&m_command, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            onTold(-1);
    });
    m_runtime.watch({m_stateDir + "/gateway.runtime.json"_L1});
    connect(&m_runtime, &FileWatcher::changed, this, &ServiceGateway::look);
    look();
}

ServiceGateway::~ServiceGateway()
{
    m_command.disconnect(this); // as it goes, it says so once more
}

void ServiceGateway::start()
{
    if (!status().serves())
        tell(u"start"_s, GatewayState::Starting);
}

void ServiceGateway::stop(std::chrono::milliseconds)
{
    tell(u"stop"_s, GatewayState::Stopping);
}

void ServiceGateway::restart(std::chrono::milliseconds)
{
    tell(u"restart"_s, GatewayState::Stopping);
}

QSet<qint64> ServiceGateway::children() const
{
    return m_told.isEmpty() ? QSet<qint64>() : QSet<qint64>{m_command.processId()};
}

void ServiceGateway::look()
{
    const auto runtime = readRuntimeFile(m_stateDir);
    const bool runs = runtime && isAlive(*runtime);
    if (runs && status().pid != runtime->pid) {
        m_process = std::make_unique<ProcessEnd>(runtime->pid);
        connect(m_process.get(), &ProcessEnd::ended, this, &ServiceGateway::look);
    }
    update([&](GatewayStatus &status) {
        status.isService = true;
        if (m_told.isEmpty())
            status.state = runs ? GatewayState::Running : GatewayState::Stopped;
        status.pid = runs ? runtime->pid : 0;
        status.port = runs ? runtime->port : 0;
        status.version = runs ? runtime->version : QString();
        if (runs)
            status.message.clear();
    });
}

void ServiceGateway::tell(const QString &verb, GatewayState meanwhile)
{
    if (!m_told.isEmpty())
        return;
    m_told = verb;
    update([meanwhile](GatewayStatus &status) {
        status.state = meanwhile;
        status.message.clear();
        status.fix.clear();
    });
    const GatewayProgram program = m_verb(verb);
    m_command.setProcessEnvironment(program.environment);
    m_command.start(program.program, program.arguments);
}

void ServiceGateway::onTold(int exitCode)
{
    const QString verb = std::exchange(m_told, {});
    look();
    if (exitCode == 0)
        return;
    const QString reason =
        QString::fromUtf8(m_command.readAllStandardError()).simplified().left(longestReason);
    update([&](GatewayStatus &status) {
        status.message =
            u"the service did not %1: %2"_s.arg(verb, reason.isEmpty() ? m_command.errorString() : reason);
        status.fix = commandHint(status.profile, u"gateway status"_s);
    });
}

} // namespace wsagent
