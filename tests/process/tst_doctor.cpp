#include "gateway/instances/statelock.h"
#include "tests/support/cliprocess.h"
#include "tests/support/terminalrun.h"
#include "tests/support/testprogram.h"
#include "tests/support/treesnapshot.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

const QByteArray token = "TOKEN-TOKEN-TOKEN-TOKEN-TOKEN";

QJsonObject checkNamed(const test::CliResult &result, const QString &id)
{
    for (const QJsonValue &check : result.json()["checks"_L1].toArray()) {
        if (check["id"_L1] == id)
            return check.toObject();
    }
    return {};
}

QString statusOf(const test::CliResult &result, const QString &id)
{
    return checkNamed(result, id)["status"_L1].toString();
}

QStringList fixedBy(const test::CliResult &result)
{
    QStringList ids;
    for (const QJsonValue &repair : result.json()["fixed"_L1].toArray())
        ids += repair["id"_L1].toString();
    return ids;
}

test::CliResult doctor(const test::CliHome &home, const QStringList &options = {})
{
    return home.run(QStringList{u"--profile"_s, u"a"_s, u"doctor"_s, u"--json"_s} + options);
}

/// A healthy profile "a".
void setUp(const test::CliHome &home, const QString &name = u"a"_s)
{
    const auto result = home.run({u"--profile"_s, name, u"setup"_s});
    if (result.exitCode != 0)
        qFatal("%s", result.err.constData());
}

QFile::Permissions othersMay(const QString &path)
{
    return QFile::permissions(path) & QFile::Permissions(0x0077);
}

} // namespace

