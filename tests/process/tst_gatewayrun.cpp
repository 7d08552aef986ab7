#include "gateway/base/exitcodes.h"
#include "tests/support/cliprocess.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTest>

#include <csignal>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// Blocks of ports that nobody listens on now, far from what people use.
int freeBase()
{
    static int next = 21'000 + int(QCoreApplication::applicationPid() % 50) * 200;
    for (;; next += 200) {
        bool free = true;
        for (const int offset : {0, 2}) {
            QTcpServer probe;
            free = free && probe.listen(QHostAddress::LocalHost, quint16(next + offset));
        }
        if (free)
            return std::exchange(next, next + 200);
    }
}

/// `ws-agent gateway` of one profile, until the end of the test.
class Running
{
public:
    Running(const test::CliHome &home, const QString &profile)
    {
        m_process.setProcessEnvironment(home.environment);
        m_process.start(QStringLiteral(WSAGENT_PROGRAM), {u"--profile"_s, profile, u"gateway"_s});
        if (m_process.waitForStarted() && m_process.waitForReadyRead(30'000))
            m_ready = m_process.readLine();
    }
    ~Running()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    QByteArray readyLine() const { return m_ready; }
    QByteArray errors() { return m_process.readAllStandardError(); }
    qint64 pid() const { return m_process.processId(); }
    void send(int number) const { ::kill(pid_t(pid()), number); }
    int exitCode()
    {
        return m_process.waitForFinished(30'000) && m_process.exitStatus() == QProcess::NormalExit
                   ? m_process.exitCode()
                   : -1;
    }

private:
    QProcess m_process;
    QByteArray m_ready;
};

void setUp(const test::CliHome &home, const QString &profile, int base)
{
    const auto made = home.run({u"--profile"_s, profile, u"setup"_s, u"--port"_s, QString::number(base)});
    if (made.exitCode != 0)
        qFatal("%s", made.err.constData());
}

QStringList ask(const QString &profile, const QStringList &command)
{
    return QStringList{u"--profile"_s, profile} + command;
}

} // namespace

/// Gateways as people run them: the real program, two profiles, signals.
class TestGatewayRun : public QObject
{
    Q_OBJECT

private slots:
    void twoSideBySide()
    {
        const test::CliHome home;
        const int main = freeBase();
        const int rescue = freeBase();
        setUp(home, u"main"_s, main);
        setUp(home, u"rescue"_s, rescue);
        Running first(home, u"main"_s);
        auto second = std::make_unique<Running>(home, u"rescue"_s);
        QCOMPARE(first.readyLine(),
                 u"gateway listening on ws://127.0.0.1:%1 (profile main, pid %2)\n"_s.arg(main)
                     .arg(first.pid())
                     .toUtf8());
        QVERIFY(second->readyLine().contains("profile rescue"));

        for (const QString &profile : {u"main"_s, u"rescue"_s}) {
            const auto health = home.run(ask(profile, {u"health"_s}));
            QVERIFY2(health.exitCode == 0, health.err.constData());
            QVERIFY(health.out.contains("Profile " + profile.toLatin1() + " is healthy."));
            const auto status = home.run(ask(profile, {u"gateway"_s, u"call"_s, u"status"_s}));
            QVERIFY(status.json().contains("runtimeVersion"_L1));
        }
        QCOMPARE(states(home), (QStringList{u"main running"_s, u"rescue running"_s}));

        second->send(SIGTERM);
        QCOMPARE(second->exitCode(), int(ExitTerminated));
        QCOMPARE(home.run(ask(u"rescue"_s, {u"health"_s})).exitCode, 1);
        QCOMPARE(home.run(ask(u"main"_s, {u"health"_s})).exitCode, 0);
        QCOMPARE(states(home), (QStringList{u"main running"_s, u"rescue stopped"_s}));
    }

    void theNextStartNeedsNoHelpAfterAKill()
    {
        const test::CliHome home;
        setUp(home, u"main"_s, freeBase());
        for (int i = 0; i < 5; ++i) {
            Running gateway(home, u"main"_s);
            QVERIFY2(gateway.readyLine().contains("listening"), gateway.errors().constData());
            gateway.send(SIGKILL);
            gateway.exitCode();
        }
    }

    void aLogThatWasMovedAwayIsOpenedAnew()
    {
        const test::CliHome home;
        setUp(home, u"main"_s, freeBase());
        Running gateway(home, u"main"_s);
        const QDir logs(home.path(u".ws-agent-main/logs"_s));
        const QString name = logs.entryList(QDir::Files).value(0);
        QVERIFY(logs.exists(name));
        QVERIFY(QFile::rename(logs.filePath(name), logs.filePath(u"moved"_s)));
        gateway.send(SIGHUP);
        QTRY_VERIFY(logs.exists(name));
        gateway.send(SIGINT);
        QCOMPARE(gateway.exitCode(), int(ExitInterrupted));
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("prepare"); ///< config set …
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char *name, const QStringList &prepare, const QStringList &arguments,
                            const char *said) {
            QTest::newRow(name) << prepare << arguments << QByteArray(said);
        };
        row("the port of a running one", {}, {u"--port"_s, u"MAIN"_s}, "is held by profile main (pid ");
        row("a range that overlaps", {}, {u"--port"_s, u"MAIN+11"_s}, "both need port");
        row("the next free base is named", {}, {u"--port"_s, u"MAIN"_s}, "gateway.port → ");
        row("the mode", {u"gateway.mode"_s, u"remote"_s}, {}, "gateway.mode is remote");
        row("no secret and open to others", {u"gateway.auth.mode"_s, u"none"_s}, {u"--bind"_s, u"lan"_s},
            "gateway.bind lan lets others in");
        row("no port", {}, {u"--port"_s, u"70000"_s}, "70000");
    }
    void refusals()
    {
        QFETCH(QStringList, prepare);
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, said);
        const test::CliHome home;
        const int main = freeBase();
        setUp(home, u"main"_s, main);
        setUp(home, u"other"_s, freeBase());
        Running running(home, u"main"_s);
        QVERIFY(!running.readyLine().isEmpty());
        arguments.replaceInStrings(u"MAIN+11"_s, QString::number(main + 11));
        arguments.replaceInStrings(u"MAIN"_s, QString::number(main));
        if (!prepare.isEmpty())
            QCOMPARE(home.run(ask(u"other"_s, QStringList{u"config"_s, u"set"_s} + prepare)).exitCode, 0);
        const auto result = home.run(ask(u"other"_s, QStringList{u"gateway"_s} + arguments));
        QVERIFY2(result.exitCode == ExitConfiguration || result.exitCode == ExitUsage,
                 result.err.constData());
        QVERIFY2(result.err.contains(said), result.err.constData());
        QCOMPARE(home.run(ask(u"main"_s, {u"health"_s})).exitCode, 0);
    }

