#include "tests/support/modelprogram.h"
#include "tests/support/processesof.h"
#include "tests/support/runninggateway.h"
#include "tests/support/testprogram.h"

#include <QElapsedTimer>
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
            useModel(home, profile, model);
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

    /// D7: what a tool has started is gone with its gateway, also what has tried to get away.
    void nothingOfACommandOutlivesItsGateway_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("killed") << SIGKILL;
        QTest::newRow("asked to end") << SIGTERM;
    }
    void nothingOfACommandOutlivesItsGateway()
    {
        QFETCH(int, number);
        const QString stubborn =
            u"trap '' TERM HUP INT; for each in 1 2; do setsid sh -c 'trap \"\" TERM HUP INT; "
            "(setsid sleep 600 & sleep 601) & sleep 602' & done; sleep 603"_s;
        const CliHome home;
        const ModelProgram model(
            {{"turns"_L1,
              QJsonArray{QJsonObject{
                  {"tools"_L1,
                   QJsonArray{QJsonObject{{"name"_L1, u"exec"_s},
                                          {"arguments"_L1, QJsonObject{{"command"_L1, stubborn}}}}}}}}}});
        setUpProfile(home, u"default"_s, freeBase());
        useModel(home, u"default"_s, model);
        set(home, u"default"_s, u"tools.exec"_s, u"{host:'gateway',security:'full',ask:'off'}"_s);
        RunningGateway gateway(home, u"default"_s);
        QVERIFY(!gateway.readyLine().isEmpty());
        QCOMPARE(home.run({u"gateway"_s, u"call"_s, u"chat.send"_s, u"--params"_s,
                           u"{sessionKey:'main',message:'go',idempotencyKey:'1'}"_s})
                     .exitCode,
                 0);
        QTRY_VERIFY_WITH_TIMEOUT(sleepers(home) >= 7, 20'000);

        gateway.send(number);
        QVERIFY(number == SIGKILL ? gateway.exitCode() == -1 : gateway.exitCode() > 0);
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY_WITH_TIMEOUT(processesOf(home).isEmpty(), 10'000);
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
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

    void anAgentComesWithItsConversations()
    {
        const CliHome home;
        setUpProfile(home, u"default"_s, freeBase());
        const RunningGateway gateway(home, u"default"_s);
        const auto add = [&home](const QString &name, const QString &place) {
            return home.run({u"agents"_s, u"add"_s, name, u"--bind"_s, u"telegram:work"_s, u"--bind"_s, place,
                             u"--non-interactive"_s, u"--json"_s});
        };
        const CliResult sales = add(u"Sales"_s, u"slack"_s);
        QVERIFY2(sales.exitCode == 0, sales.err.constData());
        QCOMPARE(sales.json()["agentId"_L1].toString(), u"sales"_s);
        QCOMPARE(sales.json()["bindings"_L1].toArray(), (QJsonArray{u"telegram:work"_s, u"slack"_s}));
        QCOMPARE(home.run({u"agents"_s, u"bindings"_s, u"--json"_s})
                     .json()["bindings"_L1][1]["agentId"_L1]
                     .toString(),
                 u"sales"_s);
        // What belongs to somebody, or is no place, is said before there is another agent.
        QVERIFY(add(u"Support"_s, u"slack"_s).exitCode == 1);
        QVERIFY(home.run({u"agents"_s, u"add"_s, u"Support"_s, u"--bind"_s, u":"_s}).exitCode == 2);
        QVERIFY(!home.run({u"config"_s, u"get"_s, u"agents.list"_s}).out.contains("support"));
    }

private:
    static void set(const CliHome &home, const QString &profile, const QString &key, const QString &value)
    {
        const CliResult done = home.run({u"--profile"_s, profile, u"config"_s, u"set"_s, key, value});
        if (done.exitCode != 0)
            qFatal("%s", done.err.constData());
    }
    static void useModel(const CliHome &home, const QString &profile, const ModelProgram &model)
    {
        set(home, profile, u"models.providers.scripted"_s,
            uR"({baseUrl:"%1",apiKey:"k",api:"openai-completions",models:[{id:"scripted",name:"S"}]})"_s.arg(
                model.baseUrl()));
        set(home, profile, u"agents.defaults.model"_s, u"scripted/scripted"_s);
    }
    static int sleepers(const CliHome &home)
    {
        int count = 0;
        for (const QString &process : processesOf(home)) {
            QFile name(u"/proc/%1/comm"_s.arg(process));
            count += name.open(QIODevice::ReadOnly) && name.readAll() == "sleep\n" ? 1 : 0;
        }
        return count;
    }
    static QByteArray said(const CliHome &home, const QString &profile)
    {
        return home
            .run({u"--profile"_s, profile, u"gateway"_s, u"call"_s, u"chat.history"_s, u"--params"_s,
                  u"{sessionKey:'main'}"_s})
            .out;
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestAgentCommand)
#include "tst_agentcommand.moc"
