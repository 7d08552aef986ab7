#include "tests/support/cliprocess.h"
#include "tests/support/runninggateway.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/testprogram.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ScriptedClient;

namespace {

constexpr int kills = 200;
constexpr int latest = 120; // ms after the start; a start takes some twenty

} // namespace

/// A gateway that is killed again and again while clients talk to it, and starts again without any help.
class TestKillGateway : public QObject
{
    Q_OBJECT

private slots:
    void startsAgain()
    {
        const test::CliHome home;
        const int base = test::freeBase();
        test::setUpProfile(home, u"main"_s, base);
        const QByteArray config = home.read(u".ws-agent-main/ws-agent.json"_s);
        const QString secret = QString::fromLatin1(config.mid(config.indexOf("\"token\": \"") + 10, 43));
        const test::DeviceKey key(QByteArray(32, 'k'));
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);

        QList<qint64> times;
        for (int i = 0; i < kills; ++i) {
            QElapsedTimer clock;
            clock.start();
            test::RunningGateway gateway(home, u"main"_s);
            QVERIFY2(gateway.readyLine().contains("listening"), gateway.errors().constData());
            times += clock.elapsed();
            // Two that log in, of which one is paired anew now and then, so that files are written; one
            // silent.
            ScriptedClient owner{quint16(base)};
            ScriptedClient device{quint16(base)};
            ScriptedClient silent{quint16(base)};
            owner.whenChallenged([&owner, &secret](const QString &) {
                owner.request(u"connect"_s, ScriptedClient::commandLine(secret, {u"operator.admin"_s}),
                              u"c"_s);
                owner.request(u"voicewake.set"_s, QJsonObject{{"triggers"_L1, QJsonArray{u"hello"_s}}});
            });
            device.whenChallenged([&](const QString &nonce) {
                QJsonObject params = ScriptedClient::commandLine(secret, {u"operator.read"_s});
                params.insert("scopes"_L1, QJsonArray{u"operator.read"_s, u"operator.x%1"_s.arg(i)});
                device.request(u"connect"_s, ScriptedClient::proven(params, key, nonce));
            });
            // The moment is the point of this test: there is nothing to wait for.
            QTest::qWait(int(random.bounded(latest)));
            gateway.send(SIGKILL);
            gateway.exitCode();
        }
        std::sort(times.begin(), times.end());
        qInfo("ready after a kill: median %lld ms, worst %lld ms", times[kills / 2], times.last());
        QVERIFY2(times.last() < 10'000, "a start waits for something that a kill has left behind");
        test::RunningGateway gateway(home, u"main"_s);
        QCOMPARE(home.run({u"--profile"_s, u"main"_s, u"health"_s}).exitCode, 0);
        const auto devices =
            home.run({u"--profile"_s, u"main"_s, u"devices"_s, u"list"_s, u"--json"_s}).json();
        QCOMPARE(devices["paired"_L1].toArray().size(), 1);
        QCOMPARE(devices["paired"_L1][0]["deviceId"_L1].toString(), key.id());
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestKillGateway)
#include "tst_killgateway.moc"
