#include "tests/support/cliprocess.h"
#include "tests/support/runninggateway.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QJsonArray>
#include <QTcpSocket>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::freeBase;

namespace {

QStringList status(const QStringList &options = {})
{
    return QStringList{u"--profile"_s, u"main"_s, u"gateway"_s, u"status"_s} + options;
}

} // namespace

class TestGatewayStatus : public QObject
{
    Q_OBJECT

private slots:
    void aGatewayThatRuns()
    {
        const test::CliHome home;
        const int base = freeBase();
        test::setUpProfile(home, u"main"_s, base);
        test::RunningGateway gateway(home, u"main"_s);
        const auto asked = home.run(status({u"--json"_s, u"--require-rpc"_s, u"--deep"_s}));
        QCOMPARE(asked.exitCode, 0);
        const QJsonObject json = asked.json();
        QCOMPARE(json["profile"_L1].toString(), u"main"_s);
        QCOMPARE(json["gateway"_L1]["running"_L1].toBool(), true);
        QCOMPARE(json["gateway"_L1]["pid"_L1].toInteger(), gateway.pid());
        QCOMPARE(json["gateway"_L1]["port"_L1].toInt(), base);
        QCOMPARE(json["port"_L1]["value"_L1].toInt(), base);
        QCOMPARE(json["port"_L1]["source"_L1].toString(), u"config"_s);
        QCOMPARE(json["port"_L1]["status"_L1].toString(), u"busy"_s);
        QCOMPARE(json["port"_L1]["listeners"_L1][0]["pid"_L1].toInteger(), gateway.pid());
        QCOMPARE(json["gateway"_L1]["portSource"_L1].toString(), u"env/config"_s);
        QCOMPARE(json["gateway"_L1]["probeUrl"_L1].toString(), u"ws://127.0.0.1:%1"_s.arg(base));
        QCOMPARE(json["service"_L1]["installed"_L1].toBool(), false);
        QCOMPARE(json["rpc"_L1]["ok"_L1].toBool(), true);
        QCOMPARE(json["rpc"_L1]["self"_L1]["profile"_L1].toString(), u"main"_s);
        QCOMPARE(json["config"_L1]["valid"_L1].toBool(), true);
        QVERIFY(json["isolation"_L1]["findings"_L1].isArray());
        const QByteArray text = home.run(status()).out;
        QVERIFY2(text.contains("Runtime:          runs (pid "), text.constData());
        QVERIFY2(text.contains("RPC probe:        yes, in "), text.constData());
    }

