#include "tests/support/servicehome.h"
#include "tests/support/terminalrun.h"
#include "tests/support/testprogram.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// Somebody who presses Enter at every question.
const QByteArray enter = QByteArray(20, '\n');

QStringList watched(const test::ServiceHome &home, const QString &profile)
{
    QStringList names;
    const auto got = home.of(profile, {u"config"_s, u"get"_s, u"rescue.watch"_s, u"--json"_s});
    for (const QJsonValue &name : QJsonDocument::fromJson(got.out).array())
        names += name.toString();
    return names;
}

} // namespace

/// The guide of the mission, "Multiple Gateways", line by line in an empty home.
class TestOnboard : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_home = std::make_unique<test::ServiceHome>(); }

    void theRescueBotGuide()
    {
        // ws-agent onboard
        const QByteArray first = test::runOnTerminal(*m_home, {u"onboard"_s}, enter, m_home->program());
        QVERIFY2(first.contains("Profile default is ready."), first.constData());
        QCOMPARE(port(u"default"_s), u"18789"_s);

        // ws-agent gateway install
        const auto install = m_home->agent({u"gateway"_s, u"install"_s, u"--json"_s});
        QVERIFY2(install.exitCode == 0, (install.out + install.err).constData());

        // ws-agent --profile rescue onboard
        const QByteArray second = test::runOnTerminal(*m_home, {u"--profile"_s, u"rescue"_s, u"onboard"_s},
                                                      enter, m_home->program());
        QVERIFY2(second.contains("Profile rescue is ready."), second.constData());
        QVERIFY2(second.contains("watch over default"), second.constData());
        QVERIFY(QFile::exists(m_home->path(u".ws-agent-rescue/workspace-rescue/AGENTS.md"_s)));
        QVERIFY(port(u"rescue"_s).toInt() - 18789 >= 120);
        QCOMPARE(watched(*m_home, u"rescue"_s), QStringList{u"default"_s});

        // ws-agent --profile rescue gateway install: the dialog has done it already
        const auto again = m_home->of(u"rescue"_s, {u"gateway"_s, u"install"_s, u"--json"_s});
        QVERIFY2(again.exitCode == 0, (again.out + again.err).constData());
        QCOMPARE(again.json()["result"_L1].toString(), u"already-installed"_s);

        QCOMPARE(m_home->agent({u"profiles"_s, u"check"_s, u"--strict"_s}).exitCode, 0);
    }

    void theRecommendedProfiles()
    {
        // ws-agent --profile main setup … --profile rescue gateway install
        for (const QString &profile : {u"main"_s, u"rescue"_s}) {
            QCOMPARE(m_home->of(profile, {u"setup"_s}).exitCode, 0);
            const auto install = m_home->of(profile, {u"gateway"_s, u"install"_s});
            QVERIFY2(install.exitCode == 0, (install.out + install.err).constData());
        }
        // Quick checks
        for (const QString &profile : {u"main"_s, u"rescue"_s}) {
            const auto status = m_home->of(profile, {u"status"_s, u"--json"_s});
            QCOMPARE(status.exitCode, 0);
            QCOMPARE(status.json()["profile"_L1].toString(), profile);
            QVERIFY2(status.json()["gateway"_L1]["reachable"_L1].toBool(), status.out.constData());
            QVERIFY(m_home->of(profile, {u"status"_s}).out.contains("reachable"));
        }
    }

    void setupAtATerminalAsks()
    {
        const QByteArray shown =
            test::runOnTerminal(*m_home, {u"--profile"_s, u"main"_s, u"setup"_s}, enter, m_home->program());
        QVERIFY2(shown.contains("Base port of the gateway [18789]"), shown.constData());
        QVERIFY(shown.contains("Profile main is ready."));
        QVERIFY(QFile::exists(m_home->path(m_home->unitPath(u"ws-agent-gateway-main.service"_s))));
    }

    void everyQuestionAnswered()
    {
        const QByteArray shown = test::runOnTerminal(
            *m_home, {u"--profile"_s, u"main"_s, u"onboard"_s, u"--flow"_s, u"manual"_s},
            "y\n" + m_home->path(u"desk"_s).toUtf8() + "\nnine\n21789\n1\n1\n1\nn\n", m_home->program());
        QVERIFY2(shown.contains("Profile main is ready."), shown.constData());
        QCOMPARE(port(u"main"_s), u"21789"_s);
        QVERIFY(QFile::exists(m_home->path(u"desk/AGENTS.md"_s)));
        QVERIFY(!QFile::exists(m_home->path(m_home->unitPath(u"ws-agent-gateway-main.service"_s))));
    }

    void whoeverSaysNoGetsNothing()
    {
        const QByteArray shown = test::runOnTerminal(*m_home, {u"onboard"_s}, "n\n", m_home->program());
        QVERIFY2(shown.contains("nothing was set up"), shown.constData());
        QVERIFY(!QFile::exists(m_home->path(u".ws-agent/ws-agent.json"_s)));
    }

    void neverAsksAScript()
    {
        const auto silent =
            m_home->of(u"main"_s, {u"onboard"_s, u"--non-interactive"_s, u"--accept-risk"_s,
                                   u"--gateway-port"_s, u"21789"_s, u"--install-daemon"_s, u"--json"_s});
        QVERIFY2(silent.exitCode == 0, (silent.out + silent.err).constData());
        const QJsonObject summary = silent.json();
        QCOMPARE(summary["profile"_L1].toString(), u"main"_s);
        QCOMPARE(summary["gateway"_L1]["port"_L1].toInt(), 21789);
        QCOMPARE(summary["gateway"_L1]["bind"_L1].toString(), u"loopback"_s);
        QCOMPARE(summary["gateway"_L1]["authMode"_L1].toString(), u"token"_s);
        QCOMPARE(summary["daemon"_L1]["installed"_L1].toBool(), true);
        QCOMPARE(summary["health"_L1].toString(), u"running"_s);
        // What the owner has to know of the service.
        const QString warning = summary["warnings"_L1][0].toString();
        QVERIFY2(warning.contains("when you log out"_L1), silent.out.constData());
    }

    void aQuickStartRunsAsAService_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<bool>("installed");

        QTest::newRow("quick") << QStringList{u"--flow"_s, u"quickstart"_s} << true;
        QTest::newRow("quick, but not as a service")
            << QStringList{u"--flow"_s, u"quickstart"_s, u"--no-install-daemon"_s} << false;
        QTest::newRow("step by step") << QStringList{} << false;
    }

    void aQuickStartRunsAsAService()
    {
        QFETCH(QStringList, options);
        QFETCH(bool, installed);

        const auto done = m_home->of(
            u"main"_s, QStringList{u"onboard"_s, u"--non-interactive"_s, u"--accept-risk"_s} + options);

        QVERIFY2(done.exitCode == 0, (done.out + done.err).constData());
        QCOMPARE(QFile::exists(m_home->path(m_home->unitPath(u"ws-agent-gateway-main.service"_s))),
                 installed);
        QVERIFY2(
            done.out.contains(installed ? "  health     it runs\n" : "  health     it does not run yet\n"),
            done.out.constData());
    }

    void missing_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("flag");
        const QStringList script{u"--non-interactive"_s, u"--accept-risk"_s};
        QTest::newRow("no terminal") << QStringList() << QByteArray("--non-interactive");
        QTest::newRow("risk") << QStringList{u"--non-interactive"_s} << QByteArray("--accept-risk");
        QTest::newRow("address") << script + QStringList{u"--mode"_s, u"remote"_s}
                                 << QByteArray("--remote-url");
        QTest::newRow("password") << script + QStringList{u"--gateway-auth"_s, u"password"_s}
                                  << QByteArray("--gateway-password");
    }
    void missing()
    {
        QFETCH(QStringList, options);
        QFETCH(QByteArray, flag);
        const auto result = m_home->agent(QStringList{u"onboard"_s} + options);
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains(flag), result.err.constData());
        QVERIFY(!QFile::exists(m_home->path(u".ws-agent/ws-agent.json"_s)));
    }

    /// D11, without a question.
    void aRescueProfileWatchesTheOthers()
    {
        for (const QString &profile : {u"default"_s, u"main"_s, u"rescue"_s})
            QCOMPARE(m_home->of(profile, {u"onboard"_s, u"--non-interactive"_s, u"--accept-risk"_s}).exitCode,
                     0);
        QCOMPARE(watched(*m_home, u"rescue"_s), (QStringList{u"default"_s, u"main"_s}));
        QCOMPARE(watched(*m_home, u"main"_s), QStringList());
    }

    void aModelKeyIsNotInTheConfig()
    {
        const auto made =
            m_home->of(u"main"_s, {u"onboard"_s, u"--non-interactive"_s, u"--accept-risk"_s,
                                   u"--openai-api-key"_s, u"sk-canary-of-the-key"_s, u"--json"_s});
        QVERIFY2(made.exitCode == 0, (made.out + made.err).constData());
        QVERIFY(!made.out.contains("sk-canary-of-the-key"));
        const QByteArray config = m_home->read(u".ws-agent-main/ws-agent.json"_s);
        QVERIFY(config.contains("models.providers.openai.apiKey"));
        QVERIFY(!config.contains("sk-canary-of-the-key"));
        QVERIFY(m_home->of(u"main"_s, {u"secrets"_s, u"store"_s, u"list"_s})
                    .out.contains("models.providers.openai.apiKey"));
    }

    /// The provider is called otherwise than its option, and answers from now on.
    void aModelKeyIsUsed()
    {
        QCOMPARE(m_home
                     ->of(u"main"_s,
                          {u"onboard"_s, u"--non-interactive"_s, u"--accept-risk"_s, u"--gemini-api-key"_s,
                           u"key"_s, u"--skip-bootstrap"_s, u"--skip-channels"_s, u"--skip-ui"_s})
                     .exitCode,
                 0);
        const QByteArray config = m_home->read(u".ws-agent-main/ws-agent.json"_s);
        QVERIFY2(config.contains("models.providers.google.apiKey"), config.constData());
        QVERIFY(value(u"main"_s, u"agents.defaults.model.primary"_s).startsWith("google/"_L1));
        const QString workspace = u".ws-agent-main/workspace-main/"_s;
        QVERIFY(QFile::exists(m_home->path(workspace + u"AGENTS.md"_s)));
        QVERIFY(!QFile::exists(m_home->path(workspace + u"BOOTSTRAP.md"_s)));
    }

    void aModelTokenIsAnAccount()
    {
        const QStringList script{u"onboard"_s, u"--non-interactive"_s, u"--accept-risk"_s};
        const QStringList token{u"--token-provider"_s,
                                u"anthropic"_s,
                                u"--token"_s,
                                u"canary-token"_s,
                                u"--token-profile-id"_s,
                                u"work"_s,
                                u"--token-expires-in"_s,
                                u"365d"_s};
        QCOMPARE(m_home->of(u"main"_s, script + token).exitCode, 0);
        const auto accounts =
            m_home->of(u"main"_s, {u"models"_s, u"auth"_s, u"list"_s, u"--json"_s}).json()["profiles"_L1];
        QCOMPARE(accounts[0]["profileId"_L1].toString(), u"anthropic:work"_s);
        QVERIFY(accounts[0]["expiry"_L1]["at"_L1].toInteger() > QDateTime::currentMSecsSinceEpoch());
        QVERIFY(!m_home->read(u".ws-agent-main/ws-agent.json"_s).contains("canary-token"));
        for (const QStringList &wrong :
             {QStringList{u"--token"_s, u"x"_s}, QStringList{u"--auth-choice"_s, u"token"_s},
              QStringList{u"--tailscale"_s, u"serve"_s}})
            QCOMPARE(m_home->of(u"other"_s, script + wrong).exitCode, 2);
    }

    void configureChangesWhatItAsks()
    {
        QCOMPARE(m_home
                     ->of(u"main"_s,
                          {u"onboard"_s, u"--non-interactive"_s, u"--accept-risk"_s, u"--install-daemon"_s})
                     .exitCode,
                 0);
        const QByteArray shown =
            configure({u"--section"_s, u"gateway"_s, u"--section"_s, u"workspace"_s},
                      "21789\nloopback\ntoken\n" + m_home->path(u"desk"_s).toUtf8() + "\n");
        QVERIFY2(shown.contains("gateway.port = 21789"), shown.constData());
        QVERIFY(shown.contains("gateway.auth.token = \"***\""));
        QCOMPARE(port(u"main"_s), u"21789"_s);
        QVERIFY(!m_home->read(u".ws-agent-main/ws-agent.json"_s).contains("bind")); // as it was
        QVERIFY(QFile::exists(m_home->path(u"desk/AGENTS.md"_s)));
        // The port stands in the definition of the service, too.
        QVERIFY(m_home->read(m_home->unitPath(u"ws-agent-gateway-main.service"_s)).contains("--port 21789"));
    }

    void configureAsksWhichPart()
    {
        QCOMPARE(m_home->of(u"main"_s, {u"setup"_s, u"--baseline"_s}).exitCode, 0);
        m_home->write(u".ws-agent-main/workspace-main/skills/tea/SKILL.md"_s,
                      "---\nname: tea\ndescription: Makes tea.\n---\nBoil water.\n");
        const QByteArray shown = configure({}, "web\nsearxng\nhttp://127.0.0.1:8888\nskills\ntea\ndone\n"
                                               "model\nnone\n\nhealth\ndone\n");
        QVERIFY2(shown.contains("Nothing stands in the way of the gateway."), shown.constData());
        QCOMPARE(value(u"main"_s, u"tools.web.search.baseUrl"_s), u"http://127.0.0.1:8888"_s);
        QCOMPARE(value(u"main"_s, u"skills.entries.tea.enabled"_s), u"false"_s);
    }

    void configureSwitchesChannels()
    {
        QCOMPARE(m_home->of(u"main"_s, {u"setup"_s, u"--baseline"_s}).exitCode, 0);
        const QByteArray none = configure({u"--section"_s, u"channels"_s}, "");
        QVERIFY2(none.contains("No channel is set up."), none.constData());
        QCOMPARE(m_home->of(u"main"_s, {u"config"_s, u"set"_s, u"channels.telegram.botToken"_s, u"1:A"_s})
                     .exitCode,
                 0);
        const QByteArray shown = configure({u"--section"_s, u"channels"_s}, "telegram\ndone\n");
        QVERIFY2(shown.contains("telegram (on)"), shown.constData());
        QCOMPARE(value(u"main"_s, u"channels.telegram.enabled"_s), u"false"_s);
    }

    void whoeverLeavesChangesNothing()
    {
        QCOMPARE(m_home->of(u"main"_s, {u"setup"_s, u"--baseline"_s}).exitCode, 0);
        const QByteArray before = m_home->read(u".ws-agent-main/ws-agent.json"_s);
        const QByteArray shown = configure({}, "web\nbrave\n\004");
        QVERIFY2(shown.contains("nothing was changed"), shown.constData());
        QCOMPARE(m_home->read(u".ws-agent-main/ws-agent.json"_s), before);
        QCOMPARE(m_home->of(u"main"_s, {u"configure"_s}).exitCode, 1); // nobody to ask
        QCOMPARE(m_home->of(u"main"_s, {u"config"_s}).exitCode, 1);
        QCOMPARE(m_home->of(u"nobody"_s, {u"configure"_s, u"--section"_s, u"all"_s}).exitCode, 2);
    }

private:
    QByteArray configure(const QStringList &options, const QByteArray &input) const
    {
        return test::runOnTerminal(*m_home, QStringList{u"--profile"_s, u"main"_s, u"configure"_s} + options,
                                   input, m_home->program());
    }
    QString value(const QString &profile, const QString &key) const
    {
        return QString::fromUtf8(m_home->of(profile, {u"config"_s, u"get"_s, key}).out.trimmed());
    }
    QString port(const QString &profile) const
    {
        return QString::fromUtf8(
            m_home->of(profile, {u"config"_s, u"get"_s, u"gateway.port"_s}).out.trimmed());
    }

    std::unique_ptr<test::ServiceHome> m_home;
};

WSAGENT_TEST_WITH(QCoreApplication, TestOnboard)
#include "tst_onboard.moc"