class TestDoctor : public QObject
{
    Q_OBJECT

private slots:
    void aFreshProfileIsWell()
    {
        const test::CliHome home;
        setUp(home);

        const auto result = doctor(home, {u"--no-workspace-suggestions"_s});

        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.json()["ok"_L1], QJsonValue(true));
        for (const QString &id :
             {u"config"_s, u"auth"_s, u"permissions"_s, u"state"_s, u"ports"_s, u"workspaces"_s})
            QVERIFY2(statusOf(result, id) == "ok"_L1, qPrintable(id + QString::fromUtf8(result.out)));
    }

    void nothingAtAllIsNoError()
    {
        const test::CliHome home;

        const auto result = home.run({u"doctor"_s, u"--json"_s});

        QCOMPARE(result.exitCode, 0);
        QCOMPARE(checkNamed(result, u"config.missing"_s)["fix"_L1].toString(), u"ws-agent setup"_s);
        QVERIFY(QDir(home.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    }

    void looksWithoutTouching_data()
    {
        QTest::addColumn<QStringList>("options");

        QTest::newRow("plain") << QStringList{};
        QTest::newRow("deep") << QStringList{u"--deep"_s};
        QTest::newRow("lint") << QStringList{u"--lint"_s};
        QTest::newRow("only errors") << QStringList{u"--severity-min"_s, u"error"_s};
    }

    /// A home where everything is wrong that can be, so that every check has something to say.
    void looksWithoutTouching()
    {
        QFETCH(QStringList, options);
        const test::CliHome home;
        setUp(home);
        setUp(home, u"b"_s);
        home.write(u".ws-agent-a/ws-agent.json"_s,
                   "{ gateway: { port: 'x', token: 'CANARY' }, bridge: {}, nonsense: 1 }");
        home.write(u".ws-agent-a/ws-agent.json.999999999.0f5f5f5f-0000-4000-8000-000000000000.tmp"_s, "x");
        home.write(u".ws-agent-a/gateway.runtime.json"_s, "{\"pid\":999999999}");
        home.write(u".ws-agent-b/ws-agent.json"_s, "{ broken");
        home.write(u".ws-agent-b/canary"_s, "CANARY");
        home.write(u".openclaw/openclaw.json"_s, "{ gateway: { port: 18789 } }");
        QVERIFY(QFile::setPermissions(home.path(u".ws-agent-a"_s), QFile::Permissions(0x7755)));
        const QStringList before = test::treeSnapshot(home.path());

        const auto result = doctor(home, options);

        QCOMPARE(result.exitCode, 1);
        QCOMPARE(test::treeSnapshot(home.path()), before);
        QVERIFY(!result.out.contains("CANARY"));
    }

    /// The variables of another profile lead nowhere: what is named counts.
    void thePoisonedProfileStaysAsItIs()
    {
        test::CliHome home;
        setUp(home);
        setUp(home, u"b"_s);
        home.write(u".ws-agent-a/ws-agent.json"_s, "{ bridge: {}, gateway: { mode: 'local' } }");
        home.write(u".ws-agent-b/ws-agent.json"_s, "{ bridge: {}, gateway: { mode: 'local' } }");
        home.environment.insert(u"WS_AGENT_PROFILE"_s, u"b"_s);
        home.environment.insert(u"WS_AGENT_STATE_DIR"_s, home.path(u".ws-agent-b"_s));
        home.environment.insert(u"WS_AGENT_CONFIG_PATH"_s, home.path(u".ws-agent-b/ws-agent.json"_s));
        const QStringList before = test::treeSnapshot(home.path(u".ws-agent-b"_s));

        const auto result = doctor(home, {u"--fix"_s, u"--generate-gateway-token"_s});

        QVERIFY(fixedBy(result).contains(u"config.retired_key"_s));
        QVERIFY(!home.read(u".ws-agent-a/ws-agent.json"_s).contains("bridge"));
        QCOMPARE(test::treeSnapshot(home.path(u".ws-agent-b"_s)), before);
    }

    void aHealthyInstanceIsNotWrittenTo()
    {
        const test::CliHome home;
        setUp(home);
        const QStringList before = test::treeSnapshot(home.path());

        const auto result = doctor(home, {u"--fix"_s, u"--yes"_s, u"--generate-gateway-token"_s});

        QCOMPARE(result.exitCode, 0);
        QCOMPARE(fixedBy(result), QStringList{});
        QCOMPARE(test::treeSnapshot(home.path()), before);
    }

    void modesAreTightened()
    {
        const test::CliHome home;
        setUp(home);
        home.write(u".ws-agent-a/.env"_s, "A=1\n");
        home.write(u".ws-agent-a/credentials/x.json"_s, "{}");
        for (const QString &path : {u".ws-agent-a"_s, u".ws-agent-a/.env"_s, u".ws-agent-a/ws-agent.json"_s,
                                    u".ws-agent-a/credentials/x.json"_s})
            QVERIFY(QFile::setPermissions(home.path(path), QFile::Permissions(0x7755)));
        QCOMPARE(statusOf(doctor(home), u"permissions.loose"_s), u"warning"_s);

        const auto fixed = doctor(home, {u"--fix"_s, u"--non-interactive"_s});

        QCOMPARE(fixed.exitCode, 0);
        QCOMPARE(fixedBy(fixed), QStringList{u"permissions"_s});
        QCOMPARE(statusOf(fixed, u"permissions"_s), u"ok"_s);
        for (const QString &path : {u".ws-agent-a"_s, u".ws-agent-a/.env"_s, u".ws-agent-a/ws-agent.json"_s,
                                    u".ws-agent-a/credentials/x.json"_s})
            QCOMPARE(othersMay(home.path(path)), QFile::Permissions());
    }

    void aLinkIsNotFollowed()
    {
        const test::CliHome home;
        setUp(home);
        home.write(u"mine.txt"_s, "mine");
        QVERIFY(QFile::setPermissions(home.path(u"mine.txt"_s), QFile::Permissions(0x6644)));
        QDir(home.path()).mkpath(u".ws-agent-a/credentials"_s);
        QVERIFY(QFile::setPermissions(home.path(u".ws-agent-a/credentials"_s), QFile::Permissions(0x7700)));
        QVERIFY(QFile::link(home.path(u"mine.txt"_s), home.path(u".ws-agent-a/credentials/link"_s)));

        QCOMPARE(doctor(home, {u"--fix"_s, u"--deep"_s}).exitCode, 0);

        QCOMPARE(othersMay(home.path(u"mine.txt"_s)), QFile::Permissions(0x0044));
    }

    void retiredKeysAreMigratedInPlace()
    {
        const test::CliHome home;
        setUp(home);
        home.write(u".ws-agent-a/ws-agent.json"_s,
                   "{\n  // my gateway\n  gateway: { mode: 'local', port: 20000, token: '" + token +
                       "' },\n}\n");
        QVERIFY(QFile::setPermissions(home.path(u".ws-agent-a/ws-agent.json"_s), QFile::Permissions(0x6600)));
        QCOMPARE(statusOf(doctor(home), u"config.retired_key"_s), u"warning"_s);

        const auto fixed = doctor(home, {u"--fix"_s, u"--non-interactive"_s});

        QCOMPARE(fixed.exitCode, 0);
        QCOMPARE(fixedBy(fixed), QStringList{u"config.retired_key"_s});
        QVERIFY(!fixed.out.contains(token));
        const QByteArray config = home.read(u".ws-agent-a/ws-agent.json"_s);
        QVERIFY(config.contains("// my gateway"));
        QVERIFY(config.contains(token));
        QCOMPARE(statusOf(fixed, u"config"_s), u"ok"_s);
        QCOMPARE(statusOf(fixed, u"auth"_s), u"ok"_s);
    }

    void aDamagedFileBecomesTheLastGoodOne()
    {
        const test::CliHome home;
        setUp(home);
        const QByteArray good = home.read(u".ws-agent-a/ws-agent.json"_s);
        home.write(u".ws-agent-a/ws-agent.json.last-good"_s, good);
        home.write(u".ws-agent-a/ws-agent.json"_s, "{ gateway: ");
        QCOMPARE(checkNamed(doctor(home), u"config.syntax"_s)["fix"_L1].toString(),
                 u"ws-agent --profile a doctor --fix"_s);

        const auto careful = doctor(home, {u"--fix"_s, u"--non-interactive"_s});
        QCOMPARE(careful.exitCode, 1);
        QCOMPARE(home.read(u".ws-agent-a/ws-agent.json"_s), "{ gateway: ");

        const auto fixed = doctor(home, {u"--fix"_s, u"--yes"_s});

        QCOMPARE(fixed.exitCode, 0);
        QVERIFY(fixedBy(fixed).contains(u"config.syntax"_s));
        QCOMPARE(home.read(u".ws-agent-a/ws-agent.json"_s), good);
        const QStringList kept =
            QDir(home.path(u".ws-agent-a"_s)).entryList({u"ws-agent.json.clobbered.*"_s}, QDir::Files);
        QCOMPARE(kept.size(), 1);
        QCOMPARE(home.read(u".ws-agent-a/"_s + kept.first()), "{ gateway: ");
    }

    void aWrongValueComesBackFromTheLastGoodFile()
    {
        const test::CliHome home;
        setUp(home);
        const QByteArray good = home.read(u".ws-agent-a/ws-agent.json"_s);
        home.write(u".ws-agent-a/ws-agent.json.last-good"_s, good);
        home.write(u".ws-agent-a/ws-agent.json"_s,
                   QByteArray(good).replace("\"port\": 18789", "\"port\": \"oops\" /* mine */"));

        const auto fixed = doctor(home, {u"--fix"_s, u"--yes"_s});

        QCOMPARE(fixed.exitCode, 0);
        QVERIFY(fixedBy(fixed).contains(u"config.invalid"_s));
        QVERIFY(home.read(u".ws-agent-a/ws-agent.json"_s).contains("\"port\": 18789 /* mine */"));
    }

    void whatWasLeftBehindIsRemoved()
    {
        const test::CliHome home;
        setUp(home);
        const QString temporary =
            u".ws-agent-a/ws-agent.json.999999999.0f5f5f5f-0000-4000-8000-000000000000.tmp"_s;
        home.write(temporary, "half a con");
        home.write(u".ws-agent-a/gateway.runtime.json"_s, "{\"pid\":999999999,\"port\":1}");
        home.write(u".ws-agent-a/notes.tmp"_s, "mine");
        const auto found = doctor(home);
        QCOMPARE(statusOf(found, u"state.temporary_file"_s), u"warning"_s);
        QCOMPARE(statusOf(found, u"state.runtime_file"_s), u"warning"_s);

        QCOMPARE(doctor(home, {u"--fix"_s, u"--non-interactive"_s}).exitCode, 0);

        QVERIFY(!QFile::exists(home.path(temporary)));
        QVERIFY(!QFile::exists(home.path(u".ws-agent-a/gateway.runtime.json"_s)));
        QVERIFY(QFile::exists(home.path(u".ws-agent-a/notes.tmp"_s)));
    }

    void onlyTheNamedProfileMoves()
    {
        const test::CliHome home;
        setUp(home);
        setUp(home, u"b"_s);
        for (const QString &name : {u"a"_s, u"b"_s})
            QCOMPARE(home.run({u"--profile"_s, name, u"config"_s, u"set"_s, u"gateway.port"_s, u"18789"_s})
                         .exitCode,
                     0);
        const QStringList before = test::treeSnapshot(home.path(u".ws-agent-b"_s));

        const auto a = doctor(home, {u"--fix"_s, u"--yes"_s});
        QCOMPARE(test::treeSnapshot(home.path(u".ws-agent-b"_s)), before);
        QCOMPARE(checkNamed(a, u"port.conflict"_s)["fix"_L1].toString(),
                 u"ws-agent --profile b doctor --fix"_s);

        const auto b = home.run({u"--profile"_s, u"b"_s, u"doctor"_s, u"--fix"_s, u"--yes"_s, u"--json"_s});

        QVERIFY2(b.exitCode == 0, b.out.constData());
        QCOMPARE(fixedBy(b).size(), 1);
        QVERIFY(fixedBy(b).first().startsWith("port."_L1));
        QCOMPARE(home.run({u"profiles"_s, u"check"_s}).exitCode, 0);
    }

    void aTokenIsMadeWhereThereIsNone()
    {
        const test::CliHome home;
        home.write(u".ws-agent-a/ws-agent.json"_s, "{ gateway: { mode: 'local', port: 20000 } }");
        const auto before = doctor(home);
        QCOMPARE(before.exitCode, 1);
        QCOMPARE(checkNamed(before, u"auth.token_missing"_s)["fix"_L1].toString(),
                 u"ws-agent --profile a doctor --generate-gateway-token"_s);

        const auto made = doctor(home, {u"--generate-gateway-token"_s});
        const QByteArray config = home.read(u".ws-agent-a/ws-agent.json"_s);

        QCOMPARE(fixedBy(made), QStringList{u"auth.token_missing"_s});
        QCOMPARE(statusOf(made, u"auth"_s), u"ok"_s);
        QVERIFY(!doctor(home, {u"--generate-gateway-token"_s}).json()["fixed"_L1].toArray().size());
        QCOMPARE(home.read(u".ws-agent-a/ws-agent.json"_s), config);
    }

    void whoeverOwnsTheStateIsNotDisturbed()
    {
        const test::CliHome home;
        setUp(home);
        home.write(u".ws-agent-a/gateway.runtime.json"_s, "{\"pid\":999999999}");
        InstancePaths paths;
        paths.stateDir = home.path(u".ws-agent-a"_s);
        const auto lock = StateLock::acquire(paths, StateLock::Role::Gateway);
        QVERIFY(lock);

        const auto refused = doctor(home, {u"--fix"_s});

        QCOMPARE(refused.exitCode, 1);
        QCOMPARE(refused.json()["error"_L1]["type"_L1].toString(), u"conflict"_s);
        QVERIFY(refused.json()["error"_L1]["message"_L1].toString().contains(
            u"another gateway owns this instance (pid %1)"_s.arg(QCoreApplication::applicationPid())));
        QVERIFY(QFile::exists(home.path(u".ws-agent-a/gateway.runtime.json"_s)));
        QVERIFY2(doctor(home).json().contains("checks"_L1), "looking needs no lock");
    }

    void lint_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("exitCode");

        QTest::newRow("a warning is no failure") << QStringList{} << 0;
        QTest::newRow("except for lint") << QStringList{u"--lint"_s} << 1;
        QTest::newRow("which can be told to look for errors only")
            << QStringList{u"--lint"_s, u"--severity-min"_s, u"error"_s} << 0;
        QTest::newRow("an impossible severity") << QStringList{u"--severity-min"_s, u"bad"_s} << 2;
        QTest::newRow("lint and fix") << QStringList{u"--lint"_s, u"--fix"_s} << 2;
    }

    void lint()
    {
        QFETCH(QStringList, options);
        const test::CliHome home;
        setUp(home);
        QVERIFY(QFile::setPermissions(home.path(u".ws-agent-a"_s), QFile::Permissions(0x7755)));

        QTEST(doctor(home, options).exitCode, "exitCode");
    }

    void openClawIsSeen()
    {
        const test::CliHome home;
        home.write(u".openclaw/openclaw.json"_s, "{ gateway: { port: 18789 } }");
        setUp(home); // on another port, because of it
        QCOMPARE(statusOf(doctor(home), u"neighbours"_s), u"ok"_s);

        QCOMPARE(
            home.run({u"--profile"_s, u"a"_s, u"config"_s, u"set"_s, u"gateway.port"_s, u"18789"_s}).exitCode,
            0);
        const auto result = doctor(home);

        QCOMPARE(statusOf(result, u"compat.openclaw.overlap"_s), u"warning"_s);
    }

    void eachQuestionHasItsOwnAnswer()
    {
        const test::CliHome home;
        setUp(home);
        home.write(u".ws-agent-a/.env"_s, "A=1\n");
        QVERIFY(QFile::setPermissions(home.path(u".ws-agent-a/.env"_s), QFile::Permissions(0x6644)));
        home.write(u".ws-agent-a/gateway.runtime.json"_s, "{\"pid\":999999999}");
        QVERIFY(QFile::setPermissions(home.path(u".ws-agent-a/gateway.runtime.json"_s),
                                      QFile::Permissions(0x6600)));

        const QByteArray out =
            test::runOnTerminal(home, {u"--profile"_s, u"a"_s, u"doctor"_s, u"--fix"_s}, "no\nyes\n");

        QCOMPARE(out.count("Do it? [y/N]"), 2);
        QVERIFY(othersMay(home.path(u".ws-agent-a/.env"_s)));
        QVERIFY(!QFile::exists(home.path(u".ws-agent-a/gateway.runtime.json"_s)));
    }

    /// What only breaks when it is needed: sessions, accounts, channels, browsers and sandboxes.
    void whatAgentsNeedIsLookedAt()
    {
        test::CliHome home;
        setUp(home);
        const auto set = [&home](const QString &key, const QString &value) {
            return home.run({u"--profile"_s, u"a"_s, u"config"_s, u"set"_s, key, value}).exitCode;
        };
        QCOMPARE(set(u"browser.executablePath"_s, u"/no/such/chrome"_s), 0);
        QCOMPARE(set(u"channels.telegram.botToken"_s, u"\"\""_s), 0);
        QCOMPARE(set(u"agents.defaults.sandbox.mode"_s, u"all"_s), 0);
        QCOMPARE(set(u"agents.defaults.sandbox.backend"_s, u"docker"_s), 0);
        const QString sessions = u".ws-agent-a/agents/main/sessions/"_s;
        home.write(sessions + u"sessions.json"_s,
                   R"({"agent:main:main": {"sessionId": "gone", "updatedAt": 1, "totalTokens": 7},)"
                   R"( "agent:main:b": {"sessionId": "torn", "updatedAt": 1}})");
        home.write(sessions + u"torn.jsonl"_s, "{\"type\":\"session\"}\nnonsense\n{\"type\":\"mess");
        home.write(u".ws-agent-a/agents/main/agent/auth-profiles.json"_s,
                   R"({"profiles": {"anthropic:default": {"type": "token", "provider": "anthropic",)"
                   R"( "token": "CANARY", "expires": 1}}})");
        home.environment.insert(u"PATH"_s, home.path());

        const auto result = doctor(home, {u"--deep"_s});

        QVERIFY(checkNamed(result, u"sessions.transcript_missing"_s)["message"_L1].toString().contains(
            "agent:main:main"_L1));
        for (const QString &id :
             {u"sessions.torn_line"_s, u"sessions.damaged_lines"_s, u"accounts.expired"_s,
              u"channels.credential_missing"_s, u"browser.executable"_s, u"sandbox.impossible"_s})
            QVERIFY2(statusOf(result, id) == "warning"_L1, qPrintable(id + QString::fromUtf8(result.out)));
        QVERIFY(!result.out.contains("CANARY"));
    }

    void manyOfAKindAreCounted()
    {
        const test::CliHome home;
        setUp(home);
        for (int i = 0; i < 8; ++i)
            home.write(u".ws-agent-a/credentials/%1.json"_s.arg(i), "{}");
        QVERIFY(QFile::setPermissions(home.path(u".ws-agent-a/credentials"_s), QFile::Permissions(0x7700)));
        for (int i = 0; i < 8; ++i)
            QVERIFY(QFile::setPermissions(home.path(u".ws-agent-a/credentials/%1.json"_s.arg(i)),
                                          QFile::Permissions(0x6644)));

        const auto text = home.run({u"--profile"_s, u"a"_s, u"doctor"_s});

        QCOMPARE(text.out.count("permissions.loose"), 5);
        QVERIFY2(text.out.contains(" and 3 more\n"), text.out.constData());
        int all = 0;
        for (const QJsonValue &check : doctor(home).json()["checks"_L1].toArray())
            all += check["id"_L1] == "permissions.loose"_L1;
        QCOMPARE(all, 8);
    }

    void asksOnATerminal_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("option");
        QTest::addColumn<bool>("isFixed");

        QTest::newRow("no") << "n\n"_ba << u"--fix"_s << false;
        QTest::newRow("only Enter") << "\n"_ba << u"--fix"_s << false;
        QTest::newRow("yes") << "y\n"_ba << u"--fix"_s << true;
        QTest::newRow("not asked") << ""_ba << u"--yes"_s << true;
    }

    void asksOnATerminal()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, option);
        const test::CliHome home;
        setUp(home);
        const QString file = home.path(u".ws-agent-a/.env"_s);
        home.write(u".ws-agent-a/.env"_s, "A=1\n");
        QVERIFY(QFile::setPermissions(file, QFile::Permissions(0x6644)));

        const QByteArray out =
            test::runOnTerminal(home, {u"--profile"_s, u"a"_s, u"doctor"_s, u"--fix"_s, option}, answer);

        QTEST(othersMay(file) == QFile::Permissions(), "isFixed");
        QCOMPARE(out.contains("Do it? [y/N]"), !answer.isEmpty());
    }

    void peopleReadLinesThatStandInColumns()
    {
        const test::CliHome home;
        setUp(home);
        QVERIFY(QFile::setPermissions(home.path(u".ws-agent-a"_s), QFile::Permissions(0x7755)));

        const auto result = home.run({u"--profile"_s, u"a"_s, u"doctor"_s});

        const QString text = QString::fromUtf8(result.out);
        // The longest id decides where the messages begin.
        QVERIFY2(text.contains(u"  ✓ config                 ~/.ws-agent-a/ws-agent.json is valid\n"_s),
                 result.out.constData());
        QVERIFY2(text.contains(u"  ! permissions.loose      ~/.ws-agent-a can be read"_s),
                 result.out.constData());
        QVERIFY2(text.contains(u"→ ws-agent --profile a doctor --fix\n"_s), result.out.constData());
        QVERIFY2(text.contains(u"1 warning."_s), result.out.constData());
        QVERIFY2(text.contains(u"→ git init ~/.ws-agent-a/workspace-a\n"_s), result.out.constData());
        QVERIFY(!text.contains(home.path()));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestDoctor)
#include "tst_doctor.moc"
