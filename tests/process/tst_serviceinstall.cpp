#include "tests/support/runninggateway.h"
#include "tests/support/runningsupervisor.h"
#include "tests/support/servicehome.h"
#include "tests/support/terminalrun.h"
#include "tests/support/testprogram.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::freeBase;

namespace {

constexpr auto unit = "ws-agent-gateway-main.service"_L1;
constexpr auto rescueUnit = "ws-agent-gateway-rescue.service"_L1;
constexpr auto rescueConfig = ".ws-agent-rescue/ws-agent.json"_L1;

QStringList install(const QStringList &options = {})
{
    return QStringList{u"gateway"_s, u"install"_s, u"--json"_s} + options;
}

} // namespace

/// What `gateway install` and `gateway uninstall` change, and what they leave alone; see fakesystemctl.sh.
class TestServiceInstall : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::ServiceHome>();
        m_home->linger();
        setUp(u"main"_s, m_base = freeBase());
    }

    /// Of a neighbour, of a program that has nothing to do with it, and no port at all.
    void aPortThatIsTakenChangesNothing_data()
    {
        QTest::addColumn<QString>("holder");
        QTest::addColumn<QString>("errorType");
        QTest::newRow("another profile") << u"main"_s << u"isolation_error"_s;
        QTest::newRow("another program") << u"program"_s << u"isolation_error"_s;
        QTest::newRow("no port") << u"nobody"_s << u"usage"_s;
    }
    void aPortThatIsTakenChangesNothing()
    {
        QFETCH(QString, holder);
        setUp(u"rescue"_s, freeBase());
        QTcpServer program;
        QVERIFY(program.listen(QHostAddress::LocalHost, quint16(freeBase())));
        if (holder == "main"_L1)
            QCOMPARE(m_home->of(u"main"_s, install()).exitCode, 0);
        const QString port = holder == "main"_L1      ? QString::number(m_base)
                             : holder == "program"_L1 ? QString::number(program.serverPort())
                                                      : u"port"_s;
        const QByteArray before = m_home->read(rescueConfig);

        const auto refused = m_home->of(u"rescue"_s, install({u"--port"_s, port, u"--token"_s, u"new"_s}));

        QVERIFY2(refused.exitCode != 0, refused.out.constData());
        QTEST(refused.json()["error"_L1]["type"_L1].toString(), "errorType");
        QCOMPARE(m_home->read(rescueConfig), before);
        QVERIFY(!QFile::exists(m_home->path(m_home->unitPath(rescueUnit))));
    }

    void anotherDefinitionChangesNothing()
    {
        QCOMPARE(m_home->of(u"main"_s, install()).exitCode, 0);
        const QByteArray config = m_home->read(u".ws-agent-main/ws-agent.json"_s);

        const auto refused =
            m_home->of(u"main"_s, install({u"--port"_s, QString::number(freeBase()), u"--token"_s, u"x"_s}));

        QCOMPARE(refused.json()["error"_L1]["type"_L1].toString(), u"conflict"_s);
        QCOMPARE(m_home->read(u".ws-agent-main/ws-agent.json"_s), config);
    }

    void aServiceMovesToAnotherPort()
    {
        QCOMPARE(m_home->of(u"main"_s, install()).exitCode, 0);
        const QString other = QString::number(freeBase());

        const auto moved = m_home->of(u"main"_s, install({u"--port"_s, other, u"--force"_s}));

        QVERIFY2(moved.exitCode == 0, (moved.out + moved.err).constData());
        QVERIFY(m_home->read(m_home->unitPath(unit)).contains("--port " + other.toUtf8()));
        QCOMPARE(m_home->of(u"main"_s, {u"config"_s, u"get"_s, u"gateway.port"_s}).out.trimmed(),
                 other.toUtf8());
    }

    void theWrapperStays()
    {
        m_home->write(u"with-secrets"_s, "#!/bin/sh\nexec \"$@\"\n");
        const QString wrapper = m_home->path(u"with-secrets"_s);
        QVERIFY(QFile::setPermissions(wrapper, QFile::Permissions(0x7700)));
        QCOMPARE(m_home->of(u"main"_s, install({u"--wrapper"_s, wrapper})).exitCode, 0);
        QVERIFY(isWrapped());

        const auto again = m_home->of(u"main"_s, install());
        QCOMPARE(again.json()["result"_L1].toString(), u"already-installed"_s);
        QCOMPARE(m_home->of(u"main"_s, install({u"--force"_s})).exitCode, 0);
        QVERIFY(isWrapped());

        const auto cleared = m_home->of(u"main"_s, install({u"--wrapper"_s, QString(), u"--force"_s}));
        QVERIFY2(cleared.exitCode == 0, (cleared.out + cleared.err).constData());
        QVERIFY(!isWrapped());
    }

    /// After installer/run.sh: the supervisor would start again what is killed.
    void theSupervisorHandsOver()
    {
        test::RunningSupervisor supervisor(*m_home);
        QVERIFY(!supervisor.becomes(u"main"_s, u"running"_s).isEmpty());
        const qint64 child = test::supervised(*m_home, u"main"_s)["pid"_L1].toInteger();

        const auto installed = m_home->of(u"main"_s, install());

        QVERIFY2(installed.exitCode == 0, (installed.out + installed.err).constData());
        QCOMPARE(installed.json()["result"_L1].toString(), u"installed"_s);
        QVERIFY(installed.json()["message"_L1].toString().contains("supervisor"_L1));
        const qint64 pid = installed.json()["service"_L1]["pid"_L1].toInteger();
        QVERIFY(pid > 1 && pid != child);
        QTRY_VERIFY(test::supervised(*m_home, u"main"_s)["service"_L1].toBool());
        QCOMPARE(test::supervised(*m_home, u"main"_s)["pid"_L1].toInteger(), pid);
    }

    /// Refused before anything is stopped.
    void aRefusalLeavesTheSupervisorsGatewayAlone()
    {
        test::RunningSupervisor supervisor(*m_home);
        QVERIFY(!supervisor.becomes(u"main"_s, u"running"_s).isEmpty());
        const qint64 child = test::supervised(*m_home, u"main"_s)["pid"_L1].toInteger();
        m_home->write(u".fake-systemd/no-bus"_s, {});

        QCOMPARE(m_home->of(u"main"_s, install()).exitCode, 1);
        QCOMPARE(test::supervised(*m_home, u"main"_s)["pid"_L1].toInteger(), child);
    }

    void whoeverRunsItByHandEndsItByHand()
    {
        const test::RunningGateway gateway(*m_home, u"main"_s);

        const auto refused = m_home->of(u"main"_s, install());

        QCOMPARE(refused.json()["error"_L1]["type"_L1].toString(), u"conflict"_s);
        QVERIFY2(refused.json()["error"_L1]["fix"_L1].toString().startsWith("kill "_L1),
                 refused.out.constData());
    }

    void uninstallingEndsTheAutostart()
    {
        QCOMPARE(m_home->of(u"main"_s, install()).exitCode, 0);
        QVERIFY(isAutostarted(u"main"_s));

        QCOMPARE(m_home->of(u"main"_s, {u"gateway"_s, u"uninstall"_s}).exitCode, 0);
        QVERIFY(!isAutostarted(u"main"_s));

        QCOMPARE(m_home->of(u"main"_s, install()).exitCode, 0);
        QVERIFY(isAutostarted(u"main"_s));
    }

    /// A drifted gateway.env would go before the config; what else stands there is somebody's.
    void anOutdatedSecretGoes()
    {
        m_home->write(u".ws-agent-main/gateway.env"_s, "MINE=1\nWS_AGENT_GATEWAY_TOKEN=outdated\n");

        QCOMPARE(m_home->of(u"main"_s, install()).exitCode, 0);

        QCOMPARE(m_home->read(u".ws-agent-main/gateway.env"_s), "MINE=1\n");
    }

    /// On a machine where services end with the session.
    void lingerIsOffered_data()
    {
        QTest::addColumn<bool>("refused");
        QTest::addColumn<QByteArray>("answers");
        QTest::addColumn<bool>("lingers");
        QTest::newRow("yes") << false << QByteArray("y\n") << true;
        QTest::newRow("Enter") << false << QByteArray("\n") << true;
        QTest::newRow("no") << false << QByteArray("n\n") << false;
        QTest::newRow("by sudo") << true << QByteArray("y\ny\n") << true;
        QTest::newRow("not by sudo") << true << QByteArray("y\nn\n") << false;
    }
    void lingerIsOffered()
    {
        QFETCH(bool, refused);
        QFETCH(QByteArray, answers);
        QFETCH(bool, lingers);
        QVERIFY(QFile::remove(m_home->path(u".fake-systemd/linger"_s)));
        if (refused)
            m_home->write(u".fake-systemd/linger-refused"_s, {});

        const QByteArray shown = test::runOnTerminal(
            *m_home, {u"--profile"_s, u"main"_s, u"gateway"_s, u"install"_s}, answers, m_home->program());

        QVERIFY2(shown.contains("when you log out"), shown.constData());
        QCOMPARE(shown.contains("Try it with sudo?"), refused);
        QCOMPARE(QFile::exists(m_home->path(u".fake-systemd/linger"_s)), lingers);
        QCOMPARE(shown.contains("  try: loginctl enable-linger "), !lingers);
    }

    /// Nobody waits for a minute when systemd has given up.
    void aServiceThatEndsAtOnceIsNotWaitedFor_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("install") << install({u"--force"_s}) << 1;
        QTest::newRow("start") << QStringList{u"gateway"_s, u"start"_s, u"--json"_s} << 1;
        QTest::newRow("restart") << QStringList{u"gateway"_s, u"restart"_s, u"--json"_s} << 1;
    }
    void aServiceThatEndsAtOnceIsNotWaitedFor()
    {
        QFETCH(QStringList, command);
        const QByteArray failing =
            "#!/bin/sh\n[ ! -e ~/broken ] || { cat ~/broken >>"
            "~/.ws-agent-main/logs/gateway-9999-12-31.jsonl; exit 78; }\nexec \"$@\"\n";
        m_home->write(u"wrapper"_s, failing);
        QVERIFY(QFile::setPermissions(m_home->path(u"wrapper"_s), QFile::Permissions(0x7700)));
        QCOMPARE(m_home->of(u"main"_s, install({u"--wrapper"_s, m_home->path(u"wrapper"_s)})).exitCode, 0);
        QCOMPARE(m_home->of(u"main"_s, {u"gateway"_s, u"stop"_s, u"--force"_s}).exitCode, 0);
        m_home->write(u"broken"_s, logged(u"2020-01-01T00:00:00.000Z"_s, u"an old matter"_s) +
                                       logged(u"2999-01-01T00:00:00.000Z"_s, u"the port is taken"_s) +
                                       logged(u"2020-01-01T00:00:00.000Z"_s, u"an old matter"_s));
        QElapsedTimer clock;
        clock.start();

        const auto failed = m_home->of(u"main"_s, command);

        QVERIFY2(clock.elapsed() < 30'000, failed.out.constData());
        QTEST(failed.exitCode, "exitCode");
        QVERIFY2(failed.out.contains("its gateway has failed: the port is taken"), failed.out.constData());
    }

private:
    static QByteArray logged(const QString &time, const QString &message)
    {
        return u"{\"time\":\"%1\",\"_meta\":{\"name\":\"gateway\",\"logLevelName\":\"ERROR\"},"
               "\"message\":\"%2\"}\n"_s.arg(time, message)
                   .toUtf8();
    }
    void setUp(const QString &profile, int base) const
    {
        const auto made =
            m_home->of(profile, {u"setup"_s, u"--baseline"_s, u"--port"_s, QString::number(base)});
        QVERIFY2(made.exitCode == 0, made.err.constData());
    }
    bool isWrapped() const
    {
        const QByteArray definition = m_home->read(m_home->unitPath(unit));
        return definition.contains("WS_AGENT_WRAPPER=" + m_home->path(u"with-secrets"_s).toUtf8()) &&
               definition.contains("ExecStart=" + m_home->path(u"with-secrets"_s).toUtf8());
    }
    bool isAutostarted(const QString &profile) const
    {
        const QJsonDocument registry =
            QJsonDocument::fromJson(m_home->read(u".config/ws-agent/profiles.json"_s));
        for (const QJsonValue &each : registry["profiles"_L1].toArray()) {
            if (each["name"_L1].toString() == profile)
                return each["autostart"_L1].toBool();
        }
        return false;
    }

    std::unique_ptr<test::ServiceHome> m_home;
    int m_base = 0;
};

WSAGENT_TEST_WITH(QCoreApplication, TestServiceInstall)
#include "tst_serviceinstall.moc"
