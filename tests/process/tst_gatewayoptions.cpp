#include "gateway/base/exitcodes.h"
#include "tests/support/cliprocess.h"
#include "tests/support/runninggateway.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QTcpServer>
#include <QTest>

#include <csignal>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::freeBase;
using test::ScriptedClient;
using Running = test::RunningGateway;

namespace {

QStringList gateway(const QStringList &options)
{
    return QStringList{u"--profile"_s, u"main"_s, u"gateway"_s} + options;
}

} // namespace

/// `gateway run` with what can be said on its command line.
class TestGatewayOptions : public QObject
{
    Q_OBJECT

private slots:
    void refusals_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("says");
        QTest::addColumn<int>("exitCode");
        const auto row = [](const char *name, const QStringList &options, const char *says, int exitCode) {
            QTest::newRow(name) << options << QByteArray(says) << exitCode;
        };
        row("Tailscale", {u"--tailscale"_s, u"serve"_s}, "--tailscale serve is not built into this version",
            ExitUsage);
        row("taking Tailscale back", {u"--tailscale-reset-on-exit"_s},
            "--tailscale-reset-on-exit is not built", ExitUsage);
        row("the raw stream", {u"--raw-stream"_s}, "--raw-stream is not built into this version", ExitUsage);
        row("a proxy that is trusted", {u"--auth"_s, u"trusted-proxy"_s},
            "gateway.auth.trustedProxy.userHeader is not set", ExitConfiguration);
        row("nothing is asked, on a wide bind", {u"--auth"_s, u"none"_s, u"--bind"_s, u"lan"_s},
            "gateway.bind lan lets others in, and gateway.auth.mode is none", ExitConfiguration);
        row("a password that nobody has set", {u"--auth"_s, u"password"_s},
            "gateway.auth.mode is password, and there is no password", ExitConfiguration);
        row("a password file that is not there", {u"--password-file"_s, u"/nonexistent/x"_s},
            "the password cannot be read", ExitConfiguration);
        row("two passwords", {u"--password-file"_s, u"x"_s, u"--password"_s, u"y"_s}, "--password",
            ExitUsage);
        row("--reset alone", {u"--reset"_s}, "--reset needs --dev", ExitUsage);
        row("--reset of another profile", {u"--dev"_s, u"--reset"_s},
            "with the profile dev alone, not with main", ExitUsage);
    }
    void refusals()
    {
        QFETCH(QStringList, options);
        QFETCH(QByteArray, says);
        QFETCH(int, exitCode);
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        const auto result = home.run(gateway(options));
        QVERIFY2(result.err.contains(says), result.err.constData());
        QCOMPARE(result.exitCode, exitCode);
    }

    void theTimeToLogInCanBeSet()
    {
        test::CliHome home;
        const int port = freeBase();
        test::setUpProfile(home, u"main"_s, port);
        home.environment.insert(u"WS_AGENT_HANDSHAKE_TIMEOUT_MS"_s, u"100"_s);
        Running running(home, u"main"_s);
        QVERIFY2(running.readyLine().contains("listening"), running.errors().constData());
        QElapsedTimer silent;
        silent.start();
        ScriptedClient client{quint16(port)};
        QVERIFY(client.waitForClose());
        QCOMPARE(client.closeCode(), 1000);
        QVERIFY(silent.elapsed() < 10'000); // 15 s otherwise
    }

    void aTrustedProxyNamesTheUser_data()
    {
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QString>("code");
        QTest::newRow("who may come in") << QByteArray("ann") << QString();
        QTest::newRow("somebody else") << QByteArray("eve") << u"AUTH_VERIFIED_USER_REQUIRED"_s;
        QTest::newRow("nobody") << QByteArray() << u"AUTH_IDENTITY_HEADER_REQUIRED"_s;
    }
    void aTrustedProxyNamesTheUser()
    {
        QFETCH(QByteArray, user);
        QFETCH(QString, code);
        const test::CliHome home;
        const int base = freeBase();
        test::setUpProfile(home, u"main"_s, base);
        for (const auto &[key, value] :
             {std::pair(u"gateway.auth.trustedProxy"_s,
                        u"{userHeader:'X-User',allowUsers:['ann'],allowLoopback:true}"_s),
              std::pair(u"gateway.trustedProxies"_s, u"['127.0.0.1']"_s)})
            QCOMPARE(home.run({u"--profile"_s, u"main"_s, u"config"_s, u"set"_s, key, value}).exitCode, 0);
        Running running(home, u"main"_s, {u"--auth"_s, u"trusted-proxy"_s});
        QVERIFY2(running.readyLine().contains("listening"), running.errors().constData());
        ScriptedClient client(quint16(base), {}, {{"X-Forwarded-For", "192.0.2.1"}, {"X-User", user}});
        client.nonce();
        QJsonObject params = ScriptedClient::commandLine({}, {u"operator.read"_s});
        params.remove("auth"_L1);
        client.request(u"connect"_s, params);
        const QJsonObject answer = client.next();
        QCOMPARE(answer["error"_L1]["details"_L1]["code"_L1].toString(), code);
        if (code.isEmpty()) {
            const QJsonValue auth = answer["payload"_L1]["auth"_L1];
            QCOMPARE(auth["method"_L1].toString(), u"trusted-proxy"_s);
            QCOMPARE(auth["scopes"_L1].toArray(), QJsonArray{u"operator.read"_s});
        }
        QCOMPARE(home.run({u"--profile"_s, u"main"_s, u"health"_s}).exitCode, 0); // the owner, with his token
    }

    void aSecretForOneRun_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("shown");
        QTest::newRow("a token") << QStringList{u"--token"_s, u"for-this-run"_s} << u"--token"_s;
        QTest::newRow("a password") << QStringList{u"--password"_s, u"for-this-run"_s} << u"--password"_s;
        QTest::newRow("a password in a file")
            << QStringList{u"--password-file"_s, u"$file"_s} << u"--password"_s;
    }
    void aSecretForOneRun()
    {
        QFETCH(QStringList, options);
        QFETCH(QString, shown);
        test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        home.write(u"secret"_s, "for-this-run\n");
        options.replaceInStrings(u"$file"_s, home.path(u"secret"_s));
        const QByteArray config = home.read(u".ws-agent-main/ws-agent.json"_s);
        Running running(home, u"main"_s, options);
        QVERIFY2(running.readyLine().contains("listening"), running.errors().constData());
        const QStringList health{u"--profile"_s, u"main"_s, u"health"_s};
        QCOMPARE(home.run(health + QStringList{shown, u"for-this-run"_s}).exitCode, 0);
        QCOMPARE(home.run(health).exitCode, 1); // with the secret of the config
        QCOMPARE(home.read(u".ws-agent-main/ws-agent.json"_s), config);
    }

    void aPortForOneRun()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        const int port = freeBase();
        Running running(home, u"main"_s, {u"--port"_s, QString::number(port)});
        QVERIFY(running.readyLine().contains("127.0.0.1:" + QByteArray::number(port)));
        QCOMPARE(home.run({u"--profile"_s, u"main"_s, u"health"_s}).exitCode, 0); // by the runtime file
    }

    void whatClientsDoIsLogged()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        Running running(home, u"main"_s, {u"--ws-log"_s, u"full"_s});
        QVERIFY(running.readyLine().contains("listening"));
        QCOMPARE(home.run({u"--profile"_s, u"main"_s, u"health"_s}).exitCode, 0);
        QVERIFY(running.says("cli asks for health"));
        QVERIFY(running.says("a client has gone"));
    }

    void anInstanceForDevelopment()
    {
        const test::CliHome home;
        const QString port = QString::number(freeBase());
        {
            Running running(home, u"dev"_s, {u"--dev"_s, u"--port"_s, port});
            QVERIFY2(running.readyLine().contains("profile dev"), running.errors().constData());
        }
        const auto get = [&home](const QString &key) {
            return home.run({u"--profile"_s, u"dev"_s, u"config"_s, u"get"_s, key}).out.trimmed();
        };
        QCOMPARE(get(u"gateway.bind"_s), QByteArray("loopback"));
        QCOMPARE(get(u"agents.list[0].id"_s), QByteArray("dev"));
        const QDir workspace(QString::fromUtf8(get(u"agents.defaults.workspace"_s)));
        QVERIFY(workspace.exists(u"AGENTS.md"_s));
        QVERIFY(!workspace.exists(u"BOOTSTRAP.md"_s));

        QVERIFY(QFile::remove(workspace.filePath(u"AGENTS.md"_s)));
        home.write(u".ws-agent-dev/mine"_s, "x");
        {
            Running running(home, u"dev"_s, {u"--dev"_s, u"--reset"_s, u"--port"_s, port});
            QVERIFY2(running.readyLine().contains("profile dev"), running.errors().constData());
        }
        QVERIFY(!QFile::exists(home.path(u".ws-agent-dev/mine"_s)));
        QVERIFY(workspace.exists(u"AGENTS.md"_s));
    }

    void theGatewayOfAnotherProfileIsNotEnded()
    {
        const test::CliHome home;
        const int base = freeBase();
        test::setUpProfile(home, u"main"_s, base);
        test::setUpProfile(home, u"rescue"_s, freeBase());
        Running running(home, u"main"_s);
        const auto forced = home.run(
            {u"--profile"_s, u"rescue"_s, u"gateway"_s, u"--force"_s, u"--port"_s, QString::number(base)});
        QCOMPARE(forced.exitCode, int(ExitConfiguration));
        QVERIFY2(forced.err.contains("belongs to the gateway of profile main"), forced.err.constData());
        const auto own = home.run(gateway({u"--force"_s}));
        QCOMPARE(own.exitCode, int(ExitConfiguration));
        QCOMPARE(home.run({u"--profile"_s, u"main"_s, u"health"_s}).exitCode, 0);
    }

    void aStrangerOnThePortIsEnded()
    {
        const test::CliHome home;
        const int base = freeBase();
        test::setUpProfile(home, u"main"_s, base);
        QProcess stranger;
        stranger.start(u"python3"_s, {u"-c"_s,
                                      u"import socket,sys,time\n"
                                      "s=socket.create_server(('127.0.0.1',int(sys.argv[1])))\n"
                                      "print('here',flush=True)\ntime.sleep(600)"_s,
                                      QString::number(base)});
        if (!stranger.waitForStarted())
            QSKIP("there is no python3 to listen");
        QVERIFY(stranger.waitForReadyRead(30'000));
        Running running(home, u"main"_s, {u"--force"_s});
        QVERIFY2(running.readyLine().contains("listening"), running.errors().constData());
        QVERIFY(stranger.waitForFinished(30'000));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestGatewayOptions)
#include "tst_gatewayoptions.moc"