    void aGatewayThatDoesNotRun()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        const auto asked = home.run(status({u"--json"_s}));
        QCOMPARE(asked.exitCode, 0);
        QCOMPARE(asked.json()["gateway"_L1]["running"_L1].toBool(true), false);
        QCOMPARE(asked.json()["rpc"_L1]["ok"_L1].toBool(true), false);
        QVERIFY(!asked.json()["rpc"_L1]["error"_L1].toString().isEmpty());
        QCOMPARE(asked.json()["port"_L1]["status"_L1].toString(), u"free"_s);
        QCOMPARE(home.run(status({u"--require-rpc"_s})).exitCode, 1);
        const auto unasked = home.run(status({u"--no-probe"_s, u"--json"_s}));
        QVERIFY(!unasked.json().contains("rpc"_L1));
    }

    void aConfigThatIsBroken()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        home.write(u".ws-agent-main/ws-agent.json"_s, "{ gateway: { port: 'x' } }");
        const auto asked = home.run(status({u"--json"_s, u"--no-probe"_s}));
        QCOMPARE(asked.exitCode, 0);
        QCOMPARE(asked.json()["config"_L1]["valid"_L1].toBool(), false);
        QCOMPARE(asked.json()["config"_L1]["issues"_L1][0]["path"_L1].toString(), u"gateway.port"_s);
        QVERIFY(home.run(status({u"--no-probe"_s})).out.contains("NOT valid"));
    }

    /// A gateway goes on with what it has when its config is broken, and says so wherever it is asked for
    /// (D3).
    void degradedIsSaidEverywhere()
    {
        const test::CliHome home;
        test::setUpProfile(home, u"main"_s, freeBase());
        test::setUpProfile(home, u"other"_s, freeBase());
        test::RunningGateway gateway(home, u"main"_s);
        home.write(u".ws-agent-main/ws-agent.json"_s, "{ gateway: { port: 'x' } }");

        const auto asked = home.run(status({u"--json"_s}));
        const auto list = home.run({u"profiles"_s, u"list"_s});
        const auto doctor = home.run({u"--profile"_s, u"main"_s, u"doctor"_s});
        const auto others = home.run({u"--profile"_s, u"other"_s, u"status"_s});

        QCOMPARE(asked.json()["gateway"_L1]["degraded"_L1].toString(), u"config"_s);
        QVERIFY(home.run(status()).out.contains("Runtime:          degraded: config"));
        QVERIFY2(list.out.contains("running, degraded: config") && list.out.contains("config not valid"),
                 list.out.constData());
        const auto json = home.run({u"profiles"_s, u"list"_s, u"--json"_s}).json()["profiles"_L1];
        QCOMPARE(json[0]["degraded"_L1].toString(), u"config"_s);
        QVERIFY(json[1]["degraded"_L1].isNull());
        QVERIFY2(doctor.out.contains("config.degraded"), doctor.out.constData());
        QVERIFY2(others.out.contains("running, degraded: config"), others.out.constData());
    }

    void itIsSaidWhoseThePortIs()
    {
        const test::CliHome home;
        const int base = freeBase();
        test::setUpProfile(home, u"main"_s, base);
        QTcpServer stranger;
        QVERIFY(stranger.listen(QHostAddress::LocalHost, quint16(base)));
        connect(&stranger, &QTcpServer::newConnection, &stranger,
                [&stranger] { stranger.nextPendingConnection()->write("HTTP/1.0 200 OK\r\n\r\n"); });
        const QByteArray owner = "port " + QByteArray::number(base) + " belongs to processtests (pid " +
                                 QByteArray::number(QCoreApplication::applicationPid()) + ")";

        const auto asked = home.run(status({u"--json"_s, u"--timeout"_s, u"500"_s}));
        const QByteArray text = home.run(status({u"--timeout"_s, u"500"_s})).out;

        QCOMPARE(asked.json()["port"_L1]["hints"_L1][0].toString().toUtf8(), owner);
        QVERIFY2(asked.json()["rpc"_L1]["error"_L1].toString().toUtf8().endsWith(owner),
                 asked.out.constData());
        QVERIFY2(text.contains("Hint:             " + owner), text.constData());
        QVERIFY(!text.contains("QWebSocket"));
    }

    void placeAndOrder_data()
    {
        QTest::addColumn<QByteArray>("gateway");
        QTest::addColumn<QString>("bindHost");
        QTest::addColumn<QString>("probeUrl");
        QTest::addColumn<QByteArray>("page");

        QTest::newRow("as usual") << ""_ba << u"127.0.0.1"_s << u"ws://127.0.0.1:21789"_s
                                  << "http://127.0.0.1:21789/\n"_ba;
        QTest::newRow("an address") << ", bind: 'custom', customBindHost: '127.0.0.5'"_ba << u"127.0.0.5"_s
                                    << u"ws://127.0.0.1:21789"_s << "http://127.0.0.1:21789/\n"_ba;
        QTest::newRow("the network") << ", bind: 'lan'"_ba << u"0.0.0.0"_s << u"ws://127.0.0.1:21789"_s
                                     << "http://127.0.0.1:21789/\n"_ba;
        QTest::newRow("encrypted, with a path")
            << ", tls: { enabled: true }, controlUi: { basePath: '/ui' }"_ba << u"127.0.0.1"_s
            << u"wss://127.0.0.1:21789"_s << "https://127.0.0.1:21789/ui/\n"_ba;
    }

    void placeAndOrder()
    {
        QFETCH(QByteArray, gateway);
        QFETCH(QByteArray, page);
        const test::CliHome home;
        home.write(u".ws-agent-main/ws-agent.json"_s,
                   "{ gateway: { port: 21789, mode: 'local', auth: { token: 'TOKEN-TOKEN-TOKEN-TOKEN' }" +
                       gateway + " } }");
        home.write(u".ws-agent-main/logs/gateway-2020-01-01.jsonl"_s,
                   "{\"time\":\"T\",\"message\":\"it broke\",\"_meta\":{\"logLevelName\":\"ERROR\"}}\n");

        const auto asked = home.run(status({u"--json"_s, u"--no-probe"_s}));
        const QByteArray text = home.run(status({u"--no-probe"_s})).out;

        QTEST(asked.json()["gateway"_L1]["bindHost"_L1].toString(), "bindHost");
        QTEST(asked.json()["gateway"_L1]["probeUrl"_L1].toString(), "probeUrl");
        QCOMPARE(asked.json()["lastError"_L1]["message"_L1].toString(), u"it broke"_s);
        qsizetype place = 0;
        for (const QByteArray &line :
             {"Service:"_ba, "File logs:"_ba, "Config (cli):"_ba, "Gateway:"_ba, "Probe target:"_ba,
              "Dashboard:        "_ba + page, "Runtime:"_ba, "Last error:       T it broke"_ba, "Hint:"_ba}) {
            place = text.indexOf(line, place);
            QVERIFY2(place >= 0, (line + " in\n" + text).constData());
        }
    }

    /// Looking at a profile that is not there leaves nothing behind.
    void looksOnly()
    {
        const test::CliHome home;
        QCOMPARE(home.run(status()).exitCode, 0);
        QVERIFY(!QDir(home.path(u".ws-agent-main"_s)).exists());
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestGatewayStatus)
#include "tst_gatewaystatus.moc"
