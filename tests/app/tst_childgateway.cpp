#include "app/supervisor/childgateway.h"
#include "gateway/instances/processidentity.h"
#include "gateway/instances/runtimefile.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace wsagent;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString saysReady = u"echo '{\"ready\":{\"port\":18789,\"pid\":1,\"version\":\"9\"}}'; "_s;

} // namespace

/// The life of a gateway process, played by scripts of the shell.
class TestChildGateway : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        write(u"config"_s, "{}");
        QVERIFY(QDir(m_folder->path()).mkdir(u"logs"_s));
    }

    void readyIsRunning()
    {
        const auto gateway = run(saysReady + u"read line"_s);
        QTRY_COMPARE(gateway->status().state, GatewayState::Running);
        QCOMPARE(gateway->status().port, 18789);
        QCOMPARE(gateway->status().version, u"9"_s);
        QVERIFY(gateway->status().pid > 0);
    }

    void startedIsNotRunning()
    {
        const auto gateway = run(u"echo hello; read line"_s);
        QSignalSpy changed(gateway.get(), &GatewayHost::changed);
        QVERIFY(!changed.wait(200));
        QCOMPARE(gateway->status().state, GatewayState::Starting);
    }

    void degradedIsServing()
    {
        const auto gateway = run(u"echo '{\"degraded\":{\"reason\":\"config\"}}'; read line"_s);
        QTRY_COMPARE(gateway->status().state, GatewayState::Degraded);
        QVERIFY(gateway->status().serves());
        QCOMPARE(gateway->status().message, u"degraded: config"_s);
    }

    void stopAsksFirst()
    {
        const auto gateway =
            run(saysReady + u"read line; echo \"$line\" >%1; exit 0"_s.arg(path(u"heard"_s)));
        QTRY_COMPARE(gateway->status().state, GatewayState::Running);
        gateway->stop(5s);
        QCOMPARE(gateway->status().state, GatewayState::Stopping);
        QTRY_COMPARE(gateway->status().state, GatewayState::Stopped);
        QCOMPARE(read(u"heard"_s), QByteArray("{\"stop\":{\"drainMs\":5000}}\n"));
        QCOMPARE(gateway->status().restarts, 0);
    }

    void stopTerminatesWhoDoesNotHear()
    {
        const auto gateway = run(u"trap 'echo >%1; exit' TERM; "_s.arg(path(u"heard"_s)) + saysReady +
                                 u"while :; do sleep 0.05; done"_s);
        QTRY_COMPARE(gateway->status().state, GatewayState::Running);
        gateway->stop(0s);
        QTRY_COMPARE_WITH_TIMEOUT(gateway->status().state, GatewayState::Stopped, 10'000);
        QVERIFY(QFile::exists(path(u"heard"_s)));
    }

    void stopKillsWhoDoesNotWant()
    {
        const auto gateway = run(u"trap '' TERM; "_s + saysReady + u"while :; do sleep 0.05; done"_s);
        QTRY_COMPARE(gateway->status().state, GatewayState::Running);
        const qint64 pid = gateway->status().pid;
        gateway->stop(0s);
        QTRY_COMPARE_WITH_TIMEOUT(gateway->status().state, GatewayState::Stopped, 15'000);
        QVERIFY(!processExists(pid));
    }

    void whoIsKilledComesBack()
    {
        const auto gateway = run(saysReady + u"read line"_s);
        QTRY_COMPARE(gateway->status().state, GatewayState::Running);
        const qint64 first = gateway->status().pid;
        connect(gateway.get(), &GatewayHost::changed, gateway.get(),
                [&gateway] { QVERIFY(!gateway->status().serves() || gateway->status().pid > 0); });
        ::kill(pid_t(first), SIGKILL);
        QTRY_COMPARE(gateway->status().state, GatewayState::Waiting);
        QVERIFY(gateway->status().message.contains("signal 9"_L1));
        QTRY_COMPARE(gateway->status().state, GatewayState::Running);
        QCOMPARE(gateway->status().restarts, 1);
        QVERIFY(gateway->status().pid != first);
        QVERIFY(gateway->status().message.isEmpty());
        const QByteArray log = read(u"logs/gateway-restart.log"_s);
        QVERIFY2(log.endsWith(" restart \"was ended by signal 9 (Killed)\" ok\n") && log.count('\n') == 1,
                 log.constData());
    }

    void aPlannedRestartIsNoDeath()
    {
        const auto gateway = run(saysReady + u"read line"_s);
        QTRY_COMPARE(gateway->status().state, GatewayState::Running);
        const qint64 first = gateway->status().pid;
        gateway->restart(5s);
        QTRY_VERIFY(gateway->status().serves() && gateway->status().pid != first);
        QCOMPARE(gateway->status().restarts, 0);
        QVERIFY(read(u"logs/gateway-restart.log"_s).endsWith(" restart \"asked for\" ok\n"));
    }

    /// 78 is never tried again by itself, and is when the config is another one.
    void aConfigurationErrorWaitsForTheConfig()
    {
        const auto gateway = run(
            u"grep -q good %1 && { "_s.arg(path(u"config"_s)) + saysReady +
            u"read line; exit; }; echo '{\"failed\":{\"message\":\"no token\",\"exitCode\":78}}'; exit 78"_s);
        QTRY_COMPARE(gateway->status().state, GatewayState::GaveUp);
        QCOMPARE(gateway->status().message, u"no token"_s);
        QCOMPARE(gateway->status().fix, u"ws-agent --profile main doctor"_s);
        QCOMPARE(gateway->status().restarts, 0);
        write(u"config"_s, "good");
        QTRY_COMPARE(gateway->status().state, GatewayState::Running);
    }

    void aProgramThatIsMissingIsTold()
    {
        const ChildGatewayPlan plan{.profile = u"main"_s,
                                    .stateDir = m_folder->path(),
                                    .configPath = path(u"config"_s),
                                    .program = [] {
                                        return GatewayProgram{.program = u"/no/such/program"_s};
                                    }};
        ChildGateway gateway(plan);
        gateway.start();
        QTRY_COMPARE(gateway.status().state, GatewayState::Waiting);
        QVERIFY2(gateway.status().message.contains("No such file"_L1), qPrintable(gateway.status().message));
    }

    /// After a supervisor was killed the next one finds gateways that are still ending.
    void whatRunsElsewhereIsWaitedFor()
    {
        QProcess other;
        other.start(u"/bin/cat"_s, {});
        QVERIFY(other.waitForStarted());
        QVERIFY(writeRuntimeFile(
            m_folder->path(),
            {.pid = other.processId(), .startTime = *processStartTime(other.processId()), .port = 4711}));
        const auto gateway = run(saysReady + u"read line"_s);
        QCOMPARE(gateway->status().state, GatewayState::Elsewhere);
        QCOMPARE(gateway->status().pid, other.processId());
        other.closeWriteChannel();
        QVERIFY(other.waitForFinished());
        QTRY_COMPARE(gateway->status().state, GatewayState::Running);
        QCOMPARE(gateway->status().restarts, 0);
    }

private:
    std::unique_ptr<ChildGateway> run(const QString &script) const
    {
        const GatewayProgram program{.program = u"/bin/sh"_s,
                                     .arguments = {u"-c"_s, script},
                                     .environment = QProcessEnvironment::systemEnvironment()};
        auto gateway = std::make_unique<ChildGateway>(ChildGatewayPlan{.profile = u"main"_s,
                                                                       .stateDir = m_folder->path(),
                                                                       .configPath = path(u"config"_s),
                                                                       .program = [program] {
                                                                           return program;
                                                                       }});
        gateway->start();
        return gateway;
    }
    QString path(const QString &name) const { return m_folder->filePath(name); }
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

WSAGENT_TEST_WITH(QCoreApplication, TestChildGateway)
#include "tst_childgateway.moc"
