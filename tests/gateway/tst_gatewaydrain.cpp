#include "tests/support/agentinstance.h"
#include "tests/support/testprogram.h"

#include <QSignalSpy>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

/// Long enough for what a test does meanwhile, also on a busy machine.
ScriptedTurn slow(const QString &text)
{
    return {.text = text, .before = std::chrono::seconds(2)};
}

ScriptedTurn never()
{
    return {.fault = ScriptedTurn::Fault::NoAnswer};
}

} // namespace

/// A gateway that ends, or makes room for another one, while its agents work.
class TestGatewayDrain : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_model = std::make_unique<ScriptedModel>(); }

    void whatWasBegunIsFinished()
    {
        m_model->say(slow(u"All done."_s));
        AgentInstance instance(*m_model);
        instance.say(u"work"_s);
        QSignalSpy stopped(instance.gateway.gateway.get(), &Gateway::stopped);
        instance.gateway.gateway->stop(std::chrono::seconds(20));
        QCOMPARE(instance.client->next(u"shutdown"_s)["payload"_L1]["reason"_L1].toString(), u"shutdown"_s);
        QString said;
        while (!said.contains("All done."_L1)) {
            const QJsonObject event = instance.client->next(u"chat"_s);
            QVERIFY(!event.isEmpty());
            said = QString::fromUtf8(QJsonDocument(event).toJson());
        }
        QVERIFY(instance.client->waitForClose());
        QTRY_COMPARE(stopped.count(), 1);
    }

    /// Longer than the budget nobody is waited for; the message is answered by the next gateway.
    void theBudgetIsKept()
    {
        m_model->say(never());
        AgentInstance instance(*m_model);
        instance.say(u"work"_s);
        QTRY_COMPARE(m_model->requests().size(), 1);
        QSignalSpy stopped(instance.gateway.gateway.get(), &Gateway::stopped);
        instance.gateway.gateway->stop(std::chrono::milliseconds(50));
        QTRY_COMPARE(stopped.count(), 1);
        instance.restart();
        QTRY_VERIFY(instance.history().contains("You said"_L1));
    }

    void aRestartWaitsForAgents_data()
    {
        QTest::addColumn<bool>("byConfig");
        QTest::newRow("asked for") << false;
        QTest::newRow("for a change of the config") << true;
    }
    void aRestartWaitsForAgents()
    {
        QFETCH(bool, byConfig);
        m_model->say(slow(u"All done."_s));
        AgentInstance instance(*m_model);
        QSignalSpy wanted(instance.gateway.gateway.get(), &Gateway::restartWanted);
        instance.say(u"work"_s);
        if (byConfig) {
            QFile config(instance.gateway.options.paths.configPath);
            QVERIFY(config.open(QIODevice::ReadOnly));
            const QByteArray before = config.readAll();
            instance.gateway.write(
                QByteArray(before).replace("gateway: {", "gateway: { tls: { enabled: true },"));
            instance.gateway.gateway->reload();
        } else {
            const QJsonObject looked = instance.ask(u"gateway.restart.preflight"_s, {});
            QCOMPARE(looked["safe"_L1].toBool(true), false);
            QCOMPARE(looked["counts"_L1]["runs"_L1].toInt(), 1);
            QCOMPARE(instance.ask(u"gateway.restart.request"_s, {})["status"_L1].toString(), u"deferred"_s);
        }
        QCOMPARE(wanted.count(), 0);
        QVERIFY(instance.gateway.gateway->agents().workingCount() > 0);
        QTRY_COMPARE(wanted.count(), 1);
        QCOMPARE(instance.gateway.gateway->agents().workingCount(), 0);
    }

    void aChangeThatIsTakenBackIsForgotten()
    {
        m_model->say(slow(u"All done."_s));
        AgentInstance instance(*m_model);
        QSignalSpy wanted(instance.gateway.gateway.get(), &Gateway::restartWanted);
        instance.say(u"work"_s);
        QFile config(instance.gateway.options.paths.configPath);
        QVERIFY(config.open(QIODevice::ReadOnly));
        const QByteArray before = config.readAll();
        instance.gateway.write(
            QByteArray(before).replace("gateway: {", "gateway: { tls: { enabled: true },"));
        instance.gateway.gateway->reload();
        instance.gateway.write(before);
        QTRY_COMPARE(instance.gateway.gateway->agents().workingCount(), 0);
        QCoreApplication::processEvents();
        QCOMPARE(wanted.count(), 0);
        QCOMPARE(instance.ask(u"gateway.restart.preflight"_s, {})["safe"_L1].toBool(), true);
    }

    /// Who asked for it hears that it is over, in the conversation in which it was asked for.
    void aRestartReportsBack_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QJsonObject>("params");
        const QJsonObject who{{"sessionKey"_L1, u"main"_s}, {"note"_L1, u"a new port"_s}};
        QTest::newRow("asked for") << u"gateway.restart.request"_s << who;
        QJsonObject patch = who;
        patch.insert("raw"_L1, u"{gateway: {tls: {enabled: true}}}"_s);
        QTest::newRow("for a change of the config") << u"config.patch"_s << patch;
    }
    void aRestartReportsBack()
    {
        QFETCH(QString, method);
        QFETCH(QJsonObject, params);
        AgentInstance instance(*m_model);
        QSignalSpy wanted(instance.gateway.gateway.get(), &Gateway::restartWanted);
        if (method == "config.patch"_L1)
            params.insert("baseHash"_L1, instance.ask(u"config.get"_s, {})["hash"_L1]);
        const QJsonObject answer = instance.client->answer(method, params);
        QVERIFY2(answer["ok"_L1].toBool(), QJsonDocument(answer).toJson().constData());
        QTRY_COMPARE(wanted.count(), 1);
        const QString note = instance.gateway.directory.filePath(u"restart-note.json"_s);
        QVERIFY(QFile::exists(note));
        instance.restart(); // with the config of before, which is enough here
        QTRY_VERIFY(std::any_of(m_model->requests().begin(), m_model->requests().end(),
                                [](const ScriptedRequest &request) {
                                    return QJsonDocument(request.body).toJson().contains("a new port");
                                }));
        QVERIFY(!QFile::exists(note));
    }

    /// A restart that nobody wants to hear of, or that was refused, leaves nothing.
    void noNoteWithoutARestart()
    {
        AgentInstance instance(*m_model);
        QSignalSpy wanted(instance.gateway.gateway.get(), &Gateway::restartWanted);
        const QJsonObject wrong{{"raw"_L1, u"{gateway: {port: 'x'}}"_s},
                                {"sessionKey"_L1, u"main"_s},
                                {"restartDelayMs"_L1, 500'000}};
        QVERIFY(!instance.client->answer(u"config.patch"_s, wrong)["ok"_L1].toBool());
        QVERIFY(instance.client->answer(u"gateway.restart.request"_s)["ok"_L1].toBool());
        QTRY_COMPARE(wanted.count(), 1); // not after the time that the other one wanted
        QVERIFY(!QFile::exists(instance.gateway.directory.filePath(u"restart-note.json"_s)));
    }

    void healthTellsOfHeartbeats()
    {
        const AgentInstance instance(*m_model, {}, ", heartbeat: { every: '2h', target: 'none' }");
        const QJsonObject health = instance.ask(u"health"_s, {});
        QCOMPARE(health["heartbeatSeconds"_L1].toInt(), 7200);
        const QJsonValue main = health["agents"_L1][0]["heartbeat"_L1];
        QCOMPARE(main["enabled"_L1].toBool(), true);
        QCOMPARE(main["every"_L1].toString(), u"2h"_s);
        QCOMPARE(main["everyMs"_L1].toInt(), 7'200'000);
        QCOMPARE(main["target"_L1].toString(), u"none"_s);
        QVERIFY(!main["prompt"_L1].toString().isEmpty());
        QCOMPARE(health["agents"_L1][1]["heartbeat"_L1]["enabled"_L1].toBool(true), false);

        const QJsonObject status = instance.ask(u"status"_s, {});
        QCOMPARE(status["heartbeat"_L1]["agents"_L1][0]["everyMs"_L1].toInt(), 7'200'000);
        QCOMPARE(status["sessions"_L1]["defaults"_L1]["model"_L1].toString(), u"scripted"_s);

        QCOMPARE(instance.client->answer(u"last-heartbeat"_s)["payload"_L1], QJsonValue(QJsonValue::Null));
        const QJsonObject refused = instance.client->answer(u"set-heartbeats"_s, QJsonObject());
        QCOMPARE(refused["error"_L1]["message"_L1].toString(),
                 u"invalid set-heartbeats params: enabled (boolean) required"_s);
        QCOMPARE(instance.ask(u"set-heartbeats"_s, {{"enabled"_L1, false}})["enabled"_L1].toBool(true),
                 false);
        QCOMPARE(instance.ask(u"health"_s, {})["heartbeatSeconds"_L1].toInt(-1), 0);
    }

private:
    std::unique_ptr<ScriptedModel> m_model;
};

WSAGENT_TEST_WITH(QCoreApplication, TestGatewayDrain)
#include "tst_gatewaydrain.moc"
