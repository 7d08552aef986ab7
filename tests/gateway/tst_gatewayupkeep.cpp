#include "tests/support/scriptedclient.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QSignalSpy>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ScriptedClient;

namespace {

const QString admin = u"operator.admin"_s;

QString messageOf(const QJsonObject &answer)
{
    return answer["error"_L1]["message"_L1].toString();
}

} // namespace

/// What keeps a gateway in order: set-up, restart, health, what happens around it.
class TestGatewayUpkeep : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_instance = std::make_unique<test::TestGateway>();
        QVERIFY(m_instance->start());
        m_owner = std::make_unique<ScriptedClient>(m_instance->port());
        logIn(*m_owner);
    }
    void cleanup()
    {
        m_owner.reset();
        m_instance.reset();
    }

    void aSetUpAsksAndWrites()
    {
        const QJsonObject first = m_owner->answer(u"wizard.start"_s)["payload"_L1].toObject();
        QCOMPARE(first["done"_L1].toBool(true), false);
        QCOMPARE(first["status"_L1].toString(), u"running"_s);
        QCOMPARE(first["step"_L1]["type"_L1].toString(), u"note"_s);
        const QString id = first["sessionId"_L1].toString();

        const QJsonObject second = next(id, u"welcome"_s);
        QCOMPARE(second["step"_L1]["id"_L1].toString(), u"workspace"_s);
        QCOMPARE(second["step"_L1]["initialValue"_L1].toString(), m_instance->options.paths.defaultWorkspace);
        const QString folder = m_instance->directory.filePath(u"elsewhere"_s);
        const QJsonObject done = next(id, u"workspace"_s, folder);
        QCOMPARE(done, (QJsonObject{{"done"_L1, true}, {"status"_L1, u"done"_s}}));
        QCOMPARE(loadConfig(m_instance->options.source, m_instance->schema).config.workspace, folder);
        QCOMPARE(status(id)["payload"_L1]["status"_L1].toString(), u"done"_s);
        QVERIFY(m_owner->answer(u"wizard.start"_s)["ok"_L1].toBool()); // the next one may come
    }

    void oneSetUpAtATime()
    {
        const QString id = m_owner->answer(u"wizard.start"_s)["payload"_L1]["sessionId"_L1].toString();
        const QJsonObject busy = m_owner->answer(u"wizard.start"_s)["error"_L1].toObject();
        QCOMPARE(busy["code"_L1].toString(), u"UNAVAILABLE"_s);
        QCOMPARE(busy["retryable"_L1].toBool(), true);
        QCOMPARE(busy["details"_L1]["code"_L1].toString(), u"SETUP_ADMISSION_BUSY"_s);
        const QJsonObject cancelled = m_owner->answer(u"wizard.cancel"_s, QJsonObject{{"sessionId"_L1, id}});
        QCOMPARE(cancelled["payload"_L1]["status"_L1].toString(), u"cancelled"_s);
        QCOMPARE(next(id, u"welcome"_s)["done"_L1].toBool(), true);
        QVERIFY(m_owner->answer(u"wizard.start"_s)["ok"_L1].toBool());
        QCOMPARE(status(id)["error"_L1]["details"_L1]["code"_L1].toString(), u"WIZARD_NOT_FOUND"_s);
    }

    void wrongAnswers()
    {
        const QString id = m_owner->answer(u"wizard.start"_s)["payload"_L1]["sessionId"_L1].toString();
        QVERIFY(
            messageOf(nextAnswer(id, u"workspace"_s, u"/x"_s)).contains("is not the one that is asked"_L1));
        next(id, u"welcome"_s);
        QVERIFY(messageOf(nextAnswer(id, u"workspace"_s, u"relative"_s)).contains("absolute path"_L1));
        // Asked without an answer, the step is shown again.
        const QJsonObject again = m_owner->answer(u"wizard.next"_s, QJsonObject{{"sessionId"_L1, id}});
        QCOMPARE(again["payload"_L1]["step"_L1]["id"_L1].toString(), u"workspace"_s);
    }

    void setUpsThatThereAreNot_data()
    {
        QTest::addColumn<QJsonObject>("params");
        QTest::newRow("of a client of another gateway") << QJsonObject{{"mode"_L1, u"remote"_s}};
        QTest::newRow("of channels") << QJsonObject{{"flow"_L1, u"channels"_s}};
    }
    void setUpsThatThereAreNot()
    {
        QFETCH(QJsonObject, params);
        const QJsonObject error = m_owner->answer(u"wizard.start"_s, params)["error"_L1].toObject();
        QCOMPARE(error["code"_L1].toString(), u"INVALID_REQUEST"_s);
        QVERIFY(m_owner->answer(u"wizard.start"_s)["ok"_L1].toBool());
    }

    void whatHappensIsToldAndKept()
    {
        const QJsonObject params{{"text"_L1, u"the door is open"_s},
                                 {"deviceId"_L1, u"door"_s},
                                 {"host"_L1, u"Hall"_s},
                                 {"lastInputSeconds"_L1, 7}};
        QCOMPARE(m_owner->answer(u"system-event"_s, params)["payload"_L1].toObject(),
                 (QJsonObject{{"ok"_L1, true}}));
        const QJsonObject event = m_owner->next(u"presence"_s);
        const QJsonValue entry = event["payload"_L1]["presence"_L1][1];
        QCOMPARE(entry["host"_L1].toString(), u"Hall"_s);
        QCOMPARE(entry["lastInputSeconds"_L1].toInt(), 7);
        QVERIFY(event["stateVersion"_L1]["presence"_L1].toInt() > 0);
        const QJsonArray told = m_owner->answer(u"status"_s)["payload"_L1]["queuedSystemEvents"_L1].toArray();
        QCOMPARE(told.size(), 1);
        QVERIFY(told[0].toString().endsWith("the door is open"_L1));
    }

    void healthIsToldWhenItChanges()
    {
        ClientService &clients = m_instance->gateway->clients();
        clients.refreshHealth();
        clients.setHealth([] { return QJsonObject{{"ok"_L1, true}, {"ts"_L1, 1}, {"channels"_L1, 1}}; });
        clients.refreshHealth();
        clients.setHealth([] { return QJsonObject{{"ok"_L1, true}, {"ts"_L1, 2}, {"channels"_L1, 1}}; });
        clients.refreshHealth(); // another time is no change
        const QJsonObject event = m_owner->next(u"health"_s);
        QCOMPARE(event["payload"_L1]["channels"_L1].toInt(), 1);
        QCOMPARE(event["stateVersion"_L1]["health"_L1].toInt(), 1);
        QVERIFY(m_owner->answer(u"health"_s)["ok"_L1].toBool());
        QVERIFY(!m_owner->hasHeard(u"health"_s));
    }

    void aRestartWaitsForWhatIsBeingDone()
    {
        QSignalSpy wanted(m_instance->gateway.get(), &Gateway::restartWanted);
        MethodTable &table = m_instance->gateway->clients().methods();
        std::optional<Reply> held;
        table.add({.name = u"test.hold"_s, .run = [&held](const MethodCall &, Reply reply) {
                       held.emplace(std::move(reply));
                   }});
        ScriptedClient other(m_instance->port());
        logIn(other);
        other.request(u"test.hold"_s);
        QTRY_VERIFY(held.has_value());
        const QJsonObject looked = m_owner->answer(u"gateway.restart.preflight"_s)["payload"_L1].toObject();
        QCOMPARE(looked["safe"_L1].toBool(true), false);
        QCOMPARE(looked["blockers"_L1][0]["count"_L1].toInt(), 1);
        QCOMPARE(m_owner->answer(u"gateway.restart.request"_s)["payload"_L1]["status"_L1].toString(),
                 u"deferred"_s);
        QCOMPARE(wanted.count(), 0);
        held->ok(true);
        QTRY_COMPARE(wanted.count(), 1);
        QVERIFY(other.next()["ok"_L1].toBool());
    }

    void aRestartThatDoesNotWait()
    {
        QSignalSpy wanted(m_instance->gateway.get(), &Gateway::restartWanted);
        const QJsonObject params{{"reason"_L1, u"a new program"_s}, {"skipDeferral"_L1, true}};
        const QJsonObject answer =
            m_owner->answer(u"gateway.restart.request"_s, params)["payload"_L1].toObject();
        QCOMPARE(answer["status"_L1].toString(), u"started"_s);
        QCOMPARE(answer["restart"_L1]["reason"_L1].toString(), u"a new program"_s);
        QTRY_COMPARE(wanted.count(), 1);
    }

    void moreThanIsAnsweredIsRefused()
    {
        MethodTable &table = m_instance->gateway->clients().methods();
        std::vector<Reply> held;
        table.add({.name = u"test.hold"_s, .run = [&held](const MethodCall &, Reply reply) {
                       held.push_back(std::move(reply));
                   }});
        for (int i = 0; i < RequestQuota::mostRequests; ++i)
            m_owner->request(u"test.hold"_s);
        const QJsonObject error = m_owner->answer(u"health"_s)["error"_L1].toObject();
        QCOMPARE(error["code"_L1].toString(), u"UNAVAILABLE"_s);
        QCOMPARE(error["retryable"_L1].toBool(), true);
        QVERIFY(error["message"_L1].toString().startsWith("The server is busy"_L1));
        ScriptedClient other(m_instance->port()); // has a measure of its own
        logIn(other);
        QVERIFY(other.answer(u"health"_s)["ok"_L1].toBool());
        QCOMPARE(held.size(), size_t(RequestQuota::mostRequests));
        held.clear();
        for (int i = 0; i < RequestQuota::mostRequests; ++i)
            QCOMPARE(messageOf(m_owner->next()), u"internal error"_s);
        QVERIFY(m_owner->answer(u"health"_s)["ok"_L1].toBool());
    }

    void formsAreTold()
    {
        const QJsonObject answer = m_owner->answer(u"config.schema"_s)["payload"_L1].toObject();
        const QJsonObject hints = answer["uiHints"_L1].toObject();
        QCOMPARE(hints["gateway.port"_L1]["label"_L1].toString(), u"Port"_s);
        QVERIFY(!hints["gateway.port"_L1]["help"_L1].toString().isEmpty());
        QCOMPARE(hints["gateway.auth.token"_L1]["sensitive"_L1].toBool(), true);
        QVERIFY(hints.contains("agents.list[].id"_L1));
        QVERIFY(hints.size() > 300);
    }

    void quietAnswers_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QJsonObject>("expected");
        QTest::newRow("voice") << u"talk.catalog"_s
                               << QJsonObject{
                                      {"transcription"_L1,
                                       QJsonObject{{"ready"_L1, false}, {"providers"_L1, QJsonArray()}}}};
        QTest::newRow("preferences") << u"users.prefs.get"_s
                                     << QJsonObject{{"status"_L1, u"no_durable_identity"_s}};
        QTest::newRow("progress") << u"progressCard.get"_s << QJsonObject{{"card"_L1, QJsonValue()}};
        QTest::newRow("suggestions") << u"taskSuggestions.list"_s
                                     << QJsonObject{{"suggestions"_L1, QJsonArray()}};
    }
    void quietAnswers()
    {
        QFETCH(QString, method);
        QFETCH(QJsonObject, expected);
        const QJsonObject answer = m_owner->answer(method, QJsonObject{{"keys"_L1, QJsonArray()}});
        QCOMPARE(test::containedIn(expected, answer["payload"_L1].toObject()), QString());
    }

private:
    static void logIn(ScriptedClient &client)
    {
        client.nonce();
        client.request(u"connect"_s, ScriptedClient::commandLine(test::TestGateway::secret(), {admin}));
        QVERIFY(client.next()["ok"_L1].toBool());
    }
    QJsonObject status(const QString &id)
    {
        return m_owner->answer(u"wizard.status"_s, QJsonObject{{"sessionId"_L1, id}});
    }
    QJsonObject nextAnswer(const QString &id, const QString &step, const QJsonValue &value)
    {
        return m_owner->answer(
            u"wizard.next"_s,
            QJsonObject{{"sessionId"_L1, id},
                        {"answer"_L1, QJsonObject{{"stepId"_L1, step}, {"value"_L1, value}}}});
    }
    QJsonObject next(const QString &id, const QString &step, const QJsonValue &value = {})
    {
        return nextAnswer(id, step, value)["payload"_L1].toObject();
    }

    std::unique_ptr<test::TestGateway> m_instance;
    std::unique_ptr<ScriptedClient> m_owner;
};

WSAGENT_TEST_WITH(QCoreApplication, TestGatewayUpkeep)
#include "tst_gatewayupkeep.moc"
