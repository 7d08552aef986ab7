#include "tests/support/runninggateway.h"
#include "tests/support/servicehome.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::freeBase;

namespace {

constexpr auto unit = "ws-agent-gateway-main.service"_L1;

QStringList gateway(const QStringList &words)
{
    return QStringList{u"gateway"_s} + words + QStringList{u"--json"_s};
}

QStringList codesOf(const test::CliResult &status)
{
    QStringList codes;
    for (const QJsonValue &issue : status.json()["service"_L1]["configAudit"_L1]["issues"_L1].toArray())
        codes += issue["code"_L1].toString();
    return codes;
}

} // namespace

/// The service verbs against a manager that behaves like systemd; see fakesystemctl.sh.
class TestServices : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::ServiceHome>();
        m_base = freeBase();
        const auto made =
            m_home->of(u"main"_s, {u"setup"_s, u"--baseline"_s, u"--port"_s, QString::number(m_base)});
        QVERIFY2(made.exitCode == 0, made.err.constData());
    }

    void theWholeLife()
    {
        m_home->linger();
        const auto installed = m_home->of(u"main"_s, gateway({u"install"_s}));
        QVERIFY2(installed.exitCode == 0, (installed.out + installed.err).constData());
        QCOMPARE(installed.json()["result"_L1].toString(), u"installed"_s);
        QCOMPARE(installed.json()["service"_L1]["label"_L1].toString(), unit);
        QVERIFY(installed.json()["service"_L1]["pid"_L1].toInteger() > 1);
        QVERIFY(installed.json()["warnings"_L1].toArray().isEmpty());

        const auto status = m_home->of(u"main"_s, gateway({u"status"_s, u"--deep"_s, u"--require-rpc"_s}));
        QVERIFY2(status.exitCode == 0, (status.out + status.err).constData());
        QCOMPARE(codesOf(status), QStringList());
        QCOMPARE(status.json()["service"_L1]["runtime"_L1]["status"_L1].toString(), u"running"_s);
        QCOMPARE(status.json()["gateway"_L1]["portSource"_L1].toString(), u"service args"_s);
        QCOMPARE(status.json()["config"_L1]["mismatch"_L1].toBool(true), false);

        QCOMPARE(m_home->of(u"main"_s, gateway({u"install"_s})).json()["result"_L1].toString(),
                 u"already-installed"_s);
        QCOMPARE(m_home->of(u"main"_s, gateway({u"start"_s})).json()["result"_L1].toString(),
                 u"already-running"_s);
        QCOMPARE(m_home->of(u"main"_s, gateway({u"restart"_s})).json()["result"_L1].toString(),
                 u"restarted"_s);
        QVERIFY(m_home->read(u".ws-agent-main/logs/gateway-restart.log"_s)
                    .endsWith(" restart \"asked for on the command line\" ok\n"));
        QCOMPARE(m_home->of(u"main"_s, gateway({u"stop"_s, u"--force"_s})).json()["result"_L1].toString(),
                 u"stopped"_s);
        QCOMPARE(m_home->of(u"main"_s, gateway({u"stop"_s})).json()["result"_L1].toString(),
                 u"not-running"_s);
        QCOMPARE(m_home->of(u"main"_s, gateway({u"start"_s})).json()["result"_L1].toString(), u"started"_s);
        QCOMPARE(m_home->of(u"main"_s, gateway({u"uninstall"_s})).json()["result"_L1].toString(),
                 u"uninstalled"_s);
        QVERIFY(!QFile::exists(m_home->path(m_home->unitPath(unit))));
        QVERIFY(QFile::exists(m_home->path(u".ws-agent-main/ws-agent.json"_s)));
        QCOMPARE(m_home->of(u"main"_s, gateway({u"uninstall"_s})).json()["result"_L1].toString(),
                 u"not-loaded"_s);
    }

    void theOldName()
    {
        QCOMPARE(m_home->of(u"main"_s, {u"daemon"_s, u"stop"_s, u"--json"_s}).json()["result"_L1].toString(),
                 u"not-loaded"_s);
        QCOMPARE(m_home->of(u"main"_s, {u"daemon"_s, u"status"_s, u"--json"_s}).exitCode, 0);
    }

    void withoutAService()
    {
        const auto start = m_home->of(u"main"_s, gateway({u"start"_s}));
        QCOMPARE(start.exitCode, 1);
        QCOMPARE(start.json()["error"_L1]["type"_L1].toString(), u"not_found"_s);
        QVERIFY(start.out.contains("ws-agent --profile main gateway install"));
        QCOMPARE(m_home->of(u"main"_s, gateway({u"restart"_s})).exitCode, 1);
        QCOMPARE(m_home->of(u"main"_s, gateway({u"stop"_s})).exitCode, 0);
    }

    /// The seed's line, twice.
    void installingWithAPortTwice()
    {
        const QString other = QString::number(freeBase());
        for (const QString &result : {u"installed"_s, u"already-installed"_s}) {
            const auto installed = m_home->of(u"main"_s, gateway({u"install"_s, u"--port"_s, other}));
            QVERIFY2(installed.exitCode == 0, (installed.out + installed.err).constData());
            QCOMPARE(installed.json()["result"_L1].toString(), result);
        }
        QCOMPARE(m_home->of(u"main"_s, {u"config"_s, u"get"_s, u"gateway.port"_s}).out.trimmed(),
                 other.toUtf8());
    }

    void twoProfilesSideBySide()
    {
        const QString other = QString::number(freeBase());
        QCOMPARE(m_home->of(u"rescue"_s, {u"setup"_s, u"--baseline"_s, u"--port"_s, other}).exitCode, 0);
        for (const QString &profile : {u"main"_s, u"rescue"_s}) {
            const auto installed = m_home->of(profile, gateway({u"install"_s}));
            QVERIFY2(installed.exitCode == 0, (installed.out + installed.err).constData());
        }
        const auto status = m_home->of(u"main"_s, gateway({u"status"_s, u"--deep"_s}));
        QCOMPARE(status.json()["extraServices"_L1].toArray(), QJsonArray());
        QCOMPARE(status.json()["profiles"_L1][0]["name"_L1].toString(), u"rescue"_s);
        QCOMPARE(status.json()["profiles"_L1][0]["status"_L1].toString(), u"running"_s);
        QVERIFY2(!codesOf(status).contains("service-duplicate"_L1), status.out.constData());
    }

    void aSecretOfTheShellIsKeptApart()
    {
        QCOMPARE(m_home->of(u"main"_s, {u"config"_s, u"unset"_s, u"gateway.auth.token"_s}).exitCode, 0);
        m_home->environment.insert(u"WS_AGENT_GATEWAY_TOKEN"_s, u"only-this-shell-knows-it"_s);
        const auto installed = m_home->of(u"main"_s, gateway({u"install"_s}));
        QVERIFY2(installed.exitCode == 0, (installed.out + installed.err).constData());
        QCOMPARE(m_home->read(u".ws-agent-main/gateway.env"_s),
                 "WS_AGENT_GATEWAY_TOKEN=only-this-shell-knows-it\n");
        QVERIFY(!m_home->read(m_home->unitPath(unit)).contains("only-this-shell-knows-it"));
        QVERIFY(!installed.out.contains("only-this-shell-knows-it"));
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("R2") << u"WS_AGENT_HOME"_s << u"/srv/home"_s
                            << QByteArray("Services belong to the account's own home.");
        QTest::newRow("R3") << u"WS_AGENT_SYSTEMD_UNIT"_s << u"mine.service"_s
                            << QByteArray("Unset WS_AGENT_SYSTEMD_UNIT; the name follows the profile.");
        QTest::newRow("external") << u"WS_AGENT_SUPERVISOR_MODE"_s << u"external"_s
                                  << QByteArray("WS_AGENT_SUPERVISOR_MODE=external");
    }
    void refusals()
    {
        QFETCH(QString, variable);
        QFETCH(QString, value);
        QFETCH(QByteArray, sentence);
        m_home->environment.insert(variable, value);
        const auto installed = m_home->of(u"main"_s, gateway({u"install"_s}));
        QCOMPARE(installed.exitCode, 1);
        QVERIFY2(installed.out.contains(sentence), (installed.out + installed.err).constData());
        QVERIFY(!QFile::exists(m_home->path(m_home->unitPath(unit))));
    }

    void aBuildTreeIsNoPlaceForAService()
    {
        m_home->environment.insert(u"PATH"_s, m_home->path(u"tools"_s) + u":/usr/bin:/bin"_s);
        QVERIFY(QFile::remove(m_home->program()));
        const auto installed = m_home->run({u"--profile"_s, u"main"_s, u"gateway"_s, u"install"_s});
        QCOMPARE(installed.exitCode, 1);
        QVERIFY2(installed.err.contains("build tree") && installed.err.contains("cmake --install"),
                 installed.err.constData());
    }

    void withoutABus()
    {
        m_home->write(u".fake-systemd/no-bus"_s, {});
        const auto installed = m_home->of(u"main"_s, {u"gateway"_s, u"install"_s});
        QCOMPARE(installed.exitCode, 1);
        QVERIFY(installed.err.contains("Failed to connect to bus"));
        QVERIFY(installed.err.contains("ws-agent --no-gui"));
        QVERIFY(!QFile::exists(m_home->path(m_home->unitPath(unit))));
        QCOMPARE(m_home->of(u"main"_s, gateway({u"status"_s})).exitCode, 0);
    }

    void lingerIsMentioned()
    {
        const auto installed = m_home->of(u"main"_s, gateway({u"install"_s}));
        QVERIFY2(installed.exitCode == 0, (installed.out + installed.err).constData());
        QCOMPARE(installed.json()["warnings"_L1].toArray().size(), 1);
        QVERIFY(installed.json()["hints"_L1][0].toString().startsWith("loginctl enable-linger "_L1));
        QCOMPARE(codesOf(m_home->of(u"main"_s, gateway({u"status"_s}))),
                 QStringList{u"systemd-linger-off"_s});
    }

    /// Somebody edits what was installed: each change has its name, and installing anew mends it.
    void brokenAndMended_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("code");
        QTest::newRow("kill mode") << QByteArray("KillMode=mixed") << QByteArray("KillMode=process")
                                   << u"systemd-kill-mode-process-or-none"_s;
        QTest::newRow("path") << QByteArray("Environment=PATH=") << QByteArray("Environment=WAY=")
                              << u"gateway-path-missing"_s;
        QTest::newRow("port") << QByteArray("WS_AGENT_GATEWAY_PORT=") << QByteArray("WS_AGENT_GATEWAY_PORT=1")
                              << u"gateway-port-mismatch"_s;
        QTest::newRow("profile") << QByteArray("WS_AGENT_PROFILE=main")
                                 << QByteArray("WS_AGENT_PROFILE=other") << u"gateway-profile-mismatch"_s;
    }
    void brokenAndMended()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, code);
        m_home->linger();
        QCOMPARE(m_home->of(u"main"_s, gateway({u"install"_s})).exitCode, 0);
        QByteArray text = m_home->read(m_home->unitPath(unit));
        QVERIFY(text.contains(from));
        m_home->write(m_home->unitPath(unit), text.replace(from, to));

        const QStringList codes = codesOf(m_home->of(u"main"_s, gateway({u"status"_s})));
        QVERIFY2(codes.contains(code), qPrintable(codes.join(u' ')));
        QVERIFY(codes.contains("systemd-reload-pending"_L1));
        const auto again = m_home->of(u"main"_s, gateway({u"install"_s}));
        QCOMPARE(again.json()["error"_L1]["type"_L1].toString(), u"conflict"_s);
        const auto mended = m_home->of(u"main"_s, gateway({u"install"_s, u"--force"_s}));
        QVERIFY2(mended.exitCode == 0, (mended.out + mended.err).constData());
        QCOMPARE(codesOf(m_home->of(u"main"_s, gateway({u"status"_s}))), QStringList());
    }

private:
    std::unique_ptr<test::ServiceHome> m_home;
    int m_base = 0;
};

WSAGENT_TEST_WITH(QCoreApplication, TestServices)
#include "tst_services.moc"
