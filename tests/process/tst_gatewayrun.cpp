#include "gateway/base/exitcodes.h"
#include "tests/support/cliprocess.h"
#include "tests/support/runninggateway.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/terminalrun.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>
#include <fcntl.h>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::freeBase;
using Running = test::RunningGateway;

namespace {

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
    void whatAKilledGatewayLeftIsWaitedFor_data()
    {
        QTest::addColumn<QString>("holder");
        QTest::addColumn<QString>("seconds");
        QTest::addColumn<QByteArray>("ready");
        QTest::addColumn<QByteArray>("refusal");
        QTest::newRow("a child under its name")
            << u"ws-agent"_s << u"1"_s << QByteArray("gateway listening") << QByteArray();
        QTest::newRow("a stranger") << u"squatter"_s << u"100"_s << QByteArray()
                                    << QByteArray("in use by squatter");
    }
    void whatAKilledGatewayLeftIsWaitedFor()
    {
        QFETCH(QString, holder);
        QFETCH(QString, seconds);
        QFETCH(QByteArray, ready);
        QFETCH(QByteArray, refusal);
        const test::CliHome home;
        const int base = freeBase();
        test::setUpProfile(home, u"main"_s, base);
        Running(home, u"main"_s).send(SIGKILL);
        const QString program = home.path(holder);
        QVERIFY(QFile::copy(QStandardPaths::findExecutable(u"sleep"_s), program));
        QProcess child;
        {
            QTcpServer port;
            QVERIFY(port.listen(QHostAddress::LocalHost, quint16(base)));
            child.setChildProcessModifier(
                [socket = int(port.socketDescriptor())] { ::fcntl(socket, F_SETFD, 0); });
            child.start(program, {seconds});
            QVERIFY(child.waitForStarted());
        }
        Running next(home, u"main"_s);
        QCOMPARE(next.readyLine().isEmpty(), ready.isEmpty());
        QVERIFY2(next.readyLine().startsWith(ready), next.readyLine().constData());
        QVERIFY(next.errors().contains(refusal));
        child.kill();
        child.waitForFinished();
    }

    void twoSideBySide()
    {
        const test::CliHome home;
        const int main = freeBase();
        const int rescue = freeBase();
        test::setUpProfile(home, u"main"_s, main);
        test::setUpProfile(home, u"rescue"_s, rescue);
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
        test::setUpProfile(home, u"main"_s, freeBase());
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
        test::setUpProfile(home, u"main"_s, freeBase());
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

    void smallChangesAreTakenOver()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        Running gateway(home, u"main"_s);
        QCOMPARE(home.run(ask(u"main"_s, {u"config"_s, u"set"_s, u"logging.level"_s, u"debug"_s})).exitCode,
                 0);
        QVERIFY(gateway.says("taken over: logging.level"));
        const auto now = home.run(ask(u"main"_s, {u"gateway"_s, u"call"_s, u"config.get"_s})).json();
        QCOMPARE(now["hash"_L1], now["appliedConfigHash"_L1]);
    }

