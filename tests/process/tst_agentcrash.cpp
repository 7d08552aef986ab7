#include "tests/support/runninggateway.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/scriptedmodel.h"
#include "tests/support/testprogram.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kills = 300;
constexpr int turnsOfASession = 10;

QString sessionOf(int turn)
{
    return u"agent:main:crash-%1"_s.arg(turn / turnsOfASession);
}

QString runOf(int turn)
{
    return u"turn-%1"_s.arg(turn);
}

} // namespace

/// A gateway is killed at random points of turns with a tool that leaves a trace: no message is lost, no
/// answer is missing, nothing is done twice.
class TestAgentCrash : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_base = freeBase();
        setUpProfile(m_home, u"default"_s, m_base);
        m_token = QJsonDocument::fromJson(
                      m_home.read(u".ws-agent/ws-agent.json"_s))["gateway"_L1]["auth"_L1]["token"_L1]
                      .toString();
        configure(
            {u"models.providers.scripted"_s,
             uR"({baseUrl:"%1",apiKey:"k",api:"openai-completions",models:[{id:"scripted",name:"S"}]})"_s.arg(
                 m_model.baseUrl())});
        configure({u"agents.defaults.model"_s, u"scripted/scripted"_s});
        configure({u"tools.exec"_s, uR"({host:"gateway",security:"full",ask:"off"})"_s});
        m_model.setOtherwise([this](const ScriptedRequest &request) { return answerTo(request); });
    }

    void killedAtRandom()
    {
        QRandomGenerator random(20'251'126);
        auto gateway = std::make_unique<RunningGateway>(m_home, u"default"_s);
        QVERIFY(!gateway->readyLine().isEmpty());
        int acknowledged = 0;
        for (int turn = 0; turn < kills; ++turn) {
            const bool accepted = sendAndKill(*gateway, turn, random.bounded(90));
            acknowledged += accepted ? 1 : 0;
            gateway.reset(); // the dead one is waited for, else it would seem to run
            gateway = std::make_unique<RunningGateway>(m_home, u"default"_s);
            QVERIFY2(!gateway->readyLine().isEmpty(), gateway->errors().constData());
            ScriptedClient client{quint16(m_base)};
            QVERIFY(logIn(client));
            if (!accepted) // a client that has heard nothing says it again
                QVERIFY(send(client, turn)["ok"_L1].toBool());
            QTRY_VERIFY2_WITH_TIMEOUT(isAnswered(client, turn), qPrintable(runOf(turn)), 20'000);
            QCOMPARE(timesSaid(client, turn), 1);
            QVERIFY2(effectsOf(turn) <= 1,
                     qPrintable(u"%1 was done %2 times"_s.arg(runOf(turn)).arg(effectsOf(turn))));
        }
        QVERIFY(acknowledged > kills / 10); // else it would not have tested much
        QVERIFY(m_callsSeen > kills / 10);
    }

private:
    void configure(const QStringList &setting)
    {
        const CliResult set = m_home.run(QStringList{u"config"_s, u"set"_s} + setting);
        if (set.exitCode != 0)
            qFatal("%s", set.err.constData());
    }

    /// Asks for the tool once for each turn, and then says that it is done.
    ScriptedTurn answerTo(const ScriptedRequest &request)
    {
        const QString turn = request.lastUserText();
        if (request.hasToolResult())
            return {.text = u"done"_s};
        ++m_callsSeen;
        const QString command = u"echo %1 >> '%2'"_s.arg(turn, m_home.path(u"effects"_s));
        return {.tools = {{.name = u"exec"_s, .arguments = {{"command"_L1, command}}}}};
    }

    bool logIn(ScriptedClient &client) const
    {
        client.nonce();
        client.request(u"connect"_s, ScriptedClient::commandLine(m_token, {u"operator.admin"_s}));
        return client.next()["ok"_L1].toBool();
    }

    static void request(ScriptedClient &client, int turn)
    {
        client.request(u"chat.send"_s, QJsonObject{{"sessionKey"_L1, sessionOf(turn)},
                                                   {"message"_L1, runOf(turn)},
                                                   {"idempotencyKey"_L1, runOf(turn)}});
    }
    static QJsonObject send(ScriptedClient &client, int turn)
    {
        request(client, turn);
        return client.next();
    }

    /// Whether the message had been acknowledged by then.
    bool sendAndKill(const RunningGateway &gateway, int turn, int afterMs) const
    {
        ScriptedClient client{quint16(m_base)};
        if (!logIn(client))
            qFatal("not let in");
        bool acknowledged = false;
        QObject::connect(&client.socket(), &QWebSocket::textMessageReceived, &client.socket(),
                         [&acknowledged](const QString &text) {
                             acknowledged = acknowledged || text.contains(u"\"started\""_s);
                         });
        request(client, turn);
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < afterMs)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 1);
        gateway.send(SIGKILL);
        return acknowledged;
    }

    static QJsonArray rowsOf(ScriptedClient &client, int turn)
    {
        const QJsonObject answer = client.answer(
            u"chat.history"_s, QJsonObject{{"sessionKey"_L1, sessionOf(turn)}, {"limit"_L1, 200}});
        return answer["payload"_L1]["messages"_L1].toArray();
    }
    static bool isAnswered(ScriptedClient &client, int turn)
    {
        const QJsonArray rows = rowsOf(client, turn);
        return !rows.isEmpty() && rows.last()["role"_L1] == "assistant"_L1 &&
               rows.last()["stopReason"_L1] == "stop"_L1 && timesIn(rows, turn) > 0;
    }
    static int timesSaid(ScriptedClient &client, int turn) { return timesIn(rowsOf(client, turn), turn); }
    static int timesIn(const QJsonArray &rows, int turn)
    {
        return int(std::count_if(rows.begin(), rows.end(), [turn](const QJsonValue &row) {
            return row["role"_L1] == "user"_L1 && row["content"_L1].toString() == runOf(turn);
        }));
    }
    int effectsOf(int turn) const
    {
        return int(m_home.read(u"effects"_s).split('\n').count(runOf(turn).toLatin1()));
    }

    CliHome m_home;
    ScriptedModel m_model;
    QString m_token;
    int m_base = 0;
    int m_callsSeen = 0;
};

WSAGENT_TEST_WITH(QCoreApplication, TestAgentCrash)
#include "tst_agentcrash.moc"
