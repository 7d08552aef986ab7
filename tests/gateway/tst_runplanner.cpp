#include "tests/support/agentinstance.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray fakeServer()
{
    return ", mcp: { servers: { fake: { command: '" + QCoreApplication::applicationDirPath().toUtf8() +
           "/fakemcpserver' } } }";
}

void addSkill(const AgentInstance &instance, const QString &name, const QByteArray &metadata = "{}")
{
    const QString folder = instance.gateway.options.paths.defaultWorkspace + "/skills/"_L1 + name;
    QVERIFY(QDir().mkpath(folder));
    QFile file(folder + "/SKILL.md"_L1);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("---\nname: " + name.toUtf8() + "\ndescription: Knows " + name.toUtf8() +
               "\nmetadata: " + metadata + "\n---\n# " + name.toUtf8() + "\n");
}

} // namespace

/// What a model is told, and what a run may do: by what the model of a gateway really gets to see.
class TestRunPlanner : public QObject
{
    Q_OBJECT

private slots:
    void skillsAreInThePrompt()
    {
        ScriptedModel model;
        const AgentInstance mine(model);
        addSkill(mine, u"greeting"_s);
        addSkill(mine, u"flying"_s, R"({"ws-agent": {"requires": {"bins": ["no-such-program"]}}})");
        mine.say(u"hello"_s);
        QTRY_COMPARE(model.requests().size(), 1);
        const QString system = systemOf(model.requests().first());
        QVERIFY(system.contains("<available_skills>"_L1));
        QVERIFY(system.contains("Knows greeting"_L1));
        QVERIFY(!system.contains("Knows flying"_L1));
    }

    /// A run waits for the servers of its tools.
    void toolsOfServersAreThere()
    {
        ScriptedModel model;
        const AgentInstance mine(model, fakeServer());
        model.say({.tools = {{.name = u"mcp__fake__echo"_s, .arguments = {{"message"_L1, u"hello"_s}}}}});
        mine.say(u"use it"_s);
        QTRY_COMPARE(model.requests().size(), 2);
        QVERIFY2(toolsOf(model.requests().first()).contains("mcp__fake__echo"_L1),
                 qPrintable(toolsOf(model.requests().first()).join(u' ')));
        QVERIFY(model.requests().last().hasToolResult());
        QTRY_VERIFY(mine.history().contains("toolResult"_L1));
    }

    /// One that does not come does not keep anybody waiting for ever, nor is it in the way of /stop.
    void abortWhileServersAreAwaited()
    {
        ScriptedModel model;
        const AgentInstance mine(model, ", mcp: { servers: { slow: { command: 'sleep', args: ['60'] } } }");
        mine.say(u"use it"_s);
        const QJsonObject aborted = mine.ask(u"chat.abort"_s, {{"sessionKey"_L1, u"main"_s}});
        QCOMPARE(aborted["aborted"_L1].toBool(), true);
        QCOMPARE(mine.client->next(u"chat"_s)["payload"_L1]["state"_L1].toString(), u"aborted"_s);
        QVERIFY(model.requests().isEmpty());
        QCOMPARE(mine.ask(u"chat.abort"_s, {{"sessionKey"_L1, u"main"_s}})["aborted"_L1].toBool(true), false);
    }

    /// What a client of the API wants of the model.
    void wishesReachTheModel_data()
    {
        QTest::addColumn<QString>("choice");
        QTest::addColumn<bool>("hasToolsOfTheAgent");
        QTest::newRow("as it likes") << u"auto"_s << true;
        QTest::newRow("a tool of the client") << u"required"_s << false;
    }
    void wishesReachTheModel()
    {
        QFETCH(QString, choice);
        QFETCH(bool, hasToolsOfTheAgent);
        ScriptedModel model;
        AgentInstance mine(model);
        mine.client.reset();
        mine.gateway.gateway.reset();
        mine.gateway.options.config.effective["gateway"_L1] = QJsonObject{
            {"http"_L1, QJsonObject{{"endpoints"_L1, QJsonObject{{"chatCompletions"_L1,
                                                                  QJsonObject{{"enabled"_L1, true}}}}}}}};
        QVERIFY(mine.gateway.start());
        model.say({.text = u"hm"_s, .tools = {{.name = u"ask"_s, .arguments = {{"q"_L1, 1}}}}});
        const QJsonObject asked{
            {"model"_L1, u"ws-agent"_s},
            {"messages"_L1, QJsonArray{QJsonObject{{"role"_L1, u"user"_s}, {"content"_L1, u"hi"_s}}}},
            {"temperature"_L1, 0.5},
            {"seed"_L1, 7},
            {"presence_penalty"_L1, 1},
            {"max_tokens"_L1, 99},
            {"stop"_L1, u"END"_s},
            {"tools"_L1, QJsonArray{QJsonObject{{"type"_L1, u"function"_s}, {"name"_L1, u"ask"_s}}}},
            {"tool_choice"_L1, choice}};
        RawClient client(mine.gateway.port());
        client.send(httpPost("/v1/chat/completions", QJsonDocument(asked).toJson(),
                             "Authorization: Bearer t0ken\r\n"));
        const QByteArray answer = client.readUntil(isWholeAnswer);

        QVERIFY2(answer.contains("\"finish_reason\":\"tool_calls\""), answer.constData());
        QCOMPARE(model.requests().size(), 1);
        const QJsonObject body = model.requests().first().body;
        QCOMPARE(body["temperature"_L1].toDouble(), 0.5);
        QCOMPARE(body["seed"_L1].toInt(), 7);
        QCOMPARE(body["presence_penalty"_L1].toInt(), 1);
        QCOMPARE(body["stop"_L1].toArray(), QJsonArray{u"END"_s});
        QVERIFY(body["max_tokens"_L1] == 99 || body["max_completion_tokens"_L1] == 99);
        QVERIFY(toolsOf(model.requests().first()).contains("ask"_L1));
        QCOMPARE(toolsOf(model.requests().first()).contains("read"_L1), hasToolsOfTheAgent);
        QCOMPARE(body["tool_choice"_L1].toString(), choice == "auto"_L1 ? QString() : choice);
    }

