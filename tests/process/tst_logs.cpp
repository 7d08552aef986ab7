#include "gateway/base/exitcodes.h"
#include "tests/support/cliprocess.h"
#include "tests/support/runninggateway.h"
#include "tests/support/testprogram.h"

#include <QJsonDocument>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::RunningGateway;

namespace {

/// `ws-agent logs --follow`, until the end of the test.
class Follower
{
public:
    Follower(const test::CliHome &home, const QStringList &options)
    {
        m_process.setProcessEnvironment(home.environment);
        m_process.start(
            QStringLiteral(WSAGENT_PROGRAM),
            QStringList{u"--profile"_s, u"main"_s, u"logs"_s, u"--follow"_s, u"--interval"_s, u"50"_s} +
                options);
    }
    ~Follower()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    bool shows(const QByteArray &text)
    {
        return QTest::qWaitFor(
            [&] {
                m_out += m_process.readAllStandardOutput();
                return m_out.contains(text);
            },
            30'000);
    }
    bool notes(const QByteArray &text)
    {
        return QTest::qWaitFor(
            [&] {
                m_err += m_process.readAllStandardError();
                return m_err.contains(text);
            },
            30'000);
    }
    QByteArray out() const { return m_out; }
    int end(int number)
    {
        ::kill(pid_t(m_process.processId()), number);
        return m_process.waitForFinished(30'000) ? m_process.exitCode() : -1;
    }

private:
    QProcess m_process;
    QByteArray m_out;
    QByteArray m_err;
};

} // namespace

class TestLogs : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::CliHome>();
        test::setUpProfile(*m_home, u"main"_s, test::freeBase());
    }

    void nothingYet()
    {
        const auto logs = run({});
        QCOMPARE(logs.exitCode, 1);
        QVERIFY2(logs.err.contains("has left no log"), logs.err.constData());
        QVERIFY(logs.err.contains("ws-agent --profile main gateway run"));
    }

    void ofARunningGatewayAndOfOneThatRan()
    {
        {
            RunningGateway gateway(*m_home, u"main"_s);
            const auto logs = run({});
            QVERIFY2(logs.exitCode == 0, logs.err.constData());
            QVERIFY2(logs.out.contains("[gateway] gateway listening on ws://"), logs.out.constData());
            QVERIFY(!logs.out.contains("instanceId"));
            gateway.send(SIGTERM);
            gateway.exitCode();
        }
        const auto logs = run({});
        QCOMPARE(logs.exitCode, 0);
        QVERIFY(logs.out.contains("[gateway] stopping"));
        QVERIFY2(logs.err.contains("The gateway does not run; this is ~/.ws-agent-main/logs/"),
                 logs.err.constData());
    }

    void filtered_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<bool>("listening");
        QTest::addColumn<bool>("stopping");
        QTest::newRow("text") << QStringList{u"--grep"_s, u"STOPP"_s} << false << true;
        QTest::newRow("weight") << QStringList{u"--level"_s, u"warn"_s} << false << false;
        QTest::newRow("lighter") << QStringList{u"--level"_s, u"debug"_s} << true << true;
        QTest::newRow("part") << QStringList{u"--channel"_s, u"gateway"_s} << true << true;
        QTest::newRow("another part") << QStringList{u"--channel"_s, u"net"_s} << false << false;
        QTest::newRow("last line") << QStringList{u"--limit"_s, u"1"_s} << false << true;
        QTest::newRow("records") << QStringList{u"--json"_s} << true << true;
        QTest::newRow("UTC") << QStringList{u"--utc"_s} << true << true;
    }
    void filtered()
    {
        QFETCH(QStringList, options);
        QFETCH(bool, listening);
        QFETCH(bool, stopping);
        RunningGateway gateway(*m_home, u"main"_s);
        gateway.send(SIGTERM);
        gateway.exitCode();
        const auto logs = run(options);
        QVERIFY2(logs.exitCode == 0, logs.err.constData());
        QCOMPARE(logs.out.contains("gateway listening"), listening);
        QCOMPARE(logs.out.contains("stopping"), stopping);
        if (options.contains(u"--json"_s)) {
            for (const QByteArray &line : logs.out.trimmed().split('\n'))
                QVERIFY2(!QJsonDocument::fromJson(line).object().isEmpty(), line.constData());
        }
        if (options.contains(u"--utc"_s))
            QVERIFY2(logs.out.contains("Z info "), logs.out.constData());
    }

    /// A gateway that goes away and comes back is followed on, and no line comes twice.
    void followed()
    {
        auto gateway = std::make_unique<RunningGateway>(*m_home, u"main"_s);
        Follower follower(*m_home, {});
        QVERIFY(follower.shows("gateway listening"));
        gateway->send(SIGTERM);
        gateway->exitCode();
        QVERIFY(follower.notes("waiting for it"));
        gateway = std::make_unique<RunningGateway>(*m_home, u"main"_s);
        QVERIFY(follower.notes("answers again"));
        QVERIFY(follower.shows("pid " + QByteArray::number(gateway->pid()) + ')'));
        QCOMPARE(follower.out().count("[gateway] stopping"), 1);
        QCOMPARE(follower.out().count("gateway listening"), 2);
        QCOMPARE(follower.end(SIGINT), int(ExitInterrupted));
    }

    void followedBeforeItRuns()
    {
        Follower follower(*m_home, {u"--grep"_s, u"listening"_s});
        QVERIFY(follower.notes("waiting for it"));
        RunningGateway gateway(*m_home, u"main"_s);
        QVERIFY(follower.shows("gateway listening"));
        QCOMPARE(follower.end(SIGTERM), int(ExitTerminated));
    }

    void notFollowedWithAWrongToken()
    {
        RunningGateway gateway(*m_home, u"main"_s);
        const auto logs = run({u"--follow"_s, u"--token"_s, u"guess"_s});
        QCOMPARE(logs.exitCode, 1);
        QVERIFY2(logs.err.contains("unauthorized"), logs.err.constData());
        QVERIFY(!logs.err.contains("waiting"));
    }

private:
    test::CliResult run(const QStringList &options) const
    {
        return m_home->run(QStringList{u"--profile"_s, u"main"_s, u"logs"_s} + options);
    }

    std::unique_ptr<test::CliHome> m_home;
};

WSAGENT_TEST_WITH(QCoreApplication, TestLogs)
#include "tst_logs.moc"
