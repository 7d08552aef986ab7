#include "tests/support/runninggateway.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QByteArray letters(QLatin1StringView alphabet, int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += alphabet[QRandomGenerator::global()->bounded(alphabet.size())].toLatin1();
    return text;
}

constexpr auto hex = "0123456789abcdef"_L1;
constexpr auto mixed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"_L1;

/// As services give them out: they all look different.
QByteArray randomSecret(int kind)
{
    switch (kind % 8) {
    case 0:
        return letters(hex, 32) + "1a";
    case 1:
        return "sk-ant-" + letters(mixed, 40) + "7x";
    case 2:
        return letters("123456789"_L1, 9) + ":AA" + letters(mixed, 33);
    case 3:
        return "xoxb-" + letters("0123456789"_L1, 12) + "-" + letters(mixed, 24);
    case 4:
        return letters(mixed, 44) + "9/+a=";
    case 5:
        return "ghp_" + letters(mixed, 34) + "4Z";
    case 6:
        return letters("abcdefghijklmnopqrstuvwxyz"_L1, 7) + "-" +
               letters("abcdefghijklmnopqrstuvwxyz"_L1, 6) + "-" +
               letters("abcdefghijklmnopqrstuvwxyz"_L1, 8);
    default:
        return letters("0123456789"_L1, 20);
    }
}

} // namespace

