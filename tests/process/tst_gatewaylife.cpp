#include "gateway/base/exitcodes.h"
#include "tests/support/cliprocess.h"
#include "tests/support/runninggateway.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

#include <csignal>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::freeBase;
using test::ScriptedClient;
using Running = test::RunningGateway;

namespace {

QStringList ask(const QStringList &command)
{
    return QStringList{u"--profile"_s, u"main"_s} + command;
}

/// A profile with a gateway, and the way in.
struct Scene
{
    test::CliHome home;
    int base = freeBase();
    std::unique_ptr<Running> gateway;

    Scene() { test::setUpProfile(home, u"main"_s, base); }
    void start() { gateway = std::make_unique<Running>(home, u"main"_s); }
    void set(const QString &key, const QString &value) const
    {
        QCOMPARE(home.run(ask({u"config"_s, u"set"_s, key, value})).exitCode, 0);
    }
    QString secret() const
    {
        const QByteArray config = home.read(u".ws-agent-main/ws-agent.json"_s);
        return QString::fromLatin1(config.mid(config.indexOf("\"token\": \"") + 10, 43));
    }
    void logIn(ScriptedClient &client) const
    {
        client.nonce();
        client.request(u"connect"_s, ScriptedClient::commandLine(secret(), {u"operator.admin"_s}));
        QVERIFY(client.next()["ok"_L1].toBool());
    }
    void connectNode(ScriptedClient &node, const QJsonArray &commands = {u"canvas.hide"_s}) const
    {
        const test::DeviceKey key(QByteArray(32, 'n'));
        QJsonObject params = ScriptedClient::commandLine(secret(), {});
        params.insert("client"_L1, QJsonObject{{"id"_L1, u"node-host"_s},
                                               {"mode"_L1, u"node"_s},
                                               {"version"_L1, u"1"_s},
                                               {"platform"_L1, u"linux"_s},
                                               {"displayName"_L1, u"Desk"_s}});
        params.insert("role"_L1, u"node"_s);
        params.insert("commands"_L1, commands);
        node.request(u"connect"_s, ScriptedClient::proven(params, key, node.nonce()));
        QVERIFY(node.next()["ok"_L1].toBool());
    }
};

} // namespace

