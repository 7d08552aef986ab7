#include "app/doctor/doctorchecks.h"
#include "app/doctor/repair.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using Status = DoctorCheck::Status;

namespace {

const QString state = u"/home/u/.ws-agent-rescue"_s;
const QString configPath = state + u"/ws-agent.json"_s;
const QString fixCommand = u"ws-agent --profile rescue doctor --fix"_s;

constexpr qint64 now = 1'700'000'000'000;

const ConfigSchema &schema()
{
    static const ConfigSchema it;
    return it;
}

LoadedConfig configOf(const QByteArray &text)
{
    return evaluateConfig(text, {.configPath = configPath, .stateDir = state, .home = u"/home/u"_s},
                          schema());
}

DoctorFacts
rescue(const QByteArray &config = "{ gateway: { auth: { token: 'TOKEN-TOKEN-TOKEN-TOKEN-TOKEN' } } }")
{
    DoctorFacts facts{.name = u"rescue"_s, .profile = *ProfileName::parse(u"rescue"_s)};
    facts.paths = canonicalPaths(facts.profile, u"/home/u"_s);
    facts.stateDirExists = true;
    facts.loaded = configOf(config);
    return facts;
}

DoctorFacts withOlderConfig(const QByteArray &config, const QByteArray &older)
{
    DoctorFacts facts = rescue(config);
    facts.restorePoint = {configPath + u".last-good"_s, older, configOf(older).source};
    return facts;
}

DoctorFacts withFinding(const Finding &finding)
{
    DoctorFacts facts = rescue();
    facts.fleet.findings = {finding};
    return facts;
}

Finding movable(const QString &profile)
{
    return {.code = u"port.conflict"_s,
            .profiles = {u"main"_s, u"rescue"_s},
            .message = u"both need port 18789"_s,
            .fix = FindingFix{profile, u"gateway.port"_s, 19789}};
}

QStringList idsOf(const QList<Repair> &plan)
{
    QStringList ids;
    for (const Repair &repair : plan)
        ids += repair.id;
    return ids;
}

} // namespace

class TestDoctorChecks : public QObject
{
    Q_OBJECT

private slots:
    void config_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("id");
        QTest::addColumn<Status>("status");
        QTest::addColumn<QString>("fix");