    void aNewSecretCounts()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        Running gateway(home, u"main"_s);
        QCOMPARE(
            home.run(ask(u"main"_s, {u"config"_s, u"set"_s, u"gateway.auth.token"_s, u"another-token"_s}))
                .exitCode,
            0);
        QVERIFY(gateway.says("taken over: gateway.auth.token"));
        QCOMPARE(home.run(ask(u"main"_s, {u"health"_s})).exitCode, 0);
        QCOMPARE(home.run(ask(u"main"_s, {u"health"_s, u"--token"_s, u"guess"_s})).exitCode, 1);
    }

    void aBrokenConfigIsNotTakenOver()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        Running gateway(home, u"main"_s);
        const QByteArray good = home.read(u".ws-agent-main/ws-agent.json"_s);
        home.write(u".ws-agent-main/ws-agent.json"_s, "{ gateway: ");
        QVERIFY(gateway.says("the changed config is not taken over"));
        const auto health =
            home.run(ask(u"main"_s, {u"health"_s, u"--port"_s, portIn(gateway), u"--token"_s,
                                     QString::fromLatin1(good.mid(good.indexOf("\"token\": \"") + 10, 43))}));
        QVERIFY2(health.exitCode == 0, health.err.constData());
        QCOMPARE(get(gateway, "/readyz"), 503);
        home.write(u".ws-agent-main/ws-agent.json"_s, good);
        QTRY_COMPARE(get(gateway, "/readyz"), 200);
    }

    void anotherPortIsMovedTo()
    {
        const test::CliHome home;
        const int before = freeBase();
        const int after = freeBase();
        test::setUpProfile(home, u"main"_s, before);
        Running gateway(home, u"main"_s);
        const QStringList set{u"config"_s, u"set"_s, u"gateway.port"_s};
        QCOMPARE(home.run(ask(u"main"_s, set + QStringList{QString::number(after)})).exitCode, 0);
        const QByteArray ready = gateway.nextReadyLine();
        QVERIFY2(ready.contains(":" + QByteArray::number(after) + ' '), ready.constData());
        QVERIFY(ready.contains("pid " + QByteArray::number(gateway.pid())));
        QCOMPARE(home.run(ask(u"main"_s, {u"health"_s})).exitCode, 0);
        gateway.send(SIGTERM);
        QCOMPARE(gateway.exitCode(), int(ExitTerminated));
    }

    /// The port of the browser's control service, too; and it is given back by one without a browser.
    void anotherControlPortIsMovedTo()
    {
        const test::CliHome home;
        const int base = freeBase();
        test::setUpProfile(home, u"main"_s, base);
        Running gateway(home, u"main"_s);
        QTRY_COMPARE(statusAt(base + 2, "/"), 401);
        QCOMPARE(home.run(ask(u"main"_s,
                              {u"config"_s, u"set"_s, u"browser.controlPort"_s, QString::number(base + 4)}))
                     .exitCode,
                 0);
        QVERIFY(!gateway.nextReadyLine().isEmpty());
        QTRY_COMPARE(statusAt(base + 4, "/"), 401);
        QCOMPARE(statusAt(base + 2, "/"), 0);
        QCOMPARE(home.run(ask(u"main"_s, {u"config"_s, u"set"_s, u"browser.enabled"_s, u"false"_s})).exitCode,
                 0);
        QVERIFY(!gateway.nextReadyLine().isEmpty());
        QCOMPARE(statusAt(base + 4, "/"), 0);
        QCOMPARE(home.run(ask(u"main"_s, {u"health"_s})).exitCode, 0);
    }

    /// A port that belongs to somebody else is not moved to: what runs goes on.
    void aTakenPortIsNotMovedTo()
    {
        const test::CliHome home;
        const int taken = freeBase();
        test::setUpProfile(home, u"main"_s, freeBase());
        Running gateway(home, u"main"_s);
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost, quint16(taken)));
        QByteArray config = home.read(u".ws-agent-main/ws-agent.json"_s);
        home.write(u".ws-agent-main/ws-agent.json"_s,
                   config.replace(portIn(gateway).toLatin1(), QByteArray::number(taken)));
        QVERIFY(gateway.says("not restarted: main cannot start beside"));
        QCOMPARE(get(gateway, "/healthz"), 200);
    }

    void nobodyIsRefusedDuringARestart()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        Running gateway(home, u"main"_s);
        QCOMPARE(
            home.run(ask(u"main"_s, {u"config"_s, u"set"_s, u"discovery.mdns.mode"_s, u"off"_s})).exitCode,
            0);
        int asked = 0;
        while (!gateway.hasOutput()) {
            QCOMPARE(get(gateway, "/healthz"), 200);
            ++asked;
        }
        QVERIFY(gateway.nextReadyLine().contains("listening"));
        QCOMPARE(get(gateway, "/healthz"), 200);
        QVERIFY(asked > 0);
    }

    void devicesArePairedAndForgotten()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        const QStringList list = ask(u"main"_s, {u"devices"_s, u"list"_s});
        QVERIFY(home.run(list).err.contains("no gateway answers"));
        Running gateway(home, u"main"_s);
        QCOMPARE(home.run(list).out, "No device is paired.\n");

        const QByteArray config = home.read(u".ws-agent-main/ws-agent.json"_s);
        const QString secret = QString::fromLatin1(config.mid(config.indexOf("\"token\": \"") + 10, 43));
        const test::DeviceKey key(QByteArray(32, 'k'));
        test::ScriptedClient device(portIn(gateway).toUShort());
        device.request(u"connect"_s, test::ScriptedClient::proven(
                                         test::ScriptedClient::commandLine(secret, {u"operator.read"_s}), key,
                                         device.nonce()));
        QVERIFY(device.next()["ok"_L1].toBool());
        QVERIFY(home.run(list).out.contains(key.id().first(12).toLatin1()));

        const QString id = key.id().first(8);
        const auto renamed = home.run(ask(u"main"_s, {u"devices"_s, u"rename"_s, id, u"my laptop"_s}));
        QVERIFY2(renamed.exitCode == 0, renamed.err.constData());
        QVERIFY(home.run(list).out.contains("my laptop"));
        const QJsonArray paired = home.run(list + QStringList{u"--json"_s}).json()["paired"_L1].toArray();
        QCOMPARE(paired[0]["deviceId"_L1].toString(), key.id());

        QCOMPARE(home.run(ask(u"main"_s, {u"devices"_s, u"remove"_s, id})).exitCode, 0);
        QVERIFY(device.waitForClose());
        QCOMPARE(device.closeCode(), 4001);
        QCOMPARE(home.run(ask(u"main"_s, {u"devices"_s, u"remove"_s, id})).exitCode, 1);
    }

    void tellsWhoIsThere()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        Running gateway(home, u"main"_s);
        const auto shown = home.run(ask(u"main"_s, {u"system"_s, u"presence"_s}));
        QVERIFY2(shown.exitCode == 0, shown.err.constData());
        QVERIFY2(shown.out.startsWith("NAME ") && shown.out.contains(" gateway "), shown.out.constData());
        const auto json = home.run(ask(u"main"_s, {u"system"_s, u"presence"_s, u"--json"_s}));
        QCOMPARE(QJsonDocument::fromJson(json.out).array()[0]["mode"_L1].toString(), u"gateway"_s);
    }

    void probes()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        test::setUpProfile(home, u"rescue"_s, freeBase());
        const QStringList probe = ask(u"main"_s, {u"gateway"_s, u"probe"_s, u"--json"_s});
        const auto nobody = home.run(probe);
        QCOMPARE(nobody.exitCode, 1);
        QCOMPARE(nobody.json()["capability"_L1].toString(), u"none"_s);
        QVERIFY(nobody.json()["targets"_L1][0]["connect"_L1]["error"_L1].toString().contains(
            "no gateway answers"_L1));

        Running gateway(home, u"main"_s);
        const auto one = home.run(probe);
        QVERIFY2(one.exitCode == 0, one.err.constData());
        QCOMPARE(one.json()["capability"_L1].toString(), u"admin"_s);
        QCOMPARE(one.json()["degraded"_L1].toBool(), false);
        QCOMPARE(one.json()["primaryTargetId"_L1].toString(), u"local"_s);
        QCOMPARE(one.json()["targets"_L1][0]["self"_L1]["profile"_L1].toString(), u"main"_s);

        const QStringList all = probe + QStringList{u"--all-profiles"_s};
        QCOMPARE(home.run(all).json()["degraded"_L1].toBool(), true);
        Running rescue(home, u"rescue"_s);
        const QJsonObject both = home.run(all).json();
        QCOMPARE(both["degraded"_L1].toBool(), false);
        QCOMPARE(both["warnings"_L1].toArray(), QJsonArray());
        QStringList profiles;
        for (const QJsonValue &target : both["targets"_L1].toArray())
            profiles += target["self"_L1]["profile"_L1].toString();
        profiles.sort();
        QCOMPARE(profiles, (QStringList{u"main"_s, u"rescue"_s}));
        QCOMPARE(home.run(all + QStringList{u"--token"_s, u"x"_s}).exitCode, int(ExitUsage));
        const auto text = home.run(ask(u"main"_s, {u"gateway"_s, u"probe"_s}));
        QVERIFY2(text.out.contains("local"), text.out.constData());
    }

    void theTokenIsShownOnATerminalOnly()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        const QByteArray config = home.read(u".ws-agent-main/ws-agent.json"_s);
        const QByteArray token = config.mid(config.indexOf("\"token\": \"") + 10, 43);
        const QStringList command = ask(u"main"_s, {u"gateway"_s, u"auth-token"_s});
        for (const QStringList &more :
             {QStringList(), QStringList{u"--show"_s}, QStringList{u"--show"_s, u"--json"_s}}) {
            const auto refused = home.run(command + more);
            QCOMPARE(refused.exitCode, int(ExitUsage));
            QVERIFY(!refused.out.contains(token) && !refused.err.contains(token));
        }
        QVERIFY(test::runOnTerminal(home, command + QStringList{u"--show"_s}, {}).contains(token));
    }

    void theNewestRequestIsShownBeforeItIsApproved()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        QCOMPARE(home.run(ask(u"main"_s, {u"config"_s, u"set"_s, u"gateway.nodes.pairing.autoApproveLocal"_s,
                                          u"false"_s}))
                     .exitCode,
                 0);
        Running gateway(home, u"main"_s);
        const QStringList approve = ask(u"main"_s, {u"devices"_s, u"approve"_s});
        QVERIFY(home.run(approve).err.contains("no device asks"));
        const QByteArray config = home.read(u".ws-agent-main/ws-agent.json"_s);
        const QString secret = QString::fromLatin1(config.mid(config.indexOf("\"token\": \"") + 10, 43));
        const test::DeviceKey key(QByteArray(32, 'k'));
        const auto connect = [&] {
            test::ScriptedClient device(portIn(gateway).toUShort());
            device.request(u"connect"_s, test::ScriptedClient::proven(
                                             test::ScriptedClient::commandLine(secret, {u"operator.read"_s}),
                                             key, device.nonce()));
            return device.next();
        };
        const QString request = connect()["error"_L1]["details"_L1]["requestId"_L1].toString();
        QVERIFY(!request.isEmpty());
        const auto shown = home.run(approve);
        QCOMPARE(shown.exitCode, 1);
        QVERIFY(shown.err.contains("ws-agent --profile main devices approve " + request.toLatin1()));
        QCOMPARE(home.run(approve + QStringList{request}).exitCode, 0);
        QVERIFY(connect()["ok"_L1].toBool());
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
        test::setUpProfile(home, u"main"_s, main);
        test::setUpProfile(home, u"other"_s, freeBase());
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

        // A service has no console: its log says it as well. What was wrongly asked never came that far.
        const QByteArray log = home.run(ask(u"other"_s, {u"logs"_s, u"--json"_s})).out;
        QVERIFY2(log.contains(said) == (result.exitCode == ExitConfiguration), log.constData());
    }

    /// What the system refuses may work at the next try, so a service manager is to try again.
    void theSystemRefuses()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        const QString tmp = home.path(u".ws-agent-main/tmp"_s);
        QVERIFY(QDir(tmp).removeRecursively());
        home.write(u".ws-agent-main/tmp"_s, "in the way");
        const auto result = home.run(ask(u"main"_s, {u"gateway"_s}));
        QVERIFY2(result.err.contains("tmp"), result.err.constData());
        QCOMPARE(result.exitCode, int(ExitFailure));
    }

    void runsOnce()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
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
        test::setUpProfile(home, u"main"_s, freeBase());
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
    static QString portIn(const Running &gateway)
    {
        return QString::fromLatin1(gateway.readyLine()).section(u' ', 3, 3).section(u':', -1);
    }
    static int get(const Running &gateway, const QByteArray &path)
    {
        return statusAt(portIn(gateway).toInt(), path);
    }
    /// The status of the answer; 0 when there is none.
    static int statusAt(int port, const QByteArray &path)
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), quint16(port));
        socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost:" + QByteArray::number(port) +
                     "\r\nConnection: close\r\n\r\n");
        while (socket.state() != QAbstractSocket::UnconnectedState && socket.waitForReadyRead(20'000)) {
        }
        return socket.readAll().mid(9, 3).toInt();
    }
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

WSAGENT_TEST_WITH(QCoreApplication, TestGatewayRun)
#include "tst_gatewayrun.moc"
