#include "tests/support/cliprocess.h"
#include "tests/support/runninggateway.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QJsonArray>
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
