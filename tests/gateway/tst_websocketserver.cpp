#include "gateway/net/httpgate.h"
#include "gateway/net/httpserver.h"
#include "gateway/net/websocketconnection.h"
#include "gateway/net/websocketupgrade.h"
#include "tests/support/clientframe.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/testprogram.h"
#include "tests/support/websocketcases.h"

#include <QTest>
#include <QtEndian>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ClientFrame;
using test::RawClient;
using test::statusOf;
using Op = WebSocketOpcode;

namespace {

constexpr auto upgradeFields = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// What a server has sent, in frames without masks.
struct ServerFrame
{
    int opcode = 0;
    QByteArray payload = {};

    bool operator==(const ServerFrame &) const = default;
};

QList<ServerFrame> framesOf(QByteArrayView bytes)
{
    QList<ServerFrame> frames;
    while (bytes.size() >= 2) {
        qsizetype head = 2;
        quint64 size = quint8(bytes[1]);
        if (size == 126 && bytes.size() >= 4) {
            size = qFromBigEndian<quint16>(bytes.data() + 2);
            head = 4;
        } else if (size == 127 && bytes.size() >= 10) {
            size = qFromBigEndian<quint64>(bytes.data() + 2);
            head = 10;
        }
        if (quint64(bytes.size() - head) < size)
            break;
        frames.append({.opcode = quint8(bytes[0]) & 0x0f,
                       .payload = bytes.sliced(head, qsizetype(size)).toByteArray()});
        bytes = bytes.sliced(head + qsizetype(size));
    }
    return frames;
}

/// The code of the close frame that ends them; 0: there is none. 1005: it has no code.
int closeCodeOf(const QList<ServerFrame> &frames)
{
    if (frames.isEmpty() || frames.last().opcode != int(Op::Close))
        return 0;
    const QByteArray &payload = frames.last().payload;
    return payload.size() < 2 ? int(WebSocketClose::NoStatus) : qFromBigEndian<quint16>(payload.constData());
}

QByteArray upgrade(const QByteArray &fields = upgradeFields)
{
    return test::httpRequest("GET /", fields);
}

} // namespace

