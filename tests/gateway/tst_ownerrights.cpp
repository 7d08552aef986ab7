#include "tests/support/agentinstance.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray doors =
    ", hooks: { enabled: true, token: 'h00k', mappings: [{ match: { path: 'mail' }, action: "
    "'agent', messageTemplate: '{{text}}', allowUnsafeExternalContent: true }] } ";

/// A gateway with all doors open, whose model always reads the config.
struct House
{
    House()
        : instance(model, doors)
    {
        QFile config(instance.gateway.options.paths.configPath);
        if (!config.open(QIODevice::ReadOnly))
            qFatal("the config cannot be read");
        instance.gateway.useConfig(config.readAll().replace(
            "gateway: {", "gateway: { http: { endpoints: { chatCompletions: { enabled: true } } },"));
        instance.restart();
        model.say({.tools = {{.name = u"gateway"_s, .arguments = {{"action"_L1, u"config.get"_s}}}}});
    }
    /// A token of a device that may do just that.
    QByteArray tokenFor(const QString &scope)
    {
        Devices &devices = instance.gateway.gateway->clients().devices();
        ConnectParams params{.role = u"operator"_s, .scopes = {scope}};
        params.device = DeviceBlock{.id = u"d1"_s};
        if (!devices.approve(params, u"owner"_s, {}, 0))
            qFatal("the device is not approved");
        const auto token = devices.issueToken(u"d1"_s, u"operator"_s, 0);
        return token ? token->toLatin1() : QByteArray();
    }
    void post(const QByteArray &path, const QByteArray &secret, const QByteArray &body)
    {
        client = std::make_unique<RawClient>(instance.gateway.port());
        client->send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + secret +
                     "\r\nContent-Type: application/json\r\nContent-Length: " +
                     QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    /// What the model was told of its call.
    QByteArray result()
    {
        if (!QTest::qWaitFor([this] { return model.requests().size() >= 2; }, 20'000))
            return {};
        return QJsonDocument(model.requests().last().body).toJson();
    }

    ScriptedModel model;
    AgentInstance instance;
    std::unique_ptr<RawClient> client;
};

} // namespace

/// Who may talk with an agent is not thereby its owner: what only he may have done is not done for others.
class TestOwnerRights : public QObject
{
    Q_OBJECT

private slots:
    void theConfigIsRead_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("secret"); // "write": of a device that may write
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("works");
        const QByteArray chat = "/v1/chat/completions";
        const QByteArray question =
            "{\"model\":\"ws-agent\",\"messages\":[{\"role\":\"user\",\"content\":\"read it\"}]}";
        QTest::newRow("the owner") << chat << QByteArray("t0ken") << question << true;
        QTest::newRow("who may write") << chat << QByteArray("write") << question << false;
        QTest::newRow("a webhook") << QByteArray("/hooks/agent") << QByteArray("h00k")
                                   << QByteArray("{\"message\":\"read it\"}") << false;
        QTest::newRow("a webhook that is trusted") << QByteArray("/hooks/mail") << QByteArray("h00k")
                                                   << QByteArray("{\"text\":\"read it\"}") << false;
    }
    void theConfigIsRead()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, secret);
        QFETCH(QByteArray, body);
        QFETCH(bool, works);
        House house;
        house.post(path, secret == "write" ? house.tokenFor(u"operator.write"_s) : secret, body);
        const QByteArray result = house.result();
        QVERIFY(!result.isEmpty());
        QVERIFY2(result.contains("only the owner") != works, result.constData());
        QCOMPARE(result.contains("configRevisionHash"), works);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestOwnerRights)
#include "tst_ownerrights.moc"
