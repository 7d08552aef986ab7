#include "tests/support/scriptedclient.h"
#include "tests/support/specvectors.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ScriptedClient;

namespace {

const QString admin = u"operator.admin"_s;

/// The way from an operator through a gateway to a node and back, over real connections.
struct Scene
{
    test::TestGateway instance;
    test::DeviceKey key{QByteArray(32, 'n')};

    QJsonObject connectNode(ScriptedClient &node, const QStringList &commands,
                            const QString &platform = u"linux"_s) const
    {
        const QJsonObject params{{"minProtocol"_L1, 4},
                                 {"maxProtocol"_L1, 4},
                                 {"client"_L1, QJsonObject{{"id"_L1, u"node-host"_s},
                                                           {"mode"_L1, u"node"_s},
                                                           {"version"_L1, u"1"_s},
                                                           {"platform"_L1, platform},
                                                           {"displayName"_L1, u"Desk"_s}}},
                                 {"role"_L1, u"node"_s},
                                 {"caps"_L1, QJsonArray{u"canvas"_s}},
                                 {"commands"_L1, QJsonArray::fromStringList(commands)},
                                 {"auth"_L1, QJsonObject{{"token"_L1, test::TestGateway::secret()}}}};
        node.request(u"connect"_s, ScriptedClient::proven(params, key, node.nonce()));
        return node.next();
    }
    static QJsonObject logIn(ScriptedClient &client, const QStringList &scopes = {admin})
    {
        client.nonce();
        client.request(u"connect"_s, ScriptedClient::commandLine(test::TestGateway::secret(), scopes));
        return client.next();
    }
    /// Lets the node do what it offers.
    static void approve(ScriptedClient &owner)
    {
        const QJsonValue pending = owner.answer(u"node.pair.list"_s)["payload"_L1]["pending"_L1][0];
        const QJsonObject id{{"requestId"_L1, pending["requestId"_L1]}};
        QVERIFY(owner.answer(u"node.pair.approve"_s, id)["ok"_L1].toBool());
    }
    QJsonObject call(const QString &command, const QString &idempotencyKey = u"k-1"_s,
                     int timeout = 4000) const
    {
        return {{"nodeId"_L1, key.id()},
                {"command"_L1, command},
                {"params"_L1, QJsonObject{{"bins"_L1, QJsonArray{u"sh"_s}}}},
                {"timeoutMs"_L1, timeout},
                {"idempotencyKey"_L1, idempotencyKey}};
    }
    QJsonObject result(const QJsonObject &request, QJsonObject more) const
    {
        more.insert("id"_L1, request["payload"_L1]["id"_L1]);
        more.insert("nodeId"_L1, key.id());
        return more;
    }
};

} // namespace

