#include "gateway/config/configschema.h"
#include "gateway/config/retiredkeys.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QJsonObject json(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

} // namespace

class TestRetiredKeys : public QObject
{
    Q_OBJECT

private slots:
    void repair_data()
    {
        QTest::addColumn<QByteArray>("old");
        QTest::addColumn<QStringList>("warned");
        QTest::addColumn<QByteArray>("mended");
        QTest::addColumn<QByteArray>("read");
        const auto row = [](const char *name, const QByteArray &old, const QStringList &warned,
                            const QByteArray &mended, const QByteArray &read) {
            QTest::newRow(name) << old << warned << mended << read;
        };

        row("nothing retired", R"({"gateway": {"port": 1}})", {}, R"({"gateway": {"port": 1}})",
            R"({"gateway": {"port": 1}})");
        row("token", R"({"gateway": {"token": "t"}})", {u"gateway.token"_s},
            R"({"gateway": {"auth": {"token": "t"}}})", R"({"gateway": {}})");
        row("token beside its successor", R"({"gateway": {"token": "t", "auth": {"token": "n"}}})",
            {u"gateway.token"_s}, R"({"gateway": {"auth": {"token": "n"}}})",
            R"({"gateway": {"auth": {"token": "n"}}})");
        row("canvas port", R"({"canvasHost": {"port": 18793, "root": "/c"}})", {u"canvasHost.port"_s},
            R"({"canvasHost": {"root": "/c"}})", R"({"canvasHost": {"root": "/c"}})");
        row("bridge", R"({"bridge": {"port": 1}})", {u"bridge"_s}, R"({})", R"({})");
        row("control address here", R"({"browser": {"controlUrl": "http://127.0.0.1:18791"}})",
            {u"browser.controlUrl"_s}, R"({"browser": {"controlPort": 18791}})", R"({"browser": {}})");
        row("control address elsewhere", R"({"browser": {"controlUrl": "http://10.0.0.7:18791"}})",
            {u"browser.controlUrl"_s}, R"({"browser": {}})", R"({"browser": {}})");
        row("idle minutes", R"({"session": {"idleMinutes": 30}})", {u"session.idleMinutes"_s},
            R"({"session": {"reset": {"mode": "idle", "idleMinutes": 30}}})",
            R"({"session": {"reset": {"mode": "idle", "idleMinutes": 30}}})");
        row("idle minutes beside a rule", R"({"session": {"idleMinutes": 30, "reset": {"atHour": 5}}})",
            {u"session.idleMinutes"_s}, R"({"session": {"reset": {"atHour": 5, "idleMinutes": 30}}})",
            R"({"session": {"reset": {"atHour": 5, "idleMinutes": 30}}})");
        row("agents as a map", R"({"agents": {"entries": {"a": {"name": "A"}, "b": {}}}})",
            {u"agents.entries"_s}, R"({"agents": {"list": [{"id": "a", "name": "A"}, {"id": "b"}]}})",
            R"({"agents": {}})");
        row("agent",
            R"({"agent": {"workspace": "/w", "timeoutSeconds": 5}, "agents": {"defaults": {"timeoutSeconds": 9}}})",
            {u"agent"_s}, R"({"agents": {"defaults": {"workspace": "/w", "timeoutSeconds": 9}}})",
            R"({"agents": {"defaults": {"timeoutSeconds": 9}}})");
        row("routing",
            R"({"routing": {"bindings": [], "groupChat": {"historyLimit": 3}, "allowFrom": ["x"]}})",
            {u"routing"_s}, R"({"bindings": [], "messages": {"groupChat": {"historyLimit": 3}}})", R"({})");
        row("identity without agents", R"({"identity": {"name": "N"}})", {u"identity"_s},
            R"({"agents": {"list": [{"id": "main", "identity": {"name": "N"}}]}})", R"({})");
        row("identity with agents", R"({"identity": {"name": "N"}, "agents": {"list": [{"id": "x"}]}})",
            {u"identity"_s}, R"({"agents": {"list": [{"id": "x", "identity": {"name": "N"}}]}})",
            R"({"agents": {"list": [{"id": "x"}]}})");
        row("agents as a map, and an identity",
            R"({"agents": {"entries": {"a": {"name": "A"}, "b": {}}}, "identity": {"name": "N"}})",
            {u"agents.entries"_s, u"identity"_s},
            R"({"agents": {"list": [{"id": "a", "name": "A", "identity": {"name": "N"}}, {"id": "b"}]}})",
            R"({"agents": {}})");
        row("agents as a map, one of them the default",
            R"({"agents": {"entries": {"a": {}, "b": {}}, "defaults": {"systemAgent": {"agentId": "b"}}}})",
            {u"agents.entries"_s},
            R"({"agents": {"list": [{"id": "a"}, {"id": "b", "default": true}], "defaults": {}}})",
            R"({"agents": {"defaults": {}}})");
        row("an old key in an old map",
            R"({"agents": {"entries": {"a": {"sandbox": {"perSession": true}}}}})", {u"agents.entries"_s},
            R"({"agents": {"list": [{"id": "a", "sandbox": {"scope": "session"}}]}})", R"({"agents": {}})");
        row("an old key below an old one", R"({"agent": {"sandbox": {"perSession": false}}})", {u"agent"_s},
            R"({"agents": {"defaults": {"sandbox": {"scope": "shared"}}}})", R"({})");
        row("an old queue in an old place", R"({"routing": {"queue": {"mode": "queue"}}})", {u"routing"_s},
            R"({"messages": {"queue": {"mode": "steer"}}})", R"({})");
        row("an old channel with old keys", R"({"slack": {"dm": {"policy": "open", "allowFrom": ["*"]}}})",
            {u"slack"_s}, R"({"channels": {"slack": {"dmPolicy": "open", "allowFrom": ["*"], "dm": {}}}})",
            R"({})");
        row("two that become members of one",
            R"({"agent": {"timeoutSeconds": 5}, "agents": {"entries": {"x": {}}}, "identity": {"name": "N"}, )"
            R"("telegram": {"botToken": "t"}, "irc": {"enabled": true}})",
            {u"agents.entries"_s, u"agent"_s, u"identity"_s, u"telegram"_s, u"irc"_s},
            R"({"agents": {"list": [{"id": "x", "identity": {"name": "N"}}], "defaults": {"timeoutSeconds": 5}}, )"
            R"("channels": {"telegram": {"botToken": "t"}, "irc": {"enabled": true}}})",
            R"({"agents": {}})");
        row("channel at the root", R"({"telegram": {"botToken": "t"}})", {u"telegram"_s},
            R"({"channels": {"telegram": {"botToken": "t"}}})", R"({})");
        row("direct messages",
            R"({"channels": {"slack": {"dm": {"policy": "open", "allowFrom": ["*"], "enabled": true}}}})",
            {u"channels.slack.dm.policy"_s, u"channels.slack.dm.allowFrom"_s},
            R"({"channels": {"slack": {"dmPolicy": "open", "allowFrom": ["*"], "dm": {"enabled": true}}}})",
            R"({"channels": {"slack": {"dmPolicy": "open", "allowFrom": ["*"], "dm": {"enabled": true}}}})");
        row("direct messages of an account",
            R"({"channels": {"matrix": {"accounts": {"a.b": {"dm": {"policy": "disabled"}}}}}})",
            {u"channels.matrix.accounts[\"a.b\"].dm.policy"_s},
            R"({"channels": {"matrix": {"accounts": {"a.b": {"dmPolicy": "disabled", "dm": {}}}}}})",
            R"({"channels": {"matrix": {"accounts": {"a.b": {"dmPolicy": "disabled", "dm": {}}}}}})");
        row("queue mode", R"({"messages": {"queue": {"mode": "queue", "byChannel": {"irc": "queue"}}}})",
            {u"messages.queue.mode"_s, u"messages.queue.byChannel.irc"_s},
            R"({"messages": {"queue": {"mode": "steer", "byChannel": {"irc": "steer"}}}})",
            R"({"messages": {"queue": {"mode": "steer", "byChannel": {"irc": "steer"}}}})");
        row("speech", R"({"messages": {"tts": {"enabled": true}}})", {u"messages.tts.enabled"_s},
            R"({"messages": {"tts": {"auto": "always"}}})", R"({"messages": {"tts": {}}})");
        row("sandbox", R"({"agents": {"defaults": {"sandbox": {"perSession": true}}}})",
            {u"agents.defaults.sandbox.perSession"_s},
            R"({"agents": {"defaults": {"sandbox": {"scope": "session"}}}})",
            R"({"agents": {"defaults": {"sandbox": {}}}})");
        row("bind address, an error and therefore no warning", R"({"gateway": {"bind": "10.0.0.5"}})", {},
            R"({"gateway": {"bind": "custom", "customBindHost": "10.0.0.5"}})",
            R"({"gateway": {"bind": "10.0.0.5"}})");
    }

