#include "gateway/base/exitcodes.h"
#include "gateway/instances/processidentity.h"
#include "tests/support/cliprocess.h"
#include "tests/support/runninggateway.h"
#include "tests/support/runningsupervisor.h"
#include "tests/support/testprogram.h"

#include <QFileInfo>
#include <QLocalSocket>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::freeBase;
using test::RunningSupervisor;
using test::supervised;

namespace {

bool answers(int port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), quint16(port));
    return socket.waitForConnected(2000);
}

/// A service manager that listens to what it is told.
class FakeManager
{
public:
    explicit FakeManager(const QString &path)
    {
        m_fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        qstrncpy(address.sun_path, path.toLocal8Bit().constData(), sizeof address.sun_path);
        if (::bind(m_fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            qFatal("no socket for the service manager");
    }
    ~FakeManager() { ::close(m_fd); }

    QByteArrayList heard()
    {
        char bytes[512];
        for (ssize_t got = 0; (got = ::recv(m_fd, bytes, sizeof bytes, 0)) > 0;)
            m_heard += QByteArray(bytes, got);
        return m_heard;
    }

private:
    int m_fd = -1;
    QByteArrayList m_heard;
};

} // namespace

/// `ws-agent --no-gui`: the gateways of all enabled profiles, as people and service managers run them.
class TestSupervisorRun : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::CliHome>();
        m_main = freeBase();
        m_rescue = freeBase();
        test::setUpProfile(*m_home, u"main"_s, m_main);
        test::setUpProfile(*m_home, u"rescue"_s, m_rescue);
    }

    void runsAllProfilesAndStopsThem()
    {
        RunningSupervisor supervisor(*m_home);
        QCOMPARE(supervisor.becomes(u"rescue"_s, u"starting"_s).isEmpty(), false); // the first of them
        QVERIFY2(supervisor.settles(), supervisor.errors().constData());
        for (const auto &[profile, port] : {std::pair(u"main"_s, m_main), std::pair(u"rescue"_s, m_rescue)}) {
            const QJsonObject status = supervised(*m_home, profile);
            QCOMPARE(status["state"_L1].toString(), u"running"_s);
            QCOMPARE(status["port"_L1].toInt(), port);
            QVERIFY(status["memoryBytes"_L1].toInteger() > 1'000'000);
            QVERIFY(status.contains("cpuMs"_L1));
            QVERIFY(answers(port));
        }
        const qint64 pid = supervised(*m_home, u"main"_s)["pid"_L1].toInteger();
        supervisor.send(SIGTERM);
        QCOMPARE(supervisor.exitCode(), int(ExitTerminated));
        QVERIFY(!processExists(pid));
        QVERIFY(!answers(m_main) && !answers(m_rescue));
    }

    void speaksInLines()
    {
        QProcess supervisor;
        supervisor.setProcessEnvironment(m_home->environment);
        supervisor.start(QStringLiteral(WSAGENT_PROGRAM), {u"--no-gui"_s});
        QByteArray said;
        while (!said.contains("2 of 2 gateways run") && supervisor.waitForReadyRead(30'000))
            said += supervisor.readAllStandardOutput();
        supervisor.terminate();
        QVERIFY(supervisor.waitForFinished());
        said += supervisor.readAllStandardOutput();
        for (const char *line :
             {R"(^main    starting$)", R"(^main    running    port \d+, pid \d+$)", R"(^rescue  running )",
              R"(^2 of 2 gateways run$)", R"(^main    stopping)", R"(^main    stopped$)"}) {
            const QRegularExpression pattern(QLatin1StringView(line), QRegularExpression::MultilineOption);
            QVERIFY2(pattern.match(QString::fromUtf8(said)).hasMatch(),
                     (line + QByteArray("\n") + said).constData());
        }
    }

    /// D11, by the chat of the rescue instance.
    void theRescueInstanceMendsTheOther()
    {
        QCOMPARE(set(u"rescue"_s, u"rescue.watch"_s, u"[\"main\"]"_s), 0);
        RunningSupervisor supervisor(*m_home);
        QVERIFY2(supervisor.settles(), supervisor.errors().constData());
        const QString config = u".ws-agent-main/ws-agent.json"_s;
        QTRY_VERIFY(!m_home->read(config + u".last-good"_s).isEmpty());
        const QByteArray good = m_home->read(config);
        QByteArray broken = good;
        broken.replace("\"mode\": \"local\"", "\"mode\": 5");
        QVERIFY(broken != good);
        m_home->write(config, broken);
        ::kill(pid_t(supervised(*m_home, u"main"_s)["pid"_L1].toInteger()), SIGKILL);

        QVERIFY(!supervisor.becomes(u"main"_s, u"degraded"_s).isEmpty());
        QVERIFY(rescueSays(u"main runs with its last good config"_s, 5000));
        const QStringList main{u"--profile"_s, u"main"_s};
        QVERIFY(m_home->run(main + QStringList{u"status"_s}).out.contains("degraded: config"));
        QVERIFY(m_home->run(main + QStringList{u"health"_s}).out.contains("degraded: config"));
        QVERIFY(m_home->run(main + QStringList{u"doctor"_s}).out.contains("gateway.mode"));

        QCOMPARE(m_home->run({u"supervisor"_s, u"stop"_s, u"main"_s}).exitCode, 0);
        QVERIFY(rescueSays(u"The gateway of main is down."_s, 5000));
        say(u"/config main restore"_s);
        QVERIFY(rescueSays(u"The config is what last-good was"_s));
        QVERIFY(!m_home->read(config).contains("\"mode\": 5"));
        say(u"/restart main"_s);
        QVERIFY(rescueSays(u"The supervisor has restarted main."_s));
        QVERIFY(rescueSays(u"The gateway of main is well again."_s));
        QVERIFY(answers(m_main));
        QCOMPARE(supervised(*m_home, u"main"_s)["state"_L1].toString(), u"running"_s);

        say(u"/stop rescue"_s);
        QVERIFY(rescueSays(u"rescue is not among the instances that rescue looks after"_s));
        say(u"/help"_s);
        QVERIFY(rescueSays(u"/doctor <profile> fix"_s));
    }

    void serviceVerbsReachTheSupervisor()
    {
        RunningSupervisor supervisor(*m_home);
        QVERIFY(supervisor.settles());
        const auto verb = [this](const QStringList &words) {
            return m_home->run(QStringList{u"--profile"_s, u"main"_s, u"gateway"_s} + words);
        };
        QCOMPARE(verb({u"start"_s, u"--json"_s}).json()["result"_L1].toString(), u"already-running"_s);
        QCOMPARE(verb({u"stop"_s}).exitCode, 1); // R8
        QVERIFY(answers(m_main));
        QCOMPARE(verb({u"stop"_s, u"--force"_s, u"--json"_s}).json()["result"_L1].toString(), u"stopped"_s);
        QVERIFY(!answers(m_main));
        QCOMPARE(verb({u"start"_s, u"--json"_s}).json()["result"_L1].toString(), u"started"_s);
        const qint64 pid = supervised(*m_home, u"main"_s)["pid"_L1].toInteger();
        QCOMPARE(verb({u"restart"_s, u"--json"_s}).json()["result"_L1].toString(), u"restarted"_s);
        const qint64 next = supervised(*m_home, u"main"_s)["pid"_L1].toInteger();
        QVERIFY(next != pid);
        QTRY_COMPARE(m_home->read(u".ws-agent-main/logs/gateway-restart.log"_s).count('\n'), 1);

        // The gateway restarts itself, in its process.
        const auto safe = verb({u"restart"_s, u"--safe"_s, u"--json"_s});
        QVERIFY2(safe.json()["result"_L1].toString() == "scheduled"_L1, (safe.out + safe.err).constData());
        QTRY_COMPARE(m_home->read(u".ws-agent-main/logs/gateway-restart.log"_s).count('\n'), 2);
        QCOMPARE(supervised(*m_home, u"main"_s)["pid"_L1].toInteger(), next);
        QCOMPARE(verb({u"restart"_s, u"--skip-deferral"_s}).exitCode, int(ExitUsage));
        QCOMPARE(verb({u"restart"_s, u"--safe"_s, u"--force"_s}).exitCode, int(ExitUsage));
    }

    void aPersonStopsStartsAndRestarts()
    {
        RunningSupervisor supervisor(*m_home);
        QVERIFY(supervisor.settles());
        const qint64 first = supervised(*m_home, u"main"_s)["pid"_L1].toInteger();
        const auto restarted = m_home->run({u"supervisor"_s, u"restart"_s, u"main"_s, u"--json"_s});
        QVERIFY2(restarted.exitCode == 0, restarted.out.constData());
        QCOMPARE(restarted.json()["state"_L1].toString(), u"running"_s);
        QVERIFY(restarted.json()["pid"_L1].toInteger() != first);
        QCOMPARE(restarted.json()["restarts"_L1].toInt(), 0);

        QCOMPARE(m_home->run({u"supervisor"_s, u"stop"_s, u"main"_s}).exitCode, 0);
        QVERIFY(!answers(m_main));
        QVERIFY(answers(m_rescue));
        const auto started = m_home->run({u"supervisor"_s, u"start"_s, u"MAIN"_s});
        QVERIFY2(started.exitCode == 0 && started.out.startsWith("main  running"),
                 (started.out + started.err).constData());
        QVERIFY(answers(m_main));

        const auto unknown = m_home->run({u"supervisor"_s, u"stop"_s, u"nobody"_s});
        QCOMPARE(unknown.exitCode, 1);
        QVERIFY(unknown.err.contains("the supervisor runs no profile nobody"));

        QCOMPARE(m_home->run({u"supervisor"_s, u"shutdown"_s}).exitCode, 0);
        QCOMPARE(supervisor.exitCode(), int(ExitSuccess));
        const auto gone = m_home->run({u"supervisor"_s, u"status"_s});
        QCOMPARE(gone.exitCode, 1);
        QVERIFY(gone.err.contains("no supervisor runs"));
        QVERIFY(gone.err.contains("try: ws-agent --no-gui"));
    }

    void onlyOneForAUser()
    {
        RunningSupervisor first(*m_home);
        QVERIFY(first.settles());
        const auto second = m_home->run({u"--no-gui"_s});
        QCOMPARE(second.exitCode, int(ExitConfiguration));
        QVERIFY2(second.err.contains("runs already (pid " + QByteArray::number(first.pid())),
                 second.err.constData());
        QVERIFY(answers(m_main));
    }

    void oneProfileIsNotForTheSupervisor()
    {
        const auto refused = m_home->run({u"--profile"_s, u"main"_s, u"--no-gui"_s});
        QCOMPARE(refused.exitCode, int(ExitUsage));
        QVERIFY(refused.err.contains("try: ws-agent --profile main gateway"));
    }

    void followsTheRegistry()
    {
        RunningSupervisor supervisor(*m_home);
        QVERIFY(supervisor.settles());
        test::setUpProfile(*m_home, u"third"_s, freeBase());
        QVERIFY(!supervisor.becomes(u"third"_s, u"running"_s).isEmpty());

        const QString registry = u".config/ws-agent/profiles.json"_s;
        QJsonObject json = QJsonDocument::fromJson(m_home->read(registry)).object();
        QJsonArray profiles = json["profiles"_L1].toArray();
        for (auto &&profile : profiles) {
            QJsonObject changed = profile.toObject();
            if (changed["name"_L1] == "third"_L1)
                changed["autostart"_L1] = false;
            profile = changed;
        }
        json["profiles"_L1] = profiles;
        m_home->write(registry, QJsonDocument(json).toJson());
        supervisor.send(SIGHUP); // and without that when the file is replaced, as programs do
        QVERIFY(!supervisor.becomes(u"third"_s, u"removed"_s).isEmpty());
        QVERIFY(answers(m_main));
    }

    /// It is nobody's fault twice: 78 is told, and waits for another config.
    void aConfigurationErrorIsNotRetried()
    {
        const QStringList set{u"--profile"_s, u"main"_s, u"config"_s, u"set"_s, u"gateway.mode"_s};
        m_home->run(set + QStringList{u"remote"_s});
        RunningSupervisor supervisor(*m_home);
        const QJsonObject status = supervisor.becomes(u"main"_s, u"gaveUp"_s);
        QCOMPARE(status["message"_L1].toString(), u"gateway.mode is remote"_s);
        QCOMPARE(status["restarts"_L1].toInt(), 0);
        QVERIFY(supervisor.settles());
        QVERIFY(answers(m_rescue));
        m_home->run(set + QStringList{u"local"_s});
        QVERIFY(!supervisor.becomes(u"main"_s, u"running"_s).isEmpty());
    }

    /// D3, told wherever somebody looks.
    void aBrokenConfigRunsWithTheLastGoodOne()
    {
        const QString file = u".ws-agent-main/ws-agent.json"_s;
        const QByteArray good = m_home->read(file);
        {
            RunningSupervisor supervisor(*m_home);
            QVERIFY(supervisor.settles());
            QTRY_VERIFY(!m_home->read(file + u".last-good"_s).isEmpty());
        }
        m_home->write(file, QByteArray(good).replace("\"local\"", "5"));
        RunningSupervisor supervisor(*m_home);
        QVERIFY(!supervisor.becomes(u"main"_s, u"degraded"_s).isEmpty());
        QCOMPARE(supervised(*m_home, u"main"_s)["message"_L1].toString(), u"degraded: config"_s);
        const auto table = m_home->run({u"supervisor"_s, u"status"_s});
        QVERIFY2(table.out.contains("main: degraded: config\n  try: ws-agent --profile main doctor"),
                 table.out.constData());
        m_home->write(file, good);
        QVERIFY(!supervisor.becomes(u"main"_s, u"running"_s).isEmpty());
    }

    void whoIsKilledComesBack()
    {
        RunningSupervisor supervisor(*m_home);
        QVERIFY(supervisor.settles());
        const QJsonObject rescue = supervised(*m_home, u"rescue"_s);
        ::kill(pid_t(supervised(*m_home, u"main"_s)["pid"_L1].toInteger()), SIGKILL);
        QVERIFY(!supervisor.becomes(u"main"_s, u"waiting"_s).isEmpty());
        const QJsonObject again = supervisor.becomes(u"main"_s, u"running"_s);
        QCOMPARE(again["restarts"_L1].toInt(), 1);
        QVERIFY(answers(m_main));
        QCOMPARE(supervised(*m_home, u"rescue"_s)["pid"_L1], rescue["pid"_L1]);
    }

    /// D2: nothing is orphaned; and the next supervisor takes over from where the gateways end.
    void gatewaysEndWithAKilledSupervisor()
    {
        qint64 pid = 0;
        {
            RunningSupervisor supervisor(*m_home);
            QVERIFY(supervisor.settles());
            pid = supervised(*m_home, u"main"_s)["pid"_L1].toInteger();
            supervisor.send(SIGKILL);
            QCOMPARE(supervisor.exitCode(), -1);
        }
        RunningSupervisor next(*m_home);
        QVERIFY2(next.settles(), next.errors().constData());
        QTRY_COMPARE(supervised(*m_home, u"main"_s)["state"_L1].toString(), u"running"_s);
        QVERIFY(!processExists(pid));
    }

    void tellsTheServiceManager()
    {
        const QString path = m_home->path(u"notify"_s);
        FakeManager manager(path);
        m_home->environment.insert(u"NOTIFY_SOCKET"_s, path);
        {
            RunningSupervisor supervisor(*m_home);
            QVERIFY(supervisor.settles());
            QTRY_VERIFY(manager.heard().value(0).startsWith("READY=1\n"));
            QVERIFY(manager.heard().value(0).endsWith("\nSTATUS=2 of 2 gateways run"));
            QCOMPARE(manager.heard().size(), 1); // and nothing of the gateways
        }
        QCOMPARE(manager.heard().last(), QByteArray("STOPPING=1"));
    }

    void needsNoDesktop()
    {
        for (const QString &name : m_home->environment.keys())
            QVERIFY(name != "DISPLAY"_L1 && name != "DBUS_SESSION_BUS_ADDRESS"_L1);
        RunningSupervisor supervisor(*m_home);
        QVERIFY(supervisor.settles());
        QFile maps(u"/proc/%1/maps"_s.arg(supervisor.pid()));
        QVERIFY(maps.open(QIODevice::ReadOnly));
        const QByteArray loaded = maps.readAll();
        for (const char *library : {"libQt6Gui", "libQt6DBus", "libQt6Network", "libX11"})
            QVERIFY2(!loaded.contains(library), library);
    }

    void theSocketIsForThisUser()
    {
        RunningSupervisor supervisor(*m_home);
        QVERIFY(supervisor.settles());
        const QString path = m_home->path(u".local/state/ws-agent/supervisor.sock"_s);
        struct stat info = {};
        QCOMPARE(::stat(path.toLocal8Bit().constData(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0600);
        QCOMPARE(::stat(QFileInfo(path).path().toLocal8Bit().constData(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0700);
    }

    void whoDoesNotKnowTheWordsIsHungUpOn_data()
    {
        QTest::addColumn<QByteArray>("said");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("no hello") << QByteArray(R"({"id":1,"do":"shutdown"})"
                                                "\n")
                                  << QByteArray("the first request has to be hello");
        QTest::newRow("an endless line") << QByteArray(300 * 1024, 'x') << QByteArray();
    }
    void whoDoesNotKnowTheWordsIsHungUpOn()
    {
        QFETCH(QByteArray, said);
        QFETCH(QByteArray, answer);
        RunningSupervisor supervisor(*m_home);
        QVERIFY(supervisor.settles());
        QLocalSocket socket;
        socket.connectToServer(m_home->path(u".local/state/ws-agent/supervisor.sock"_s));
        QVERIFY(socket.waitForConnected());
        socket.write(said);
        QByteArray heard;
        while (socket.state() == QLocalSocket::ConnectedState && socket.waitForReadyRead(10'000)) {
        }
        heard = socket.readAll();
        QVERIFY2(heard.contains(answer), heard.constData());
        QCOMPARE(socket.state(), QLocalSocket::UnconnectedState);
        QVERIFY(answers(m_main));
    }

private:
    int set(const QString &profile, const QString &key, const QString &value) const
    {
        return m_home->run({u"--profile"_s, profile, u"config"_s, u"set"_s, key, value}).exitCode;
    }
    test::CliResult callRescue(const QString &method, const QJsonObject &params) const
    {
        return m_home->run({u"--profile"_s, u"rescue"_s, u"gateway"_s, u"call"_s, method, u"--params"_s,
                            QString::fromUtf8(QJsonDocument(params).toJson(QJsonDocument::Compact))});
    }
    void say(const QString &message) const
    {
        const auto sent = callRescue(
            u"chat.send"_s,
            {{"sessionKey"_L1, u"main"_s}, {"message"_L1, message}, {"idempotencyKey"_L1, message}});
        QVERIFY2(sent.exitCode == 0, sent.err.constData());
    }
    /// Whether that stands in the chat within the time.
    bool rescueSays(const QString &text, int patienceMs = 20'000) const
    {
        return QTest::qWaitFor(
            [&] {
                return callRescue(u"chat.history"_s, {{"sessionKey"_L1, u"main"_s}})
                    .out.contains(text.toUtf8());
            },
            patienceMs);
    }

    std::unique_ptr<test::CliHome> m_home;
    int m_main = 0;
    int m_rescue = 0;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSupervisorRun)
#include "tst_supervisorrun.moc"