class TestGatewayNodes : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_scene = std::make_unique<Scene>();
        QVERIFY(m_scene->instance.start());
    }
    void cleanup() { m_scene.reset(); }

    void hearsOfTheWordsThatWakeItsVoice()
    {
        ScriptedClient node(port());
        QVERIFY(m_scene->connectNode(node, {})["ok"_L1].toBool());
        QCOMPARE(node.next(u"voicewake.changed"_s)["payload"_L1]["triggers"_L1].toArray(),
                 QJsonArray{u"computer"_s});
        const QJsonObject routing = node.next(u"voicewake.routing.changed"_s);
        QCOMPARE(routing["payload"_L1]["config"_L1]["version"_L1].toInt(), 1);
        QVERIFY(!routing.contains("seq"_L1));

        ScriptedClient owner(port());
        Scene::logIn(owner);
        const QJsonObject words{{"triggers"_L1, QJsonArray{u" Hey  You "_s, u""_s, u"hey you"_s}}};
        QCOMPARE(owner.answer(u"voicewake.set"_s, words)["payload"_L1]["triggers"_L1].toArray(),
                 QJsonArray{u"Hey You"_s});
        QCOMPARE(node.next(u"voicewake.changed"_s)["payload"_L1]["triggers"_L1].toArray(),
                 QJsonArray{u"Hey You"_s});
        QCOMPARE(owner.answer(u"voicewake.get"_s)["payload"_L1]["triggers"_L1].toArray(),
                 QJsonArray{u"Hey You"_s});
    }

    void asksTheOwnerBeforeItMayBeTold()
    {
        ScriptedClient owner(port());
        Scene::logIn(owner);
        ScriptedClient node(port());
        m_scene->connectNode(node, {u"system.which"_s});
        const QJsonObject asked = owner.next(u"node.pair.requested"_s)["payload"_L1].toObject();
        QCOMPARE(asked["nodeId"_L1].toString(), m_scene->key.id());
        QCOMPARE(asked["commands"_L1].toArray(), QJsonArray{u"system.which"_s});
        QVERIFY(asked["requiredApproveScopes"_L1].toArray().contains(admin));

        const QJsonObject early = owner.answer(u"node.invoke"_s, m_scene->call(u"system.which"_s));
        QCOMPARE(early["error"_L1]["code"_L1].toString(), u"INVALID_REQUEST"_s);
        QCOMPARE(early["error"_L1]["details"_L1]["reason"_L1].toString(), u"command not approved"_s);
        QCOMPARE(rowOf(owner)["approvalState"_L1].toString(), u"pending"_s);
        QCOMPARE(rowOf(owner)["commands"_L1].toArray(), QJsonArray());

        ScriptedClient helper(port());
        Scene::logIn(helper, {u"operator.pairing"_s, u"operator.write"_s});
        const QJsonObject id{{"requestId"_L1, asked["requestId"_L1]}};
        QCOMPARE(helper.answer(u"node.pair.approve"_s, id)["error"_L1]["details"_L1]["missingScope"_L1],
                 QJsonValue(admin));

        const QJsonObject approved = owner.answer(u"node.pair.approve"_s, id)["payload"_L1].toObject();
        QCOMPARE(approved["node"_L1]["nodeId"_L1].toString(), m_scene->key.id());
        QCOMPARE(node.next(u"node.pair.resolved"_s)["payload"_L1]["decision"_L1].toString(), u"approved"_s);
        QCOMPARE(rowOf(owner)["approvalState"_L1].toString(), u"approved"_s);
        QCOMPARE(rowOf(owner)["commands"_L1].toArray(), QJsonArray{u"system.which"_s});
    }

    void anotherNodeHearsNothingOfIt()
    {
        ScriptedClient owner(port());
        Scene::logIn(owner);
        ScriptedClient node(port());
        m_scene->connectNode(node, {u"canvas.hide"_s});
        m_scene->key = test::DeviceKey(QByteArray(32, 'o'));
        ScriptedClient other(port());
        m_scene->connectNode(other, {});
        Scene::approve(owner);
        QVERIFY(!node.next(u"node.pair.resolved"_s).isEmpty());
        QVERIFY(other.answer(u"health"_s)["ok"_L1].toBool());
        QVERIFY(!other.hasHeard(u"node.pair.resolved"_s));
    }

    /// The calls of the vectors: "$node" stands for the node, "$invoke.id" for the id it was told.
    void flows_data()
    {
        QTest::addColumn<QJsonObject>("flow");
        const auto vectors = test::specVectors(u"flows.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        const QJsonArray flows = vectors->value("flows"_L1).toArray();
        for (const QJsonValue &flow : flows) {
            if (flow["name"_L1] == "node invoke"_L1)
                QTest::newRow("node invoke") << flow.toObject();
        }
    }
    void flows()
    {
        QFETCH(QJsonObject, flow);
        ScriptedClient owner(port());
        Scene::logIn(owner);
        const QJsonArray steps = flow["steps"_L1].toArray();
        ScriptedClient node(port());
        m_scene->connectNode(node, {u"system.which"_s});
        Scene::approve(owner);
        QString invokeId;
        for (const QJsonValue &step : steps) {
            ScriptedClient &who = step["on"_L1] == u"node"_s ? node : owner;
            if (step["send"_L1].isObject()) {
                who.send(filled(step["send"_L1], invokeId));
                continue;
            }
            const QJsonObject expected =
                QJsonDocument::fromJson(filled(step["recv"_L1], invokeId).toUtf8()).object();
            const QJsonObject heard = who.next(expected["event"_L1].toString());
            QCOMPARE(test::containedIn(expected, heard), QString());
            if (heard["type"_L1] == u"event"_s)
                invokeId = heard["payload"_L1]["id"_L1].toString();
        }
    }

    void theSameKeyIsCarriedOutOnce()
    {
        ScriptedClient owner(port());
        Scene::logIn(owner);
        ScriptedClient node(port());
        m_scene->connectNode(node, {u"system.which"_s});
        Scene::approve(owner);
        owner.request(u"node.invoke"_s, m_scene->call(u"system.which"_s), u"first"_s);
        owner.request(u"node.invoke"_s, m_scene->call(u"system.which"_s), u"second"_s);
        const QJsonObject request = node.next(u"node.invoke.request"_s);
        QVERIFY(!request.contains("seq"_L1));
        node.request(u"node.invoke.result"_s,
                     m_scene->result(request, {{"ok"_L1, true}, {"payload"_L1, u"done"_s}}));
        const QJsonObject first = owner.next();
        const QJsonObject second = owner.next();
        QCOMPARE(first["payload"_L1]["payload"_L1].toString(), u"done"_s);
        QVERIFY(first["payload"_L1]["payloadJSON"_L1].isNull());
        QCOMPARE(second["payload"_L1], first["payload"_L1]);
        QCOMPARE(owner.answer(u"node.invoke"_s, m_scene->call(u"system.which"_s))["payload"_L1],
                 first["payload"_L1]);
        QVERIFY(!node.hasHeard(u"node.invoke.request"_s));
        const QJsonObject late =
            node.answer(u"node.invoke.result"_s, m_scene->result(request, {{"ok"_L1, true}}));
        QCOMPARE(node.next()["payload"_L1].toObject(), (QJsonObject{{"ok"_L1, true}, {"ignored"_L1, true}}));
        QVERIFY(late["ok"_L1].toBool());
    }

    void refusals()
    {
        ScriptedClient owner(port());
        Scene::logIn(owner);
        const auto error = [&owner](const QJsonObject &params) {
            return owner.answer(u"node.invoke"_s, params)["error"_L1].toObject();
        };
        const QJsonObject unknown = error(m_scene->call(u"canvas.hide"_s));
        QCOMPARE(unknown["code"_L1].toString(), u"UNAVAILABLE"_s);
        QCOMPARE(unknown["details"_L1]["code"_L1].toString(), u"PAIRING_CHANGED"_s);
        QCOMPARE(unknown["retryable"_L1].toBool(), true);

        auto node = std::make_unique<ScriptedClient>(port());
        m_scene->connectNode(*node, {u"canvas.hide"_s, u"camera.snap"_s});
        Scene::approve(owner);
        const QJsonObject snap = error(m_scene->call(u"camera.snap"_s));
        QCOMPARE(
            snap["message"_L1].toString(),
            u"node command not allowed: \"camera.snap\" is not in the allowlist for platform \"linux\""_s);
        QCOMPARE(snap["details"_L1].toObject(), (QJsonObject{{"reason"_L1, u"command not allowlisted"_s},
                                                             {"command"_L1, u"camera.snap"_s}}));
        QCOMPARE(error(m_scene->call(u"canvas.eval"_s))["details"_L1]["reason"_L1].toString(),
                 u"command not declared by node"_s);

        ScriptedClient writer(port());
        Scene::logIn(writer, {u"operator.write"_s});
        QCOMPARE(writer.answer(u"node.invoke"_s,
                               m_scene->call(u"system.run"_s))["error"_L1]["details"_L1]["missingScope"_L1],
                 QJsonValue(admin));

        owner.request(u"node.invoke"_s, m_scene->call(u"canvas.hide"_s, u"k-2"_s));
        QVERIFY(!node->next(u"node.invoke.request"_s).isEmpty());
        node.reset();
        QCOMPARE(owner.next()["error"_L1]["details"_L1]["code"_L1].toString(), u"NOT_CONNECTED"_s);
        const QJsonObject away = error(m_scene->call(u"canvas.hide"_s, u"k-3"_s));
        QCOMPARE(away["message"_L1].toString(), u"node not connected"_s);
    }

    void theConfigAllowsAndDenies()
    {
        m_scene->instance.write("{ gateway: { auth: { token: 't0ken' }, nodes: {"
                                " allowCommands: ['camera.snap'], denyCommands: ['canvas.hide'] } } }");
        m_scene->instance.options.config = m_scene->instance.options.readConfig();
        m_scene->instance.gateway.reset();
        QVERIFY(m_scene->instance.start());
        ScriptedClient owner(port());
        Scene::logIn(owner);
        ScriptedClient node(port());
        m_scene->connectNode(node, {u"canvas.hide"_s, u"camera.snap"_s});
        Scene::approve(owner);
        QCOMPARE(owner
                     .answer(u"node.invoke"_s,
                             m_scene->call(u"canvas.hide"_s))["error"_L1]["details"_L1]["reason"_L1]
                     .toString(),
                 u"command not allowlisted"_s);
        owner.request(u"node.invoke"_s, m_scene->call(u"camera.snap"_s));
        QCOMPARE(node.next(u"node.invoke.request"_s)["payload"_L1]["command"_L1].toString(),
                 u"camera.snap"_s);
    }

    void aRemovedNodeIsPutOut()
    {
        ScriptedClient owner(port());
        Scene::logIn(owner);
        ScriptedClient node(port());
        m_scene->connectNode(node, {u"canvas.hide"_s});
        Scene::approve(owner);
        owner.request(u"node.invoke"_s, m_scene->call(u"canvas.hide"_s), u"call"_s);
        QVERIFY(!node.next(u"node.invoke.request"_s).isEmpty());
        owner.request(u"node.pair.remove"_s, QJsonObject{{"nodeId"_L1, m_scene->key.id()}}, u"remove"_s);
        const QJsonObject removed = owner.next();
        QCOMPARE(removed["id"_L1].toString(), u"remove"_s);
        QCOMPARE(owner.next()["error"_L1]["details"_L1]["code"_L1].toString(), u"PAIRING_CHANGED"_s);
        const QJsonObject told = owner.next(u"node.pair.resolved"_s); // the approval
        QCOMPARE(told["payload"_L1]["decision"_L1].toString(), u"approved"_s);
        const QJsonObject end = owner.next(u"node.pair.resolved"_s)["payload"_L1].toObject();
        QCOMPARE(end["decision"_L1].toString(), u"removed"_s);
        QCOMPARE(end["requestId"_L1].toString(), QString());
        QVERIFY(node.waitForClose());
        QCOMPARE(node.closeCode(), 4001);
        QCOMPARE(node.closeReason(), u"client invalidated: node removed"_s);
    }

    void tellsOfItself_data()
    {
        QTest::addColumn<QString>("event");
        QTest::addColumn<bool>("handled");
        QTest::addColumn<QString>("told");
        QTest::newRow("alive") << u"node.presence.alive"_s << true << u"node.presence"_s;
        QTest::newRow("somebody is there") << u"node.presence.activity"_s << true << u"node.presence"_s;
        QTest::newRow("how it does") << u"node.host.stats"_s << true << u"node.hostStats"_s;
        QTest::newRow("what nobody knows") << u"node.tea.ready"_s << false << QString();
    }
    void tellsOfItself()
    {
        QFETCH(QString, event);
        QFETCH(bool, handled);
        QFETCH(QString, told);
        ScriptedClient node(port());
        m_scene->connectNode(node, {});
        ScriptedClient owner(port());
        Scene::logIn(owner);
        const QJsonObject said{{"event"_L1, event},
                               {"payload"_L1, QJsonObject{{"load"_L1, 9}}},
                               {"payloadJSON"_L1, u"{\"load\":1}"_s}};
        const QJsonObject answer = node.answer(u"node.event"_s, said)["payload"_L1].toObject();
        QCOMPARE(answer["handled"_L1].toBool(), handled);
        QCOMPARE(answer["event"_L1].toString(), event);
        QCOMPARE(answer["reason"_L1].toString(), handled ? QString() : u"unsupported_event"_s);
        if (told.isEmpty())
            return;
        const QJsonObject heard = owner.next(told)["payload"_L1].toObject();
        QCOMPARE(heard["nodeId"_L1].toString(), m_scene->key.id());
        if (told == "node.hostStats"_L1)
            QCOMPARE(rowOf(owner)["hostStats"_L1]["load"_L1].toInt(), 1); // the text wins
    }

    void isListedWhenItIsAway()
    {
        ScriptedClient owner(port());
        Scene::logIn(owner);
        {
            ScriptedClient node(port());
            m_scene->connectNode(node, {u"canvas.hide"_s});
            Scene::approve(owner);
            QCOMPARE(rowOf(owner)["connected"_L1].toBool(), true);
        }
        QTRY_COMPARE(rowOf(owner)["connected"_L1].toBool(), false);
        const QJsonObject name{{"nodeId"_L1, m_scene->key.id()}, {"displayName"_L1, u"Kitchen"_s}};
        QVERIFY(owner.answer(u"node.rename"_s, name)["ok"_L1].toBool());
        const QJsonObject row =
            owner.answer(u"node.describe"_s, QJsonObject{{"nodeId"_L1, m_scene->key.id()}})["payload"_L1]
                .toObject();
        QCOMPARE(row["displayName"_L1].toString(), u"Kitchen"_s);
        QVERIFY(row["ts"_L1].toInteger() > 0);
        QVERIFY(row["lastConnectedAtMs"_L1].toInteger() > 0);
        QCOMPARE(row["paired"_L1].toBool(), true);
    }

    void aNodeMayNotAskLikeAnOperator()
    {
        ScriptedClient node(port());
        m_scene->connectNode(node, {});
        QVERIFY(node.answer(u"health"_s)["ok"_L1].toBool());
        QCOMPARE(node.answer(u"node.list"_s)["error"_L1]["message"_L1].toString(),
                 u"unauthorized role: node"_s);
    }

private:
    quint16 port() const { return m_scene->instance.port(); }

    QJsonObject rowOf(ScriptedClient &owner) const
    {
        return owner.answer(u"node.list"_s)["payload"_L1]["nodes"_L1][0].toObject();
    }

    QString filled(const QJsonValue &template_, const QString &invokeId) const
    {
        QString text = QString::fromUtf8(QJsonDocument(template_.toObject()).toJson(QJsonDocument::Compact));
        return text.replace("$node"_L1, m_scene->key.id()).replace("$invoke.id"_L1, invokeId);
    }

    std::unique_ptr<Scene> m_scene;
};

WSAGENT_TEST_WITH(QCoreApplication, TestGatewayNodes)
#include "tst_gatewaynodes.moc"
