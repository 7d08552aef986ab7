#include "gateway/llm/authprofiles.h"
#include "tests/support/agentinstance.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

/// A second account beside the one of the config.
void addAccount(const AgentInstance &instance)
{
    const QString file = authProfilesPath(instance.gateway.directory.path(), u"main"_s);
    const auto changed = changeAuthProfiles(file, [](AuthProfiles &all) {
        all.put({.id = u"scripted:b"_s, .provider = u"scripted"_s, .secret = u"key-b"_s});
    });
    QVERIFY(changed);
}

QString keyOf(const ScriptedRequest &request)
{
    return QString::fromLatin1(request.header("authorization")).section(u' ', 1);
}

} // namespace

/// Which model and which account answer, by what users say in a chat and in a call.
class TestModelChoice : public QObject
{
    Q_OBJECT

private slots:
    void onlyWhatIsListedMayBeSelected_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<bool>("may");
        QTest::newRow("of the list") << u"scripted/listed"_s << true;
        QTest::newRow("the usual one") << u"scripted/scripted"_s << true;
        QTest::newRow("another one") << u"scripted/other"_s << false;
        QTest::newRow("the built-in one") << u"builtin/operator"_s << false;
    }
    void onlyWhatIsListedMayBeSelected()
    {
        QFETCH(QString, model);
        QFETCH(bool, may);
        const ScriptedModel server;
        const AgentInstance mine(server, {}, ", models: { 'scripted/listed': {} }");
        const QJsonObject called = mine.client->answer(
            u"agent"_s,
            QJsonObject{{"message"_L1, u"hi"_s}, {"idempotencyKey"_L1, u"1"_s}, {"model"_L1, model}});
        const QJsonObject said = mine.client->answer(
            u"chat.send"_s, QJsonObject{{"sessionKey"_L1, u"other"_s},
                                        {"message"_L1, u"say hi /model %1 please"_s.arg(model)},
                                        {"idempotencyKey"_L1, u"2"_s}});
        for (const QJsonObject &answer : {called, said}) {
            QCOMPARE(answer["ok"_L1].toBool(), may);
            const QString why = answer["error"_L1]["message"_L1].toString();
            QVERIFY2(may || why.contains("scripted/listed"_L1), qPrintable(why));
        }
        QTRY_COMPARE(server.requests().size(), may ? 2 : 0);
        for (const ScriptedRequest &request : server.requests())
            QCOMPARE(request.body["model"_L1].toString(), model.section(u'/', 1));
    }

    /// Nor by the header of a call over HTTP.
    void onlyWhatIsListedMayBeAskedFor()
    {
        const ScriptedModel server;
        AgentInstance mine(server, {}, ", models: { 'scripted/listed': {} }");
        mine.client.reset();
        mine.gateway.gateway.reset();
        const QJsonObject endpoints{{"chatCompletions"_L1, QJsonObject{{"enabled"_L1, true}}}};
        mine.gateway.options.config.effective["gateway"_L1] =
            QJsonObject{{"http"_L1, QJsonObject{{"endpoints"_L1, endpoints}}}};
        QVERIFY(mine.gateway.start());
        const QByteArray question =
            R"({"model": "ws-agent", "messages": [{"role": "user", "content": "hi"}]})";
        for (const QByteArray &model : {QByteArray("scripted/other"), QByteArray("scripted/listed")}) {
            RawClient client(mine.gateway.port());
            client.send(httpPost("/v1/chat/completions", question,
                                 "Authorization: Bearer t0ken\r\nX-WS-Agent-Model: " + model + "\r\n"));
            const QByteArray answer = client.readUntil(isWholeAnswer);
            const bool may = model.endsWith("listed");
            QVERIFY2(answer.contains(may ? "You said: hi" : "agents.defaults.models"), answer.constData());
        }
        QCOMPARE(server.requests().size(), 1);
    }

    /// An account that somebody has chosen is not left, also when it fails.
    void aChosenAccountIsKept()
    {
        ScriptedModel server;
        const AgentInstance mine(server);
        addAccount(mine);
        mine.say(u"/model scripted/second@b"_s);
        QTRY_VERIFY(mine.history().contains("The model here is scripted/second@scripted:b"_L1));
        mine.say(u"hello"_s);
        QTRY_COMPARE(server.requests().size(), 1);
        QCOMPARE(keyOf(server.requests().first()), u"key-b"_s);
        QCOMPARE(server.requests().first().body["model"_L1].toString(), u"second"_s);
        QTRY_VERIFY(mine.history().contains("You said: hello"_L1));

        server.setOtherwise([](const ScriptedRequest &) { return ScriptedTurn{.status = 401}; });
        mine.say(u"and now"_s);
        QTRY_VERIFY(mine.history().contains("run-failed"_L1));
        for (const ScriptedRequest &request : server.requests())
            QCOMPARE(keyOf(request), u"key-b"_s);

        mine.say(u"/model default"_s);
        QTRY_VERIFY(mine.history().contains("The model here is scripted/scripted again"_L1));
        server.setOtherwise([](const ScriptedRequest &) { return ScriptedTurn{.text = u"fine"_s}; });
        mine.say(u"once more"_s);
        QTRY_VERIFY(mine.history().contains("fine"_L1));
        QCOMPARE(keyOf(server.requests().last()), u"k"_s);
    }

    void anAccountThatIsNotThereIsAnError()
    {
        const ScriptedModel server;
        const AgentInstance mine(server);
        mine.say(u"/model scripted/second@nobody"_s);
        QTRY_VERIFY(mine.history().contains("has no account nobody"_L1));
        mine.say(u"hello"_s);
        QTRY_COMPARE(server.requests().size(), 1);
        QCOMPARE(server.requests().first().body["model"_L1].toString(), u"scripted"_s);
        const QJsonObject called =
            mine.client->answer(u"agent"_s, QJsonObject{{"message"_L1, u"hi"_s},
                                                        {"idempotencyKey"_L1, u"1"_s},
                                                        {"model"_L1, u"scripted/x@nobody"_s}});
        QVERIFY(!called["ok"_L1].toBool());
    }

    /// Below the reply, for people: the model does not read it.
    void whatAReplyHasUsed_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("line");
        QTest::newRow("off") << u"off"_s << QString();
        QTest::newRow("tokens") << u"tokens"_s << u"Usage: 10 in, 5 out"_s;
        QTest::newRow("full") << u"full"_s
                              << u"Usage: 10 in, 5 out · context 15 of 200000 · scripted/scripted"_s;
    }
    void whatAReplyHasUsed()
    {
        QFETCH(QString, mode);
        QFETCH(QString, line);
        const ScriptedModel server;
        const AgentInstance mine(server);
        mine.say(u"/usage "_s + mode);
        const QString reply =
            line.isEmpty() ? u"\"You said: hello\""_s : u"\"You said: hello\\n\\n%1\""_s.arg(line);
        mine.say(u"hello"_s);
        QTRY_VERIFY2(mine.history().contains(reply), qPrintable(mine.history()));
        mine.say(u"again"_s);
        QTRY_COMPARE(server.requests().size(), 2);
        QVERIFY(!QJsonDocument(server.requests().last().body).toJson().contains("Usage:"));
    }

    /// What others have, and this gateway has not, is answered in a sentence and costs no call of a model.
    void whatIsNotThereIsSaid_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("said");
        const auto row = [](const QString &message, const QString &said) {
            QTest::newRow(qPrintable(message)) << message << said;
        };
        for (const auto name :
             {"elevated", "send", "activation", "allowlist", "tts", "config", "debug", "restart", "bash"}) {
            const QString command = u"/"_s + QLatin1StringView(name);
            row(command + u" on"_s, command + u" is not available here"_s);
        }
        row(u"! ls"_s, u"/bash is not available here"_s);
        row(u"/verbose full"_s, u"/verbose is full here now"_s);
        row(u"/verbose some"_s, u"Say one of off, on, full"_s);
        row(u"/reasoning on"_s, u"/reasoning is on here now"_s);
        row(u"/exec security=deny"_s, u"security deny, ask as configured"_s);
        row(u"/exec"_s, u"security as configured"_s);
        row(u"/exec security=lax"_s, u"is not understood"_s);
        row(u"/skill"_s, u"Say /skill <name>"_s);
    }
    void whatIsNotThereIsSaid()
    {
        QFETCH(QString, message);
        QFETCH(QString, said);
        const ScriptedModel server;
        const AgentInstance mine(server);
        mine.say(message);
        QTRY_VERIFY2(mine.history().contains(said), qPrintable(mine.history()));
        QVERIFY(server.requests().isEmpty());
    }

    /// `/exec` makes the commands of one session stricter.
    void commandsOfASession()
    {
        ScriptedModel server;
        const AgentInstance mine(server, ", tools: { exec: { security: 'full', ask: 'off' } }");
        mine.say(u"/exec security=deny"_s);
        server.say({.tools = {{.name = u"exec"_s, .arguments = {{"command"_L1, u"echo r''an"_s}}}}});
        mine.say(u"go"_s);
        QTRY_COMPARE(server.requests().size(), 2);
        QTRY_VERIFY2(mine.history().contains("commands are denied here"_L1), qPrintable(mine.history()));
    }

    void aSkillIsAskedFor()
    {
        const ScriptedModel server;
        const AgentInstance mine(server);
        mine.say(u"/skill weather in Rome"_s);
        QTRY_COMPARE(server.requests().size(), 1);
        QVERIFY(server.requests().first().lastUserText().contains("the skill \"weather\""_L1));
    }

    void anAgentGoesWithItsBindings()
    {
        const ScriptedModel server;
        const AgentInstance mine(server, ", bindings: [{ agentId: 'stranger', match: { channel: 'irc' } }, "
                                         "{ agentId: 'helper', match: { channel: 'matrix' } }]");
        const QJsonObject answer =
            mine.client->answer(u"agents.delete"_s, QJsonObject{{"agentId"_L1, u"stranger"_s}});
        QVERIFY2(answer["ok"_L1].toBool(), QJsonDocument(answer).toJson().constData());
        QCOMPARE(answer["payload"_L1]["removedBindings"_L1].toInt(), 1);
        const QJsonObject config = mine.ask(u"config.get"_s, {});
        const QJsonArray bindings = config["config"_L1]["bindings"_L1].toArray();
        QCOMPARE(bindings.size(), 1);
        QCOMPARE(bindings.first()["agentId"_L1].toString(), u"helper"_s);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestModelChoice)
#include "tst_modelchoice.moc"
