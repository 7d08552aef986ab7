#include "tests/support/cliprocess.h"
#include "tests/support/findingcodes.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

int portOf(const test::CliHome &home, const QString &profile)
{
    return home.run({u"--profile"_s, profile, u"config"_s, u"get"_s, u"gateway.port"_s})
        .out.trimmed()
        .toInt();
}

} // namespace

/// What a new user does first, in an empty home.
class TestFirstSteps : public QObject
{
    Q_OBJECT

private slots:
    void twoProfilesAreIsolated()
    {
        const test::CliHome home;

        QCOMPARE(home.run({u"--profile"_s, u"main"_s, u"setup"_s}).exitCode, 0);
        QCOMPARE(home.run({u"--profile"_s, u"rescue"_s, u"setup"_s}).exitCode, 0);
        const auto check = home.run({u"profiles"_s, u"check"_s, u"--strict"_s, u"--json"_s});

        QCOMPARE(check.exitCode, 0);
        QCOMPARE(check.json()["profiles"_L1].toArray().size(), 2);
        QCOMPARE(portOf(home, u"main"_s), 18789);
        QCOMPARE(portOf(home, u"rescue"_s), 19789);
        QVERIFY(QFile::exists(home.path(u".ws-agent-rescue/workspace-rescue/AGENTS.md"_s)));
        QCOMPARE(QFile::permissions(home.path(u".ws-agent-main/ws-agent.json"_s)) &
                     QFile::Permissions(0x0077),
                 QFile::Permissions());
    }

    void setupTwiceChangesNothing()
    {
        const test::CliHome home;
        QCOMPARE(home.run({u"setup"_s}).exitCode, 0);
        const QByteArray before = home.read(u".ws-agent/ws-agent.json"_s);
        home.write(u".ws-agent/workspace/SOUL.md"_s, "mine");

        const auto again = home.run({u"setup"_s, u"--json"_s});

        QCOMPARE(again.exitCode, 0);
        QVERIFY(again.json()["created"_L1].toArray().isEmpty());
        QCOMPARE(home.read(u".ws-agent/ws-agent.json"_s), before);
        QCOMPARE(home.read(u".ws-agent/workspace/SOUL.md"_s), "mine");
    }

    void setupKeepsKeysAndComments()
    {
        const test::CliHome home;
        home.write(u".ws-agent/ws-agent.json"_s, "{\n  // my own port\n  gateway: { port: 21000 },\n}\n");

        QCOMPARE(home.run({u"setup"_s}).exitCode, 0);

        const QByteArray text = home.read(u".ws-agent/ws-agent.json"_s);
        QVERIFY(text.contains("// my own port"));
        QVERIFY(text.contains("port: 21000"));
    }

    /// The manual example of the user's own statement.
    void plainVariablesWorkAndAreChecked()
    {
        const test::CliHome home;
        for (const QString &name : {u"main"_s, u"rescue"_s}) {
            test::CliHome shell;
            shell.environment = home.environment;
            shell.environment.insert(u"WS_AGENT_CONFIG_PATH"_s, u"~/.ws-agent/%1.json"_s.arg(name));
            shell.environment.insert(u"WS_AGENT_STATE_DIR"_s, home.path(u".ws-agent-"_s + name));
            const auto setup = shell.run({u"setup"_s});
            QVERIFY2(setup.exitCode == 0, setup.err.constData());
        }

        const auto check = home.run({u"profiles"_s, u"check"_s, u"--json"_s});

        QCOMPARE(check.exitCode, 0);
        QCOMPARE(check.json()["profiles"_L1].toArray().size(), 2);
        QVERIFY(QFile::exists(home.path(u".ws-agent/main.json"_s)));
    }

    void twentyPortsAreNotEnough()
    {
        const test::CliHome home;
        QCOMPARE(home.run({u"setup"_s}).exitCode, 0);

        const auto add = home.run({u"profiles"_s, u"add"_s, u"x"_s, u"--port"_s, u"18809"_s});

        QCOMPARE(add.exitCode, 0);
        QVERIFY(add.err.contains("port.range.overlap"));
        QVERIFY(add.err.contains("120 apart"));
        QVERIFY(add.err.contains("--port 19789"));
        QCOMPARE(home.run({u"profiles"_s, u"check"_s, u"--fix"_s}).exitCode, 0);
        QCOMPARE(portOf(home, u"default"_s), 18789);
        QCOMPARE(portOf(home, u"x"_s), 19789);
    }