    void repair()
    {
        QFETCH(QByteArray, old);
        QFETCH(QStringList, warned);
        QFETCH(QByteArray, mended);
        QFETCH(QByteArray, read);
        const QJsonObject config = json(old);

        QStringList paths;
        for (const ConfigIssue &issue : retiredKeys(config)) {
            QCOMPARE(issue.level, ConfigIssue::Level::Warning);
            QCOMPARE(issue.code, u"config.retired_key"_s);
            QVERIFY(!issue.message.isEmpty());
            paths.append(issue.path);
        }
        QCOMPARE(paths, warned);

        QJsonValue tree = config;
        for (const JsonEdit &edit : retiredKeyEdits(config))
            tree = withValueAt(tree, edit.path, edit.value);
        QCOMPARE(tree.toObject(), json(mended));
        QVERIFY(retiredKeyEdits(tree.toObject()).isEmpty());
        QVERIFY(ConfigSchema().unknownKeys(tree.toObject()).isEmpty());
        QVERIFY(ConfigSchema().validate(tree.toObject()).isEmpty());

        QCOMPARE(withoutRetiredKeys(config), json(read));
    }

    /// The first one is the default agent.
    void agentsKeepTheirOrder()
    {
        const QByteArray text = "{agents: {entries: {zoe: {}, /* the second */ 'adam': {}, mia: {}}}}";
        const auto file = Json5Document::parse(text);
        QVERIFY(bool(file));
        const QStringList order = agentsInOrder(*file);
        QCOMPARE(order, (QStringList{u"zoe"_s, u"adam"_s, u"mia"_s}));
        const QList<JsonEdit> edits = retiredKeyEdits(file->value().toObject(), order);
        QStringList ids;
        for (const QJsonValue &agent : edits.first().value.toArray())
            ids += agent["id"_L1].toString();
        QCOMPARE(ids, order);
        QVERIFY(agentsInOrder({}).isEmpty());
    }

    void bindMode_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("mode");

        QTest::newRow("all of IPv4") << u"0.0.0.0"_s << u"lan"_s;
        QTest::newRow("all of IPv6") << u"::"_s << u"lan"_s;
        QTest::newRow("this computer") << u"127.0.0.1"_s << u"loopback"_s;
        QTest::newRow("this computer by name") << u"localhost"_s << u"loopback"_s;
        QTest::newRow("one address") << u"192.168.1.10"_s << u"custom"_s;
        QTest::newRow("no address") << u"256.1.1.1"_s << QString();
        QTest::newRow("a mode") << u"lan"_s << QString();
    }

    void bindMode()
    {
        QFETCH(QString, host);
        QFETCH(QString, mode);

        QCOMPARE(bindModeFor(host), mode);
    }
};

WSAGENT_TEST(TestRetiredKeys)
#include "tst_retiredkeys.moc"
