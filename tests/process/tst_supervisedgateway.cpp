#include "gateway/base/exitcodes.h"
#include "gateway/instances/processidentity.h"
#include "gateway/supervised/lifelinemessage.h"
#include "tests/support/cliprocess.h"
#include "tests/support/runninggateway.h"
#include "tests/support/testprogram.h"

#include <QTcpSocket>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::freeBase;

namespace {

/// The gateway of a profile as a supervisor starts it.
class SupervisedGateway
{
public:
    SupervisedGateway(const test::CliHome &home, const QString &profile)
    {
        QProcessEnvironment environment = home.environment;
        environment.insert(QLatin1StringView(lifelineVariable), u"1"_s);
        m_process.setProcessEnvironment(environment);
        m_process.start(QStringLiteral(WSAGENT_PROGRAM), {u"--profile"_s, profile, u"gateway"_s});
    }
    ~SupervisedGateway()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    /// The next message; one about nothing when there is none.
    LifelineMessage next()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(30'000))
                return LifelineStop{-1ms};
        }
        const auto message = parseLifelineMessage(m_process.readLine());
        return message ? *message : LifelineStop{-2ms};
    }
    void write(const QByteArray &bytes)
    {
        m_process.write(bytes);
        m_process.waitForBytesWritten();
    }
    void hangUp() { m_process.closeWriteChannel(); }
    int exitCode()
    {
        return m_process.waitForFinished(30'000) && m_process.exitStatus() == QProcess::NormalExit
                   ? m_process.exitCode()
                   : -1;
    }
    qint64 pid() const { return m_process.processId(); }
    QByteArray errors() { return m_process.readAllStandardError(); }
    QByteArray output() { return m_process.readAllStandardOutput(); }

private:
    QProcess m_process;
};

QByteArray get(int port, const QByteArray &path)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), quint16(port));
    socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    while (socket.state() != QAbstractSocket::UnconnectedState && socket.waitForReadyRead(20'000)) {
    }
    return socket.readAll();
}

const QString configFile = u".ws-agent-main/ws-agent.json"_s;

} // namespace

