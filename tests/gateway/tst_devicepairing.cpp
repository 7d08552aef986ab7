#include "gateway/gatewaysettings.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ScriptedClient;

namespace {

using Instance = test::TestGateway;

const QString secret = test::TestGateway::secret();
const QString admin = u"operator.admin"_s;
const QString readScope = u"operator.read"_s;

QString messageOf(const QJsonObject &answer)
{
    return answer["error"_L1]["message"_L1].toString();
}

QJsonObject onPlatform(QJsonObject params, const QString &platform)
{
    QJsonObject client = params["client"_L1].toObject();
    client.insert("platform"_L1, platform);
    params.insert("client"_L1, client);
    return params;
}

} // namespace

/// Devices of people: how they come in, what their tokens are worth, and how the owner decides about them.
class TestDevicePairing : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_instance = std::make_unique<Instance>();
        QVERIFY(m_instance->start());
    }
    void cleanup() { m_instance.reset(); }

    void aDeviceIsPairedAndComesBackWithItsToken()
    {
        const test::DeviceKey key(QByteArray(32, 'k'));
        QString token;
        {
            ScriptedClient client(port());
            token = connectedWith(client, key, admin)["payload"_L1]["auth"_L1]["deviceToken"_L1].toString();
            QVERIFY(token.size() >= 43);
            const QJsonObject list = client.answer(u"device.pair.list"_s)["payload"_L1].toObject();
            QCOMPARE(list["paired"_L1][0]["deviceId"_L1].toString(), key.id());
            QCOMPARE(list["paired"_L1][0]["connected"_L1].toBool(), true);
            QVERIFY(!QJsonDocument(list).toJson().contains(token.toLatin1()));
        }
        QFile file(m_instance->directory.filePath(u"devices/paired.json"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains(token.toLatin1()));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), 0);

        m_instance->gateway.reset();
        QVERIFY(m_instance->start());
        QCOMPARE(connectedBy(key, token)["auth"_L1]["method"_L1].toString(), u"device-token"_s);
        QVERIFY(connectedBy(key, u"another"_s).isEmpty());
        QVERIFY(connectedBy(test::DeviceKey(QByteArray(32, 'j')), token).isEmpty());
    }

    void tokensAreRotatedWithinWhatIsGranted_data()
    {
        QTest::addColumn<QString>("granted");
        QTest::addColumn<QString>("caller");
        QTest::addColumn<QString>("wanted"); // empty: as granted
        QTest::addColumn<bool>("works");
        QTest::newRow("by an administrator") << u"operator.read"_s << admin << QString() << true;
        QTest::newRow("named") << u"operator.read"_s << admin << u"operator.read"_s << true;
        QTest::newRow("more than granted") << u"operator.read"_s << admin << u"operator.write"_s << false;
        QTest::newRow("more than the caller has") << admin << u"operator.pairing"_s << QString() << false;
    }
    void tokensAreRotatedWithinWhatIsGranted()
    {
        QFETCH(QString, granted);
        QFETCH(QString, caller);
        QFETCH(QString, wanted);
        QFETCH(bool, works);
        const test::DeviceKey key(QByteArray(32, 'k'));
        ScriptedClient device(port());
        QVERIFY(connectedWith(device, key, granted)["ok"_L1].toBool());
        ScriptedClient other(port());
        other.nonce();
        other.request(u"connect"_s, ScriptedClient::commandLine(secret, {caller}));
        QVERIFY(other.next()["ok"_L1].toBool());
        QJsonObject params{{"deviceId"_L1, key.id()}, {"role"_L1, u"operator"_s}};
        if (!wanted.isEmpty())
            params.insert("scopes"_L1, QJsonArray{wanted});
        const QJsonObject answer = other.answer(u"device.token.rotate"_s, params);
        QCOMPARE(answer["ok"_L1].toBool(), works);
        if (!works)
            QCOMPARE(messageOf(answer), u"device token rotation denied"_s);
        else
            QVERIFY(device.waitForClose());
    }

    void aTokenCanBeWorthLessThanItsDevice()
    {
        const test::DeviceKey key(QByteArray(32, 'k'));
        QString token;
        {
            ScriptedClient device(port());
            QVERIFY(connectedWith(device, key, admin)["ok"_L1].toBool());
            const QJsonValue rotated = device.answer(
                u"device.token.rotate"_s, QJsonObject{{"deviceId"_L1, key.id()},
                                                      {"role"_L1, u"operator"_s},
                                                      {"scopes"_L1, QJsonArray{readScope}}})["payload"_L1];
            QCOMPARE(rotated["scopes"_L1].toArray(), QJsonArray{readScope});
            token = rotated["token"_L1].toString();
        }
        QVERIFY(connectedBy(key, token, admin).isEmpty());
        QCOMPARE(connectedBy(key, token, readScope)["auth"_L1]["scopes"_L1].toArray(), QJsonArray{readScope});
    }

    /// A token that was made to do less does not make itself one that does more, nor decides about others.
    void aLesserTokenStaysLess()
    {
        const test::DeviceKey key(QByteArray(32, 'k'));
        const test::DeviceKey stranger(QByteArray(32, 's'));
        const QString pairing = u"operator.pairing"_s;
        ScriptedClient device(port());
        QVERIFY(connectedWith(device, key, admin)["ok"_L1].toBool());
        const QJsonObject own{{"deviceId"_L1, key.id()}, {"role"_L1, u"operator"_s}};
        QJsonObject less = own;
        less.insert("scopes"_L1, QJsonArray{pairing});
        const QString token =
            device.answer(u"device.token.rotate"_s, less)["payload"_L1]["token"_L1].toString();
        QVERIFY(!token.isEmpty());

        ScriptedClient lesser(port());
        QJsonObject params = ScriptedClient::commandLine({}, {pairing});
        params.insert("auth"_L1, QJsonObject{{"deviceToken"_L1, token}});
        lesser.request(u"connect"_s, ScriptedClient::proven(params, key, lesser.nonce()));
        QVERIFY(lesser.next()["ok"_L1].toBool());
        QCOMPARE(messageOf(lesser.answer(u"device.token.rotate"_s, own)), u"device token rotation denied"_s);

        // Another device that asks to be let in as something else than before.
        ScriptedClient first(port());
        QVERIFY(connectedWith(first, stranger, pairing)["ok"_L1].toBool());
        const QJsonObject changed = onPlatform(ScriptedClient::commandLine(secret, {pairing}), u"darwin"_s);
        ScriptedClient asking(port());
        asking.request(u"connect"_s, ScriptedClient::proven(changed, stranger, asking.nonce()));
        const QJsonObject id{{"requestId"_L1, asking.next()["error"_L1]["details"_L1]["requestId"_L1]}};
        QVERIFY(!id["requestId"_L1].toString().isEmpty());
        QCOMPARE(messageOf(lesser.answer(u"device.pair.approve"_s, id)), u"unknown requestId"_s);
        QCOMPARE(messageOf(lesser.answer(u"device.pair.reject"_s, id)), u"unknown requestId"_s);
        ScriptedClient owner(port());
        logIn(owner);
        QVERIFY(owner.answer(u"device.pair.reject"_s, id)["ok"_L1].toBool());
    }

    void newNodesOfANamedNetworkComeIn_data()
    {
        QTest::addColumn<QString>("network");
        QTest::addColumn<ScriptedClient::Fields>("fields");
        QTest::addColumn<bool>("works");
        QTest::newRow("named") << u"127.0.0.0/8"_s << ScriptedClient::Fields() << true;
        QTest::newRow("a single address") << u"127.0.0.1"_s << ScriptedClient::Fields() << true;
        QTest::newRow("another network") << u"10.0.0.0/8"_s << ScriptedClient::Fields() << false;
        QTest::newRow("behind a proxy that nobody knows")
            << u"127.0.0.0/8"_s << ScriptedClient::Fields{{"X-Forwarded-For", "127.0.0.1"}} << false;
    }
    void newNodesOfANamedNetworkComeIn()
    {
        QFETCH(QString, network);
        QFETCH(ScriptedClient::Fields, fields);
        QFETCH(bool, works);
        Instance other;
        other.useConfig(u"{gateway:{auth:{token:'t0ken'},nodes:{pairing:{autoApproveLocal:false,"
                        "autoApproveCidrs:['%1']}}}}"_s.arg(network)
                            .toUtf8());
        other.options.auth = clientAuth(other.options.config);
        other.options.auth.secret = secret;
        QVERIFY(other.start());
        QJsonObject params = ScriptedClient::commandLine(secret, {});
        params.insert("role"_L1, u"node"_s);
        QJsonObject client = params["client"_L1].toObject();
        client.insert("id"_L1, u"node-host"_s);
        client.insert("mode"_L1, u"node"_s);
        params.insert("client"_L1, client);
        ScriptedClient node(other.port(), {}, fields);
        const QString nonce = node.nonce();
        node.request(u"connect"_s,
                     ScriptedClient::proven(params, test::DeviceKey(QByteArray(32, 'k')), nonce));
        const QJsonObject answer = node.next();
        QCOMPARE(answer["ok"_L1].toBool(), works);
        if (!works)
            QCOMPARE(answer["error"_L1]["code"_L1].toString(), u"NOT_PAIRED"_s);
    }

    void aRevokedTokenEndsItsConnections()
    {
        const test::DeviceKey key(QByteArray(32, 'k'));
        ScriptedClient device(port());
        const QString token =
            connectedWith(device, key, admin)["payload"_L1]["auth"_L1]["deviceToken"_L1].toString();
        ScriptedClient owner(port());
        logIn(owner);
        QVERIFY(owner
                    .answer(u"device.token.revoke"_s,
                            QJsonObject{{"deviceId"_L1, key.id()}, {"role"_L1, u"operator"_s}})["ok"_L1]
                    .toBool());
        QVERIFY(device.waitForClose());
        QCOMPARE(device.closeCode(), 4001);
        QVERIFY(connectedBy(key, token).isEmpty());
    }

    void theOwnerIsAskedAboutAChangedDevice()
    {
        const test::DeviceKey key(QByteArray(32, 'k'));
        ScriptedClient first(port());
        QVERIFY(connectedWith(first, key, admin)["ok"_L1].toBool());
        ScriptedClient owner(port());
        logIn(owner);

        const QJsonObject params = onPlatform(ScriptedClient::commandLine(secret, {readScope}), u"darwin"_s);
        ScriptedClient changed(port());
        changed.request(u"connect"_s, ScriptedClient::proven(params, key, changed.nonce()));
        const QJsonObject refused = changed.next();
        const QString requestId = refused["error"_L1]["details"_L1]["requestId"_L1].toString();
        QCOMPARE(refused["error"_L1]["details"_L1]["reason"_L1].toString(), u"metadata-upgrade"_s);
        QVERIFY(changed.waitForClose());
        QVERIFY(changed.closeReason().endsWith("(requestId: "_L1 + requestId + u')'));

        QCOMPARE(owner.next(u"device.pair.requested"_s)["payload"_L1]["requestId"_L1].toString(), requestId);
        const QJsonObject id{{"requestId"_L1, requestId}};
        QVERIFY(owner.answer(u"device.pair.approve"_s, id)["ok"_L1].toBool());
        QCOMPARE(messageOf(owner.answer(u"device.pair.approve"_s, id)), u"unknown requestId"_s);
        ScriptedClient again(port());
        again.request(u"connect"_s, ScriptedClient::proven(params, key, again.nonce()));
        QVERIFY(again.next()["ok"_L1].toBool());
    }

    /// Once, when it comes in by the secret: its token is what it has from then on.
    void anApprovedDeviceGetsItsToken()
    {
        const test::DeviceKey key(QByteArray(32, 'k'));
        Instance careful;
        careful.options.auth.approvesSilently = false;
        QVERIFY(careful.start());
        ScriptedClient owner(careful.port());
        owner.nonce();
        QVERIFY(owner.answer(u"connect"_s, ScriptedClient::commandLine(secret, {admin}))["ok"_L1].toBool());

        const auto comes = [&](const QJsonObject &auth, const QString &scope) {
            QJsonObject params = ScriptedClient::commandLine(secret, {scope});
            params.insert("auth"_L1, auth);
            ScriptedClient device(careful.port());
            device.request(u"connect"_s, ScriptedClient::proven(params, key, device.nonce()));
            return device.next();
        };
        const auto approve = [&](const QJsonObject &refused) {
            const QJsonValue id = refused["error"_L1]["details"_L1]["requestId"_L1];
            const QJsonObject approval{{"requestId"_L1, id}};
            return owner.answer(u"device.pair.approve"_s, approval)["ok"_L1].toBool();
        };
        const QJsonObject bySecret{{"token"_L1, secret}};
        QVERIFY(approve(comes(bySecret, readScope)));
        const QJsonValue first = comes(bySecret, readScope)["payload"_L1]["auth"_L1];
        const QString token = first["deviceToken"_L1].toString();
        QVERIFY(token.size() >= 43);
        QVERIFY(first["issuedAtMs"_L1].toInteger() > 0);
        const QJsonObject byToken{{"deviceToken"_L1, token}};
        const QJsonValue presented = comes(byToken, readScope)["payload"_L1]["auth"_L1];
        QCOMPARE(presented["deviceToken"_L1].toString(), token);
        QCOMPARE(presented["issuedAtMs"_L1], first["issuedAtMs"_L1]);
        QVERIFY(!comes(bySecret, readScope)["payload"_L1]["auth"_L1].toObject().contains("deviceToken"_L1));

        QVERIFY(approve(comes(bySecret, u"operator.write"_s))); // more for the same token
        QCOMPARE(comes(byToken, u"operator.write"_s)["payload"_L1]["auth"_L1]["method"_L1].toString(),
                 u"device-token"_s);
    }

    /// A token that was rotated by somebody else is known to nobody: the device gets another one.
    void aWithheldTokenIsReplaced()
    {
        const test::DeviceKey key(QByteArray(32, 'k'));
        const auto tokenFor = [&] {
            ScriptedClient device(port());
            const QJsonObject params = ScriptedClient::commandLine(secret, {readScope});
            device.request(u"connect"_s, ScriptedClient::proven(params, key, device.nonce()));
            return device.next()["payload"_L1]["auth"_L1]["deviceToken"_L1].toString();
        };
        const QString before = tokenFor();
        ScriptedClient owner(port());
        logIn(owner);
        const QJsonObject rotated = owner.answer(
            u"device.token.rotate"_s, QJsonObject{{"deviceId"_L1, key.id()}, {"role"_L1, u"operator"_s}});
        QCOMPARE(rotated["payload"_L1]["tokenDelivery"_L1].toString(), u"withheld-cross-device"_s);
        QVERIFY(!rotated["payload"_L1].toObject().contains("token"_L1));
        QVERIFY(connectedBy(key, before).isEmpty());
        const QString after = tokenFor();
        QVERIFY(!after.isEmpty() && after != before);
        QVERIFY(!connectedBy(key, after).isEmpty());
    }

    /// A device token that is right covers no guesses at the secret beside it.
    void guessesBesideATokenCount()
    {
        Instance strict({}, {.maxAttempts = 2, .exemptLoopback = false});
        QVERIFY(strict.start());
        const test::DeviceKey key(QByteArray(32, 'k'));
        const auto comes = [&](const QJsonObject &auth) {
            QJsonObject params = ScriptedClient::commandLine(secret, {readScope});
            params.insert("auth"_L1, auth);
            ScriptedClient device(strict.port());
            device.request(u"connect"_s, ScriptedClient::proven(params, key, device.nonce()));
            return device.next();
        };
        const QString token =
            comes({{"token"_L1, secret}})["payload"_L1]["auth"_L1]["deviceToken"_L1].toString();
        QVERIFY(!token.isEmpty());
        const QJsonObject guess{{"deviceToken"_L1, token}, {"token"_L1, u"guess"_s}};
        QVERIFY(comes(guess)["ok"_L1].toBool());
        QVERIFY(comes(guess)["ok"_L1].toBool());
        QCOMPARE(comes(guess)["error"_L1]["details"_L1]["code"_L1].toString(), u"AUTH_RATE_LIMITED"_s);
        QVERIFY(comes({{"deviceToken"_L1, token}})["ok"_L1].toBool());
    }

    void theOwnerManagesDevices()
    {
        const test::DeviceKey key(QByteArray(32, 'k'));
        ScriptedClient device(port());
        const QString token =
            connectedWith(device, key, readScope)["payload"_L1]["auth"_L1]["deviceToken"_L1].toString();
        ScriptedClient owner(port());
        logIn(owner);
        const QJsonObject id{{"deviceId"_L1, key.id()}};
        QJsonObject named = id;
        named.insert("label"_L1, u"Kitchen"_s);
        QCOMPARE(owner.answer(u"device.pair.rename"_s, named)["payload"_L1].toObject(), named);
        QCOMPARE(owner.answer(u"device.pair.list"_s)["payload"_L1]["paired"_L1][0]["label"_L1].toString(),
                 u"Kitchen"_s);
        QCOMPARE(owner.answer(u"device.pair.remove"_s, id)["payload"_L1].toObject(), id);
        QVERIFY(device.waitForClose());
        QCOMPARE(device.closeCode(), 4001);
        QVERIFY(connectedBy(key, token).isEmpty());
        QVERIFY(owner.answer(u"device.pair.list"_s)["payload"_L1]["paired"_L1].toArray().isEmpty());
        for (const auto &method : {u"device.pair.remove"_s, u"device.pair.rename"_s})
            QCOMPARE(messageOf(owner.answer(method, named)).isEmpty(), false);
    }

    void whatIsRejectedStaysOutside()
    {
        const test::DeviceKey key(QByteArray(32, 'k'));
        const QJsonObject params = ScriptedClient::commandLine(secret, {readScope});
        QVERIFY(test::deviceConnects(port(), secret, key, u"linux"_s));
        ScriptedClient owner(port());
        logIn(owner);
        ScriptedClient changed(port());
        changed.request(u"connect"_s,
                        ScriptedClient::proven(onPlatform(params, u"darwin"_s), key, changed.nonce()));
        QVERIFY(!changed.next()["ok"_L1].toBool());
        const QJsonValue id = owner.next(u"device.pair.requested"_s)["payload"_L1]["requestId"_L1];
        const QJsonObject request{{"requestId"_L1, id}};
        QCOMPARE(owner.answer(u"device.pair.reject"_s, request)["payload"_L1]["deviceId"_L1].toString(),
                 key.id());
        QCOMPARE(owner.next(u"device.pair.resolved"_s)["payload"_L1]["decision"_L1].toString(),
                 u"rejected"_s);
        QVERIFY(!test::deviceConnects(port(), secret, key, u"darwin"_s));
        QVERIFY(test::deviceConnects(port(), secret, key, u"linux"_s));
        QCOMPARE(messageOf(owner.answer(u"device.pair.reject"_s, request)), u"unknown requestId"_s);
    }

