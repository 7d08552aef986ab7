#include "tests/support/faultyrun.h"
#include "tests/support/testprogram.h"
#include "tests/support/treesnapshot.h"

#include <QDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// How much a command has to know of its neighbours.
enum Neighbours { AreNoneOfItsBusiness, AreLookedAt };

constexpr char canaryConfig[] =
    "{ gateway: { mode: 'local', port: 20789, auth: { token: 'canary-token-canary-token' } },\n"
    "  agents: { defaults: { workspace: '~/canary-work' } } }\n";

} // namespace

/// A command that the agent of one instance starts for another finds the variables of the first all around
/// it.
class TestPoisonedEnv : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::CliHome>();
        m_home->write(u".ws-agent-canary/ws-agent.json"_s, canaryConfig);
        m_home->write(u".ws-agent-canary/.env"_s, "CANARY_VARIABLE=1\n");
        m_home->write(u".ws-agent-canary/credentials/canary.json"_s, "{}");
        m_home->write(u"canary-work/AGENTS.md"_s, "# canary\n");
        QCOMPARE(m_home->run({u"--profile"_s, u"main"_s, u"setup"_s}).exitCode, 0);
        poison();
    }

    void commands_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<bool>("looks");

        const auto row = [](const char *command, Neighbours neighbours, const QByteArray &input = {}) {
            QTest::newRow(command) << QString::fromUtf8(command).split(u' ') << input
                                   << (neighbours == AreLookedAt);
        };
        row("config get gateway.port", AreNoneOfItsBusiness);
        row("config set logging.level debug", AreNoneOfItsBusiness);
        row("config unset gateway.mode", AreNoneOfItsBusiness);
        row("config patch --stdin", AreNoneOfItsBusiness, "{logging: {level: 'debug'}}");
        row("config file", AreNoneOfItsBusiness);
        row("config schema", AreNoneOfItsBusiness);
        row("config validate", AreLookedAt);
        row("secrets store list", AreNoneOfItsBusiness);
        row("secrets store set a.b", AreNoneOfItsBusiness, "secret");
        row("secrets store get a.b", AreNoneOfItsBusiness);
        row("secrets store rm a.b", AreNoneOfItsBusiness);
        row("secrets store import -", AreNoneOfItsBusiness, "A=b\n");
        row("completion --shell bash", AreNoneOfItsBusiness);
        row("__complete ws-agent config get gateway.", AreNoneOfItsBusiness);
        row("--version", AreNoneOfItsBusiness);
        row("config --help", AreNoneOfItsBusiness);
        row("setup", AreLookedAt);
        row("profiles list", AreLookedAt);
        row("profiles check", AreLookedAt);
        row("profiles check --fix", AreLookedAt);
        row("profiles add other", AreLookedAt);
        row("profiles clone main copy", AreLookedAt);
        row("profiles rename main renamed", AreLookedAt);
        row("profiles remove main --yes", AreLookedAt);
        row("gateway --port 70000", AreLookedAt);
        row("health", AreNoneOfItsBusiness);
        row("gateway call status", AreNoneOfItsBusiness);
        row("doctor", AreLookedAt);
        row("doctor --fix --yes", AreLookedAt);
        row("doctor --generate-gateway-token --yes", AreLookedAt);
        row("config history", AreNoneOfItsBusiness);
        row("config diff", AreNoneOfItsBusiness);
        row("config restore --yes", AreNoneOfItsBusiness);
        row("onboard --non-interactive --accept-risk", AreLookedAt);
        row("status", AreLookedAt);
        row("status --all", AreLookedAt);
        row("status --deep --json", AreLookedAt);
        row("dashboard --no-open", AreNoneOfItsBusiness);
        row("gateway status --deep", AreLookedAt);
        row("gateway install", AreLookedAt);
        row("gateway start", AreNoneOfItsBusiness);
        row("gateway restart", AreNoneOfItsBusiness);
        row("gateway restart --safe", AreNoneOfItsBusiness);
        row("gateway probe", AreNoneOfItsBusiness);
        row("gateway discover --timeout 100", AreNoneOfItsBusiness);
        row("gateway auth-token", AreNoneOfItsBusiness);
        row("logs", AreNoneOfItsBusiness);
        row("configure", AreNoneOfItsBusiness);
        row("config", AreNoneOfItsBusiness);
        row("supervisor status", AreNoneOfItsBusiness);
        row("supervisor stop main", AreNoneOfItsBusiness);
        row("supervisor shutdown", AreNoneOfItsBusiness);
        row("gateway stop", AreNoneOfItsBusiness);
        row("gateway uninstall", AreNoneOfItsBusiness);
        row("daemon stop", AreNoneOfItsBusiness);
        row("security audit", AreLookedAt);
        row("security audit --fix", AreLookedAt);
        row("diagnostics --preview", AreLookedAt);
        row("diagnostics", AreLookedAt);
        row("backup create", AreLookedAt);
        row("backup create --only-config --verify", AreLookedAt);
        row("backup verify /no/such/archive.tar.gz", AreNoneOfItsBusiness);
        row("backup restore /no/such/archive.tar.gz --as-profile other", AreLookedAt);
        row("reset --yes", AreLookedAt);
        row("reset --scope full --yes", AreLookedAt);
        row("uninstall --all --yes", AreLookedAt);
        row("uninstall --service --yes", AreLookedAt);
        row("onboard --non-interactive --accept-risk --reset --install-daemon", AreLookedAt);
        row("profiles import-openclaw", AreNoneOfItsBusiness);
    }
    void commands()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, input);
        QFETCH(bool, looks);
        const QStringList canary = test::treeSnapshot(canaryDir());
        const QStringList work = test::treeSnapshot(m_home->path(u"canary-work"_s));

        QStringList operations;
        const auto result = test::runWatched(*m_home, QStringList{u"--profile"_s, u"main"_s} + arguments,
                                             input, canaryDir(), operations);
        QVERIFY2(result.exitCode >= 0, result.err.constData());

        QCOMPARE(test::treeSnapshot(canaryDir()), canary);
        QCOMPARE(test::treeSnapshot(m_home->path(u"canary-work"_s)), work);
        for (const QString &operation : std::as_const(operations))
            QVERIFY2(looks && isLook(operation), qPrintable(operation));
        QVERIFY(!result.out.contains("canary-token"));
        QVERIFY(!result.err.contains("canary-token"));
    }

    /// What is said is said of the profile that was named.
    void answersAreOfTheNamedProfile()
    {
        const auto named = [this](const QStringList &arguments) {
            return m_home->run(QStringList{u"--profile"_s, u"main"_s} + arguments).out.trimmed();
        };
        QVERIFY(named({u"config"_s, u"get"_s, u"gateway.port"_s}) != "20789");
        QVERIFY(named({u"config"_s, u"file"_s}).endsWith("/.ws-agent-main/ws-agent.json"));
        QCOMPARE(
            m_home->run({u"--profile"_s, u"main"_s, u"config"_s, u"set"_s, u"gateway.port"_s, u"21789"_s})
                .exitCode,
            0);
        QVERIFY(m_home->read(u".ws-agent-main/ws-agent.json"_s).contains("21789"));
    }

    /// Without a name the variables are the name.
    void variablesAloneNameTheirProfile()
    {
        QCOMPARE(m_home->run({u"config"_s, u"get"_s, u"gateway.port"_s}).out, "20789\n");
    }

    /// The watching itself works.
    void namedIsNoticed()
    {
        QStringList operations;
        const auto result =
            test::runWatched(*m_home, {u"--profile"_s, u"canary"_s, u"config"_s, u"get"_s, u"gateway.port"_s},
                             {}, canaryDir(), operations);
        QCOMPARE(result.out, "20789\n");
        QVERIFY(!operations.isEmpty());
    }