/// The WebSocket layer over real sockets.
class TestWebSocketServer : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_received.clear();
        m_endCode = 0;
        m_gate = std::make_unique<HttpGate>();
        m_gate->setUpgrades(
            {.refusal = [](const auto &request, const auto &) { return refuseUpgrade(request); },
             .take =
                 [this](const auto &request, const auto &, auto stream, const auto &unread) {
                     stream->write(toBytes(acceptUpgrade(request), {}));
                     take(std::move(stream), unread);
                 }});
        m_server = std::make_unique<HttpServer>(*m_gate);
        QVERIFY(m_server->listen({QHostAddress(QHostAddress::LocalHost)}, 0));
    }
    void cleanup()
    {
        m_connection.reset();
        m_server.reset();
    }

    void cases_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QList<WebSocketMessage>>("messages");
        QTest::addColumn<int>("failure");
        const auto cases = test::webSocketCases();
        for (const test::WebSocketCase &each : cases)
            QTest::newRow(each.name.constData()) << each.bytes << each.messages << each.failure;
    }
    /// A ping behind what is sent tells when all of it has been dealt with.
    void cases()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QList<WebSocketMessage>, messages);
        QFETCH(int, failure);
        const auto client = connected();
        const QByteArray last = "all of it";
        client->send(bytes + ClientFrame{.opcode = int(Op::Ping), .payload = last}.bytes());
        const QByteArray answers = client->readUntil([&last](const QByteArray &received) {
            const auto frames = framesOf(received);
            return closeCodeOf(frames) != 0 ||
                   (!frames.isEmpty() && frames.last() == ServerFrame{int(Op::Pong), last});
        });

        QList<ServerFrame> expected;
        QList<QByteArray> received;
        int closeCode = failure;
        for (const WebSocketMessage &message : std::as_const(messages)) {
            if (message.kind == Op::Ping)
                expected.append({int(Op::Pong), message.payload});
            else if (message.kind == Op::Close)
                closeCode = message.closeCode;
            else if (message.kind != Op::Pong)
                received.append(message.payload);
        }
        QList<ServerFrame> frames = framesOf(answers);
        QCOMPARE(closeCodeOf(frames), closeCode);
        QCOMPARE(m_received, received);
        frames.removeLast(); // the close frame, or the last pong
        QVERIFY(frames == expected);
    }

    void upgrades_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QByteArray &sent, int status) {
            QTest::newRow(name) << sent << status;
        };
        const auto without = [](const char *line) {
            return QByteArray(upgradeFields).replace(line, "");
        };
        const auto instead = [](const char *before, const char *after) {
            return QByteArray(upgradeFields).replace(before, after);
        };
        row("4.2.1 in order", upgrade(), 101);
        row("4.2.1 tokens in any case", upgrade(instead("Upgrade: websocket", "UPGRADE: WebSocket")), 101);
        row("4.2.1 one of several tokens",
            upgrade(instead("Connection: Upgrade", "Connection: keep-alive, upgrade")), 101);
        row("4.2.1 any path", upgrade().replace("GET /", "GET /some/panel?x=1"), 101);
        row("4.2.1 another method", upgrade().replace("GET ", "POST "), 400);
        row("4.2.1 HTTP/1.0", upgrade().replace("HTTP/1.1", "HTTP/1.0"), 400);
        row("4.2.1 without Connection", upgrade(without("Connection: Upgrade\r\n")), 400);
        row("4.2.1 Connection without the token",
            upgrade(instead("Connection: Upgrade", "Connection: close")), 400);
        row("4.2.1 without version", upgrade(without("Sec-WebSocket-Version: 13\r\n")), 426);
        row("4.2.1 an old version", upgrade(instead("Version: 13", "Version: 8")), 426);
        row("4.2.1 a later version", upgrade(instead("Version: 13", "Version: 14")), 426);
        row("4.2.1 without key", upgrade(without("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")), 400);
        row("4.2.1 a short key", upgrade(instead("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZQ==")), 400);
        row("4.2.1 a key that is no base64",
            upgrade(instead("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j!Q==")), 400);
        row("4.2.1 with a body", upgrade(QByteArray(upgradeFields) + "Content-Length: 1\r\n") + "x", 400);
        row("4.2.1 without Host", upgrade().replace("Host: localhost\r\n", ""), 400);
    }
    void upgrades()
    {
        QFETCH(QByteArray, sent);
        QFETCH(int, status);
        RawClient client(m_server->port());
        client.send(sent);
        const QByteArray answer = client.readUntil("\r\n\r\n");
        QCOMPARE(statusOf(answer), status);
        QCOMPARE(bool(m_connection), status == 101);
        if (status == 101)
            QCOMPARE(test::fieldOf(answer, "Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        if (status == 426)
            QCOMPARE(test::fieldOf(answer, "Sec-WebSocket-Version"), "13");
    }

    void noExtensionIsAgreedOn()
    {
        RawClient client(m_server->port());
        client.send(upgrade(QByteArray(upgradeFields) + "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
        const QByteArray answer = client.readUntil("\r\n\r\n");
        QCOMPARE(statusOf(answer), 101);
        QVERIFY(!answer.toLower().contains("extensions"));
    }

    void framesMayComeWithTheUpgrade()
    {
        RawClient client(m_server->port());
        client.send(upgrade() + ClientFrame{.payload = "early"}.bytes());
        QTRY_COMPARE(m_received, QList<QByteArray>{"early"});
    }

    void framesMayComeByteByByte()
    {
        const auto client = connected();
        const QByteArray bytes = ClientFrame{.payload = "slow", .final = false}.bytes() +
                                 ClientFrame{.opcode = 0, .payload = "ly"}.bytes();
        for (const char byte : bytes) {
            client->send(QByteArray(1, byte));
            QVERIFY(client->socket().waitForBytesWritten());
            QTest::qWait(1);
        }
        QTRY_COMPARE(m_received, QList<QByteArray>{"slowly"});
    }

    void saysGoodbyeFirst()
    {
        const auto client = connected();
        m_connection->close(WebSocketClose::ServiceRestart, u"restart"_s);
        const QByteArray answer = client->readUntil("restart");
        QCOMPARE(closeCodeOf(framesOf(answer)), 1012);
        client->send(ClientFrame{.payload = "late"}.bytes() +
                     ClientFrame{.opcode = int(Op::Close), .payload = test::closePayload(1012)}.bytes());
        client->readAll();
        QTRY_VERIFY(m_endCode != 0);
        QVERIFY(m_received.isEmpty());
    }

    void hangsUpOnWhoDoesNotSayGoodbye()
    {
        const auto client = connected();
        m_connection->close(WebSocketClose::Normal);
        client->readAll(); // until the server hangs up
        QVERIFY(client->isClosed());
        QTRY_VERIFY(m_endCode != 0);
    }

    void aClientMayJustGo()
    {
        const auto client = connected();
        client->abort();
        QTRY_COMPARE(m_endCode, int(WebSocketClose::Abnormal));
    }

    void aClientMaySayNothingMore()
    {
        const auto client = connected();
        client->socket().disconnectFromHost();
        QTRY_COMPARE(m_endCode, int(WebSocketClose::Abnormal));
    }

    void whatIsNotTakenIsKnown()
    {
        const auto client = connected();
        client->socket().setReadBufferSize(1000);
        const QByteArray text(1'000'000, 'x');
        for (int i = 0; i < 50; ++i) {
            m_connection->sendText(text);
            QCoreApplication::processEvents();
        }
        QVERIFY(m_connection->bufferedBytes() > 20'000'000);
        client->socket().setReadBufferSize(0);
        client->readUntil([](const QByteArray &received) { return received.size() >= 50'000'000; });
        QTRY_COMPARE(m_connection->bufferedBytes(), 0);
    }

private:
    void take(std::unique_ptr<ByteStream> stream, const QByteArray &unread)
    {
        m_connection = std::make_unique<WebSocketConnection>(std::move(stream), unread, test::webSocketLimit);
        connect(m_connection.get(), &WebSocketConnection::messageReceived, this,
                [this](const QByteArray &message) { m_received.append(message); });
        connect(m_connection.get(), &WebSocketConnection::ended, this,
                [this](quint16 code) { m_endCode = code; });
        m_connection->begin();
    }
    std::unique_ptr<RawClient> connected()
    {
        auto client = std::make_unique<RawClient>(m_server->port());
        client->send(upgrade());
        client->readUntil("\r\n\r\n");
        client->take();
        return client;
    }

    std::unique_ptr<HttpGate> m_gate;
    std::unique_ptr<HttpServer> m_server;
    std::unique_ptr<WebSocketConnection> m_connection;
    QList<QByteArray> m_received;
    int m_endCode = 0;
};

WSAGENT_TEST_WITH(QCoreApplication, TestWebSocketServer)
#include "tst_websocketserver.moc"
