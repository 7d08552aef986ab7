#include "app/supervisor/servicegateway.h"
#include "gateway/instances/processidentity.h"
#include "gateway/instances/runtimefile.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A profile that the system runs, played by a runtime file and a script.
class TestServiceGateway : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_exitCode = 0;
        m_gateway =
            std::make_unique<ServiceGateway>(u"main"_s, m_folder->path(), [this](const QString &verb) {
                m_verbs += verb;
                const QString script = u"echo 'no unit' >&2; exit %1"_s.arg(m_exitCode);
                return GatewayProgram{.program = u"/bin/sh"_s, .arguments = {u"-c"_s, script}};
            });
        m_verbs.clear();
    }

    void isWhatTheRuntimeFileSays()
    {
        QCOMPARE(m_gateway->status().state, GatewayState::Stopped);
        QVERIFY(m_gateway->status().isService);
        QProcess service;
        startService(service);
        QTRY_COMPARE(m_gateway->status().state, GatewayState::Running);
        QCOMPARE(m_gateway->status().port, 4711);
        service.kill();
        QVERIFY(service.waitForFinished());
        QTRY_COMPARE(m_gateway->status().state, GatewayState::Stopped);
        QCOMPARE(m_verbs, QStringList()); // it is the system's to start it again
    }

    void isToldWhatToDo()
    {
        m_gateway->start();
        QCOMPARE(m_gateway->status().state, GatewayState::Starting);
        m_gateway->start(); // is being told already
        QTRY_COMPARE(m_gateway->status().state, GatewayState::Stopped);
        m_gateway->stop(1s);
        QTRY_COMPARE(m_gateway->status().state, GatewayState::Stopped);
        m_gateway->restart(1s);
        QTRY_COMPARE(m_gateway->status().state, GatewayState::Stopped);
        QCOMPARE(m_verbs, (QStringList{u"start"_s, u"stop"_s, u"restart"_s}));
    }

    void saysWhyItDidNot()
    {
        m_exitCode = 1;
        m_gateway->start();
        QTRY_COMPARE(m_gateway->status().message, u"the service did not start: no unit"_s);
        QCOMPARE(m_gateway->status().fix, u"ws-agent --profile main gateway status"_s);
        QCOMPARE(m_gateway->status().state, GatewayState::Stopped);
    }

    void whatRunsIsNotStartedAgain()
    {
        QProcess service;
        startService(service);
        QTRY_COMPARE(m_gateway->status().state, GatewayState::Running);
        m_gateway->start();
        QCOMPARE(m_verbs, QStringList());
        service.kill();
        service.waitForFinished();
    }

private:
    void startService(QProcess &service) const
    {
        service.start(u"/bin/cat"_s, {});
        QVERIFY(service.waitForStarted());
        const qint64 pid = service.processId();
        QVERIFY(writeRuntimeFile(m_folder->path(),
                                 {.pid = pid, .startTime = *processStartTime(pid), .port = 4711}));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QStringList m_verbs;
    int m_exitCode = 0;
    std::unique_ptr<ServiceGateway> m_gateway;
};

WSAGENT_TEST_WITH(QCoreApplication, TestServiceGateway)
#include "tst_servicegateway.moc"