private:
    QString canaryDir() const { return m_home->path(u".ws-agent-canary"_s); }

    /// All that a gateway of the profile "canary" has in its environment as a service.
    void poison()
    {
        const QList<std::pair<QString, QString>> variables{
            {u"PROFILE"_s, u"canary"_s},
            {u"STATE_DIR"_s, canaryDir()},
            {u"CONFIG_PATH"_s, canaryDir() + u"/ws-agent.json"_s},
            {u"GATEWAY_PORT"_s, u"20789"_s},
            {u"BROWSER_CONTROL_PORT"_s, u"20791"_s},
            {u"GATEWAY_TOKEN"_s, u"canary-token-canary-token"_s},
            {u"SYSTEMD_UNIT"_s, u"ws-agent-gateway-canary.service"_s},
            {u"LAUNCHD_LABEL"_s, u"ai.ws-agent.canary"_s},
            {u"WINDOWS_TASK_NAME"_s, u"WsAgent Gateway (canary)"_s},
            {u"SERVICE_MARKER"_s, u"ws-agent"_s},
            {u"SERVICE_KIND"_s, u"gateway"_s},
            {u"SERVICE_VERSION"_s, u"0.1.0"_s},
        };
        for (const auto &[name, value] : variables)
            m_home->environment.insert(u"WS_AGENT_"_s + name, value);
    }

    /// Reading the config and what it says of running, as a proof of isolation needs; nothing else.
    bool isLook(const QString &operation) const
    {
        const QString what = operation.section(u' ', 0, 0);
        const QString path = operation.section(u' ', 1);
        static const QStringList files{u"/ws-agent.json"_s, u"/gateway.runtime.json"_s, u"/.env"_s};
        const bool reads = what == u"read"_s || what.startsWith(u"open"_s);
        return reads && (path == canaryDir() ||
                         std::any_of(files.begin(), files.end(),
                                     [&](const QString &file) { return path == canaryDir() + file; }));
    }

    std::unique_ptr<test::CliHome> m_home;
};

WSAGENT_TEST_WITH(QCoreApplication, TestPoisonedEnv)
#include "tst_poisonedenv.moc"