    void runsOnce()
    {
        const test::CliHome home;
        setUp(home, u"main"_s, freeBase());
        Running running(home, u"main"_s);
        const auto again = home.run(ask(u"main"_s, {u"gateway"_s}));
        QCOMPARE(again.exitCode, int(ExitConfiguration));
        QVERIFY2(again.err.contains("runs already (pid " + QByteArray::number(running.pid())),
                 again.err.constData());
    }

    void needsASetUp()
    {
        const test::CliHome home;
        const auto result = home.run(ask(u"new"_s, {u"gateway"_s}));
        QCOMPARE(result.exitCode, int(ExitConfiguration));
        QVERIFY(result.err.contains("ws-agent --profile new setup"));
    }

    void secretsStayOutOfWhatIsSaid()
    {
        const test::CliHome home;
        setUp(home, u"main"_s, freeBase());
        const QByteArray config = home.read(u".ws-agent-main/ws-agent.json"_s);
        const QByteArray token =
            home.run(ask(u"main"_s, {u"gateway"_s, u"call"_s, u"health"_s, u"--timeout"_s, u"1"_s})).err;
        QVERIFY(!token.isEmpty());
        Running running(home, u"main"_s);
        const auto wrong = home.run(ask(u"main"_s, {u"health"_s, u"--token"_s, u"guess"_s}));
        QCOMPARE(wrong.exitCode, 1);
        QVERIFY(wrong.err.contains("gateway token mismatch"));
        const auto shown = home.run(ask(u"main"_s, {u"gateway"_s, u"call"_s, u"config.get"_s}));
        const QByteArray secret = config.mid(config.indexOf("\"token\": \"") + 10, 43);
        QCOMPARE(secret.size(), 43);
        QVERIFY(!shown.out.contains(secret));
        QVERIFY(shown.out.contains("__OPENCLAW_REDACTED__"));
        QVERIFY(!running.errors().contains(secret));
    }

private:
    static QStringList states(const test::CliHome &home)
    {
        QStringList result;
        const QJsonArray profiles =
            home.run({u"profiles"_s, u"list"_s, u"--json"_s}).json()["profiles"_L1].toArray();
        for (const QJsonValue &profile : profiles)
            result += profile["name"_L1].toString() +
                      (profile["running"_L1].toBool() ? u" running"_s : u" stopped"_s);
        return result;
    }
};

QTEST_GUILESS_MAIN(TestGatewayRun)
#include "tst_gatewayrun.moc"