/// What looks after a profile besides the gateway: status, diagnostics, reset, uninstall, import.
class TestMaintenance : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::CliHome>();
        m_base = test::freeBase();
        test::setUpProfile(*m_home, u"main"_s, m_base);
    }

    void statusWithoutAGateway()
    {
        const auto status = run({u"status"_s, u"--json"_s});
        QCOMPARE(status.exitCode, 0);
        QCOMPARE(status.json()["gateway"_L1]["reachable"_L1].toBool(true), false);
        QCOMPARE(status.json()["ports"_L1]["base"_L1].toInt(), m_base);
        QCOMPARE(status.json()["gatewayService"_L1]["installed"_L1].toBool(true), false);
        QVERIFY(run({u"status"_s}).out.contains("not reachable"));
    }

    void statusOfARunningOne()
    {
        const test::RunningGateway gateway(*m_home, u"main"_s);
        const auto status = run({u"status"_s, u"--json"_s});
        QVERIFY2(status.json()["gateway"_L1]["reachable"_L1].toBool(), status.out.constData());
        QCOMPARE(status.json()["gateway"_L1]["self"_L1]["profile"_L1].toString(), u"main"_s);
        QCOMPARE(status.json()["gateway"_L1]["pid"_L1].toInteger(), gateway.pid());
        QCOMPARE(run({u"dashboard"_s, u"--no-open"_s}).out.trimmed(),
                 u"http://127.0.0.1:%1/"_s.arg(m_base).toUtf8());
        QVERIFY2(run({u"status"_s}).out.contains("Security      nothing to object to"),
                 run({u"status"_s}).out.constData());
        QCOMPARE(run({u"status"_s, u"--verbose"_s}).exitCode, 0);
        const auto health = run({u"health"_s, u"--verbose"_s});
        QVERIFY2(health.exitCode == 0 && health.out.contains("main (default), 0 session(s)"),
                 health.out.constData());
        // The config breaks while it runs: it serves on, and everybody is told.
        m_home->write(u".ws-agent-main/ws-agent.json"_s, "{ gateway: ");
        QCOMPARE(run({u"status"_s, u"--json"_s}).json()["gateway"_L1]["degraded"_L1].toString(), u"config"_s);
        QVERIFY(run({u"status"_s}).out.contains("degraded: config"));
    }

    void statusHidesSecrets()
    {
        const QByteArray token = tokenOf();
        for (const QStringList &options : {QStringList{u"--all"_s}, QStringList{u"--deep"_s, u"--json"_s},
                                           QStringList{u"--all"_s, u"--json"_s}}) {
            const auto status = run(QStringList{u"status"_s} + options);
            QCOMPARE(status.exitCode, 0);
            QVERIFY(!status.out.contains(token));
        }
    }

    /// The page is where the config has put it, and is not offered when it is off.
    void dashboardIsWhereItIs()
    {
        const auto set = [this](const QString &key, const QString &value) {
            return run({u"config"_s, u"set"_s, key, value}).exitCode;
        };
        QCOMPARE(set(u"gateway.controlUi.basePath"_s, u"/ui"_s), 0);
        QCOMPARE(set(u"gateway.tls.enabled"_s, u"true"_s), 0);
        const test::RunningGateway gateway(*m_home, u"main"_s);
        QCOMPARE(run({u"dashboard"_s, u"--no-open"_s}).out.trimmed(),
                 u"https://127.0.0.1:%1/ui/"_s.arg(m_base).toUtf8());
        QCOMPARE(run({u"status"_s, u"--json"_s}).json()["gateway"_L1]["url"_L1].toString(),
                 u"wss://127.0.0.1:%1"_s.arg(m_base));
        QCOMPARE(set(u"gateway.controlUi.enabled"_s, u"false"_s), 0);
        QCOMPARE(run({u"dashboard"_s, u"--no-open"_s}).exitCode, 1);
    }

    void statusCountsWhatIsUnsafe()
    {
        QVERIFY(QFile::setPermissions(m_home->path(u".ws-agent-main/ws-agent.json"_s),
                                      QFile::Permissions(0x6644)));
        const auto status = run({u"status"_s});
        QVERIFY2(status.out.contains("Security      1 warn (which: ws-agent --profile main security audit)"),
                 status.out.constData());
        QCOMPARE(run({u"status"_s, u"--json"_s}).json()["security"_L1]["warn"_L1].toInt(), 1);
        QVERIFY(run({u"status"_s, u"--verbose"_s}).out.contains("fs.config.perms"));
    }

    void aKilledGatewayIsNoted()
    {
        {
            const test::RunningGateway killed(*m_home, u"main"_s);
        }
        const test::RunningGateway gateway(*m_home, u"main"_s);
        const QByteArray log = m_home->read(u".ws-agent-main/logs/gateway-restart.log"_s);
        QVERIFY2(log.contains("was killed, or has crashed\" ok\n") && log.count('\n') == 1, log.constData());
    }

    void dashboardOfNothing()
    {
        const auto result = run({u"dashboard"_s, u"--no-open"_s, u"--json"_s});
        QCOMPARE(result.exitCode, 1);
        QVERIFY(result.out.contains("ws-agent --profile main gateway"));
    }

    void configHistory()
    {
        for (const QString &level : {u"debug"_s, u"warn"_s})
            QCOMPARE(run({u"config"_s, u"set"_s, u"logging.level"_s, level}).exitCode, 0);
        const auto history = run({u"config"_s, u"history"_s, u"--json"_s});
        QVERIFY2(history.json()["copies"_L1].toArray().size() >= 2, history.out.constData());
        const auto diff = run({u"config"_s, u"diff"_s, u"--json"_s});
        QCOMPARE(diff.json()["differences"_L1][0]["path"_L1].toString(), u"logging.level"_s);
        QCOMPARE(diff.json()["differences"_L1][0]["before"_L1].toString(), u"debug"_s);
        QCOMPARE(run({u"config"_s, u"restore"_s, u"--yes"_s}).exitCode, 0);
        QCOMPARE(run({u"config"_s, u"get"_s, u"logging.level"_s}).out, "debug\n");
    }

    void resetMovesToTheTrash()
    {
        const auto shown = run({u"reset"_s, u"--dry-run"_s, u"--json"_s});
        QCOMPARE(shown.exitCode, 0);
        QVERIFY(exists(u"ws-agent.json"_s));
        QCOMPARE(run({u"reset"_s}).exitCode, 2); // nobody was asked
        QVERIFY(exists(u"ws-agent.json"_s));
        QCOMPARE(run({u"reset"_s, u"--yes"_s}).exitCode, 0);
        QVERIFY(!exists(u"ws-agent.json"_s));
        QVERIFY(exists(u"workspace-main/AGENTS.md"_s));
        test::setUpProfile(*m_home, u"main"_s, m_base);
        QCOMPARE(run({u"reset"_s, u"--scope"_s, u"full"_s, u"--yes"_s}).exitCode, 0);
        QVERIFY(!exists(u"workspace-main"_s));
    }

    void resetKeepsItsHandsOffOthers()
    {
        const QByteArray inner = m_home->path(u".ws-agent-main/inner"_s).toUtf8();
        m_home->write(u".ws-agent-main/inner/ws-agent.json"_s, "{ gateway: { mode: 'local', port: 42000 } }");
        m_home->write(u".config/ws-agent/profiles.json"_s,
                      "{\"version\": 1, \"profiles\": [{\"name\": \"inner\", \"stateDir\": \"" + inner +
                          "\", \"configPath\": \"" + inner + "/ws-agent.json\"}]}");
        const auto refused = run({u"reset"_s, u"--scope"_s, u"full"_s, u"--yes"_s, u"--json"_s});
        QCOMPARE(refused.exitCode, 1);
        QCOMPARE(refused.json()["error"_L1]["type"_L1].toString(), u"isolation_error"_s);
        QVERIFY(exists(u"ws-agent.json"_s));
    }

    void resetOfARunningOne()
    {
        const test::RunningGateway gateway(*m_home, u"main"_s);
        QCOMPARE(run({u"reset"_s, u"--yes"_s}).exitCode, 1);
        QVERIFY(exists(u"ws-agent.json"_s));
    }

    void uninstallLeavesTheWorkspace()
    {
        QCOMPARE(run({u"uninstall"_s, u"--yes"_s}).exitCode, 2); // what?
        const auto gone = run({u"uninstall"_s, u"--state"_s, u"--yes"_s, u"--json"_s});
        QVERIFY2(gone.exitCode == 0, (gone.out + gone.err).constData());
        QVERIFY(!exists(u"ws-agent.json"_s));
        QVERIFY(exists(u"workspace-main/AGENTS.md"_s));
        QVERIFY(
            m_home->run({u"profiles"_s, u"list"_s, u"--json"_s}).json()["profiles"_L1].toArray().isEmpty());
    }

    void securityAudit()
    {
        QCOMPARE(run({u"security"_s, u"audit"_s}).exitCode, 0);
        QVERIFY(QFile::setPermissions(m_home->path(u".ws-agent-main/ws-agent.json"_s),
                                      QFile::Permissions(0x6666)));
        const auto found = run({u"security"_s, u"audit"_s, u"--json"_s});
        QCOMPARE(found.exitCode, 1);
        QCOMPARE(found.json()["findings"_L1][0]["checkId"_L1].toString(),
                 u"fs.config.perms_world_writable"_s);
        QCOMPARE(run({u"security"_s, u"audit"_s, u"--fix"_s}).exitCode, 0);
        QCOMPARE(QFile::permissions(m_home->path(u".ws-agent-main/ws-agent.json"_s)) &
                     QFile::Permissions(0x0077),
                 QFile::Permissions());
    }

    /// A thousand secrets in every place where there are any; none of them leaves.
    void diagnosticsHoldNoSecret()
    {
        QList<QByteArray> secrets;
        const auto secret = [&secrets](int kind) {
            secrets += randomSecret(kind);
            return secrets.last();
        };
        QByteArray config = "{ gateway: { mode: 'local', port: " + QByteArray::number(m_base) +
                            ", auth: { mode: 'token', token: '" + secret(0) + "' } },\n  channels: {\n";
        for (int i = 0; i < 100; ++i)
            config += "    c" + QByteArray::number(i) + ": { botToken: '" + secret(i) + "', appToken: '" +
                      secret(i + 1) + "' },\n";
        config += "  },\n  models: { providers: {\n";
        for (int i = 0; i < 100; ++i)
            config += "    p" + QByteArray::number(i) + ": { apiKey: '" + secret(i) +
                      "', headers: { 'X-Api-Key': '" + secret(i + 3) + "' } },\n";
        config += "  } },\n  myOwn: { password: '" + secret(6) + "' } }\n";
        m_home->write(u".ws-agent-main/ws-agent.json"_s, config);
        QByteArray environment;
        QByteArray log;
        for (int i = 0; i < 100; ++i) {
            environment += "VALUE_" + QByteArray::number(i) + "=" + secret(i) + "\n";
            m_home->environment.insert(u"MY_%1_TOKEN"_s.arg(i), QString::fromLatin1(secret(i)));
            m_home->write(u".ws-agent-main/credentials/c%1.json"_s.arg(i), "{\"key\":\"" + secret(i) + "\"}");
            log +=
                "{\"time\":\"2026-11-25T10:00:00.000Z\",\"level\":\"info\",\"message\":\"token=" + secret(i) +
                " sent\"}\n";
            log +=
                "{\"time\":\"2026-11-25T10:00:00.000Z\",\"level\":\"info\",\"message\":\"GET https://ann:" +
                secret(i) + "@example.org/" + secret(i % 6) + "\"}\n";
            log += "Authorization: Bearer " + secret(i) + " and password \\\"password\\\":\\\"" + secret(i) +
                   "\\\"\n";
        }
        for (const QByteArray &planted : secrets.mid(0, 350)) // what the config knows, said aloud
            log += "login as " + planted + " failed\n";
        m_home->write(u".ws-agent-main/.env"_s, environment);
        m_home->write(u".ws-agent-main/logs/gateway-2026-11-25.jsonl"_s, log);
        QVERIFY2(secrets.size() >= 1000, QByteArray::number(secrets.size()).constData());

        const auto preview = run({u"diagnostics"_s, u"--preview"_s, u"--lines"_s, u"10000"_s});
        const auto json = run({u"diagnostics"_s, u"--preview"_s, u"--json"_s, u"--lines"_s, u"10000"_s});
        QCOMPARE(preview.exitCode, 0);
        QVERIFY(preview.out.contains("\"mode\": \"local\""));
        QVERIFY(preview.out.contains("gateway-2026-11-25.jsonl"));
        for (const QByteArray &planted : std::as_const(secrets)) {
            QVERIFY2(!preview.out.contains(planted), planted.constData());
            QVERIFY2(!json.out.contains(planted), planted.constData());
            QVERIFY2(!preview.err.contains(planted), planted.constData());
        }
    }

    void diagnosticsAsAnArchive()
    {
        const QString archive = m_home->path(u"d.tar.gz"_s);
        const auto made = run({u"diagnostics"_s, u"--output"_s, archive, u"--json"_s});
        QVERIFY2(made.exitCode == 0, (made.out + made.err).constData());
        QVERIFY(made.json()["files"_L1].toArray().size() >= 4);
        QCOMPARE(QFile::permissions(archive) & QFile::Permissions(0x0077), QFile::Permissions());
        QVERIFY(m_home->read(u"d.tar.gz"_s).startsWith("\x1f\x8b"));
    }

    void importOfAnOpenClaw()
    {
        m_home->write(
            u".openclaw/openclaw.json"_s,
            "{ gateway: { mode: 'local', port: 18789, auth: { token: 'their-token-their-token' } },\n"
            "  agents: { defaults: { workspace: '~/.openclaw/workspace' }, entries: { main: {}, work: {} } "
            "},\n"
            "  channels: { telegram: { botToken: '1:CANARY' } },\n"
            "  browser: { profiles: { openclaw: { cdpPort: 18800 } } }, someFutureKey: { a: 1 } }\n");
        m_home->write(u".openclaw/workspace/AGENTS.md"_s, "# theirs\n");
        m_home->write(u".openclaw/agents/main/sessions/s.jsonl"_s, "{}\n");
        m_home->write(u".openclaw/cron/jobs.json"_s, "{\"jobs\":[{\"id\":\"a\",\"enabled\":true}]}");
        m_home->write(u".openclaw/devices/paired.json"_s, "{}");
        const auto dry = m_home->run(
            {u"profiles"_s, u"import-openclaw"_s, u"--as"_s, u"claw"_s, u"--dry-run"_s, u"--json"_s});
        QVERIFY2(dry.exitCode == 0, (dry.out + dry.err).constData());
        QVERIFY(!QDir(m_home->path(u".ws-agent-claw"_s)).exists());

        const auto done =
            m_home->run({u"profiles"_s, u"import-openclaw"_s, u"--as"_s, u"claw"_s, u"--json"_s});
        QVERIFY2(done.exitCode == 0, (done.out + done.err).constData());
        QVERIFY2(done.out.contains("someFutureKey"), done.out.constData());
        QCOMPARE(actionOn(done, u"agents.entries"_s), u"rewritten"_s);
        QCOMPARE(actionOn(done, u"channels.telegram.botToken"_s), u"skipped"_s);
        QCOMPARE(actionOn(done, u"channels.telegram"_s), u"rewritten"_s);
        QCOMPARE(actionOn(done, u"browser.profiles.openclaw"_s), u"rewritten"_s);
        QCOMPARE(actionOn(done, u"browser.defaultProfile"_s), QString());
        const auto get = [this](const QString &key) {
            return m_home->run({u"--profile"_s, u"claw"_s, u"config"_s, u"get"_s, key}).out.trimmed();
        };
        QVERIFY(get(u"gateway.port"_s) != "18789");
        QCOMPARE(get(u"channels.telegram.enabled"_s), "false");
        const QByteArray config = m_home->read(u".ws-agent-claw/ws-agent.json"_s);
        QVERIFY(!config.contains("CANARY") && !config.contains("their-token") &&
                !config.contains("someFutureKey"));
        QVERIFY(config.contains("\"work\""));
        QCOMPARE(m_home->read(u".ws-agent-claw/workspace-claw/AGENTS.md"_s), "# theirs\n");
        QVERIFY(m_home->read(u".ws-agent-claw/cron/jobs.json"_s).contains("\"enabled\": false"));
        QVERIFY(!QFile::exists(m_home->path(u".ws-agent-claw/devices/paired.json"_s)));
        QCOMPARE(m_home->run({u"--profile"_s, u"claw"_s, u"config"_s, u"validate"_s}).exitCode, 0);
        QVERIFY(m_home->read(u".openclaw/cron/jobs.json"_s).contains("true"));
    }

    /// What the source does not have is neither reported nor written.
    void importsNothingThatIsNotThere()
    {
        m_home->write(u".openclaw/openclaw.json"_s, "{ channels: { telegram: { botToken: '1:CANARY' } } }");

        const auto done = m_home->run({u"profiles"_s, u"import-openclaw"_s, u"--as"_s, u"claw"_s,
                                       u"--with-credentials"_s, u"--json"_s});

        QVERIFY2(done.exitCode == 0, (done.out + done.err).constData());
        QVERIFY2(!done.out.contains("browser"), done.out.constData());
        QVERIFY2(!done.out.contains("skipped"), done.out.constData());
        QVERIFY2(!done.out.contains("CANARY"), done.out.constData());
        const QByteArray config = m_home->read(u".ws-agent-claw/ws-agent.json"_s);
        QVERIFY2(!config.contains("browser") && config.contains("CANARY"), config.constData());
        QVERIFY(config.contains("\"enabled\": false"));
    }

    void nothingToImport() { QCOMPARE(m_home->run({u"profiles"_s, u"import-openclaw"_s}).exitCode, 1); }

private:
    test::CliResult run(const QStringList &arguments) const
    {
        return m_home->run(QStringList{u"--profile"_s, u"main"_s} + arguments);
    }
    static QString actionOn(const test::CliResult &imported, const QString &what)
    {
        for (const QJsonValue &step : imported.json()["steps"_L1].toArray()) {
            if (step["what"_L1] == what)
                return step["action"_L1].toString();
        }
        return {};
    }
    bool exists(const QString &name) const
    {
        return QFileInfo::exists(m_home->path(u".ws-agent-main/"_s + name));
    }
    QByteArray tokenOf() const
    {
        const QJsonObject config =
            QJsonDocument::fromJson(m_home->read(u".ws-agent-main/ws-agent.json"_s)).object();
        return config["gateway"_L1]["auth"_L1]["token"_L1].toString().toUtf8();
    }

    std::unique_ptr<test::CliHome> m_home;
    int m_base = 0;
};

WSAGENT_TEST_WITH(QCoreApplication, TestMaintenance)
#include "tst_maintenance.moc"
