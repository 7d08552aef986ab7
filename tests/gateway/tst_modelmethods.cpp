#include "gateway/methods/modelmethods.h"
#include "tests/support/scriptedmodel.h"
#include "tests/support/testprogram.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

/// The methods, without a socket.
class Methods
{
public:
    Methods()
        : models({.stateDir = directory.path(),
                  .config = [this] { return config; },
                  .environment =
                      [] {
                          return ConfigVariables();
                      }})
    {
        addModelMethods(table, {.models = [this]() -> ModelService & { return models; },
                                .defaultAgent =
                                    [] {
                                        return u"main"_s;
                                    }});
        const QJsonObject provider{
            {"baseUrl"_L1, server.baseUrl()},
            {"api"_L1, "openai-completions"_L1},
            {"apiKey"_L1, "from-the-config"_L1},
            {"models"_L1, QJsonArray{QJsonObject{{"id"_L1, "big"_L1}, {"reasoning"_L1, true}}}}};
        config = {
            {"models"_L1, QJsonObject{{"providers"_L1, QJsonObject{{"mine"_L1, provider}}}}},
            {"agents"_L1,
             QJsonObject{{"defaults"_L1,
                          QJsonObject{{"model"_L1, "mine/big"_L1},
                                      {"models"_L1,
                                       QJsonObject{{"mine/big"_L1, QJsonObject{{"alias"_L1, "b"_L1}}}}}}}}}};
    }

    /// The whole response; empty when none came.
    QJsonObject call(const QString &method, const QJsonObject &params)
    {
        QByteArray answer;
        const Caller caller{.role = u"operator"_s, .scopes = {u"operator.admin"_s}};
        table.dispatch({.id = u"1"_s, .method = method, .params = params}, caller, 0,
                       Reply(u"1"_s, [&answer](const QByteArray &frame) { answer = frame; }));
        if (!QTest::qWaitFor([&answer] { return !answer.isEmpty(); }, 10'000))
            return {};
        return QJsonDocument::fromJson(answer).object();
    }
    QJsonObject payload(const QString &method, const QJsonObject &params = {})
    {
        return call(method, params)["payload"_L1].toObject();
    }
    AuthProfiles stored() const { return *readAuthProfiles(authProfilesPath(directory.path(), u"main"_s)); }

    QTemporaryDir directory;
    ScriptedModel server;
    QJsonObject config;
    ModelService models;
    MethodTable table;
};

QStringList idsOf(const QJsonObject &payload)
{
    QStringList ids;
    const QJsonArray rows = payload["models"_L1].toArray();
    for (const QJsonValue &row : rows)
        ids += row["provider"_L1].toString() + u'/' + row["id"_L1].toString();
    return ids;
}

} // namespace

class TestModelMethods : public QObject
{
    Q_OBJECT

private slots:
    void lists()
    {
        Methods methods;
        const QJsonObject answer = methods.payload(u"models.list"_s, {{"includeDefaultModels"_L1, true}});
        const QJsonValue row = answer["models"_L1][0];

        QCOMPARE(row["id"_L1].toString(), u"big"_s);
        QCOMPARE(row["provider"_L1].toString(), u"mine"_s);
        QCOMPARE(row["alias"_L1].toString(), u"b"_s);
        QVERIFY(row["available"_L1].toBool());
        QCOMPARE(row["thinkingLevels"_L1].toArray().size(), 6);
        QCOMPARE(answer["defaultModels"_L1].toArray(), QJsonArray{"mine/big"_L1});
    }

