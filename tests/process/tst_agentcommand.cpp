#include "tests/support/modelprogram.h"
#include "tests/support/runninggateway.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent::test;
using namespace Qt::StringLiterals;

/// `ws-agent agent` and what is near it, against real gateways.
class TestAgentCommand : public QObject
{
    Q_OBJECT

private slots:
    void anEmptyHomeAnswersOffline()
    {
        const CliHome home;
        setUpProfile(home, u"default"_s, freeBase());
        const RunningGateway gateway(home, u"default"_s);
        const CliResult answer = home.run({u"agent"_s, u"-m"_s, u"status"_s});
        QVERIFY2(answer.exitCode == 0, answer.err.constData());
        QVERIFY2(answer.out.contains("Status of profile 'default'"), answer.out.constData());
        const CliResult json = home.run({u"agent"_s, u"-m"_s, u"status"_s, u"--json"_s});
        QCOMPARE(json.json()["status"_L1].toString(), u"ok"_s);
        QCOMPARE(json.json()["meta"_L1]["model"_L1].toString(), u"builtin/operator"_s);
        QVERIFY(home.run({u"status"_s}).out.contains("Sessions      1"));
    }

    void withoutAGatewayItSaysWhatToDo()
    {
        const CliHome home;
        setUpProfile(home, u"default"_s, freeBase());
        const CliResult refused = home.run({u"agent"_s, u"-m"_s, u"status"_s});
        QVERIFY(refused.exitCode != 0);
        QVERIFY2(refused.err.contains("no gateway answers"), refused.err.constData());
        const CliResult local = home.run({u"agent"_s, u"--local"_s, u"-m"_s, u"status"_s});
        QVERIFY2(local.exitCode == 0, local.err.constData());
        QVERIFY(local.out.contains("Status of profile 'default'"));
    }

    void aGatewayThatRunsIsNotDoubled()
    {
        const CliHome home;
        setUpProfile(home, u"default"_s, freeBase());
        const RunningGateway gateway(home, u"default"_s);
        QVERIFY(home.run({u"agent"_s, u"--local"_s, u"-m"_s, u"status"_s}).exitCode != 0);
    }

    /// Two profiles, each with its model, side by side: what is said to one is unknown to the other.
    void twoProfilesKeepApart()
    {
        const CliHome home;
        const ModelProgram model;
        QVERIFY(model.port() > 0);
        for (const QString &profile : {u"one"_s, u"two"_s}) {
            setUpProfile(home, profile, freeBase());
            set(home, profile, u"models.providers.scripted"_s,
                uR"({baseUrl:"%1",apiKey:"k",api:"openai-completions",models:[{id:"scripted",name:"S"}]})"_s
                    .arg(model.baseUrl()));
            set(home, profile, u"agents.defaults.model"_s, u"scripted/scripted"_s);
        }
        const RunningGateway one(home, u"one"_s);
        const RunningGateway two(home, u"two"_s);
        for (const QString &profile : {u"one"_s, u"two"_s}) {
            const CliResult answer =
                home.run({u"--profile"_s, profile, u"agent"_s, u"-m"_s, u"I am "_s + profile});
            QCOMPARE(answer.out.trimmed(), "You said: I am " + profile.toUtf8());
        }
        QVERIFY(!said(home, u"one"_s).contains("I am two"));
        QVERIFY(!said(home, u"two"_s).contains("I am one"));
        QVERIFY(said(home, u"two"_s).contains("I am two"));
    }

    void jobsArePlannedAndRun()
    {
        const CliHome home;
        setUpProfile(home, u"default"_s, freeBase());
        const RunningGateway gateway(home, u"default"_s);
        const CliResult added = home.run({u"cron"_s, u"add"_s, u"--name"_s, u"look"_s, u"--every"_s, u"1h"_s,
                                          u"--message"_s, u"status"_s, u"--json"_s});
        QVERIFY2(added.exitCode == 0, added.err.constData());
        const QString id = added.json()["id"_L1].toString();
        QVERIFY(home.run({u"cron"_s, u"run"_s, id, u"--force"_s}).exitCode == 0);
        QTRY_COMPARE_WITH_TIMEOUT(
            home.run({u"cron"_s, u"runs"_s, u"--json"_s}).json()["entries"_L1][0]["status"_L1].toString(),
            u"ok"_s, 20'000);
        QVERIFY(home.run({u"cron"_s, u"list"_s}).out.contains("every 3600 s"));
        QCOMPARE(home.run({u"cron"_s, u"rm"_s, id}).exitCode, 0);
        QVERIFY(home.run({u"cron"_s, u"rm"_s, id}).exitCode != 0);
    }

    void agentsComeAndGo()
    {
        const CliHome home;
        setUpProfile(home, u"default"_s, freeBase());
        const RunningGateway gateway(home, u"default"_s);
        QCOMPARE(home.run({u"agents"_s, u"add"_s, u"Home Office"_s}).exitCode, 0);
        QTRY_VERIFY_WITH_TIMEOUT(home.run({u"agents"_s, u"list"_s}).out.contains("home-office"), 20'000);
        const CliResult answer = home.run({u"agent"_s, u"--agent"_s, u"home-office"_s, u"-m"_s, u"hello"_s});
        QVERIFY2(answer.exitCode == 0, answer.err.constData());
        QCOMPARE(home.run({u"agents"_s, u"delete"_s, u"home-office"_s}).exitCode, 0);
        QTRY_VERIFY_WITH_TIMEOUT(!home.run({u"agents"_s, u"list"_s}).out.contains("home-office"), 20'000);
        QVERIFY(home.run({u"agents"_s, u"delete"_s, u"main"_s}).exitCode != 0);
    }

private:
    static void set(const CliHome &home, const QString &profile, const QString &key, const QString &value)
    {
        const CliResult done = home.run({u"--profile"_s, profile, u"config"_s, u"set"_s, key, value});
        if (done.exitCode != 0)
            qFatal("%s", done.err.constData());
    }
    static QByteArray said(const CliHome &home, const QString &profile)
    {
        return home
            .run({u"--profile"_s, profile, u"gateway"_s, u"call"_s, u"chat.history"_s, u"--params"_s,
                  u"{sessionKey:'main'}"_s})
            .out;
    }
};

QTEST_GUILESS_MAIN(TestAgentCommand)
#include "tst_agentcommand.moc"
