#include "gateway/agents/tools/profilestool.h"
#include "gateway/instances/processidentity.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/rescue/rescueservice.h"
#include "gateway/rescue/watchstate.h"
#include "tests/support/testprogram.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Verb = RescueCommand::Verb;

Q_DECLARE_METATYPE(RescueCommand)

namespace {

/// Answers every request with one body.
class FakeGateway
{
public:
    FakeGateway()
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            if (!m_isSilent) {
                socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + m_body);
                socket->disconnectFromHost();
            }
        });
    }

    int port() const { return m_server.serverPort(); }
    void says(const QByteArray &body) { m_body = body; }
    void fallSilent() { m_isSilent = true; }

private:
    QTcpServer m_server;
    QByteArray m_body = R"({"ready":true,"failing":[]})";
    bool m_isSilent = false;
};

} // namespace

/// What one instance does for another (D11).
class TestRescue : public QObject
{
    Q_OBJECT

private slots:
    void commands_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<RescueCommand>("command");
        QTest::addColumn<QString>("arguments");
        const auto row = [](const char *message, Verb verb, const char *profile, const char *arguments) {
            QTest::newRow(message) << QString::fromLatin1(message)
                                   << RescueCommand{verb, QString::fromLatin1(profile)}
                                   << u"--no-color "_s + QString::fromLatin1(arguments);
        };
        row("/profiles", Verb::Profiles, "", "profiles list");
        row("/status main", Verb::Status, "main", "--profile main gateway status");
        row("  /Status   MAIN ", Verb::Status, "main", "--profile main gateway status");
        row("/logs main", Verb::Logs, "main", "--profile main logs --limit 30");
        row("/doctor main", Verb::Doctor, "main", "--profile main doctor");
        row("/doctor main fix", Verb::DoctorFix, "main",
            "--profile main doctor --fix --yes --non-interactive");
        row("/config main diff", Verb::ConfigDiff, "main", "--profile main config diff last-good");
        row("/config main restore", Verb::ConfigRestore, "main",
            "--profile main config restore last-good --yes");
        row("/start main", Verb::Start, "main", "--profile main gateway start");
        row("/stop default", Verb::Stop, "default", "--profile default gateway stop --force");
        row("/restart main", Verb::Restart, "main", "--profile main gateway restart");
    }
    void commands()
    {
        QFETCH(QString, message);
        QFETCH(RescueCommand, command);
        QFETCH(QString, arguments);
        const auto parsed = parseRescueCommand(message);
        QVERIFY(parsed && *parsed);
        QVERIFY(**parsed == command);
        QCOMPARE(rescueArguments(command).join(u' '), arguments);
    }

    void whatBelongsToTheSession_data()
    {
        QTest::addColumn<QString>("message");
        for (const char *message : {"", "hello", "/", "/status", "/stop", "/restart", "/doctor", "/new main",
                                    "/config show", "/config set a b", "/statusmain", "restart main"})
            QTest::newRow(message) << QString::fromLatin1(message);
    }
    void whatBelongsToTheSession()
    {
        QFETCH(QString, message);
        QVERIFY(!parseRescueCommand(message));
    }

    void wrongWays_data()
    {
        QTest::addColumn<QString>("message");
        for (const char *message : {"/profiles all", "/status main now", "/doctor main mend",
                                    "/status ../etc", "/restart main; reboot", "/stop --all"})
            QTest::newRow(message) << QString::fromLatin1(message);
    }
    void wrongWays()
    {
        QFETCH(QString, message);
        const auto parsed = parseRescueCommand(message);
        QVERIFY(parsed);
        QVERIFY(!*parsed);
    }

    void whichOnesChangeAnything()
    {
        for (const Verb verb : {Verb::Profiles, Verb::Status, Verb::Logs, Verb::Doctor, Verb::ConfigDiff})
            QVERIFY(!RescueCommand{verb}.changes());
        for (const Verb verb : {Verb::DoctorFix, Verb::ConfigRestore, Verb::Start, Verb::Stop, Verb::Restart})
            QVERIFY(RescueCommand{verb}.changes());
    }

    void anOperationAnswersInWords()
    {
        QString said;
        RescueOperation operation(u"/bin/echo"_s, {Verb::Status, u"main"_s}, {},
                                  [&said](const QString &text) { said = text; });
        QTRY_COMPARE(said, u"--no-color --profile main gateway status"_s);
    }

    void anOperationThatCannotBe()
    {
        QString said;
        RescueOperation operation(u"/no/such/program"_s, {}, {},
                                  [&said](const QString &text) { said = text; });
        QTRY_VERIFY(said.contains("No such file"_L1));
    }

    void aLongAnswerShowsItsEnd()
    {
        QTemporaryDir folder;
        QFile script(folder.filePath(u"long"_s));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\nseq 1 100000\n");
        script.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        script.close();
        QString said;
        RescueOperation operation(script.fileName(), {}, {}, [&said](const QString &text) { said = text; });
        QTRY_VERIFY(said.endsWith("\n100000"_L1));
        QVERIFY(said.startsWith(u"…"_s));
        QVERIFY(said.size() <= RescueOperation::longestAnswer + 1);
    }

    void theOwnerCommandsThoseThatAreWatched_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("answer");
        QTest::newRow("watched") << u"/restart MAIN"_s << u"--no-color --profile main gateway restart"_s;
        QTest::newRow("all of them") << u"/profiles"_s << u"--no-color profiles list"_s;
        QTest::newRow("not watched")
            << u"/stop ops"_s
            << u"ops is not among the instances that rescue looks after (rescue.watch): "
               "main, default"_s;
        QTest::newRow("itself")
            << u"/stop rescue"_s
            << u"rescue is not among the instances that rescue looks after (rescue.watch): "
               "main, default"_s;
        QTest::newRow("written otherwise")
            << u"/restart main now"_s << u"this is written otherwise: /restart <profile>"_s;
    }
    void theOwnerCommandsThoseThatAreWatched()
    {
        QFETCH(QString, message);
        QFETCH(QString, answer);
        RescueService service({.profile = u"rescue"_s,
                               .watch = {u"Main"_s, u"rescue"_s, u"default"_s},
                               .program = u"/bin/echo"_s});
        QVERIFY(!service.help().isEmpty());
        QVERIFY(!service.command(u"hello"_s));
        QVERIFY(!service.command(u"/status"_s)); // of the session
        const auto command = service.command(message);
        QVERIFY(command);
        QString said;
        command([&said](const QString &text) { said = text; });
        QTRY_COMPARE(said, answer);
    }

    void theToolOfTheAgentDoesTheSame_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("profile");
        QTest::addColumn<bool>("isOwner");
        QTest::addColumn<QString>("answer");
        const auto row = [](const char *action, const char *profile, const char *answer,
                            bool isOwner = true) {
            QTest::addRow("%s %s%s", action, profile, isOwner ? "" : ", by another")
                << QString::fromLatin1(action) << QString::fromLatin1(profile) << isOwner
                << QString::fromLatin1(answer);
        };
        row("list", "", "--no-color profiles list");
        row("logs", "main", "--no-color --profile main logs --limit 30");
        row("fix", "main", "--no-color --profile main doctor --fix --yes --non-interactive");
        row("config-diff", "main", "--no-color --profile main config diff last-good");
        row("restart", "Main", "--no-color --profile main gateway restart");
        row("restart", "ops", "ops is not among the instances that rescue looks after (rescue.watch): main");
        row("status", "", "\"profile\" is missing: the name of the other instance");
        row("restart", "main", "only the owner may have something done with other instances", false);
    }
    void theToolOfTheAgentDoesTheSame()
    {
        QFETCH(QString, action);
        QFETCH(QString, profile);
        QFETCH(bool, isOwner);
        QFETCH(QString, answer);
        RescueService service({.profile = u"rescue"_s, .watch = {u"main"_s}, .program = u"/bin/echo"_s});
        const Tool tool =
            profilesTool([&service](const QString &message) { return service.command(message); });
        QString said;
        tool.start({{"action"_L1, action}, {"profile"_L1, profile}}, {.isOwner = isOwner},
                   [&said](const ToolResult &result) { said = result.plainText(); });
        QTRY_COMPARE(said, answer);
    }

    void anAbortedCallOfTheToolAnswersOnce()
    {
        RescueService service({.profile = u"rescue"_s, .watch = {u"main"_s}, .program = u"/bin/echo"_s});
        const Tool tool =
            profilesTool([&service](const QString &message) { return service.command(message); });
        QList<ToolResult> results;
        const ToolAbort abort = tool.start({{"action"_L1, u"list"_s}}, {},
                                           [&results](const ToolResult &result) { results += result; });
        abort();
        QCOMPARE(results, QList<ToolResult>{ToolResult::aborted()});
        QString other;
        service.command(u"/profiles"_s)([&other](const QString &text) { other = text; });
        QTRY_VERIFY(!other.isEmpty());
        QCOMPARE(results.size(), 1);
    }

    void whoWatchesNobodyCommandsNobody()
    {
        for (const QStringList &watch : {QStringList(), QStringList{u"rescue"_s}}) {
            RescueService service({.profile = u"rescue"_s, .watch = watch, .program = u"/bin/echo"_s});
            QVERIFY(!service.command(u"/restart main"_s));
            QVERIFY(service.help().isEmpty());
        }
    }

    void fewCommandsAtOnce()
    {
        RescueService service({.profile = u"rescue"_s, .watch = {u"main"_s}, .program = waitingProgram()});
        int answers = 0;
        QString last;
        for (int i = 0; i <= RescueService::mostAtOnce; ++i)
            service.command(u"/status main"_s)([&](const QString &text) {
                ++answers;
                last = text;
            });
        QCOMPARE(answers, 1); // the others wait for the program
        QVERIFY(last.contains("8 commands are being carried out"_L1));
    }

    void whatTheOwnerIsTold()
    {
        WatchState state;
        const WatchObservation well{.pid = 1, .answers = true};
        QVERIFY(!state.look(well, 0s, u"main"_s)); // nothing was wrong
        QCOMPARE(state.condition(), WatchCondition::Well);
        const auto down = state.look({}, 2s, u"main"_s);
        QVERIFY(down && down->contains("main is down"_L1));
        QVERIFY(!state.look({}, 4s, u"main"_s)); // told once
        const auto back = state.look({.pid = 2, .answers = true}, 6s, u"main"_s);
        QVERIFY(back && back->contains("well again"_L1));
    }

    void whatIsBrokenFromTheBeginningIsTold()
    {
        WatchState state;
        QVERIFY(state.look({}, 0s, u"main"_s));
    }

    void aBrokenConfigIsTold()
    {
        WatchState state;
        const auto told = state.look({.pid = 1, .answers = true, .failing = {u"config"_s}}, 0s, u"main"_s);
        QVERIFY(told && told->contains("/config main restore"_L1));
        const auto other = state.look({.pid = 1, .answers = true, .failing = {u"disk"_s}}, 2s, u"main"_s);
        QVERIFY(other && other->contains("degraded: disk"_L1));
    }

    void oneLostAnswerIsNoSilence()
    {
        WatchState state;
        const WatchObservation silent{.pid = 1};
        QVERIFY(!state.look({.pid = 1, .answers = true}, 0s, u"main"_s));
        QVERIFY(!state.look(silent, 2s, u"main"_s));
        QCOMPARE(state.condition(), WatchCondition::Well);
        const auto told = state.look(silent, 4s, u"main"_s);
        QVERIFY(told && told->contains("does not answer"_L1));
    }

    void whoEndsAgainAndAgainIsTold()
    {
        WatchState state;
        std::optional<QString> told;
        for (qint64 pid = 1; pid <= 5; ++pid)
            told = state.look({.pid = pid, .answers = true}, std::chrono::seconds(10 * pid), u"main"_s);
        QVERIFY(told && told->contains("again and again"_L1));
        const auto later = state.look({.pid = 5, .answers = true}, 10min, u"main"_s);
        QVERIFY(later && later->contains("well again"_L1));
    }

    /// One that was stopped is down, however often it was stopped before.
    void whoIsStoppedIsNoLoop()
    {
        WatchState state;
        for (qint64 pid = 1; pid <= 6; ++pid) {
            state.look({.pid = pid, .answers = true}, std::chrono::seconds(10 * pid), u"main"_s);
            state.look({.endedOrderly = true}, std::chrono::seconds(10 * pid + 5), u"main"_s);
            QCOMPARE(state.condition(), WatchCondition::Down);
        }
    }

    void whatWasAskedForIsNoLoop()
    {
        WatchState state;
        for (qint64 pid = 1; pid <= 6; ++pid) {
            const std::chrono::seconds now(10 * pid);
            state.excuseEnds(now);
            state.look({.pid = pid, .answers = true}, now, u"main"_s);
            QCOMPARE(state.condition(), WatchCondition::Well);
        }
        for (qint64 pid = 7; pid <= 10; ++pid)
            state.look({.pid = pid, .answers = true}, std::chrono::seconds(10 * pid), u"main"_s);
        QCOMPARE(state.condition(), WatchCondition::CrashLooping);
    }

    void aDeadGatewayIsNoticedWithinFiveSeconds()
    {
        QTemporaryDir folder;
        FakeGateway gateway;
        QProcess process;
        process.start(u"/bin/cat"_s, {});
        QVERIFY(process.waitForStarted());
        QVERIFY(writeRuntimeFile(folder.path(), {.pid = process.processId(),
                                                 .startTime = *processStartTime(process.processId()),
                                                 .port = gateway.port()}));
        RescueWatch watch({u"main"_s}, [&folder](const QString &) { return folder.path(); });
        QSignalSpy noticed(&watch, &RescueWatch::noticed);
        QTRY_COMPARE_WITH_TIMEOUT(watch.condition(u"main"_s), WatchCondition::Well, 10'000);
        QCOMPARE(noticed.size(), 0);

        gateway.says(R"({"ready":false,"failing":["config"]})");
        QTRY_COMPARE_WITH_TIMEOUT(noticed.size(), 1, 10'000);
        QCOMPARE(watch.condition(u"main"_s), WatchCondition::Degraded);

        process.kill();
        QVERIFY(process.waitForFinished());
        QElapsedTimer clock;
        clock.start();
        QTRY_COMPARE_WITH_TIMEOUT(noticed.size(), 2, 10'000);
        QVERIFY(clock.elapsed() < 5000);
        QVERIFY(noticed.last().at(1).toString().contains("main is down"_L1));
    }

    /// It would not understand the question.
    void whoSpeaksTlsIsOnlyCalled()
    {
        QTemporaryDir folder;
        FakeGateway gateway;
        gateway.fallSilent();
        const qint64 self = QCoreApplication::applicationPid();
        QVERIFY(writeRuntimeFile(folder.path(), {.pid = self,
                                                 .startTime = *processStartTime(self),
                                                 .port = gateway.port(),
                                                 .tlsFingerprint = u"ab"_s}));
        RescueWatch watch({u"main"_s}, [&folder](const QString &) { return folder.path(); });
        QTRY_COMPARE_WITH_TIMEOUT(watch.condition(u"main"_s), WatchCondition::Well, 10'000);
    }

    void whoTakesCallsAndDoesNotAnswerIsSilent()
    {
        QTemporaryDir folder;
        FakeGateway gateway;
        gateway.fallSilent();
        const qint64 self = QCoreApplication::applicationPid();
        QVERIFY(writeRuntimeFile(
            folder.path(), {.pid = self, .startTime = *processStartTime(self), .port = gateway.port()}));
        RescueWatch watch({u"main"_s}, [&folder](const QString &) { return folder.path(); });
        QTRY_COMPARE_WITH_TIMEOUT(watch.condition(u"main"_s), WatchCondition::Silent, 15'000);
    }

private:
    /// One that ends with its keeper only.
    QString waitingProgram()
    {
        const QString path = m_folder.filePath(u"wait"_s);
        QFile script(path);
        if (!script.open(QIODevice::WriteOnly))
            qFatal("no script");
        script.write("#!/bin/sh\nexec sleep 600\n");
        script.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        return path;
    }

    QTemporaryDir m_folder;
};

WSAGENT_TEST_WITH(QCoreApplication, TestRescue)
#include "tst_rescue.moc"