        QTest::newRow("a good one") << "{}"_ba << u"config"_s << Status::Ok << u""_s;
        QTest::newRow("not readable") << "{ gateway: "_ba << u"config.syntax"_s << Status::Error
                                      << u"mend /home/u/.ws-agent-rescue/ws-agent.json in an editor"_s;
        QTest::newRow("a wrong value")
            << "{ gateway: { port: 'abc' } }"_ba << u"config.invalid"_s << Status::Error
            << u"ws-agent --profile rescue config set gateway.port <value>"_s;
        QTest::newRow("an unknown key")
            << "{ gateway: { prot: 1 } }"_ba << u"config.unknown_key"_s << Status::Warning
            << u"ws-agent --profile rescue config unset gateway.prot"_s;
        QTest::newRow("an unknown key that a shell would split")
            << "{ gateway: { \"a b\": 1 } }"_ba << u"config.unknown_key"_s << Status::Warning
            << u"ws-agent --profile rescue config unset 'gateway.a b'"_s;
        QTest::newRow("a retired key")
            << "{ bridge: { port: 1 } }"_ba << u"config.retired_key"_s << Status::Warning << fixCommand;
        QTest::newRow("an address instead of a mode")
            << "{ gateway: { bind: '127.0.0.1' } }"_ba << u"config.invalid"_s << Status::Error << fixCommand;
        QTest::newRow("a missing variable")
            << "{ logging: { file: '${NOT_SET_ANYWHERE}' } }"_ba << u"config.env_missing"_s << Status::Warning
            << u"set it in /home/u/.ws-agent-rescue/.env"_s;
    }

    void config()
    {
        QFETCH(QByteArray, text);

        const QList<DoctorCheck> checks = checkConfig(rescue(text));

        QCOMPARE(checks.size(), 1);
        QTEST(checks.first().id, "id");
        QTEST(checks.first().status, "status");
        QTEST(checks.first().fix, "fix");
    }

    void aFileThatMayNotBeReadIsNotForAnEditor()
    {
        DoctorFacts facts = rescue();
        facts.loaded.errors = {{.code = u"config.unreadable"_s, .message = u"Permission denied"_s}};

        QCOMPARE(checkConfig(facts).first().fix, u"ls -ld /home/u/.ws-agent-rescue/ws-agent.json"_s);
    }

    void noConfigYet()
    {
        DoctorFacts facts = rescue();
        facts.loaded = {};

        QCOMPARE(checkConfig(facts).first().id, u"config.missing"_s);
        QCOMPARE(checkConfig(facts).first().fix, u"ws-agent --profile rescue setup"_s);
        QVERIFY(checkAuth(facts).isEmpty());
    }

    void auth_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("id");

        QTest::newRow("a token") << "{ gateway: { auth: { token: 'TOKEN-TOKEN-TOKEN-TOKEN-TOKEN' } } }"_ba
                                 << u"auth"_s;
        QTest::newRow("no token") << "{}"_ba << u"auth.token_missing"_s;
        QTest::newRow("a blank token")
            << "{ gateway: { auth: { token: ' ' } } }"_ba << u"auth.token_missing"_s;
        QTest::newRow("a token at the key of earlier versions")
            << "{ gateway: { token: 'TOKEN-TOKEN-TOKEN-TOKEN-TOKEN' } }"_ba << u"auth.token_retired"_s;
        QTest::newRow("a short token")
            << "{ gateway: { auth: { token: 'secret' } } }"_ba << u"auth.token_short"_s;
        QTest::newRow("a reference")
            << "{ gateway: { auth: { token: { source: 'env', provider: 'default', id: 'A' } } } }"_ba
            << u"auth"_s;
        QTest::newRow("a variable of .env")
            << "{ env: { vars: { WS_AGENT_GATEWAY_TOKEN: 'T' } } }"_ba << u"auth"_s;
        QTest::newRow("no password") << "{ gateway: { auth: { mode: 'password' } } }"_ba
                                     << u"auth.password_missing"_s;
        QTest::newRow("open to all") << "{ gateway: { auth: { mode: 'none' } } }"_ba << u"auth.none"_s;
    }

    void auth()
    {
        QFETCH(QByteArray, text);

        const QList<DoctorCheck> checks = checkAuth(rescue(text));

        QCOMPARE(checks.size(), 1);
        QTEST(checks.first().id, "id");
        QVERIFY(!checks.first().message.contains("secret"_L1));
    }

    void aRemoteGatewayHasItsOwnSecret()
    {
        QVERIFY(checkAuth(rescue("{ gateway: { mode: 'remote' } }")).isEmpty());
    }

    void permissions_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<Status>("status");

        QTest::newRow("for the user only") << 0x6600 << Status::Ok;
        QTest::newRow("readable by the group") << 0x6640 << Status::Warning;
        QTest::newRow("readable by all") << 0x6644 << Status::Warning;
        QTest::newRow("writable by the group") << 0x6660 << Status::Error;
        QTest::newRow("writable by others") << 0x6602 << Status::Error;
    }

    void permissions()
    {
        QFETCH(int, bits);
        DoctorFacts facts = rescue();
        facts.privatePaths = {{configPath, false, QFile::Permissions(bits)}};

        const QList<DoctorCheck> checks = checkPermissions(facts);

        QTEST(checks.first().status, "status");
        QCOMPARE(checks.first().fix.isEmpty(), checks.first().status == Status::Ok);
        QCOMPARE(planRepairs(facts, {}).isEmpty(), checks.first().status == Status::Ok);
    }

    void theModeIsSaidAsPeopleKnowIt()
    {
        DoctorFacts facts = rescue();
        facts.privatePaths = {{state, true, QFile::Permissions(0x7755)}};

        QCOMPARE(checkPermissions(facts).first().message,
                 u"/home/u/.ws-agent-rescue can be read by others (0755, not 0700)"_s);
    }

    void aFileOfAnotherUserIsNotOursToChange()
    {
        DoctorFacts facts = rescue();
        facts.privatePaths = {{configPath, false, QFile::Permissions(0x6644), false}};

        QCOMPARE(checkPermissions(facts).first().id, u"permissions.owner"_s);
        QVERIFY(planRepairs(facts, {}).isEmpty());
    }

    void leftovers_data()
    {
        QTest::addColumn<Leftover::Kind>("kind");
        QTest::addColumn<Status>("status");
        QTest::addColumn<bool>("isRemoved");

        QTest::newRow("temporary file") << Leftover::Kind::TemporaryFile << Status::Warning << true;
        QTest::newRow("runtime file") << Leftover::Kind::RuntimeFile << Status::Warning << true;
        QTest::newRow("lock file") << Leftover::Kind::LockFile << Status::Info << true;
        QTest::newRow("kept for a person") << Leftover::Kind::PutAside << Status::Info << false;
    }

    void leftovers()
    {
        QFETCH(Leftover::Kind, kind);
        DoctorFacts facts = rescue();
        facts.leftovers = {{kind, state + u"/x"_s}};

        QTEST(checkStateFiles(facts).first().status, "status");
        QTEST(!planRepairs(facts, {.onlySafe = true}).isEmpty(), "isRemoved");
    }

    void disk_data()
    {
        QTest::addColumn<qint64>("mebibytes");
        QTest::addColumn<bool>("readOnly");
        QTest::addColumn<QString>("id");

        QTest::newRow("plenty") << qint64(10'000) << false << u"disk"_s;
        QTest::newRow("the limit") << qint64(512) << false << u"disk"_s;
        QTest::newRow("little") << qint64(511) << false << u"disk.low"_s;
        QTest::newRow("hardly any") << qint64(63) << false << u"disk.full"_s;
        QTest::newRow("read-only") << qint64(10'000) << true << u"disk.read_only"_s;
    }

    void disk()
    {
        QFETCH(qint64, mebibytes);
        QFETCH(bool, readOnly);
        DoctorFacts facts = rescue();
        facts.volumes = {{state, mebibytes * 1024 * 1024, readOnly}};

        QTEST(checkDisk(facts).first().id, "id");
    }

    void whoeverMovesIsNamedInTheFix_data()
    {
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QString>("fix");

        QTest::newRow("this one") << u"rescue"_s << fixCommand;
        QTest::newRow("another one") << u"work"_s << u"ws-agent --profile work doctor --fix"_s;
        QTest::newRow("the default one") << u"default"_s << u"ws-agent doctor --fix"_s;
        QTest::newRow("one without a name") << u"(custom) /srv/state"_s << u"ws-agent profiles check --fix"_s;
    }

    void whoeverMovesIsNamedInTheFix()
    {
        QFETCH(QString, profile);
        const DoctorFacts facts = withFinding(movable(profile));

        const QList<DoctorCheck> checks = checkPorts(facts);

        QCOMPARE(checks.size(), 1);
        QTEST(checks.first().fix, "fix");
        QCOMPARE(planRepairs(facts, {}).isEmpty(), profile != "rescue"_L1);
    }

    void findingsStandWithTheirMatter_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("ports");
        QTest::addColumn<int>("workspaces");
        QTest::addColumn<int>("neighbours");
        QTest::addColumn<int>("isolation");

        QTest::newRow("a port") << u"port.conflict"_s << 1 << 0 << 0 << 0;
        QTest::newRow("a browser port") << u"cdp.port.shared"_s << 1 << 0 << 0 << 0;
        QTest::newRow("a workspace") << u"path.workspace.shared"_s << 0 << 1 << 0 << 0;
        QTest::newRow("OpenClaw") << u"compat.openclaw.overlap"_s << 0 << 0 << 1 << 0;
        QTest::newRow("a state directory") << u"path.state.shared"_s << 0 << 0 << 0 << 1;
        QTest::newRow("an account") << u"channel.credential.shared"_s << 0 << 0 << 0 << 1;
    }

    void findingsStandWithTheirMatter()
    {
        QFETCH(QString, code);
        const DoctorFacts facts = withFinding({.code = code, .message = u"…"_s});
        const auto found = [&code](const QList<DoctorCheck> &checks) {
            return int(std::count_if(checks.begin(), checks.end(),
                                     [&code](const DoctorCheck &check) { return check.id == code; }));
        };

        QTEST(found(checkPorts(facts)), "ports");
        QTEST(found(checkWorkspaces(facts, true)), "workspaces");
        QTEST(found(checkNeighbours(facts)), "neighbours");
        QTEST(found(checkIsolationOf(facts)), "isolation");
    }

    void twoAgentsInOnePlace()
    {
        const DoctorFacts facts = rescue("{ agents: { list: [ { id: 'a', workspace: '/srv/w' },"
                                         " { id: 'b', workspace: '/srv/w' } ] } }");

        const QList<DoctorCheck> checks = checkWorkspaces(facts, false);

        QCOMPARE(checks.size(), 1);
        QCOMPARE(checks.first().id, u"workspace.shared"_s);
    }

    void adviceOnWorkspacesCanBeTurnedOff()
    {
        DoctorFacts facts = rescue();
        facts.workspaces = {{.path = u"/srv/w"_s, .exists = true}};

        QCOMPARE(checkWorkspaces(facts, true).size(), 2);
        QCOMPARE(checkWorkspaces(facts, false).first().status, Status::Ok);
    }

    void anOlderFileRepairs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("repairs");

        QTest::newRow("a file nobody can read") << "{ gateway: "_ba << QStringList{u"config.syntax"_s};
        QTest::newRow("a wrong value")
            << "{ gateway: { port: 'abc' } }"_ba << QStringList{u"config.invalid"_s};
        QTest::newRow("not who gets in") << "{ gateway: { bind: 7 } }"_ba << QStringList{};
        QTest::newRow("nothing that is right") << "{ gateway: { port: 20000 } }"_ba << QStringList{};
    }

    void anOlderFileRepairs()
    {
        QFETCH(QByteArray, text);
        const DoctorFacts facts =
            withOlderConfig(text, "{ gateway: { port: 18789, bind: 'lan', auth: { token: 'T' } } }");

        QTEST(idsOf(planRepairs(facts, {})), "repairs");
        QVERIFY(planRepairs(facts, {.onlySafe = true}).isEmpty());
    }

    void onlyTheWrongValueIsTakenFromTheOlderFile()
    {
        const DoctorFacts facts = withOlderConfig("{ gateway: { port: 'abc', mode: 'remote' } }",
                                                  "{ gateway: { port: 18789, mode: 'local' } }");

        const Repair repair = planRepairs(facts, {}).first();

        QCOMPARE(repair.edits.size(), 1);
        QCOMPARE(toString(repair.edits.first().path), u"gateway.port"_s);
        QCOMPARE(repair.edits.first().value, QJsonValue(18789));
    }

    void retiredKeysAreMigratedSafely()
    {
        const DoctorFacts facts = rescue("{ gateway: { token: 'CANARY' }, bridge: { port: 1 } }");

        const QList<Repair> plan = planRepairs(facts, {.onlySafe = true});

        QCOMPARE(idsOf(plan), QStringList{u"config.retired_key"_s});
        QVERIFY(plan.first().message.contains("gateway.token"_L1));
        QVERIFY(plan.first().message.contains("bridge"_L1));
        QVERIFY(!plan.first().message.contains("CANARY"_L1));
    }

    void aFileOfANewerProgramIsNotMigrated()
    {
        QVERIFY(planRepairs(rescue("{ bridge: {}, meta: { lastTouchedVersion: '999.0.0' } }"), {}).isEmpty());
    }

    void sessions_data()
    {
        QTest::addColumn<SessionFolderFacts>("folder");
        QTest::addColumn<QString>("id");
        QTest::addColumn<Status>("status");

        const QString path = state + u"/agents/main/sessions/a.jsonl"_s;
        const SessionFolderFacts well{.agent = u"main"_s,
                                      .index = state + u"/agents/main/sessions/sessions.json"_s};
        const auto with = [&well](const std::function<void(SessionFolderFacts &)> &change) {
            SessionFolderFacts folder = well;
            change(folder);
            return folder;
        };
        QTest::newRow("all in order") << well << u"sessions"_s << Status::Ok;
        QTest::newRow("an index nobody can read") << with([](auto &it) { it.problem = u"damaged"_s; })
                                                  << u"sessions.index_damaged"_s << Status::Error;
        QTest::newRow("changes nobody can read") << with([](auto &it) { it.damagedChanges = 2; })
                                                 << u"sessions.index_changes"_s << Status::Warning;
        QTest::newRow("what was said is gone") << with([](auto &it) { it.lost = {u"agent:main:main"_s}; })
                                               << u"sessions.transcript_missing"_s << Status::Warning;
        QTest::newRow("nothing was ever said") << with([](auto &it) { it.empty = {u"agent:main:x"_s}; })
                                               << u"sessions.never_used"_s << Status::Info;
        QTest::newRow("a transcript of no session")
            << with([&](auto &it) { it.strays = {path}; }) << u"sessions.stray_transcript"_s << Status::Info;
        QTest::newRow("a torn line") << with([&](auto &it) {
            it.damaged = {{path, true, 0}};
        }) << u"sessions.torn_line"_s << Status::Warning;
        QTest::newRow("lines nobody can read") << with([&](auto &it) {
            it.damaged = {{path, false, 3}};
        }) << u"sessions.damaged_lines"_s << Status::Warning;
    }

    void sessions()
    {
        QFETCH(SessionFolderFacts, folder);
        DoctorFacts facts = rescue();
        facts.sessions = {folder};

        const QList<DoctorCheck> checks = checkSessions(facts);

        QCOMPARE(checks.size(), 1);
        QTEST(checks.first().id, "id");
        QTEST(checks.first().status, "status");
    }

    void accounts_data()
    {
        QTest::addColumn<qint64>("expires");
        QTest::addColumn<QString>("id");

        const qint64 hour = 3'600'000;
        QTest::newRow("never") << qint64(0) << u"accounts"_s;
        QTest::newRow("in two days") << now + 48 * hour << u"accounts"_s;
        QTest::newRow("within a day") << now + 23 * hour << u"accounts.expiring"_s;
        QTest::newRow("at this moment") << now << u"accounts.expired"_s;
        QTest::newRow("long ago") << qint64(1) << u"accounts.expired"_s;
    }

    void accounts()
    {
        QFETCH(qint64, expires);
        DoctorFacts facts = rescue();
        facts.now = now;
        facts.accounts = {{.agent = u"main"_s,
                           .id = u"anthropic:default"_s,
                           .provider = u"anthropic"_s,
                           .expires = expires}};

        const QList<DoctorCheck> checks = checkAccounts(facts);

        QTEST(checks.first().id, "id");
        if (checks.first().status != Status::Ok)
            QCOMPARE(checks.first().fix, u"ws-agent --profile rescue models auth paste-token --provider "
                                         "anthropic --profile-id default --agent main"_s);
    }

    void channels_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("places");

        QTest::newRow("none") << "{}"_ba << QStringList{};
        QTest::newRow("a blank token") << "{ channels: { telegram: { botToken: '' } } }"_ba
                                       << QStringList{u"channels.telegram is on and has no botToken"_s};
        QTest::newRow("switched off")
            << "{ channels: { telegram: { enabled: false, botToken: '' } } }"_ba << QStringList{};
        QTest::newRow("a token") << "{ channels: { telegram: { botToken: '1:A' } } }"_ba << QStringList{};
        QTest::newRow("a token in a file")
            << "{ channels: { telegram: { tokenFile: '/t' } } }"_ba << QStringList{};
        QTest::newRow("a token of the environment")
            << "{ env: { vars: { TELEGRAM_BOT_TOKEN: '1:A' } }, channels: { telegram: {} } }"_ba
            << QStringList{};
        QTest::newRow("one of two tokens") << "{ channels: { slack: { botToken: 'xoxb' } } }"_ba
                                           << QStringList{u"channels.slack is on and has no appToken"_s};
        QTest::newRow("an account")
            << "{ channels: { discord: { accounts: { a: {}, b: { token: 'T' } } } } }"_ba
            << QStringList{u"channels.discord.accounts.a is on and has no token"_s};
        QTest::newRow("an account with the token of all")
            << "{ channels: { discord: { token: 'T', accounts: { a: {} } } } }"_ba << QStringList{};
        QTest::newRow("one that needs none") << "{ channels: { webchat: {} } }"_ba << QStringList{};
    }

    void channels()
    {
        QFETCH(QByteArray, text);

        QStringList messages;
        for (const DoctorCheck &check : checkChannels(rescue(text))) {
            if (check.status != Status::Ok)
                messages += check.message;
        }

        QTEST(messages, "places");
    }

    void whatIsMissingIsNamed()
    {
        DoctorFacts facts = rescue();
        facts.missingSandboxes = {{u"agent main"_s, u"docker is not installed"_s, u"install docker"_s}};
        facts.missingBrowsers = {
            {u"browser profile a"_s, u"/no/such/chrome is no program"_s, u"ws-agent config set x"_s, true},
            {u"browser profile b"_s, u"/no/such/chrome is no program"_s, {}, true},
            {u"browser profile c"_s, u"no browser is installed"_s, {}, false}};

        const QList<DoctorCheck> sandbox = checkSandbox(facts);
        const QList<DoctorCheck> browsers = checkBrowser(facts);

        QCOMPARE(sandbox.first().message, u"agent main: docker is not installed"_s);
        QCOMPARE(sandbox.first().status, Status::Warning);
        QCOMPARE(browsers.size(), 2);
        QCOMPARE(browsers.first().message, u"browser profile a: /no/such/chrome is no program"_s);
        QCOMPARE(browsers.first().fix, u"ws-agent --profile rescue config set x"_s);
        QCOMPARE(browsers.last().status, Status::Info);
    }

    void aTokenOnlyWhereThereIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isMade");

        QTest::newRow("none") << "{}"_ba << true;
        QTest::newRow("one") << "{ gateway: { auth: { token: 'T' } } }"_ba << false;
        QTest::newRow("one that waits for its migration") << "{ gateway: { token: 'T' } }"_ba << false;
        QTest::newRow("a password") << "{ gateway: { auth: { password: 'P' } } }"_ba << false;
        QTest::newRow("an unreadable config") << "{ gateway: "_ba << false;
    }

    void aTokenOnlyWhereThereIsNone()
    {
        QFETCH(QByteArray, text);
        const QList<Repair> plan = planRepairs(rescue(text), {.everything = false, .newToken = u"CANARY"_s});

        QTEST(!plan.isEmpty(), "isMade");
        if (!plan.isEmpty())
            QVERIFY(!plan.first().message.contains("CANARY"_L1));
    }
};

WSAGENT_TEST(TestDoctorChecks)
#include "tst_doctorchecks.moc"
