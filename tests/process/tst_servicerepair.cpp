#include "tests/support/runninggateway.h"
#include "tests/support/servicehome.h"
#include "tests/support/terminalrun.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::freeBase;

namespace {

constexpr auto unit = "ws-agent-gateway-main.service"_L1;
constexpr auto copy = "my-gateway.service"_L1;

QStringList idsOf(const QJsonValue &list)
{
    QStringList ids;
    for (const QJsonValue &each : list.toArray())
        ids += each["id"_L1].toString();
    return ids;
}

void reload(const test::ServiceHome &home)
{
    const auto done =
        home.runProgram(home.path(u"tools/systemctl"_s), {u"--user"_s, u"daemon-reload"_s}, home.environment);
    QVERIFY2(done.exitCode == 0, done.err.constData());
}

QByteArray definition(const QByteArray &profile, const QString &stateDir, int port)
{
    return "[Service]\nExecStart=/bin/true --no-gui gateway --port " + QByteArray::number(port) +
           "\nEnvironment=WS_AGENT_SERVICE_MARKER=ws-agent\nEnvironment=WS_AGENT_PROFILE=" + profile +
           "\nEnvironment=WS_AGENT_STATE_DIR=" + stateDir.toUtf8() + "\n";
}

} // namespace

/// What `doctor --fix` does about services, and when; see fakesystemctl.sh.
class TestServiceRepair : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::ServiceHome>();
        m_home->linger();
        const QString port = QString::number(freeBase());
        QCOMPARE(m_home->of(u"main"_s, {u"setup"_s, u"--baseline"_s, u"--port"_s, port}).exitCode, 0);
        QCOMPARE(m_home->of(u"main"_s, {u"gateway"_s, u"install"_s}).exitCode, 0);
        m_pid = pid();
        QVERIFY(m_pid > 1);
    }

    void findingsAreMended_data()
    {
        QTest::addColumn<QString>("code");
        QTest::newRow("reload") << u"systemd-reload-pending"_s;
        QTest::newRow("linger") << u"systemd-linger-off"_s;
        QTest::newRow("token") << u"gateway-token-drift"_s;
        QTest::newRow("duplicate") << u"service-duplicate"_s;
        QTest::newRow("orphan") << u"service-orphan"_s;
        QTest::newRow("stale") << u"service-stale"_s;
    }
    void findingsAreMended()
    {
        QFETCH(QString, code);
        damage(code);
        QVERIFY(idsOf(doctor({}).json()["checks"_L1]).contains(code));

        // What moves or loses something is not done for a script that has not said so.
        const auto careful = doctor({u"--fix"_s, u"--non-interactive"_s});
        QCOMPARE(idsOf(careful.json()["checks"_L1]).contains(code), code != "systemd-reload-pending"_L1);

        const auto fixed = doctor({u"--fix"_s, u"--yes"_s});

        QVERIFY2(fixed.exitCode == 0, (fixed.out + fixed.err).constData());
        QVERIFY2(!idsOf(fixed.json()["checks"_L1]).contains(code), fixed.out.constData());
        QVERIFY(QFile::exists(m_home->path(m_home->unitPath(unit))));
        QVERIFY(pid() > 1);
        QVERIFY(!QFile::exists(m_home->path(m_home->unitPath(copy))));
    }

    /// Two registered profiles on one port: the definition of the other one is not ours to take away.
    void theServiceOfAnotherProfileStays()
    {
        const QString rescueUnit = m_home->unitPath(u"ws-agent-gateway-rescue.service"_s);
        QCOMPARE(
            m_home->of(u"rescue"_s, {u"setup"_s, u"--baseline"_s, u"--port"_s, QString::number(freeBase())})
                .exitCode,
            0);
        const QString port = QString::fromUtf8(
            m_home->of(u"main"_s, {u"config"_s, u"get"_s, u"gateway.port"_s}).out.trimmed());
        m_home->write(rescueUnit, definition("rescue", m_home->path(u".ws-agent-rescue"_s), port.toInt()));
        reload(*m_home);

        const auto fixed = doctor({u"--fix"_s, u"--yes"_s});

        QVERIFY(idsOf(fixed.json()["checks"_L1]).contains(u"service-duplicate"_s));
        QVERIFY(QFile::exists(m_home->path(rescueUnit)));
    }

    void whatCannotBeDisabledStays()
    {
        damage(u"service-orphan"_s);
        m_home->write(u".fake-systemd/disable-fails"_s, {});

        const auto failed = doctor({u"--fix"_s, u"--yes"_s});

        QCOMPARE(failed.exitCode, 1);
        QCOMPARE(idsOf(failed.json()["failed"_L1]), QStringList{u"service-orphan"_s});
        QVERIFY2(failed.out.contains("Access denied"), failed.out.constData());
        QVERIFY(QFile::exists(m_home->path(m_home->unitPath(copy))));
    }

    void whoeverSaysNoDisturbsNobody_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("isMended");
        QTest::newRow("no") << QByteArray("n\n") << false;
        QTest::newRow("yes") << QByteArray("y\n") << true;
    }
    void whoeverSaysNoDisturbsNobody()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, isMended);
        loosen();

        const QByteArray shown = test::runOnTerminal(
            *m_home, {u"--profile"_s, u"main"_s, u"doctor"_s, u"--fix"_s}, answer, m_home->program());

        QVERIFY2(shown.contains("Do it? [y/N]"), shown.constData());
        QCOMPARE(isLoose(), !isMended);
        QCOMPARE(pid() == m_pid, !isMended);
        QVERIFY(pid() > 1);
    }

    /// Half a stop must not leave somebody without a gateway.
    void whatWasStoppedRunsAgain()
    {
        loosen();
        m_home->write(u".fake-systemd/stop-fails"_s, {});

        const auto failed = doctor({u"--fix"_s, u"--yes"_s});

        QCOMPARE(failed.exitCode, 1);
        QVERIFY2(failed.out.contains("Job for "), failed.out.constData());
        QTRY_VERIFY(pid() > 1);
        QVERIFY(pid() != m_pid);
        QVERIFY(isLoose());
    }