/// What a gateway does when a supervisor has started it (D2, D3).
class TestSupervisedGateway : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::CliHome>();
        m_base = freeBase();
        test::setUpProfile(*m_home, u"main"_s, m_base);
    }

    void saysWhenItIsReady()
    {
        SupervisedGateway gateway(*m_home, u"main"_s);
        const LifelineMessage first = gateway.next();
        const auto *ready = std::get_if<LifelineReady>(&first);
        QVERIFY2(ready, gateway.errors().constData());
        QCOMPARE(ready->port, m_base);
        QCOMPARE(ready->pid, gateway.pid());
    }

    void endsWhenItIsAskedTo()
    {
        SupervisedGateway gateway(*m_home, u"main"_s);
        QVERIFY(std::holds_alternative<LifelineReady>(gateway.next()));
        gateway.write(toLine(LifelineStop{5s}));
        QCOMPARE(gateway.exitCode(), int(ExitSuccess));
    }

    void endsWhenTheSupervisorIsGone()
    {
        SupervisedGateway gateway(*m_home, u"main"_s);
        QVERIFY(std::holds_alternative<LifelineReady>(gateway.next()));
        gateway.hangUp();
        QCOMPARE(gateway.exitCode(), int(ExitTerminated));
        QVERIFY(gateway.errors().contains("the supervisor is gone"));
    }

    void doesNotListenToNonsense()
    {
        SupervisedGateway gateway(*m_home, u"main"_s);
        QVERIFY(std::holds_alternative<LifelineReady>(gateway.next()));
        gateway.write("hello\n{\"stop\":1}\n");
        QVERIFY(get(m_base, "/healthz").contains("200 OK"));
        gateway.write(QByteArray(longestLifelineLine + 1, 'x'));
        QCOMPARE(gateway.exitCode(), int(ExitTerminated));
    }

    void saysWhyItCannotStart()
    {
        m_home->run({u"--profile"_s, u"main"_s, u"config"_s, u"set"_s, u"gateway.mode"_s, u"remote"_s});
        SupervisedGateway gateway(*m_home, u"main"_s);
        const LifelineMessage first = gateway.next();
        const auto *failed = std::get_if<LifelineFailed>(&first);
        QVERIFY(failed);
        QCOMPARE(failed->exitCode, int(ExitConfiguration));
        QVERIFY(failed->message.contains("gateway.mode is remote"_L1));
        QCOMPARE(gateway.exitCode(), int(ExitConfiguration));
    }

    /// D3: never down for a key.
    void comesUpWithTheLastGoodConfig()
    {
        {
            SupervisedGateway gateway(*m_home, u"main"_s);
            QVERIFY(std::holds_alternative<LifelineReady>(gateway.next()));
            QTRY_VERIFY(!m_home->read(configFile + u".last-good"_s).isEmpty());
        }
        const QByteArray good = m_home->read(configFile);
        QByteArray broken = good;
        broken.replace("\"mode\": \"local\"", "\"mode\": 5");
        QVERIFY(broken != good);
        m_home->write(configFile, broken);

        SupervisedGateway gateway(*m_home, u"main"_s);
        QVERIFY(std::get<LifelineDegraded>(gateway.next()) == LifelineDegraded{u"config"_s});
        const QByteArray readiness = get(m_base, "/readyz");
        QVERIFY2(readiness.contains(R"("failing":["config"])"), readiness.constData());
        QVERIFY(get(m_base, "/healthz").contains("200 OK"));
        const QStringList main{u"--profile"_s, u"main"_s};
        for (const QString &method : {u"health"_s, u"status"_s}) {
            const auto answer =
                m_home->run(main + QStringList{u"gateway"_s, u"call"_s, method, u"--port"_s,
                                               QString::number(m_base), u"--token"_s, tokenIn(good)});
            QVERIFY2(answer.out.contains("degraded"), (answer.out + answer.err).constData());
        }
        QCOMPARE(m_home->read(configFile), broken);

        m_home->write(configFile, good);
        QVERIFY(std::holds_alternative<LifelineReady>(gateway.next()));
        QVERIFY(get(m_base, "/readyz").contains("200 OK"));
    }

    void aChangeThatBreaksTheConfigIsTold()
    {
        SupervisedGateway gateway(*m_home, u"main"_s);
        QVERIFY(std::holds_alternative<LifelineReady>(gateway.next()));
        const QByteArray good = m_home->read(configFile);
        m_home->write(configFile, "{ gateway: ");
        QVERIFY(std::holds_alternative<LifelineDegraded>(gateway.next()));
        m_home->write(configFile, good);
        QVERIFY(std::holds_alternative<LifelineReady>(gateway.next()));
    }

    /// What lets people in is never taken from an older file.
    void aBrokenAccessIsNotReplaced()
    {
        {
            SupervisedGateway gateway(*m_home, u"main"_s);
            QVERIFY(std::holds_alternative<LifelineReady>(gateway.next()));
            QTRY_VERIFY(!m_home->read(configFile + u".last-good"_s).isEmpty());
        }
        QByteArray config = m_home->read(configFile);
        m_home->write(configFile, config.replace('"' + tokenIn(config).toLatin1() + '"', "7"));
        SupervisedGateway gateway(*m_home, u"main"_s);
        QVERIFY(std::holds_alternative<LifelineFailed>(gateway.next()));
        QCOMPARE(gateway.exitCode(), int(ExitConfiguration));
    }

    void inAShellNothingIsReplaced()
    {
        {
            SupervisedGateway gateway(*m_home, u"main"_s);
            QVERIFY(std::holds_alternative<LifelineReady>(gateway.next()));
            QTRY_VERIFY(!m_home->read(configFile + u".last-good"_s).isEmpty());
        }
        m_home->write(configFile, "{ gateway: ");
        QCOMPARE(m_home->run({u"--profile"_s, u"main"_s, u"gateway"_s}).exitCode, int(ExitConfiguration));
    }

private:
    static QString tokenIn(const QByteArray &config)
    {
        return QString::fromLatin1(config.mid(config.indexOf("\"token\": \"") + 10, 43));
    }

    std::unique_ptr<test::CliHome> m_home;
    int m_base = 0;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSupervisedGateway)
#include "tst_supervisedgateway.moc"
