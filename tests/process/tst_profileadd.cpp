#include "tests/support/cliprocess.h"
#include "tests/support/findingcodes.h"
#include "tests/support/servicehome.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QStringList stateDirs(const test::CliHome &home)
{
    return QDir(home.path()).entryList({u".ws-agent*"_s}, QDir::Dirs | QDir::Hidden, QDir::Name);
}

void setUp(const test::CliHome &home, const QString &profile, const QStringList &options = {})
{
    const auto result = home.run(QStringList{u"--profile"_s, profile, u"setup"_s} + options);
    if (result.exitCode != 0)
        qFatal("%s", result.err.constData());
}

} // namespace

/// Making a profile, refusing to, and what is said then.
class TestProfileAdd : public QObject
{
    Q_OBJECT

private slots:
    void aRefusalNamesWhatHelps_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("fix");

        QTest::newRow("a port of another")
            << QString() << u"profiles add c --port 18789"_s << u"use --port 19789"_s;
        QTest::newRow("a workspace of another")
            << QString() << u"profiles add c --workspace ~/.ws-agent-a/workspace-a"_s
            << u"leave --workspace out, or name a directory that nobody else uses"_s;
        QTest::newRow("a port that is forced on all")
            << u"WS_AGENT_GATEWAY_PORT=36000"_s << u"profiles add c"_s << u"unset WS_AGENT_GATEWAY_PORT"_s;
        QTest::newRow("a state directory of another")
            << u"WS_AGENT_STATE_DIR=~/.ws-agent-a"_s << u"--profile c setup"_s
            << u"give c the config HOME/.ws-agent-c/ws-agent.json"_s;
        QTest::newRow("a clone on a port of another")
            << QString() << u"profiles clone a c --port 18789"_s << u"use --port 19789"_s;
    }

    void aRefusalNamesWhatHelps()
    {
        QFETCH(QString, variable);
        QFETCH(QString, arguments);
        QFETCH(QString, fix);
        test::CliHome home;
        setUp(home, u"a"_s);
        if (!variable.isEmpty())
            home.environment.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));

        const auto refused = home.run(arguments.split(u' ') + QStringList{u"--json"_s});

        QCOMPARE(refused.exitCode, 1);
        const QJsonValue error = refused.json()["error"_L1];
        QCOMPARE(error["type"_L1].toString(), u"isolation_error"_s);
        QVERIFY2(!error["findings"_L1].toArray().isEmpty(), refused.out.constData());
        QCOMPARE(error["fix"_L1].toString(), fix.replace(u"HOME"_s, home.path()));
        QCOMPARE(stateDirs(home), QStringList{u".ws-agent-a"_s});
    }

    /// An error about the profile counts, also when its port stays as it was.
    void setupOfAProfileThatIsNotIsolatedFails()
    {
        const test::CliHome home;
        setUp(home, u"a"_s);
        home.write(u".ws-agent-q/ws-agent.json"_s, "{ gateway: { port: 18790 } }");

        const auto refused = home.run({u"--profile"_s, u"q"_s, u"setup"_s, u"--json"_s});

        QCOMPARE(refused.exitCode, 1);
        QCOMPARE(refused.json()["error"_L1]["type"_L1].toString(), u"isolation_error"_s);
        QCOMPARE(test::findingCodes(refused.json()["error"_L1]["findings"_L1]),
                 QStringList{u"port.spacing.below_minimum"_s});
        QCOMPARE(refused.json()["error"_L1]["fix"_L1].toString(),
                 u"ws-agent --profile q config set gateway.port 19789"_s);
        QCOMPARE(home.read(u".ws-agent-q/ws-agent.json"_s), "{ gateway: { port: 18790 } }");
    }

    void nothingIsLeftOfAFailure_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<int>("exitCode");

        QTest::newRow("no way to bind")
            << QStringList{u"profiles"_s, u"add"_s, u"y"_s, u"--bind"_s, u"foo"_s} << 2;
        QTest::newRow("no port") << QStringList{u"profiles"_s, u"add"_s, u"y"_s, u"--port"_s, u"foo"_s} << 2;
        QTest::newRow("a workspace below a file")
            << QStringList{u"profiles"_s, u"add"_s, u"y"_s, u"--workspace"_s, u"~/file/work"_s} << 1;
        QTest::newRow("nothing to copy")
            << QStringList{u"profiles"_s, u"add"_s, u"y"_s, u"--copy-config-from"_s, u"none"_s} << 1;
        QTest::newRow("a copy with a workspace below a file")
            << QStringList{u"profiles"_s, u"add"_s,         u"y"_s,          u"--copy-config-from"_s,
                           u"a"_s,        u"--workspace"_s, u"~/file/work"_s}
            << 1;
    }

    void nothingIsLeftOfAFailure()
    {
        QFETCH(QStringList, command);
        const test::CliHome home;
        setUp(home, u"a"_s);
        home.write(u"file"_s, "mine");

        const auto failed = home.run(command);

        QTEST(failed.exitCode, "exitCode");
        QCOMPARE(stateDirs(home), QStringList{u".ws-agent-a"_s});
        QCOMPARE(home.read(u"file"_s), "mine");
        QCOMPARE(home.run({u"profiles"_s, u"list"_s, u"--json"_s}).json()["profiles"_L1].toArray().size(), 1);
    }

    void theConfigOfAnotherWithoutItsSecrets()
    {
        const test::CliHome home;
        home.write(u".ws-agent-a/ws-agent.json"_s,
                   "{ // mine\n"
                   "  gateway: { mode: 'local', port: 18789, auth: { token: 'CANARY-gateway-CANARY' } },\n"
                   "  hooks: { enabled: true, token: 'CANARY-hooks-CANARY-hooks' },\n"
                   "  models: { providers: { openai: { apiKey: 'CANARY-key' } } },\n"
                   "  channels: { telegram: { botToken: '1:CANARY' } },\n"
                   "  logging: { level: 'debug' } }");

        const auto added = home.run({u"profiles"_s, u"add"_s, u"b"_s, u"--copy-config-from"_s, u"a"_s,
                                     u"--bind"_s, u"lan"_s, u"--workspace"_s, u"~/work"_s, u"--json"_s});

        QVERIFY2(added.exitCode == 0, added.out.constData());
        QCOMPARE(added.json()["workspace"_L1].toString(), home.path(u"work"_s));
        const QByteArray text = home.read(u".ws-agent-b/ws-agent.json"_s);
        QVERIFY(text.contains("// mine"));
        QVERIFY2(!text.contains("CANARY"), text.constData());
        const auto value = [&home](const QString &key) {
            return home.run({u"--profile"_s, u"b"_s, u"config"_s, u"get"_s, key}).out.trimmed();
        };
        QCOMPARE(value(u"logging.level"_s), "debug");
        QCOMPARE(value(u"gateway.bind"_s), "lan");
        QCOMPARE(value(u"gateway.port"_s), "19789");
        QCOMPARE(value(u"channels.telegram.enabled"_s), "false");
        QCOMPARE(home.run({u"profiles"_s, u"check"_s, u"--offline"_s, u"--strict"_s}).exitCode, 0);
    }

    void withItsService()
    {
        const test::ServiceHome home;
        home.linger();

        const auto added = home.agent({u"profiles"_s, u"add"_s, u"b"_s, u"--install-service"_s, u"--json"_s});

        QVERIFY2(added.exitCode == 0, (added.out + added.err).constData());
        QCOMPARE(added.json()["service"_L1], QJsonValue(true));
        QVERIFY(QFile::exists(home.path(home.unitPath(u"ws-agent-gateway-b.service"_s))));
        const auto gone = home.of(u"b"_s, {u"gateway"_s, u"uninstall"_s});
        QVERIFY2(gone.exitCode == 0, gone.err.constData());
    }

    void whatIsMadeIsNotThereBefore()
    {
        const test::CliHome home;

        const QJsonObject report = home.run({u"setup"_s, u"--json"_s}).json();

        QCOMPARE(report["existing"_L1].toArray(), QJsonArray());
        QVERIFY(report["created"_L1].toArray().contains(home.path(u".ws-agent"_s)));
    }

    /// An instance without a name is known by its variables; a command without them is about another one.
    void hintsHaveTheVariables()
    {
        test::CliHome home;
        home.environment.insert(u"WS_AGENT_CONFIG_PATH"_s, home.path(u".ws-agent/main.json"_s));
        home.environment.insert(u"WS_AGENT_STATE_DIR"_s, home.path(u".ws-agent-main"_s));

        const auto refused = home.run({u"gateway"_s, u"--port"_s, u"18789"_s});

        QCOMPARE(refused.exitCode, 78);
        const QByteArray hint = "WS_AGENT_CONFIG_PATH=" + home.path(u".ws-agent/main.json"_s).toUtf8() +
                                " WS_AGENT_STATE_DIR=" + home.path(u".ws-agent-main"_s).toUtf8() +
                                " ws-agent setup";
        QVERIFY2(refused.err.contains(hint), refused.err.constData());
    }

    /// A name in capital letters is the same name, and must not hide what is in its directory.
    void aDirectoryInCapitalLettersIsListed()
    {
        const test::CliHome home;
        setUp(home, u"a"_s);
        home.write(u".ws-agent-Foo/ws-agent.json"_s, "{ gateway: { port: 18789 } }");

        const auto check = home.run({u"profiles"_s, u"check"_s, u"--offline"_s, u"--json"_s});

        QCOMPARE(check.exitCode, 1);
        QVERIFY(test::findingCodes(check.json()["findings"_L1]).contains(u"port.conflict"_s));
        QVERIFY(test::findingCodes(check.json()["findings"_L1]).contains(u"profile.name.case_folded"_s));
        const auto add = home.run({u"profiles"_s, u"add"_s, u"foo"_s, u"--json"_s});
        QCOMPARE(add.exitCode, 1);
        QVERIFY(
            test::findingCodes(add.json()["error"_L1]["findings"_L1]).contains(u"profile.name.duplicate"_s));
        QCOMPARE(home.read(u".ws-agent-Foo/ws-agent.json"_s), "{ gateway: { port: 18789 } }");
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestProfileAdd)
#include "tst_profileadd.moc"