private:
    void damage(const QString &code) const
    {
        const QString own = m_home->path(u".ws-agent-main"_s);
        if (code == "systemd-reload-pending"_L1)
            m_home->write(m_home->unitPath(unit), m_home->read(m_home->unitPath(unit)) + "# mine\n");
        else if (code == "systemd-linger-off"_L1)
            QVERIFY(QFile::remove(m_home->path(u".fake-systemd/linger"_s)));
        else if (code == "gateway-token-drift"_L1)
            m_home->write(u".ws-agent-main/gateway.env"_s, "WS_AGENT_GATEWAY_TOKEN=outdated\n");
        else if (code == "service-duplicate"_L1)
            m_home->write(m_home->unitPath(copy), definition("main", own, 1999));
        else if (code == "service-stale"_L1)
            m_home->write(m_home->unitPath(copy), definition("ghost", m_home->path(u"nowhere"_s), 1999));
        else
            m_home->write(m_home->unitPath(copy), definition("ghost", m_home->path(u"tools"_s), 1999));
        if (code.startsWith("service-"_L1))
            reload(*m_home);
    }
    test::CliResult doctor(const QStringList &options) const
    {
        return m_home->of(u"main"_s, QStringList{u"doctor"_s, u"--json"_s} + options);
    }
    void loosen() const
    {
        QVERIFY(QFile::setPermissions(m_home->path(u".ws-agent-main"_s), QFile::Permissions(0x7755)));
    }
    bool isLoose() const
    {
        return QFile::permissions(m_home->path(u".ws-agent-main"_s)) & QFile::Permissions(0x0077);
    }
    qint64 pid() const
    {
        return m_home->of(u"main"_s, {u"gateway"_s, u"status"_s, u"--no-probe"_s, u"--json"_s})
            .json()["service"_L1]["runtime"_L1]["pid"_L1]
            .toInteger();
    }

    std::unique_ptr<test::ServiceHome> m_home;
    qint64 m_pid = 0;
};

WSAGENT_TEST_WITH(QCoreApplication, TestServiceRepair)
#include "tst_servicerepair.moc"