private:
    quint16 port() const { return m_instance->gateway->port(); }

    QJsonObject logIn(ScriptedClient &client) const
    {
        client.nonce();
        return client.answer(u"connect"_s, ScriptedClient::commandLine(secret, {admin}));
    }

    /// What a device with the secret is told.
    static QJsonObject connectedWith(ScriptedClient &device, const test::DeviceKey &key, const QString &scope)
    {
        const QJsonObject params = ScriptedClient::commandLine(secret, {scope});
        return device.answer(u"connect"_s, ScriptedClient::proven(params, key, device.nonce()));
    }

    /// The hello for a client with a device token alone, or nothing when it is refused.
    QJsonObject connectedBy(const test::DeviceKey &key, const QString &token,
                            const QString &scope = readScope) const
    {
        ScriptedClient client(port());
        QJsonObject params = ScriptedClient::commandLine({}, {scope});
        params.insert("auth"_L1, QJsonObject{{"deviceToken"_L1, token}});
        client.request(u"connect"_s, ScriptedClient::proven(params, key, client.nonce()));
        return client.next()["payload"_L1].toObject();
    }

    std::unique_ptr<Instance> m_instance;
};

WSAGENT_TEST_WITH(QCoreApplication, TestDevicePairing)
#include "tst_devicepairing.moc"
