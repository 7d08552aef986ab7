#include "tests/support/clientframe.h"
#include "tests/support/rawclient.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QTest>

#include <array>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ClientFrame;
using test::ScriptedClient;
using Mode = HandshakeFacts::AuthMode;

Q_DECLARE_METATYPE(wsagent::HandshakeFacts::AuthMode)

namespace {

const QString secret = test::TestGateway::secret();
const QString readScope = u"operator.read"_s;

QJsonObject commandLine(const QJsonObject &auth)
{
    QJsonObject params = ScriptedClient::commandLine({}, {readScope});
    params.insert("auth"_L1, auth);
    return params;
}

QJsonObject called(QJsonObject params, const QString &id, const QString &mode)
{
    QJsonObject client = params["client"_L1].toObject();
    client.insert("id"_L1, id);
    client.insert("mode"_L1, mode);
    params.insert("client"_L1, client);
    return params;
}

QJsonObject speaking(QJsonObject params, int least, int most)
{
    params.insert("minProtocol"_L1, least);
    params.insert("maxProtocol"_L1, most);
    return params;
}

QString codeOf(const QJsonObject &answer)
{
    return answer["error"_L1]["details"_L1]["code"_L1].toString();
}

/// A socket on which every byte is the test's own.
class RawSocket
{
public:
    explicit RawSocket(quint16 port)
        : raw(port)
    {
        raw.send("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        raw.readUntil("connect.challenge");
        raw.take();
    }

    static QByteArray connectRequest()
    {
        return QJsonDocument(QJsonObject{{"type"_L1, u"req"_s},
                                         {"id"_L1, u"1"_s},
                                         {"method"_L1, u"connect"_s},
                                         {"params"_L1, ScriptedClient::commandLine(secret, {readScope})}})
            .toJson(QJsonDocument::Compact);
    }

    test::RawClient raw;
};

} // namespace

/// Every way in, and every way not to get in, by clients that follow a script.
class TestGatewayHandshake : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_instance = std::make_unique<test::TestGateway>(); }
    void cleanup() { m_instance.reset(); }

    void credentials_data()
    {
        QTest::addColumn<Mode>("mode");
        QTest::addColumn<QJsonObject>("params");
        QTest::addColumn<QString>("result"); ///< what let it in, or the code of the refusal
        const auto row = [](const char *name, Mode mode, const QJsonObject &params, const QString &result) {
            QTest::newRow(name) << mode << params << result;
        };
        const QJsonObject right{{"token"_L1, secret}};
        row("the token", Mode::Token, commandLine(right), u"token"_s);
        row("the token as password", Mode::Token, commandLine({{"password"_L1, secret}}), u"token"_s);
        row("another token", Mode::Token, commandLine({{"token"_L1, u"x"_s}}), u"AUTH_TOKEN_MISMATCH"_s);
        row("an empty token", Mode::Token, commandLine({{"token"_L1, QString()}}), u"AUTH_TOKEN_MISMATCH"_s);
        row("no token and no device", Mode::Token, commandLine({}), u"DEVICE_IDENTITY_REQUIRED"_s);
        row("the password", Mode::Password, commandLine({{"password"_L1, secret}}), u"password"_s);
        row("the password as token", Mode::Password, commandLine(right), u"password"_s);
        row("another password", Mode::Password, commandLine({{"password"_L1, u"x"_s}}),
            u"AUTH_PASSWORD_MISMATCH"_s);
        row("both, of which the password counts", Mode::Password,
            commandLine({{"password"_L1, u"x"_s}, {"token"_L1, secret}}), u"AUTH_PASSWORD_MISMATCH"_s);
        row("nothing where nothing is asked, as a helper", Mode::None,
            called(commandLine({}), u"gateway-client"_s, u"backend"_s), u"none"_s);
        row("nothing where nothing is asked, as a command line", Mode::None, commandLine({}),
            u"DEVICE_IDENTITY_REQUIRED"_s);
        row("a bootstrap token that nobody issued", Mode::Token, commandLine({{"bootstrapToken"_L1, u"x"_s}}),
            u"DEVICE_IDENTITY_REQUIRED"_s);
        row(
            "a node without a device", Mode::Token,
            [&right] {
                QJsonObject node = called(commandLine(right), u"node-host"_s, u"node"_s);
                node.insert("role"_L1, u"node"_s);
                return node;
            }(),
            u"DEVICE_IDENTITY_REQUIRED"_s);
        row("a terminal without a device", Mode::Token,
            called(commandLine(right), u"openclaw-tui"_s, u"ui"_s), u"CONTROL_UI_DEVICE_IDENTITY_REQUIRED"_s);
        row("a panel without an origin", Mode::Token,
            called(commandLine(right), u"openclaw-control-ui"_s, u"webchat"_s),
            u"CONTROL_UI_ORIGIN_NOT_ALLOWED"_s);
    }
    void credentials()
    {
        QFETCH(Mode, mode);
        QFETCH(QJsonObject, params);
        QFETCH(QString, result);
        m_instance->options.auth.mode = mode;
        QVERIFY(m_instance->start());
        const QJsonObject answer = connected(params);
        QCOMPARE(answer["ok"_L1].toBool() ? answer["payload"_L1]["auth"_L1]["method"_L1].toString()
                                          : codeOf(answer),
                 result);
    }

    void versions_data()
    {
        QTest::addColumn<QJsonObject>("params");
        QTest::addColumn<bool>("acceptV3");
        QTest::addColumn<int>("spoken"); ///< 0: refused
        const auto row = [](const char *name, const QJsonObject &params, bool acceptV3, int spoken) {
            QTest::newRow(name) << params << acceptV3 << spoken;
        };
        const QJsonObject cli = ScriptedClient::commandLine(secret, {readScope});
        row("today's", cli, false, 4);
        row("from an old one to a new one", speaking(cli, 3, 5), false, 4);
        row("only the old one", speaking(cli, 3, 3), false, 0);
        row("only a new one", speaking(cli, 5, 6), false, 0);
        row("only the old one, where that is let in", speaking(cli, 3, 3), true, 3);
        row("one older than that", speaking(cli, 2, 2), true, 0);
        row("an old probe", called(speaking(cli, 3, 3), u"openclaw-probe"_s, u"probe"_s), false, 4);
        row("an old name", called(speaking(cli, 3, 3), u"moltbot-macos"_s, u"ui"_s), false, 0);
        row("an old name, where that is let in", called(speaking(cli, 3, 3), u"moltbot-macos"_s, u"ui"_s),
            true, 3);
    }
    void versions()
    {
        QFETCH(QJsonObject, params);
        QFETCH(bool, acceptV3);
        QFETCH(int, spoken);
        m_instance->options.auth.acceptV3 = acceptV3;
        QVERIFY(m_instance->start());
        const QJsonObject answer = connected(params);
        QCOMPARE(answer["payload"_L1]["protocol"_L1].toInt(), spoken);
        if (spoken == 0)
            QCOMPARE(answer["error"_L1]["code"_L1].toString(), u"INVALID_REQUEST"_s);
    }

    void closesWithTheReason()
    {
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        client.nonce();
        client.request(u"connect"_s, speaking(ScriptedClient::commandLine(secret, {}), 9, 9));
        const QJsonObject details = client.next()["error"_L1]["details"_L1].toObject();
        QCOMPARE(details, (QJsonObject{{"code"_L1, u"PROTOCOL_MISMATCH"_s},
                                       {"clientMinProtocol"_L1, 9},
                                       {"clientMaxProtocol"_L1, 9},
                                       {"expectedProtocol"_L1, 4},
                                       {"minimumProbeProtocol"_L1, 3}}));
        QVERIFY(client.waitForClose());
        QCOMPARE(client.closeCode(), 1002);
        QCOMPARE(client.closeReason(), u"protocol mismatch"_s);
    }

    void proofs_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<qint64>("skew");   ///< ms; the bounds to the millisecond are in tst_deviceproof
        QTest::addColumn<QString>("nonce"); ///< empty: that of the challenge
        QTest::addColumn<QString>("code");  ///< empty: accepted
        const auto row = [](const char *name, int version, qint64 skew, const QString &nonce,
                            const QString &code) {
            QTest::newRow(name) << version << skew << nonce << code;
        };
        row("version 3", 3, 0, {}, {});
        row("version 2", 2, 0, {}, {});
        row("a clock that is slow", 3, -119'000, {}, {});
        row("a clock that is fast", 3, 119'000, {}, {});
        row("a clock that is too slow", 3, -121'000, {}, u"DEVICE_AUTH_SIGNATURE_EXPIRED"_s);
        row("a clock that is too fast", 3, 121'000, {}, u"DEVICE_AUTH_SIGNATURE_EXPIRED"_s);
        row("another nonce", 3, 0, u"another"_s, u"DEVICE_AUTH_NONCE_MISMATCH"_s);
        row("a blank nonce", 3, 0, u" "_s, u"DEVICE_AUTH_NONCE_REQUIRED"_s);
    }
    void proofs()
    {
        QFETCH(int, version);
        QFETCH(qint64, skew);
        QFETCH(QString, nonce);
        QFETCH(QString, code);
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        const QString challenged = client.nonce();
        client.request(u"connect"_s,
                       ScriptedClient::proven(ScriptedClient::commandLine(secret, {readScope}), m_key,
                                              nonce.isEmpty() ? challenged : nonce, version, skew));
        const QJsonObject answer = client.next();
        QCOMPARE(codeOf(answer), code);
        QCOMPARE(answer["ok"_L1].toBool(), code.isEmpty());
        if (code.isEmpty())
            return;
        QVERIFY(client.waitForClose());
        QCOMPARE(client.closeCode(), 1008);
        QCOMPARE(client.closeReason(), answer["error"_L1]["message"_L1].toString());
    }

    void aSignatureThatDoesNotFit()
    {
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        QJsonObject params =
            ScriptedClient::proven(ScriptedClient::commandLine(secret, {readScope}), m_key, client.nonce());
        params.insert("scopes"_L1, QJsonArray{u"operator.admin"_s}); // more than was signed
        client.request(u"connect"_s, params);
        QCOMPARE(codeOf(client.next()), u"DEVICE_AUTH_SIGNATURE_INVALID"_s);
    }

    void whatWasHeardCannotBeSaidAgain()
    {
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        const QJsonObject params =
            ScriptedClient::proven(ScriptedClient::commandLine(secret, {readScope}), m_key, client.nonce());
        client.request(u"connect"_s, params);
        QVERIFY(client.next()["ok"_L1].toBool());
        QCOMPARE(codeOf(connected(params)), u"DEVICE_AUTH_NONCE_MISMATCH"_s);
    }

    void theOrderOfTheChecks()
    {
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        client.nonce();
        // A wrong token together with a wrong proof: the proof is what is told.
        client.request(u"connect"_s, ScriptedClient::proven(ScriptedClient::commandLine(u"x"_s, {readScope}),
                                                            m_key, u"another"_s));
        QCOMPARE(codeOf(client.next()), u"DEVICE_AUTH_NONCE_MISMATCH"_s);
    }

    void scopesAreNotThereByThemselves()
    {
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        client.nonce();
        QJsonObject params = ScriptedClient::commandLine(secret, {});
        params.remove("scopes"_L1);
        client.request(u"connect"_s, params);
        QCOMPARE(client.next()["payload"_L1]["auth"_L1]["scopes"_L1].toArray(), QJsonArray());
        const QJsonObject error = client.answer(u"status"_s)["error"_L1].toObject();
        QCOMPARE(error["code"_L1].toString(), u"FORBIDDEN"_s);
        QCOMPARE(error["details"_L1].toObject(), (QJsonObject{{"code"_L1, u"MISSING_SCOPE"_s},
                                                              {"missingScope"_L1, readScope},
                                                              {"requiredScopes"_L1, QJsonArray{readScope}}}));
    }

    void whoDoesNotWaitForTheAnswerIsHungUpOn()
    {
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        client.nonce();
        // A wrong token is answered late; so much is not kept until then.
        client.request(u"connect"_s, ScriptedClient::commandLine(u"x"_s, {}));
        for (int i = 0; i < 16; ++i)
            client.request(u"health"_s);
        QVERIFY(client.waitForClose());
        QCOMPARE(client.closeCode(), 1008);
        QCOMPARE(client.closeReason(), u"too many pending handshake frames"_s);
    }

    void messagesBehindTheConnectAreAnswered()
    {
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        client.nonce();
        client.request(u"connect"_s, ScriptedClient::commandLine(secret, {}), u"c"_s);
        for (int i = 0; i < 15; ++i)
            client.request(u"health"_s, QJsonValue::Undefined, QString::number(i));
        for (int i = 0; i <= 15; ++i)
            QVERIFY(client.next()["ok"_L1].toBool());
    }

    void inPieces()
    {
        QVERIFY(m_instance->start());
        RawSocket socket(port());
        const QByteArray request = RawSocket::connectRequest();
        socket.raw.send(ClientFrame{.payload = request.first(10), .final = false}.bytes());
        socket.raw.send(ClientFrame{.opcode = int(WebSocketOpcode::Ping), .payload = "in between"}.bytes());
        socket.raw.send(
            ClientFrame{.opcode = int(WebSocketOpcode::Continuation), .payload = request.sliced(10)}.bytes());
        const QByteArray received = socket.raw.readUntil("hello-ok");
        QVERIFY(received.contains("hello-ok"));
        QVERIFY(received.contains(webSocketFrame(WebSocketOpcode::Pong, "in between")));
    }

    void oneThatDoesNotAnswerAnyMore()
    {
        m_instance->options.limits.ping = std::chrono::milliseconds(1000);
        QVERIFY(m_instance->start());
        RawSocket socket(port());
        socket.raw.send(ClientFrame{.payload = RawSocket::connectRequest()}.bytes());
        QVERIFY(socket.raw.readUntil("hello-ok").contains("hello-ok"));
        socket.raw.readAll(); // hears the ping, and does not answer it
        QVERIFY(socket.raw.isClosed());
        QTRY_COMPARE(m_instance->gateway->clients().clients().count(), 0);
    }

    void oneThatAnswersStays()
    {
        m_instance->options.limits.ping = std::chrono::milliseconds(500);
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        client.nonce();
        client.request(u"connect"_s, ScriptedClient::commandLine(secret, {}));
        QVERIFY(client.next()["ok"_L1].toBool());
        RawSocket silent(port()); // its end tells that both were asked, and that the time was over
        silent.raw.readAll();
        QVERIFY(silent.raw.isClosed());
        QVERIFY(client.answer(u"health"_s)["ok"_L1].toBool());
    }

    void theClockTicksWhileSomebodyIsThere()
    {
        m_instance->options.limits.tick = std::chrono::milliseconds(20);
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        client.nonce();
        client.request(u"connect"_s, ScriptedClient::commandLine(secret, {}));
        QCOMPARE(client.next()["payload"_L1]["policy"_L1]["tickIntervalMs"_L1].toInt(), 20);
        const qint64 first = client.next(u"tick"_s)["payload"_L1]["ts"_L1].toInteger();
        QVERIFY(client.next(u"tick"_s)["payload"_L1]["ts"_L1].toInteger() >= first);
    }

    void unauthorizedCallsAreCounted()
    {
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        client.nonce();
        client.request(u"connect"_s, ScriptedClient::commandLine(secret, {readScope}));
        QVERIFY(client.next()["ok"_L1].toBool());
        for (int i = 0; i < 10; ++i)
            QCOMPARE(client.answer(u"node.event"_s)["error"_L1]["message"_L1].toString(),
                     u"unauthorized role: operator"_s);
        QVERIFY(client.answer(u"health"_s)["ok"_L1].toBool());
        client.request(u"node.event"_s);
        QVERIFY(client.waitForClose());
        QCOMPARE(client.closeReason(), u"repeated unauthorized calls"_s);
    }

    void aNewPasswordSendsThoseAwayWhoUsedTheOldOne()
    {
        m_instance->options.auth.mode = Mode::Password;
        QVERIFY(m_instance->start());
        ScriptedClient byPassword(port());
        byPassword.nonce();
        byPassword.request(u"connect"_s, commandLine({{"password"_L1, secret}}));
        QVERIFY(byPassword.next()["ok"_L1].toBool());
        const QString token = pairedToken();
        ScriptedClient byDevice(port());
        QJsonObject params = commandLine({{"deviceToken"_L1, token}});
        byDevice.request(u"connect"_s, ScriptedClient::proven(params, m_key, byDevice.nonce()));
        QVERIFY(byDevice.next()["ok"_L1].toBool());

        m_instance->gateway->clients().setSecret(u"another"_s);
        QVERIFY(byPassword.waitForClose());
        QCOMPARE(byPassword.closeCode(), 4001);
        QCOMPARE(byPassword.closeReason(), u"gateway auth changed"_s);
        QVERIFY(byDevice.answer(u"health"_s)["ok"_L1].toBool());
    }

private:
    quint16 port() const { return m_instance->port(); }

    QJsonObject connected(const QJsonObject &params) const
    {
        ScriptedClient client(port());
        client.nonce();
        client.request(u"connect"_s, params);
        return client.next();
    }

    QString pairedToken() const
    {
        ScriptedClient client(port());
        const QJsonObject params = commandLine({{"password"_L1, secret}});
        client.request(u"connect"_s, ScriptedClient::proven(params, m_key, client.nonce()));
        return client.next()["payload"_L1]["auth"_L1]["deviceToken"_L1].toString();
    }

    std::unique_ptr<test::TestGateway> m_instance;
    test::DeviceKey m_key{QByteArray(32, 'k')};
};

WSAGENT_TEST_WITH(QCoreApplication, TestGatewayHandshake)
#include "tst_gatewayhandshake.moc"
