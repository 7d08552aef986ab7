#include "gateway/config/reloadplan.h"
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

/// The plan in words: "gateway isolation heartbeat channel:irc".
QString words(const ReloadPlan &plan)
{
    QStringList list;
    if (plan.restartGateway)
        list.append(u"gateway"_s);
    if (plan.validateIsolation)
        list.append(u"isolation"_s);
    if (plan.swapGatewaySecret)
        list.append(u"swap"_s);
    if (plan.resolveSecrets)
        list.append(u"secrets"_s);
    QStringList parts = plan.restartComponents.values();
    for (const QString &channel : plan.restartChannels)
        parts.append(u"channel:"_s + channel);
    parts.sort();
    return (list + parts).join(u' ');
}

} // namespace

class TestReloadPlan : public QObject
{
    Q_OBJECT

private slots:
    void oneChange_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *path, const char *expected) {
            QTest::newRow(path) << QString::fromLatin1(path) << QString::fromLatin1(expected);
        };

        row("gateway.remote.url", "");
        row("gateway.reload.mode", "");
        row("ui.seamColor", "");
        row("wizard.lastRun", "");
        row("meta.lastTouchedAt", "");
        row("logging.level", "");
        row("models.providers.x.baseUrl", "");
        row("agents.defaults.timeoutSeconds", "");
        row("tools.exec.timeoutSec", "");
        row("bindings", "");
        row("broadcast.peer", "");
        row("messages.queue.cap", "");
        row("commands.bash", "");
        row("session.scope", "");
        row("skills.load.watch", "");
        row("talk.voice", "");
        row("auth.order.x", "");
        row("approvals.exec.enabled", "");
        row("env.vars.A", "");
        row("secrets.providers.x.path", "secrets");
        row("agents.defaults.heartbeat.every", "heartbeat");
        row("agents.list[0].heartbeat.every", "heartbeat");
        row("agents.list[0].name", "");
        row("hooks.path", "hooks");
        row("hooks.mappings", "hooks");
        row("cron.enabled", "cron");
        row("browser.headless", "browser");
        row("browser.profiles.x.cdpPort", "browser");
        row("browser.controlPort", "isolation browser");
        row("browser.enabled", "isolation browser");
        row("channels.irc.nick", "channel:irc");
        row("channels.irc.accounts.work.nick", "channel:irc/work");
        row("channels.irc.accounts.work", "channel:irc/work");
        row("channels.defaults.groupPolicy", "channel:*");
        row("gateway.auth.token", "swap");
        row("gateway.auth.password", "swap");
        row("gateway.auth.mode", "gateway");
        row("gateway.auth.rateLimit.maxAttempts", "");
        row("gateway.auth.allowTailscale", "gateway");
        row("gateway.trustedProxies", "");
        row("gateway.controlUi.allowedOrigins", "");
        row("gateway.controlUi.basePath", "gateway");
        row("gateway.port", "gateway isolation");
        row("gateway.bind", "gateway isolation");
        row("gateway.tls.enabled", "gateway");
        row("discovery.mdns.mode", "gateway");
        row("canvasHost.root", "gateway");
        row("diagnostics.metrics.path", "gateway");
        row("diagnostics.flags", "");
        row("env.shellEnv.enabled", "gateway");
        row("env.NAME", "gateway");
        row("unheard.of", "gateway");
    }

    void oneChange()
    {
        QFETCH(QString, path);
        QFETCH(QString, expected);
        const QJsonObject base =
            json(R"({"gateway": {"auth": {"mode": "token"}}, "agents": {"list": [{"id": "a"}]}})");
        const QJsonObject changed = withValueAt(base, *parseJsonPath(path), u"changed"_s).toObject();

        QCOMPARE(words(planReload(base, changed, m_schema)), expected);
        QCOMPARE(words(planReload(changed, base, m_schema)), expected);
        QVERIFY(planReload(base, base, m_schema).isEmpty());
    }

    void severalChanges_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QStringList>("paths");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &before, const QByteArray &after,
                            const QStringList &paths, const QString &expected) {
            QTest::newRow(name) << before << after << paths << expected;
        };

        row("a list is one change", R"({"agents": {"list": [{"id": "a"}]}})",
            R"({"agents": {"list": [{"id": "a"}, {"id": "b", "name": "B"}]}})", {u"agents.list"_s}, {});
        row("a new agent with a heartbeat", R"({"agents": {"list": [{"id": "a"}]}})",
            R"({"agents": {"list": [{"id": "a"}, {"id": "b", "heartbeat": {"every": "1h"}}]}})",
            {u"agents.list"_s}, u"heartbeat"_s);
        row("token and mode", R"({"gateway": {"auth": {"token": "a"}}})",
            R"({"gateway": {"auth": {"mode": "password", "password": "b"}}})",
            {u"gateway.auth.mode"_s, u"gateway.auth.password"_s, u"gateway.auth.token"_s}, u"gateway"_s);
        row("a secret that implies another mode", R"({"gateway": {"auth": {"token": "a"}}})",
            R"({"gateway": {"auth": {"password": "b"}}})",
            {u"gateway.auth.password"_s, u"gateway.auth.token"_s}, u"gateway"_s);
        row("a token becomes a reference", R"({"gateway": {"auth": {"token": "a"}}})",
            R"({"gateway": {"auth": {"token": {"source": "env", "id": "T"}}}})",
            {u"gateway.auth.token.id"_s, u"gateway.auth.token.source"_s}, u"swap"_s);
        row("two accounts of one channel", R"({"channels": {"irc": {"accounts": {"a": {"nick": "x"}}}}})",
            R"({"channels": {"irc": {"accounts": {"a": {"nick": "y"}, "b": {"nick": "z"}}}}})",
            {u"channels.irc.accounts.a.nick"_s, u"channels.irc.accounts.b.nick"_s},
            u"channel:irc/a channel:irc/b"_s);
        row("a channel and its account", R"({"channels": {"irc": {"accounts": {"a": {"nick": "x"}}}}})",
            R"({"channels": {"irc": {"host": "h", "accounts": {"a": {"nick": "y"}}}}})",
            {u"channels.irc.accounts.a.nick"_s, u"channels.irc.host"_s}, u"channel:irc"_s);
        row("a channel goes", R"({"channels": {"irc": {"host": "h"}, "xmpp": {"jid": "j"}}})",
            R"({"channels": {"xmpp": {"jid": "j"}}})", {u"channels.irc.host"_s}, u"channel:irc"_s);
        row("an object becomes a text", R"({"agents": {"defaults": {"model": {"primary": "a/b"}}}})",
            R"({"agents": {"defaults": {"model": "a/b"}}})", {u"agents.defaults.model.primary"_s}, {});
        row("an empty object comes", R"({})", R"({"channels": {"irc": {}}})", {u"channels.irc"_s},
            u"channel:irc"_s);
    }

    void severalChanges()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QStringList, paths);
        QFETCH(QString, expected);

        const ReloadPlan plan = planReload(json(before), json(after), m_schema);
        QCOMPARE(plan.changedPaths, paths);
        QCOMPARE(words(plan), expected);
    }

private:
    ConfigSchema m_schema;
};

WSAGENT_TEST(TestReloadPlan)
#include "tst_reloadplan.moc"