    void sandboxTakesToolsAway_data()
    {
        QTest::addColumn<QByteArray>("defaults");
        QTest::addColumn<bool>("isThere");
        QTest::newRow("no sandbox") << QByteArray() << true;
        QTest::newRow("all in a sandbox") << QByteArray(", sandbox: { mode: 'all' }") << false;
        QTest::newRow("the main session is not") << QByteArray(", sandbox: { mode: 'non-main' }") << true;
    }
    void sandboxTakesToolsAway()
    {
        QFETCH(QByteArray, defaults);
        QFETCH(bool, isThere);
        ScriptedModel model;
        const AgentInstance mine(model, {}, defaults);
        mine.say(u"hello"_s);
        QTRY_COMPARE(model.requests().size(), 1);
        const QStringList tools = toolsOf(model.requests().first());
        QVERIFY(tools.contains("read"_L1));
        QCOMPARE(tools.contains("gateway"_L1), isThere);
        QCOMPARE(tools.contains("cron"_L1), isThere);
    }

    /// Notes are written before a long conversation becomes a summary, once for each summary.
    void memoryIsFlushedBeforeASummary()
    {
        ScriptedModel model;
        const AgentInstance mine(model, {}, {}, ", contextWindow: 60000");
        const auto isFlush = [](const ScriptedRequest &request) {
            return request.lastUserText().contains("memory/"_L1);
        };
        model.setOtherwise([isFlush](const ScriptedRequest &request) -> ScriptedTurn {
            if (!isFlush(request))
                return {.text = u"I see."_s, .inputTokens = 37'000};
            if (request.hasToolResult())
                return {.text = u"NO_REPLY"_s, .inputTokens = 37'500};
            return {.tools = {{.name = u"write"_s,
                               .arguments = {{"path"_L1, u"memory/today.md"_s},
                                             {"content"_L1, u"Ada is a cat"_s}}}},
                    .inputTokens = 37'400};
        });
        mine.say(u"Ada is a cat"_s);
        const QString note = mine.gateway.options.paths.defaultWorkspace + "/memory/today.md"_L1;
        QTRY_VERIFY(QFile::exists(note));
        QTRY_VERIFY(mine.history().contains("NO_REPLY"_L1));
        mine.say(u"and so on"_s);
        QTRY_VERIFY(mine.history().count("I see."_L1) == 2);
        const auto asked = std::count_if(model.requests().begin(), model.requests().end(), isFlush);
        QCOMPARE(asked, 2); // with the result of its tool; not once more for the second message
    }

    /// What a skill needs is in the commands of its runs, and nowhere else.
    void skillsHaveTheirVariables()
    {
        ScriptedModel model;
        const AgentInstance mine(
            model,
            ", tools: { exec: { security: 'full', ask: 'off' } }, skills: { entries: { greeting: { apiKey: "
            "'k3y', env: { GREETING_LANGUAGE: 'eo', HOME: '/nowhere' } } } }");
        addSkill(mine, u"greeting"_s, R"({"ws-agent": {"primaryEnv": "GREETING_KEY"}})");
        const QString said =
            mine.use(u"exec"_s, {{"command"_L1, u"echo \"$GREETING_KEY/$GREETING_LANGUAGE/$HOME\""_s}});
        QVERIFY2(said.contains("k3y/eo/"_L1) && !said.contains("/nowhere"_L1), qPrintable(said));
        QVERIFY(qEnvironmentVariableIsEmpty("GREETING_KEY"));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestRunPlanner)
#include "tst_runplanner.moc"
