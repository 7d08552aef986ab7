#include "gateway/config/secrettargets.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

/// Secrets that the config only refers to, for commands that need them.
class TestSecretMethods : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_instance.useConfig("{ gateway: { auth: { token: 't0ken' } },\n"
                             "  models: { providers: {\n"
                             "    one: { baseUrl: 'http://127.0.0.1:1/v1', api: 'openai-completions',\n"
                             "           apiKey: { source: 'env', id: 'TST_SECRET_ONE' } },\n"
                             "    two: { baseUrl: 'http://127.0.0.1:1/v1', api: 'openai-completions',\n"
                             "           apiKey: { source: 'env', id: 'TST_SECRET_TWO' } },\n"
                             "    plain: { baseUrl: 'http://127.0.0.1:1/v1', api: 'openai-completions',\n"
                             "             apiKey: 'written-out' } } } }\n",
                             {{u"TST_SECRET_ONE"_s, u"the first"_s}});
        QVERIFY(m_instance.options.config.isValid());
        QVERIFY(m_instance.start());
        m_client = std::make_unique<ScriptedClient>(m_instance.port());
        m_client->nonce();
        m_client->answer(u"connect"_s,
                         ScriptedClient::commandLine(TestGateway::secret(), {u"operator.admin"_s}));
    }
    void cleanupTestCase() { m_client.reset(); }

    void targets_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<bool>("isKnown");
        QTest::newRow("one key") << u"gateway.auth.token"_s << true;
        QTest::newRow("any key") << u"models.providers.*.apiKey"_s << true;
        QTest::newRow("a named one") << u"models.providers.one.apiKey"_s << true;
        QTest::newRow("any entry") << u"agents.list[].memorySearch.remote.apiKey"_s << true;
        QTest::newRow("no secret") << u"gateway.port"_s << false;
        QTest::newRow("unknown") << u"no.such.key"_s << false;
        QTest::newRow("nothing") << u""_s << false;
        QTest::newRow("half a step") << u"gateway..token"_s << false;
        QTest::newRow("an entry by number") << u"agents.list[0].model"_s << false;
    }
    void targets()
    {
        QFETCH(QString, target);
        const auto places = secretPlaces(target, m_instance.options.config.effective, m_instance.schema);
        QTEST(places.has_value(), "isKnown");
    }

    /// What is found is told; what is not is said, without stopping the others. What is written out is not
    /// told.
    void referencesAreResolved()
    {
        const QJsonObject answer = ask(
            {{"commandName"_L1, u"models"_s}, {"targetIds"_L1, QJsonArray{u"models.providers.*.apiKey"_s}}});
        const QJsonObject payload = answer["payload"_L1].toObject();
        QCOMPARE(payload["ok"_L1].toBool(true), false);
        const QJsonObject found{
            {"path"_L1, u"models.providers.one.apiKey"_s},
            {"pathSegments"_L1, QJsonArray{u"models"_s, u"providers"_s, u"one"_s, u"apiKey"_s}},
            {"value"_L1, u"the first"_s}};
        QCOMPARE(payload["assignments"_L1].toArray(), QJsonArray{found});
        QCOMPARE(payload["diagnostics"_L1].toArray().size(), 1);
        QVERIFY(payload["diagnostics"_L1][0].toString().contains("models.providers.two.apiKey"_L1));
        QVERIFY(!QJsonDocument(answer).toJson().contains("written-out"));
        const QJsonObject allowed = ask({{"commandName"_L1, u"models"_s},
                                         {"targetIds"_L1, QJsonArray{u"models.providers.*.apiKey"_s}},
                                         {"allowedPaths"_L1, QJsonArray{u"models.providers.one.apiKey"_s}}});
        QCOMPARE(allowed["payload"_L1]["ok"_L1].toBool(), true);
        QCOMPARE(allowed["payload"_L1]["assignments"_L1].toArray().size(), 1);
        const QJsonObject none = ask({{"commandName"_L1, u"x"_s}, {"targetIds"_L1, QJsonArray()}});
        QCOMPARE(none["payload"_L1]["ok"_L1].toBool(), true);
    }

    void onlyWhoMayAsks()
    {
        const QJsonObject unknown =
            ask({{"commandName"_L1, u"x"_s}, {"targetIds"_L1, QJsonArray{u"gateway.port"_s}}});
        QCOMPARE(unknown["error"_L1]["message"_L1].toString(), u"unknown target id \"gateway.port\""_s);
        ScriptedClient reader(m_instance.port());
        reader.nonce();
        reader.answer(u"connect"_s, ScriptedClient::commandLine(TestGateway::secret(), {u"operator.read"_s}));
        const QJsonObject refused = reader.answer(u"secrets.resolve"_s, QJsonObject{});
        QCOMPARE(refused["error"_L1]["details"_L1]["missingScope"_L1].toString(), u"operator.admin"_s);
    }

private:
    QJsonObject ask(const QJsonObject &params) { return m_client->answer(u"secrets.resolve"_s, params); }

    TestGateway m_instance;
    std::unique_ptr<ScriptedClient> m_client;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSecretMethods)
#include "tst_secretmethods.moc"