    void listsAsAsked_data()
    {
        QTest::addColumn<QJsonObject>("params");
        QTest::addColumn<bool>("hasOthers"); // whose providers nobody has an account at

        QTest::newRow("configured") << QJsonObject{{"view"_L1, "configured"_L1}} << false;
        QTest::newRow("of the config") << QJsonObject{{"view"_L1, "provider-config"_L1}} << false;
        QTest::newRow("usable") << QJsonObject{} << false;
        QTest::newRow("all") << QJsonObject{{"view"_L1, "all"_L1}} << true;
        QTest::newRow("of one provider")
            << QJsonObject{{"view"_L1, "all"_L1}, {"provider"_L1, "mine"_L1}} << false;
    }
    void listsAsAsked()
    {
        QFETCH(QJsonObject, params);
        QFETCH(bool, hasOthers);
        Methods methods;
        const QStringList ids = idsOf(methods.payload(u"models.list"_s, params));

        QVERIFY(ids.contains(u"mine/big"_s));
        QCOMPARE(ids.contains(u"openai/gpt-5"_s), hasOthers);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QJsonObject>("params");
        QTest::addColumn<QString>("message");

        QTest::newRow("two ways to choose an account")
            << u"models.list"_s << QJsonObject{{"sessionKey"_L1, "main"_L1}, {"authProfileId"_L1, "x"_L1}}
            << u"sessionKey and authProfileId exclude each other"_s;
        QTest::newRow("old and new at once")
            << u"models.list"_s << QJsonObject{{"preparedOnly"_L1, true}, {"refresh"_L1, true}}
            << u"preparedOnly and refresh exclude each other"_s;
        QTest::newRow("a key for nobody")
            << u"models.authSetApiKey"_s << QJsonObject{{"provider"_L1, "x"_L1}, {"apiKey"_L1, "k"_L1}}
            << u"Unknown provider \"x\"."_s;
        QTest::newRow("an account that is none")
            << u"models.authLogout"_s
            << QJsonObject{{"provider"_L1, "mine"_L1}, {"profileId"_L1, "mine:x"_L1}}
            << u"no account \"mine:x\""_s;
    }
    void refuses()
    {
        QFETCH(QString, method);
        QFETCH(QJsonObject, params);
        QFETCH(QString, message);
        Methods methods;

        QCOMPARE(methods.call(method, params)["error"_L1]["message"_L1].toString(), message);
    }

    void keepsAKeyAndForgetsIt()
    {
        Methods methods;
        const QJsonObject set{
            {"provider"_L1, "openai"_L1}, {"apiKey"_L1, " sk-secret "_L1}, {"profileId"_L1, "work"_L1}};

        QCOMPARE(methods.payload(u"models.authSetApiKey"_s, set)["profileId"_L1].toString(),
                 u"openai:work"_s);
        QCOMPARE(methods.stored().profiles.value(u"openai:work"_s).secret, u"sk-secret"_s);
        const QByteArray status = QJsonDocument(methods.payload(u"models.authStatus"_s)).toJson();
        QVERIFY(status.contains("openai:work"));
        QVERIFY(!status.contains("sk-secret"));
        QVERIFY(!status.contains("from-the-config"));

        QCOMPARE(methods.payload(u"models.authLogout"_s, {{"provider"_L1, "openai"_L1}})["removedProfiles"_L1]
                     .toArray(),
                 QJsonArray{"openai:work"_L1});
        QVERIFY(methods.stored().profiles.isEmpty());
    }

    void keepsAnOrder()
    {
        Methods methods;

        methods.payload(u"models.authOrderSet"_s, {{"provider"_L1, "mine"_L1},
                                                   {"order"_L1, QJsonArray{"mine:b"_L1, "mine:config"_L1}}});
        QCOMPARE(methods.stored().order.value(u"mine"_s), (QStringList{u"mine:b"_s, u"mine:config"_s}));
        methods.payload(u"models.authOrderSet"_s, {{"provider"_L1, "mine"_L1}, {"order"_L1, QJsonArray()}});
        QVERIFY(!methods.stored().order.contains(u"mine"_s));
    }

    void probes()
    {
        Methods methods;

        const QJsonObject good = methods.payload(u"models.probe"_s, {{"provider"_L1, "mine"_L1}});
        QVERIFY(good["ok"_L1].toBool());
        QCOMPARE(good["model"_L1].toString(), u"mine/big"_s);
        QCOMPARE(good["profileId"_L1].toString(), u"mine:config"_s);
        QCOMPARE(methods.server.requests().first().header("authorization"), "Bearer from-the-config");

        methods.server.say({.status = 401, .body = "{\"error\":{\"message\":\"Incorrect API key\"}}"});
        const QJsonObject bad = methods.payload(u"models.probe"_s, {{"provider"_L1, "mine"_L1}});
        QVERIFY(!bad["ok"_L1].toBool(true));
        QCOMPARE(bad["error"_L1]["kind"_L1].toString(), u"auth"_s);
    }

    void anAgentIsNoPath()
    {
        Methods methods;

        methods.payload(u"models.authSetApiKey"_s,
                        {{"provider"_L1, "openai"_L1}, {"apiKey"_L1, "k"_L1}, {"agentId"_L1, "../../x"_L1}});
        QVERIFY(methods.stored().profiles.contains(u"openai:default"_s)); // the default agent's
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestModelMethods)
#include "tst_modelmethods.moc"
