#include "gateway/nodes/nodeevents.h"
#include "tests/support/agentinstance.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

/// A node, and an agent that it can talk with.
struct Talk
{
    Talk()
        : instance(model)
        , node(instance.gateway.port())
    {
        QJsonObject params = ScriptedClient::commandLine(TestGateway::secret(), {});
        params.insert("role"_L1, u"node"_s);
        params.insert("client"_L1, QJsonObject{{"id"_L1, u"node-host"_s},
                                               {"mode"_L1, u"node"_s},
                                               {"version"_L1, u"1"_s},
                                               {"platform"_L1, u"linux"_s}});
        node.request(u"connect"_s, ScriptedClient::proven(params, key, node.nonce()));
        if (!node.next()["ok"_L1].toBool())
            qFatal("the node does not come in");
    }
    QJsonObject tell(const QString &event, const QJsonObject &payload)
    {
        return node.answer(u"node.event"_s, QJsonObject{{"event"_L1, event}, {"payload"_L1, payload}});
    }

    DeviceKey key{QByteArray(32, 'n')};
    ScriptedModel model;
    AgentInstance instance;
    ScriptedClient node;
};

} // namespace

/// Nodes that talk with agents.
class TestNodeChat : public QObject
{
    Q_OBJECT

private slots:
    void events_data()
    {
        QTest::addColumn<QString>("event");
        QTest::addColumn<QJsonObject>("payload");
        QTest::addColumn<int>("kind"); // -1: none
        QTest::addColumn<QString>("text");
        using Kind = NodeEvent::Kind;
        const auto row = [](const char *name, const QString &event, const QJsonObject &payload, int kind,
                            const QString &text) {
            QTest::newRow(name) << event << payload << kind << text;
        };
        row("said", u"voice.transcript"_s, {{"text"_L1, u" hello "_s}}, int(Kind::Say), u"hello"_s);
        row("asked", u"agent.request"_s, {{"message"_L1, u"do it"_s}}, int(Kind::Say), u"do it"_s);
        row("very long", u"agent.request"_s, {{"message"_L1, u"x"_s.repeated(20'000)}}, int(Kind::Say),
            u"x"_s.repeated(16'000));
        row("follows", u"chat.subscribe"_s, {}, int(Kind::Follow), {});
        row("and not", u"chat.unsubscribe"_s, {}, int(Kind::Unfollow), {});
        row("begun", u"exec.started"_s, {{"command"_L1, u"make all"_s}}, int(Kind::Tell),
            u"exec started: make all"_s);
        row("over", u"exec.finished"_s,
            {{"command"_L1, u"make"_s}, {"exitCode"_L1, 2}, {"output"_L1, u"no rule"_s}}, int(Kind::Tell),
            u"exec finished: make (exit 2): no rule"_s);
        row("too slow", u"exec.finished"_s, {{"command"_L1, u"make"_s}, {"timedOut"_L1, true}},
            int(Kind::Tell), u"exec finished: make (it took too long)"_s);
        row("refused", u"exec.denied"_s, {{"command"_L1, u"rm"_s}, {"reason"_L1, u"not allowed"_s}},
            int(Kind::Tell), u"exec denied: rm: not allowed"_s);
        row("unknown", u"exec.imagined"_s, {}, -1, {});
        row("another", u"door.opened"_s, {}, -1, {});
    }
    void events()
    {
        QFETCH(QString, event);
        QFETCH(QJsonObject, payload);
        QFETCH(int, kind);
        QFETCH(QString, text);
        const auto known = nodeEventFrom(event, payload);
        QCOMPARE(known ? int(known->kind) : -1, kind);
        if (known)
            QCOMPARE(known->text, text);
    }

    /// In its own conversation; the answer comes back, for it follows that.
    void anAgentAnswersANode()
    {
        Talk talk;
        QVERIFY(talk.tell(u"chat.subscribe"_s, {})["ok"_L1].toBool());
        const QJsonObject said = talk.tell(u"voice.transcript"_s, {{"text"_L1, u"hello"_s}});
        QCOMPARE(said["payload"_L1]["handled"_L1].toBool(), true);
        QJsonObject heard;
        do {
            heard = talk.node.next(u"chat"_s)["payload"_L1].toObject();
            QVERIFY(!heard.isEmpty());
        } while (heard["state"_L1] != "final"_L1);
        QVERIFY(QJsonDocument(heard).toJson().contains("You said"));
        QCOMPARE(heard["sessionKey"_L1].toString(), "agent:main:node-"_L1 + talk.key.id());
    }

    void whoDoesNotFollowHearsNothing()
    {
        Talk talk;
        QVERIFY(talk.tell(u"chat.subscribe"_s, {{"sessionKey"_L1, u"main"_s}})["ok"_L1].toBool());
        QVERIFY(talk.tell(u"chat.unsubscribe"_s, {{"sessionKey"_L1, u"main"_s}})["ok"_L1].toBool());
        talk.instance.say(u"hello"_s);
        QTRY_VERIFY(talk.instance.history().contains("You said"_L1));
        QVERIFY(talk.tell(u"node.presence.alive"_s, {})["ok"_L1].toBool()); // all before has come by now
        QVERIFY(!talk.node.hasHeard(u"chat"_s));
    }

    /// A node is not the owner: an agent does not do for it what only the owner may have done.
    void aNodeIsNotTheOwner()
    {
        Talk talk;
        talk.model.say({.tools = {{.name = u"gateway"_s, .arguments = {{"action"_L1, u"config.get"_s}}}}});
        QVERIFY(talk.tell(u"agent.request"_s, {{"message"_L1, u"read the config"_s}})["ok"_L1].toBool());
        QTRY_VERIFY(talk.model.requests().size() >= 2);
        const QByteArray result = QJsonDocument(talk.model.requests().last().body).toJson();
        QVERIFY(result.contains("only the owner") || result.contains("unknown tool") ||
                result.contains("not available"));
        QVERIFY(!result.contains("configRevisionHash"));
    }

    void linesAreKeptForTheAgent()
    {
        Talk talk;
        const QJsonObject over{{"sessionKey"_L1, u"main"_s}, {"command"_L1, u"make"_s}, {"exitCode"_L1, 0}};
        QVERIFY(talk.tell(u"exec.started"_s, over)["ok"_L1].toBool());
        const QJsonArray waiting = talk.instance.ask(u"status"_s, {})["queuedSystemEvents"_L1].toArray();
        QCOMPARE(waiting.size(), 1);
        QVERIFY(waiting.first().toString().contains("exec started: make"_L1));
    }

    void whatCannotBeDoneIsSaid()
    {
        Talk talk;
        const QJsonObject silent = talk.tell(u"voice.transcript"_s, {{"text"_L1, u" "_s}});
        QCOMPARE(silent["error"_L1]["message"_L1].toString(), u"the node has said nothing"_s);
        const QJsonObject lost = talk.tell(
            u"agent.request"_s, {{"message"_L1, u"x"_s}, {"sessionKey"_L1, u"agent:nobody:main"_s}});
        QCOMPARE(lost["error"_L1]["message"_L1].toString(),
                 u"Agent \"nobody\" no longer exists in configuration"_s);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestNodeChat)
#include "tst_nodechat.moc"
