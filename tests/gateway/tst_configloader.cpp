#include "gateway/config/configloader.h"
#include "gateway/config/dotenv.h"
#include "tests/support/testprogram.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QStringList texts(const QList<ConfigIssue> &issues)
{
    QStringList list;
    for (ConfigIssue issue : issues) {
        issue.at.reset();
        list.append(toString(issue));
    }
    return list;
}

} // namespace

class TestConfigLoader : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void positions_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");

        QTest::newRow("syntax") << "{\n  gateway: ]"_ba << u"line 2, column 12"_s;
        QTest::newRow("wrong type") << "{\n  gateway: {\n    port: 'x'\n  }\n}"_ba
                                    << u"gateway.port (line 3, column 11)"_s;
        QTest::newRow("missing key, shown at its parent")
            << "{\n  gateway: { bind: 'lan' } }"_ba << u"gateway.auth.token (line 2, column 12)"_s;
        QTest::newRow("no object") << "[]"_ba << u"the config must be an object"_s;
    }

    void positions()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);

        const LoadedConfig loaded = evaluateConfig(text, source(), m_schema);

        QCOMPARE(loaded.errors.size(), 1);
        QVERIFY2(toString(loaded.errors.first()).startsWith(expected),
                 qPrintable(toString(loaded.errors.first())));
    }

    void warnings_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &text, const QString &expected) {
            QTest::newRow(name) << text << expected;
        };

        row("unknown key", "{ gateway: { prot: 1 } }",
            u"gateway.prot: unknown key, ignored; did you mean gateway.port?"_s);
        row("unknown section", "{ zzzzzzzzz: {} }", u"zzzzzzzzz: unknown key, ignored"_s);
        row("unknown key in a list", "{ agents: { list: [{ id: 'a', nmae: 'A' }] } }",
            u"agents.list[0].nmae: unknown key, ignored; did you mean agents.list[0].name?"_s);
        row("retired key", "{ gateway: { token: 'x' } }",
            u"gateway.token: is called gateway.auth.token now"_s);
        row("missing variable", "{ gateway: { remote: { url: 'ws://${NO_SUCH_HOST}/' } } }",
            u"gateway.remote.url: the variable NO_SUCH_HOST is not set"_s);
        row("newer file", "{ meta: { lastTouchedVersion: '999.1.0' } }",
            u"meta.lastTouchedVersion: the file was written by the newer version 999.1.0; this is 0.1.0"_s);
        row("binding of an unknown agent", "{ bindings: [{ agentId: 'x', match: { channel: 'irc' } }] }",
            u"bindings[0].agentId: there is no agent \"x\"; the default agent answers instead"_s);
    }

    void warnings()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);

        const LoadedConfig loaded = evaluateConfig(text, source(), m_schema);

        QVERIFY2(loaded.isValid(), qPrintable(texts(loaded.errors).join(u'\n')));
        QCOMPARE(texts(loaded.warnings), QStringList{expected});
        QVERIFY(m_schema.unknownKeys(loaded.effective).isEmpty());
    }

    void errors_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("path"); // empty: there is no error
        const auto row = [](const char *name, const QByteArray &text, const QString &path) {
            QTest::newRow(name) << text << path;
        };

        row("nothing", "{}", {});
        row("$schema", "{ $schema: 'https://example.org' }", {});
        row("wrong type", "{ gateway: { port: 'x' } }", u"gateway.port"_s);
        row("infinite", "{ gateway: { port: Infinity } }", u"gateway.port"_s);
        row("address for bind", "{ gateway: { bind: '0.0.0.0' } }", u"gateway.bind"_s);
        row("token and password without a mode", "{ gateway: { auth: { token: 'a', password: 'b' } } }",
            u"gateway.auth.mode"_s);
        row("token and password with a mode",
            "{ gateway: { auth: { mode: 'token', token: 'a', password: 'b' } } }", {});
        row("proxy without its header", "{ gateway: { auth: { mode: 'trusted-proxy' } } }",
            u"gateway.auth.trustedProxy.userHeader"_s);
        row("custom without address", "{ gateway: { bind: 'custom', auth: { token: 'a' } } }",
            u"gateway.customBindHost"_s);
        row("custom with an impossible address",
            "{ gateway: { bind: 'custom', customBindHost: '300.1.1.1', auth: { token: 'a' } } }",
            u"gateway.customBindHost"_s);
        row("custom that stays here", "{ gateway: { bind: 'custom', customBindHost: '127.0.0.1' } }", {});
        row("wide without a secret", "{ gateway: { bind: 'lan' } }", u"gateway.auth.token"_s);
        row("wide with a blank secret", "{ gateway: { bind: 'auto', auth: { token: '  ' } } }",
            u"gateway.auth.token"_s);
        row("wide with a token", "{ gateway: { bind: 'lan', auth: { token: 'a' } } }", {});
        row("wide with a reference",
            "{ gateway: { bind: 'lan', auth: { token: { source: 'env', id: 'A' } } } }", {});
        row("wide with a password alone", "{ gateway: { bind: 'lan', auth: { password: 'a' } } }", {});
        row("wide in password mode with a token",
            "{ gateway: { bind: 'lan', auth: { mode: 'password', token: 'a' } } }",
            u"gateway.auth.password"_s);
        row("wide without authentication", "{ gateway: { bind: 'tailnet', auth: { mode: 'none' } } }",
            u"gateway.auth.mode"_s);
        row("here without authentication", "{ gateway: { auth: { mode: 'none' } } }", {});
        row("missing variable of a secret", "{ gateway: { auth: { token: '${NO_SUCH_TOKEN}' } } }",
            u"gateway.auth.token"_s);
        row("funnel with a token", "{ gateway: { auth: { token: 'a' }, tailscale: { mode: 'funnel' } } }",
            u"gateway.tailscale.mode"_s);
        row("funnel with a password",
            "{ gateway: { auth: { password: 'a' }, tailscale: { mode: 'funnel' } } }", {});
        row("certificate without key", "{ gateway: { tls: { certPath: '/c' } } }", u"gateway.tls.keyPath"_s);
        row("open to nobody", "{ channels: { irc: { dmPolicy: 'open' } } }", u"channels.irc.dmPolicy"_s);
        row("open to everybody", "{ channels: { irc: { dmPolicy: 'open', allowFrom: ['*'] } } }", {});
        row("account open by the list of the channel",
            "{ channels: { irc: { allowFrom: ['*'], accounts: { a: { dmPolicy: 'open' } } } } }", {});
        row("account open to nobody", "{ channels: { irc: { accounts: { a: { dmPolicy: 'open' } } } } }",
            u"channels.irc.accounts.a.dmPolicy"_s);
        row("older spelling, open to nobody", "{ channels: { slack: { dm: { policy: 'open' } } } }",
            u"channels.slack.dmPolicy"_s);
        row("both spellings alike",
            "{ channels: { slack: { dmPolicy: 'disabled', dm: { policy: 'disabled' } } } }", {});
        row("both spellings at odds",
            "{ channels: { slack: { dmPolicy: 'pairing', dm: { policy: 'disabled' } } } }",
            u"channels.slack.dm.policy"_s);
        row("webhook without a secret", "{ channels: { telegram: { webhookUrl: 'https://h/' } } }",
            u"channels.telegram.webhookSecret"_s);
        row("slack over http without a secret", "{ channels: { slack: { mode: 'http' } } }",
            u"channels.slack.signingSecret"_s);
        row("two agents of one name", "{ agents: { list: [{ id: 'a' }, { id: 'A' }] } }",
            u"agents.list[1].id"_s);
        row("two agents in one directory",
            "{ agents: { list: [{ id: 'a', agentDir: '/x' }, { id: 'b', agentDir: '/x/' }] } }",
            u"agents.list[1].agentDir"_s);
        row("broadcast to an unknown agent", "{ broadcast: { 'peer.1': ['x'] } }",
            u"broadcast[\"peer.1\"][0]"_s);
        row("broadcast to the main agent", "{ broadcast: { peer: ['main'] } }", {});
        row("hooks without a token", "{ hooks: { enabled: true } }", u"hooks.token"_s);
        row("hooks with the secret of the gateway",
            "{ gateway: { auth: { token: 'a' } }, hooks: { enabled: true, token: 'a' } }", u"hooks.token"_s);
        row("hooks at the root, with more of it", "{ hooks: { path: '//' } }", u"hooks.path"_s);
        row("a header with a second line",
            "{ gateway: { http: { securityHeaders: { strictTransportSecurity: 'a\\nb: c' } } } }",
            u"gateway.http.securityHeaders.strictTransportSecurity"_s);
        row("hooks at the root", "{ hooks: { path: '/' } }", u"hooks.path"_s);
        row("hooks without a slash", "{ hooks: { path: 'hooks' } }", u"hooks.path"_s);
        row("allow and alsoAllow", "{ tools: { allow: ['a'], alsoAllow: ['b'] } }", u"tools.alsoAllow"_s);
        row("allow and alsoAllow of an agent",
            "{ agents: { list: [{ id: 'a', tools: { allow: ['a'], alsoAllow: ['b'] } }] } }",
            u"agents.list[0].tools.alsoAllow"_s);
    }

    void errors()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, path);

        const LoadedConfig loaded = evaluateConfig(text, source(), m_schema);

        QCOMPARE(loaded.errors.size(), path.isEmpty() ? 0 : 1);
        if (!path.isEmpty())
            QCOMPARE(loaded.errors.first().path, path);
        QVERIFY(m_schema.validate(loaded.effective).isEmpty());
    }

    void effective_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QJsonValue>("expected");
        const auto row = [](const char *name, const QByteArray &text, const QString &path,
                            const QJsonValue &expected) {
            QTest::newRow(name) << text << path << expected;
        };

        row("default", "{}", u"gateway.reload.debounceMs"_s, 300);
        row("default beside a value", "{ gateway: { reload: { mode: 'off' } } }",
            u"gateway.reload.debounceMs"_s, 300);
        row("no default for what is absent by choice", "{}", u"channels.irc"_s, QJsonValue::Undefined);
        row("default of a channel that is there", "{ channels: { irc: {} } }", u"channels.irc.dmPolicy"_s,
            u"pairing"_s);
        row("no default where a channel is overridden", "{ channels: { irc: { accounts: { a: {} } } } }",
            u"channels.irc.accounts.a.dmPolicy"_s, QJsonValue::Undefined);
        row("no default where an agent overrides", "{ agents: { list: [{ id: 'a', heartbeat: {} }] } }",
            u"agents.list[0].heartbeat.every"_s, QJsonValue::Undefined);
        row("default of a map entry", "{ models: { providers: { x: { models: [{ id: 'm' }] } } } }",
            u"models.providers.x.models[0].contextWindow"_s, 200000);
        row("good keys beside a wrong one", "{ gateway: { port: 'x', bind: 'auto', auth: { token: 'a' } } }",
            u"gateway.bind"_s, u"auto"_s);
        row("default for a wrong one", "{ gateway: { reload: { debounceMs: -1 } } }",
            u"gateway.reload.debounceMs"_s, 300);
        row("an entry without its id goes", "{ agents: { list: [{ name: 'x' }, { id: 'b' }] } }",
            u"agents.list[0].id"_s, u"b"_s);
        row("a broken file leaves the defaults", "{ gateway: ", u"gateway.bind"_s, u"loopback"_s);
        row("older spelling still understood", "{ channels: { slack: { dm: { policy: 'disabled' } } } }",
            u"channels.slack.dmPolicy"_s, u"disabled"_s);
        row("a password implies the mode", "{ gateway: { auth: { password: 'p' } } }", u"gateway.auth.mode"_s,
            u"password"_s);
        row("home in a path", "{ agents: { defaults: { workspace: '~/w' } } }",
            u"agents.defaults.workspace"_s, u"/home/u/w"_s);
        row("no home in another text", "{ ui: { seamColor: '~/w' } }", u"ui.seamColor"_s, u"~/w"_s);
        row("home in a list of paths", "{ skills: { load: { extraDirs: ['~'] } } }",
            u"skills.load.extraDirs[0]"_s, u"/home/u"_s);
        row("variable", "{ ui: { seamColor: 'a${GIVEN}b' } }", u"ui.seamColor"_s, u"agivenb"_s);
        row("escaped variable", "{ ui: { seamColor: '$${GIVEN}' } }", u"ui.seamColor"_s, u"${GIVEN}"_s);
        row("missing variable", "{ ui: { seamColor: '${NO_SUCH}' } }", u"ui.seamColor"_s, u"${NO_SUCH}"_s);
        row("empty variable", "{ ui: { seamColor: '${EMPTY}' } }", u"ui.seamColor"_s, u"${EMPTY}"_s);
        row("no variable at all", "{ ui: { seamColor: '$GIVEN ${given} ${} $' } }", u"ui.seamColor"_s,
            u"$GIVEN ${given} ${} $"_s);
        row("keys stay", "{ env: { vars: { '${GIVEN}': 'x' } } }", u"env.vars[\"${GIVEN}\"]"_s, u"x"_s);
        row("variable of the config", "{ env: { vars: { MINE: 'm' } }, ui: { seamColor: '${MINE}' } }",
            u"ui.seamColor"_s, u"m"_s);
        row("variable of the config, short form",
            "{ env: { MINE: 'm${GIVEN}' }, ui: { seamColor: '${MINE}' } }", u"ui.seamColor"_s, u"mgiven"_s);
        row("given variables win", "{ env: { vars: { GIVEN: 'm' } }, ui: { seamColor: '${GIVEN}' } }",
            u"ui.seamColor"_s, u"given"_s);
    }

    void effective()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, path);
        QFETCH(QJsonValue, expected);
        ConfigSource given = source();
        given.home = u"/home/u"_s;
        given.environment.insert(u"GIVEN"_s, u"given"_s);
        given.environment.insert(u"EMPTY"_s, QString());

        const LoadedConfig loaded = evaluateConfig(text, given, m_schema);

        QCOMPARE(valueAt(loaded.effective, *parseJsonPath(path)), expected);
        QVERIFY(m_schema.validate(loaded.effective).isEmpty());
    }

    void environmentFiles_data()
    {
        QTest::addColumn<QString>("currentDir");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("expected");

        QTest::newRow("current directory before state directory") << u"here"_s << u"BOTH"_s << u"here"_s;
        QTest::newRow("state directory") << u"here"_s << u"STATE_ONLY"_s << u"state"_s;
        QTest::newRow("credential of an ordinary directory") << u"here"_s << u"OPENAI_API_KEY"_s << u"here"_s;
        QTest::newRow("no instance variables from the current directory")
            << u"here"_s << u"WS_AGENT_GATEWAY_TOKEN"_s << u"state"_s;
        QTest::newRow("no credential from a workspace") << u"work"_s << u"OPENAI_API_KEY"_s << QString();
        QTest::newRow("other variables from a workspace") << u"work"_s << u"BOTH"_s << u"work"_s;
        QTest::newRow("no credential from below a workspace")
            << u"work/sub"_s << u"OPENAI_API_KEY"_s << QString();
        QTest::newRow("no credential from an agent's workspace")
            << u"agent"_s << u"TELEGRAM_BOT_TOKEN"_s << QString();
        QTest::newRow("no credential from the default workspace")
            << u"default"_s << u"SLACK_APP_TOKEN"_s << QString();
        QTest::newRow("given variables win") << u"here"_s << u"GIVEN"_s << u"given"_s;
        QTest::newRow("the config comes last") << u"here"_s << u"STATE_ONLY"_s << u"state"_s;
    }

    void environmentFiles()
    {
        QFETCH(QString, currentDir);
        QFETCH(QString, name);
        QFETCH(QString, expected);
        for (const auto &directory : {u"here"_s, u"work"_s, u"work/sub"_s, u"agent"_s, u"default"_s}) {
            const QByteArray who = directory.toUtf8();
            write(directory + u"/.env"_s,
                  "BOTH=" + who + "\nGIVEN=" + who + "\nWS_AGENT_GATEWAY_TOKEN=" + who + "\nOPENAI_API_KEY=" +
                      who + "\nTELEGRAM_BOT_TOKEN=" + who + "\nSLACK_APP_TOKEN=" + who + "\n");
        }
        write(u"state/.env"_s, "BOTH=state\nSTATE_ONLY=state\nGIVEN=state\nWS_AGENT_GATEWAY_TOKEN=state\n");
        ConfigSource given = source();
        given.stateDir = path(u"state"_s);
        given.home = m_dir->path();
        given.currentDir = path(currentDir);
        given.defaultWorkspace = path(u"default"_s);
        given.environment.insert(u"GIVEN"_s, u"given"_s);

        const LoadedConfig loaded = evaluateConfig("{ agents: { defaults: { workspace: '~/work' },"
                                                   "  list: [{ id: 'a', workspace: '" +
                                                       path(u"agent"_s).toUtf8() +
                                                       "' }] }, env: { vars: { STATE_ONLY: 'config' } } }",
                                                   given, m_schema);

        QVERIFY(loaded.isValid());
        QCOMPARE(loaded.environment.value(name), expected);
    }

    void dotEnv_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected"); // name=value, joined by |

        QTest::newRow("plain") << "A=1\nB=two words \n"_ba << u"A=1|B=two words"_s;
        QTest::newRow("export and spaces") << "export A = 1\n  B=2"_ba << u"A=1|B=2"_s;
        QTest::newRow("comments") << "# A=1\nB=2 # two\nC=a#b\n#\n"_ba << u"B=2|C=a#b"_s;
        QTest::newRow("quotes") << "A=\"a # b\" # c\nB='x\\n'\nC=\"x\\ny\\\"\"\n"_ba
                                << u"A=a # b|B=x\\n|C=x\ny\""_s;
        QTest::newRow("several lines") << "A=\"one\ntwo\"\nB=3"_ba << u"A=one\ntwo|B=3"_s;
        QTest::newRow("quote that never ends") << "A=\"one\nB=2"_ba << u"A=\"one|B=2"_s;
        QTest::newRow("empty value") << "A=\nB=''"_ba << u"A=|B="_s;
        QTest::newRow("nonsense") << "A B=1\n1C=2\nnothing\n=3\nD=4"_ba << u"D=4"_s;
        QTest::newRow("carriage returns") << "A=1\r\nB=2\r\n"_ba << u"A=1|B=2"_s;
    }

    void dotEnv()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);

        QStringList found;
        const auto variables = parseDotEnv(text);
        for (const auto &[name, value] : variables)
            found.append(name + u'=' + value);
        QCOMPARE(found.join(u'|'), expected);
    }

    void aMissingFileMeansDefaults()
    {
        const LoadedConfig loaded = loadConfig(source(), m_schema);

        QVERIFY(loaded.isValid());
        QVERIFY(!loaded.exists);
        QCOMPARE(loaded.hash, u"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"_s);
        QCOMPARE(loaded.config.bind, u"loopback"_s);
        QCOMPARE(loaded.config.agents.size(), 1);
        QCOMPARE(loaded.config.agents.first().id, u"main"_s);
    }

    void whatWasRead()
    {
        const QByteArray text = "{ ui: { seamColor: '${NO_SUCH}' } }";
        write(u"ws-agent.json"_s, text);

        const LoadedConfig loaded = loadConfig(source(), m_schema);

        QVERIFY(loaded.exists);
        QCOMPARE(loaded.raw, text);
        QCOMPARE(loaded.hash,
                 QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex()));
        QCOMPARE(loaded.source["ui"_L1]["seamColor"_L1], QJsonValue(u"${NO_SUCH}"_s));
        QCOMPARE(loaded.unresolved, QSet<QString>{u"ui.seamColor"_s});
        QCOMPARE(loaded.files, QStringList{source().configPath});
    }

    void typed()
    {
        ConfigSource given = source();
        given.home = u"/home/u"_s;
        const LoadedConfig loaded = evaluateConfig(
            "{ gateway: { mode: 'local', port: 18789 }, browser: { enabled: false, controlPort: 5 },"
            "  agents: { list: [{ id: 'A', workspace: '~/a' }, { id: 'b', default: true }, { id: 'c', "
            "default: true }] },"
            "  logging: { file: '/l' } }",
            given, m_schema);
        const Config &config = loaded.config;

        QCOMPARE(config.mode, u"local"_s);
        QCOMPARE(config.port, std::optional(18789));
        QCOMPARE(config.authMode, u"token"_s);
        QVERIFY(!config.browserEnabled);
        QCOMPARE(config.browserControlPort, std::optional(5));
        QCOMPARE(config.logFile, u"/l"_s);
        QCOMPARE(config.agents.size(), 3);
        QCOMPARE(config.agents[0].id, u"a"_s);
        QCOMPARE(config.agents[0].workspace, u"/home/u/a"_s);
        QVERIFY(!config.agents[0].isDefault && config.agents[1].isDefault && !config.agents[2].isDefault);
    }

private:
    QString path(const QString &name) const { return m_dir->path() + u'/' + name; }

    ConfigSource source() const
    {
        return {
            .configPath = path(u"ws-agent.json"_s), .stateDir = {}, .home = m_dir->path(), .currentDir = {}};
    }

    void write(const QString &name, const QByteArray &content)
    {
        QVERIFY(QDir().mkpath(QFileInfo(path(name)).absolutePath()));
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    ConfigSchema m_schema;
};

WSAGENT_TEST(TestConfigLoader)
#include "tst_configloader.moc"