/// A gateway from its start to its end: what signals, clients and the service manager have to do with that.
class TestGatewayLife : public QObject
{
    Q_OBJECT

private slots:
    /// launchd starts whatever ends again, and knows no exit code that means "not again".
    void aRefusedStartWaitsUnderLaunchd()
    {
        test::CliHome home;
        home.environment.insert(u"WS_AGENT_SERVICE_MARKER"_s, u"ws-agent"_s);
        QCOMPARE(home.run(ask({u"gateway"_s})).exitCode, ExitConfiguration); // of systemd: at once
        home.environment.insert(u"WS_AGENT_LAUNCHD_LABEL"_s, u"ai.ws-agent.main"_s);
        QProcess gateway;
        gateway.setProcessEnvironment(home.environment);
        gateway.setReadChannel(QProcess::StandardError);
        gateway.start(QStringLiteral(WSAGENT_PROGRAM), ask({u"gateway"_s}));
        QByteArray said;
        while (!said.contains("it ends in 60 seconds") && gateway.waitForReadyRead(30'000))
            said += gateway.readAll();
        QVERIFY2(said.contains("it ends in 60 seconds"), said.constData());
        QCOMPARE(gateway.state(), QProcess::Running);

        gateway.terminate();

        QVERIFY(gateway.waitForFinished(30'000));
        QCOMPARE(gateway.exitStatus(), QProcess::NormalExit);
        QCOMPARE(gateway.exitCode(), int(ExitConfiguration));
    }

    void theServiceManagerIsTold()
    {
        Scene scene;
        const QByteArray path = scene.home.path(u"notify"_s).toLocal8Bit();
        const int manager = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        QVERIFY(size_t(path.size()) < sizeof address.sun_path);
        std::memcpy(address.sun_path, path.constData(), size_t(path.size()));
        QCOMPARE(::bind(manager, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
        const auto heard = [manager] {
            char text[512];
            const ssize_t size = ::recv(manager, text, sizeof text, 0);
            return QByteArray(text, size > 0 ? qsizetype(size) : 0);
        };
        scene.home.environment.insert(u"NOTIFY_SOCKET"_s, QString::fromLocal8Bit(path));
        scene.start();
        const QByteArray ready = heard();
        QVERIFY2(ready.startsWith("READY=1\nMAINPID=" + QByteArray::number(scene.gateway->pid())),
                 ready.constData());
        QCOMPARE(scene.home.run(ask({u"gateway"_s, u"call"_s, u"gateway.restart.request"_s})).exitCode, 0);
        QVERIFY(scene.gateway->nextReadyLine().contains("listening"));
        QVERIFY(heard().startsWith("RELOADING=1"));
        QVERIFY(heard().startsWith("READY=1"));
        scene.gateway->send(SIGTERM);
        QCOMPARE(scene.gateway->exitCode(), int(ExitTerminated));
        QCOMPARE(heard(), QByteArray("STOPPING=1"));
        ::close(manager);
    }

    void aSignalRestartsWhereThatIsAllowed_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGUSR1") << SIGUSR1;
        QTest::newRow("SIGUSR2") << SIGUSR2;
    }
    void aSignalRestartsWhereThatIsAllowed()
    {
        QFETCH(int, signal);
        Scene scene;
        scene.start();
        scene.gateway->send(signal);
        QVERIFY(scene.gateway->says("commands.restart is off"));
        scene.set(u"commands.restart"_s, u"true"_s);
        QVERIFY(scene.gateway->says("taken over: commands.restart"));
        scene.gateway->send(signal);
        QVERIFY(scene.gateway->nextReadyLine().contains("pid " + QByteArray::number(scene.gateway->pid())));
    }

    void theConfigIsReadAnewOnSighup()
    {
        Scene scene;
        scene.set(u"gateway.reload.debounceMs"_s, u"600000"_s); // else the file would be looked at anyway
        scene.start();
        scene.set(u"logging.level"_s, u"debug"_s);
        scene.gateway->send(SIGHUP);
        QVERIFY(scene.gateway->says("taken over: logging.level"));
    }

    void aRestartIsAskedForByAClient()
    {
        Scene scene;
        scene.start();
        ScriptedClient client{quint16(scene.base)};
        scene.logIn(client);
        QCOMPARE(client.answer(u"gateway.restart.preflight"_s)["payload"_L1]["safe"_L1].toBool(), true);
        const QJsonObject answer =
            client.answer(u"gateway.restart.request"_s, QJsonObject{{"reason"_L1, u"test"_s}});
        QCOMPARE(answer["payload"_L1]["status"_L1].toString(), u"started"_s);
        const QJsonObject notice = client.next(u"shutdown"_s)["payload"_L1].toObject();
        QCOMPARE(notice["reason"_L1].toString(), u"restart"_s);
        QVERIFY(notice["restartExpectedMs"_L1].toInt() > 0);
        QVERIFY(client.waitForClose());
        QVERIFY(scene.gateway->nextReadyLine().contains("pid " + QByteArray::number(scene.gateway->pid())));
        ScriptedClient again{quint16(scene.base)};
        scene.logIn(again);
    }

    /// What was begun is answered, what comes later is refused, and then the gateway ends.
    void whatWasBegunIsFinished()
    {
        Scene scene;
        scene.start();
        ScriptedClient node{quint16(scene.base)};
        scene.connectNode(node);
        ScriptedClient owner{quint16(scene.base)};
        scene.logIn(owner);
        const QJsonValue pending = owner.answer(u"node.pair.list"_s)["payload"_L1]["pending"_L1][0];
        QVERIFY(owner
                    .answer(u"node.pair.approve"_s,
                            QJsonObject{{"requestId"_L1, pending["requestId"_L1]}})["ok"_L1]
                    .toBool());
        const QString nodeId = pending["nodeId"_L1].toString();
        owner.request(u"node.invoke"_s,
                      QJsonObject{{"nodeId"_L1, nodeId},
                                  {"command"_L1, u"canvas.hide"_s},
                                  {"idempotencyKey"_L1, u"k"_s}},
                      u"begun"_s);
        const QJsonObject told = node.next(u"node.invoke.request"_s)["payload"_L1].toObject();
        const QJsonObject asked = owner.answer(u"gateway.restart.preflight"_s);
        QVERIFY(!asked.isEmpty());
        scene.gateway->send(SIGTERM);
        QCOMPARE(owner.next(u"shutdown"_s)["payload"_L1]["reason"_L1].toString(), u"shutdown"_s);
        owner.request(u"status"_s, QJsonValue::Undefined, u"late"_s);
        const QJsonObject late = owner.next();
        QCOMPARE(late["id"_L1].toString(), u"late"_s);
        QCOMPARE(late["error"_L1]["details"_L1]["reason"_L1].toString(), u"gateway-restarting"_s);
        QCOMPARE(late["error"_L1]["retryAfterMs"_L1].toInt(), 1000);
        node.request(
            u"node.invoke.result"_s,
            QJsonObject{{"id"_L1, told["id"_L1]}, {"nodeId"_L1, nodeId}, {"ok"_L1, true}, {"payload"_L1, 7}});
        const QJsonObject done = owner.next();
        QCOMPARE(done["id"_L1].toString(), u"begun"_s);
        QCOMPARE(done["payload"_L1]["payload"_L1].toInt(), 7);
        QVERIFY(owner.waitForClose());
        QCOMPARE(scene.gateway->exitCode(), int(ExitTerminated));
    }

    void theAgentIsToldOfSomething()
    {
        Scene scene;
        scene.start();
        const QStringList told{u"system"_s, u"event"_s, u"--mode"_s, u"next-heartbeat"_s, u"--text"_s};
        QCOMPARE(scene.home.run(ask(told + QStringList{u"the door is open"_s})).exitCode, 0);
        const auto status = scene.home.run(ask({u"gateway"_s, u"call"_s, u"status"_s})).json();
        const QJsonArray waiting = status["queuedSystemEvents"_L1].toArray();
        QCOMPARE(waiting.size(), 1);
        QVERIFY(waiting[0].toString().endsWith("the door is open"_L1));
    }

    void nodesAreLookedAfter()
    {
        Scene scene;
        scene.start();
        QCOMPARE(scene.home.run(ask({u"nodes"_s, u"list"_s})).out, "No node.\n");
        ScriptedClient node{quint16(scene.base)};
        scene.connectNode(node);
        const auto pending = scene.home.run(ask({u"nodes"_s, u"pending"_s, u"--json"_s})).json();
        const QString request = pending["pending"_L1][0]["requestId"_L1].toString();
        QVERIFY(scene.home.run(ask({u"nodes"_s, u"pending"_s})).out.contains(request.toLatin1()));
        QCOMPARE(scene.home.run(ask({u"nodes"_s, u"approve"_s, request})).exitCode, 0);
        QCOMPARE(scene.home.run(ask({u"nodes"_s, u"approve"_s, request})).exitCode, 1);
        const auto row =
            scene.home.run(ask({u"nodes"_s, u"describe"_s, u"--node"_s, u"desk"_s, u"--json"_s}));
        QCOMPARE(row.json()["commands"_L1].toArray(), QJsonArray{u"canvas.hide"_s});
        const QString id = row.json()["nodeId"_L1].toString();
        QCOMPARE(
            scene.home.run(ask({u"nodes"_s, u"rename"_s, u"--node"_s, id.first(6), u"--name"_s, u"Hall"_s}))
                .exitCode,
            0);
        QVERIFY(scene.home.run(ask({u"nodes"_s, u"status"_s, u"--connected"_s})).out.contains("Hall"));
        QVERIFY(scene.home.run(ask({u"nodes"_s, u"describe"_s, u"--node"_s, id.first(5)}))
                    .err.contains("no node is called"));

        node.onEvent(u"node.invoke.request"_s, [&node](const QJsonObject &told) {
            node.request(u"node.invoke.result"_s, QJsonObject{{"id"_L1, told["id"_L1]},
                                                              {"nodeId"_L1, told["nodeId"_L1]},
                                                              {"ok"_L1, true},
                                                              {"payload"_L1, u"hidden"_s}});
        });
        const QStringList invoke = ask({u"nodes"_s, u"invoke"_s, u"--node"_s, u"hall"_s, u"--command"_s});
        const auto done = runMeanwhile(scene.home, invoke + QStringList{u"canvas.hide"_s});
        QCOMPARE(done.out, QByteArray("\"hidden\"\n"));
        const auto refused = runMeanwhile(scene.home, invoke + QStringList{u"camera.snap"_s});
        QCOMPARE(refused.exitCode, 1);
        QVERIFY2(refused.err.contains("is not in the allowlist"), refused.err.constData());
        QCOMPARE(scene.home.run(ask({u"nodes"_s, u"remove"_s, u"--node"_s, u"hall"_s})).exitCode, 0);
        QVERIFY(node.waitForClose());
    }

    void nodesShowTheCanvas()
    {
        Scene scene;
        scene.start();
        ScriptedClient node{quint16(scene.base)};
        scene.connectNode(
            node, {u"canvas.present"_s, u"canvas.eval"_s, u"canvas.snapshot"_s, u"canvas.a2ui.pushJSONL"_s});
        const auto pending = scene.home.run(ask({u"nodes"_s, u"pending"_s, u"--json"_s})).json();
        const QString request = pending["pending"_L1][0]["requestId"_L1].toString();
        QCOMPARE(scene.home.run(ask({u"nodes"_s, u"approve"_s, request})).exitCode, 0);
        QList<QJsonObject> told;
        node.onEvent(u"node.invoke.request"_s, [&](const QJsonObject &deed) {
            told += deed;
            const bool isPicture = deed["command"_L1] == "canvas.snapshot"_L1;
            const QJsonObject picture{{"format"_L1, u"png"_s}, {"base64"_L1, u"aGVsbG8="_s}};
            node.request(
                u"node.invoke.result"_s,
                QJsonObject{{"id"_L1, deed["id"_L1]},
                            {"nodeId"_L1, deed["nodeId"_L1]},
                            {"ok"_L1, true},
                            {"payload"_L1, isPicture ? QJsonValue(picture) : QJsonValue(QJsonObject())}});
        });
        const auto canvas = [&](const QStringList &words) {
            return runMeanwhile(scene.home, ask(QStringList{u"nodes"_s, u"canvas"_s} + words +
                                                QStringList{u"--node"_s, u"desk"_s}));
        };
        const auto presented = canvas({u"present"_s, u"--target"_s, u"/page.html"_s, u"--width"_s, u"300"_s});
        QVERIFY2(presented.exitCode == 0, presented.err.constData());
        QCOMPARE(presented.out, QByteArray("Done.\n"));
        QCOMPARE(canvas({u"eval"_s, u"1 + 1"_s}).exitCode, 0);
        scene.home.write(u"surfaces.jsonl"_s, "{\"beginRendering\": {}}\n");
        const QString folder = scene.home.path();
        QCOMPARE(canvas({u"a2ui"_s, u"push"_s, u"--jsonl"_s, folder + "/surfaces.jsonl"_L1}).exitCode, 0);
        QCOMPARE(canvas({u"a2ui"_s, u"push"_s, u"--text"_s, u"Say \"hi\""_s}).exitCode, 0);
        QCOMPARE(canvas({u"a2ui"_s, u"push"_s}).exitCode, 2); // neither
        const auto shot = canvas({u"snapshot"_s, u"--out"_s, folder + "/shot.png"_L1});
        QCOMPARE(shot.out, "MEDIA:" + folder.toUtf8() + "/shot.png\n");
        QCOMPARE(scene.home.read(u"shot.png"_s), QByteArray("hello"));
        QCOMPARE(told.size(), 5);
        const auto paramsOf = [&told](int at) {
            const QJsonValue params = told.at(at)["params"_L1];
            return params.isObject()
                       ? params.toObject()
                       : QJsonDocument::fromJson(told.at(at)["paramsJSON"_L1].toString().toUtf8()).object();
        };
        QCOMPARE(paramsOf(0), (QJsonObject{{"url"_L1, u"/page.html"_s},
                                           {"placement"_L1, QJsonObject{{"width"_L1, 300}}}}));
        QCOMPARE(paramsOf(1)["javaScript"_L1].toString(), u"1 + 1"_s);
        QVERIFY(paramsOf(2)["jsonl"_L1].toString().contains("beginRendering"_L1));
        QVERIFY(paramsOf(3)["jsonl"_L1].toString().contains("\"literalString\":\"Say \\\"hi\\\"\""_L1));
    }

private:
    /// A command, while the clients of this process are served.
    static test::CliResult runMeanwhile(const test::CliHome &home, const QStringList &arguments)
    {
        QProcess process;
        process.setProcessEnvironment(home.environment);
        process.start(QStringLiteral(WSAGENT_PROGRAM), arguments);
        const bool ended =
            QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 30'000);
        return {.exitCode = ended ? process.exitCode() : -1,
                .out = process.readAllStandardOutput(),
                .err = process.readAllStandardError()};
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestGatewayLife)
#include "tst_gatewaylife.moc"