    void nineteenPortsAreRefused()
    {
        const test::CliHome home;
        QCOMPARE(home.run({u"setup"_s}).exitCode, 0);

        const auto add = home.run({u"profiles"_s, u"add"_s, u"x"_s, u"--port"_s, u"18808"_s, u"--json"_s});

        QCOMPARE(add.exitCode, 1);
        QCOMPARE(add.json()["error"_L1]["type"_L1].toString(), u"isolation_error"_s);
        QVERIFY(!QFile::exists(home.path(u".ws-agent-x"_s)));
    }

    void aStateDirectoryReachedThroughALinkIsFound()
    {
        const test::CliHome home;
        QCOMPARE(home.run({u"--profile"_s, u"a"_s, u"setup"_s}).exitCode, 0);
        QVERIFY(QFile::link(home.path(u".ws-agent-a"_s), home.path(u".ws-agent-b"_s)));

        const auto check = home.run({u"profiles"_s, u"check"_s, u"--json"_s});

        QCOMPARE(check.exitCode, 1);
        QVERIFY(test::findingCodes(check.json()["findings"_L1]).contains(u"path.state.shared"_s));
    }

    void whatTwoProfilesShareIsFound_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("code");

        QTest::newRow("a Telegram bot")
            << u"channels.telegram.botToken"_s << u"123:CANARY"_s << u"channel.credential.shared"_s;
        QTest::newRow("a browser endpoint")
            << u"browser.cdpUrl"_s << u"http://127.0.0.1:9333"_s << u"cdp.url.shared"_s;
        QTest::newRow("a workspace") << u"agents.defaults.workspace"_s << u"/srv/w"_s
                                     << u"path.workspace.shared"_s;
        QTest::newRow("a gateway secret")
            << u"gateway.auth.token"_s << u"CANARY-CANARY-CANARY-CANARY"_s << u"gateway.auth.shared_token"_s;
    }

    void whatTwoProfilesShareIsFound()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        const test::CliHome home;
        for (const QString &name : {u"a"_s, u"b"_s}) {
            QCOMPARE(home.run({u"--profile"_s, name, u"setup"_s}).exitCode, 0);
            QCOMPARE(home.run({u"--profile"_s, name, u"config"_s, u"set"_s, key, value}).exitCode, 0);
        }

        const auto check = home.run({u"profiles"_s, u"check"_s, u"--json"_s});

        QFETCH(QString, code);
        QVERIFY2(test::findingCodes(check.json()["findings"_L1]).contains(code), check.out.constData());
        QVERIFY(!check.out.contains("CANARY"));
    }

    void cloneRenameRemove()
    {
        const test::CliHome home;
        QCOMPARE(home.run({u"--profile"_s, u"a"_s, u"setup"_s}).exitCode, 0);

        QCOMPARE(home.run({u"profiles"_s, u"clone"_s, u"a"_s, u"b"_s}).exitCode, 0);
        QCOMPARE(home.run({u"profiles"_s, u"check"_s, u"--strict"_s}).exitCode, 0);
        QCOMPARE(home.run({u"profiles"_s, u"rename"_s, u"b"_s, u"c"_s}).exitCode, 0);
        QVERIFY(home.read(u".ws-agent-c/ws-agent.json"_s).contains("/.ws-agent-c/workspace-c"));
        QVERIFY(QFile::exists(home.path(u".ws-agent-c/workspace-c/AGENTS.md"_s)));
        QCOMPARE(home.run({u"profiles"_s, u"check"_s, u"--strict"_s}).exitCode, 0);
        QCOMPARE(home.run({u"profiles"_s, u"remove"_s, u"c"_s, u"--yes"_s}).exitCode, 0);
        QVERIFY(!QFile::exists(home.path(u".ws-agent-c/ws-agent.json"_s)));
        QVERIFY(QFile::exists(home.path(u".ws-agent-c/workspace-c/AGENTS.md"_s)));
        QCOMPARE(home.run({u"profiles"_s, u"list"_s, u"--json"_s}).json()["profiles"_L1].toArray().size(), 1);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestFirstSteps)
#include "tst_firststeps.moc"
