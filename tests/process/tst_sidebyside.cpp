#include "gateway/base/exitcodes.h"
#include "tests/support/cliprocess.h"
#include "tests/support/runninggateway.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/testprogram.h"

#include <QTcpServer>
#include <QTest>

#include <csignal>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ScriptedClient;
using Running = test::RunningGateway;

namespace {

constexpr int mainBase = 18789;
constexpr int rescueBase = 19001;

bool isFree(int port)
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost, quint16(port));
}

QStringList ask(const QString &profile, const QStringList &command)
{
    return QStringList{u"--profile"_s, profile} + command;
}

} // namespace

/// Two profiles at the ports that people know: neither notices what becomes of the other.
class TestSideBySide : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        for (const int port : {mainBase, mainBase + 2, rescueBase, rescueBase + 2}) {
            if (!isFree(port))
                QSKIP(qPrintable(u"port %1 is in use on this host"_s.arg(port)));
        }
        test::setUpProfile(m_home, u"main"_s, mainBase);
        test::setUpProfile(m_home, u"rescue"_s, rescueBase);
        m_main = std::make_unique<Running>(m_home, u"main"_s);
        m_rescue = std::make_unique<Running>(m_home, u"rescue"_s);
        QVERIFY(m_main->readyLine().contains("ws://127.0.0.1:18789 (profile main"));
        QVERIFY(m_rescue->readyLine().contains("ws://127.0.0.1:19001 (profile rescue"));
    }

    void eachAnswersForItself_data()
    {
        QTest::addColumn<QString>("profile");
        QTest::addColumn<int>("port");
        QTest::newRow("main") << u"main"_s << mainBase;
        QTest::newRow("rescue") << u"rescue"_s << rescueBase;
    }
    void eachAnswersForItself()
    {
        QFETCH(QString, profile);
        QFETCH(int, port);
        const auto health = m_home.run(ask(profile, {u"health"_s}));
        QVERIFY(health.out.contains("Profile " + profile.toLatin1() + " is healthy."));
        const auto info = m_home.run(ask(profile, {u"gateway"_s, u"call"_s, u"system.info"_s}));
        QCOMPARE(info.json()["port"_L1].toInt(), port);
        const auto config = m_home.run(ask(profile, {u"gateway"_s, u"call"_s, u"config.get"_s})).json();
        QVERIFY(config["path"_L1].toString().contains(u".ws-agent-"_s + profile));
    }

    void bothAreProbedAtOnce()
    {
        const auto probe = m_home.run({u"gateway"_s, u"probe"_s, u"--all-profiles"_s, u"--json"_s});
        QVERIFY2(probe.exitCode == 0, probe.err.constData());
        QStringList found;
        const QJsonArray targets = probe.json()["targets"_L1].toArray();
        for (const QJsonValue &target : targets) {
            if (target["connect"_L1]["rpcOk"_L1].toBool())
                found += target["self"_L1]["profile"_L1].toString();
        }
        found.sort();
        QCOMPARE(found, (QStringList{u"main"_s, u"rescue"_s}));
        QCOMPARE(probe.json()["warnings"_L1].toArray(), QJsonArray());
    }

    void theSecretOfOneDoesNotOpenTheOther()
    {
        const auto crossed =
            m_home.run(ask(u"main"_s, {u"health"_s, u"--port"_s, QString::number(rescueBase)}));
        QCOMPARE(crossed.exitCode, 1);
        QVERIFY2(crossed.err.contains("unauthorized: gateway token mismatch"), crossed.err.constData());
    }

    void aThirdIsTurnedAway_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArrayList>("says");
        QTest::newRow("on a taken port") << QStringList{u"--port"_s, QString::number(mainBase)}
                                         << QByteArrayList{"profile main", "gateway.port → "};
        QTest::newRow("in a range that overlaps")
            << QStringList{u"--port"_s, QString::number(rescueBase - 11)}
            << QByteArrayList{"rescue", "gateway.port → "};
    }
    void aThirdIsTurnedAway()
    {
        QFETCH(QStringList, options);
        QFETCH(QByteArrayList, says);
        test::setUpProfile(m_home, u"third"_s, test::freeBase());
        const auto third = m_home.run(ask(u"third"_s, QStringList{u"gateway"_s} + options));
        QCOMPARE(third.exitCode, int(ExitConfiguration));
        for (const QByteArray &text : says)
            QVERIFY2(third.err.contains(text), third.err.constData());
    }

    /// Another config that leads to the state of main: the state has one owner.
    void aStateDirectoryHasOneOwner()
    {
        m_home.write(u"other.json"_s, m_home.read(u".ws-agent-main/ws-agent.json"_s)
                                          .replace("18789", QByteArray::number(test::freeBase())));
        QProcessEnvironment variables = m_home.environment;
        variables.insert(u"WS_AGENT_STATE_DIR"_s, m_home.path(u".ws-agent-main"_s));
        variables.insert(u"WS_AGENT_CONFIG_PATH"_s, m_home.path(u"other.json"_s));
        const auto second = m_home.runWith(variables, {u"gateway"_s});
        QCOMPARE(second.exitCode, int(ExitConfiguration));
        QVERIFY2(second.err.contains("main"), second.err.constData());
        QVERIFY2(second.err.contains(QByteArray::number(m_main->pid())), second.err.constData());
        QCOMPARE(m_home.run(ask(u"main"_s, {u"health"_s})).exitCode, 0);
    }

    void oneEndsAndTheOtherDoesNotNotice()
    {
        const QByteArray config = m_home.read(u".ws-agent-main/ws-agent.json"_s);
        const QString secret = QString::fromLatin1(config.mid(config.indexOf("\"token\": \"") + 10, 43));
        ScriptedClient client(mainBase);
        client.nonce();
        client.request(u"connect"_s, ScriptedClient::commandLine(secret, {u"operator.read"_s}));
        QVERIFY(client.next()["ok"_L1].toBool());

        m_rescue->send(SIGTERM);
        QCOMPARE(m_rescue->exitCode(), int(ExitTerminated));
        QVERIFY(client.answer(u"status"_s)["ok"_L1].toBool());
        QVERIFY(!client.hasHeard(u"shutdown"_s));
        QCOMPARE(m_home.run(ask(u"rescue"_s, {u"health"_s})).exitCode, 1);
        m_rescue = std::make_unique<Running>(m_home, u"rescue"_s);
        QCOMPARE(m_home.run(ask(u"rescue"_s, {u"health"_s})).exitCode, 0);
        QVERIFY(client.answer(u"status"_s)["ok"_L1].toBool());
    }

    /// As somebody starts them who has set nothing: the ports come with the command.
    void theirPortsMayComeWithTheCommand()
    {
        m_main.reset();
        m_rescue.reset();
        const test::CliHome home;
        for (const QString &profile : {u"main"_s, u"rescue"_s})
            QCOMPARE(home.run(ask(profile, {u"setup"_s})).exitCode, 0);
        const Running main(home, u"main"_s, {u"--port"_s, QString::number(mainBase)});
        const Running rescue(home, u"rescue"_s, {u"--port"_s, QString::number(rescueBase)});
        QVERIFY2(main.readyLine().contains(":18789 (profile main"), main.readyLine().constData());
        QVERIFY2(rescue.readyLine().contains(":19001 (profile rescue"), rescue.readyLine().constData());
    }

private:
    test::CliHome m_home;
    std::unique_ptr<Running> m_main;
    std::unique_ptr<Running> m_rescue;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSideBySide)
#include "tst_sidebyside.moc"
