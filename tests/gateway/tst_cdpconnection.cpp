#include "gateway/browser/cdp/cdpconnection.h"
#include "gateway/browser/cdp/cdpdiscovery.h"
#include "gateway/browser/cdp/pauses.h"
#include "gateway/browser/cdp/task.h"
#include "tests/support/testprogram.h"

#include <QJsonDocument>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocketServer>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// A browser that answers what it is told to.
class FakeBrowser
{
public:
    FakeBrowser()
        : m_server(u"fake"_s, QWebSocketServer::NonSecureMode)
    {
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("no port");
        QObject::connect(&m_server, &QWebSocketServer::newConnection, &m_server, [this] {
            socket.reset(m_server.nextPendingConnection());
            QObject::connect(socket.get(), &QWebSocket::textMessageReceived, socket.get(),
                             [this](const QString &text) {
                                 asked += QJsonDocument::fromJson(text.toUtf8()).object();
                                 if (answers)
                                     say({{"id"_L1, asked.last()["id"_L1]},
                                          {"result"_L1, QJsonObject{{"n"_L1, asked.size()}}}});
                             });
        });
    }

    QUrl url() const { return m_server.serverUrl(); }
    void say(const QJsonObject &message) const
    {
        socket->sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson()));
    }

    bool answers = true;
    QList<QJsonObject> asked;
    std::unique_ptr<QWebSocket> socket;

private:
    QWebSocketServer m_server;
};

/// What a promise has come to, for tests without coroutines of their own.
template <typename T>
struct Seen
{
    std::optional<T> value;
};

template <typename T>
QCoro::Task<> watch(Later<T> later, std::shared_ptr<Seen<T>> seen)
{
    const auto value = co_await later;
    seen->value = value;
}

template <typename T>
std::shared_ptr<Seen<T>> seenOf(const Later<T> &later)
{
    const auto seen = std::make_shared<Seen<T>>();
    watch(later, seen);
    return seen;
}

/// Answers every request with these bytes.
class PlainServer : public QTcpServer
{
public:
    explicit PlainServer(const QByteArray &answer)
    {
        connect(this, &QTcpServer::newConnection, this, [this, answer] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket, answer] {
                request += socket->readAll();
                if (!request.contains("\r\n\r\n"))
                    return;
                socket->write(answer);
                socket->disconnectFromHost();
            });
        });
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port");
    }
    QUrl url(const QString &rest = {}) const
    {
        return QUrl(u"http://127.0.0.1:%1%2"_s.arg(serverPort()).arg(rest));
    }
    QByteArray request;
};

} // namespace

class TestCdpConnection : public QObject
{
    Q_OBJECT

private slots:
    void answersGoToWhoAsked()
    {
        FakeBrowser browser;
        CdpConnection connection;
        open(connection, browser);
        browser.answers = false;
        const auto first = seenOf(connection.send("A.one"_L1));
        const auto second = seenOf(connection.send("A.two"_L1, {{"x"_L1, 1}}, u"s1"_s));
        QTRY_COMPARE(browser.asked.size(), 2);
        QCOMPARE(browser.asked.at(1)["sessionId"_L1].toString(), u"s1"_s);
        browser.say({{"id"_L1, browser.asked.at(1)["id"_L1]}, {"result"_L1, QJsonObject{{"two"_L1, 2}}}});
        QTRY_VERIFY(second->value);
        QCOMPARE((**second->value)["two"_L1].toInt(), 2);
        QVERIFY(!first->value);
        browser.say(
            {{"id"_L1, browser.asked.at(0)["id"_L1]}, {"error"_L1, QJsonObject{{"message"_L1, u"no"_s}}}});
        QTRY_VERIFY(first->value);
        QCOMPARE(first->value->error().message, u"A.one: no"_s);
    }

    void eventsAndNonsense()
    {
        FakeBrowser browser;
        CdpConnection connection;
        open(connection, browser);
        QSignalSpy events(&connection, &CdpConnection::eventReceived);
        browser.socket->sendTextMessage(u"not JSON"_s);
        browser.say({{"id"_L1, 4711}, {"result"_L1, QJsonObject()}}); // nobody has asked
        browser.say({{"method"_L1, u"Page.loadEventFired"_s},
                     {"sessionId"_L1, u"s"_s},
                     {"params"_L1, QJsonObject{{"a"_L1, 1}}}});
        QTRY_VERIFY(events.count() >= 1);
        QCOMPARE(events.last().at(1).toString(), u"Page.loadEventFired"_s);
        QVERIFY(connection.isOpen());
    }

    void deadlinesAreKept()
    {
        FakeBrowser browser;
        CdpConnection connection;
        open(connection, browser);
        browser.answers = false;
        const auto late = seenOf(connection.send("A.slow"_L1, {}, {}, std::chrono::milliseconds(50)));
        QTRY_VERIFY(late->value);
        QCOMPARE(late->value->error().status, 504);
        QCOMPARE(late->value->error().code, u"TIMEOUT"_s);
    }

    void whoWaitsHearsOfTheEnd()
    {
        FakeBrowser browser;
        CdpConnection connection;
        open(connection, browser);
        browser.answers = false;
        QSignalSpy closed(&connection, &CdpConnection::closed);
        const auto waiting = seenOf(connection.send("A.b"_L1));
        QTRY_COMPARE(browser.asked.size(), 1);
        browser.socket->abort();
        QTRY_VERIFY(waiting->value);
        QCOMPARE(waiting->value->error().code, u"DISCONNECTED"_s);
        QCOMPARE(closed.count(), 1);
        const auto after = seenOf(connection.send("A.c"_L1));
        QVERIFY(after->value && !*after->value);
    }

    void destructionAnswers()
    {
        FakeBrowser browser;
        browser.answers = false;
        auto connection = std::make_unique<CdpConnection>();
        open(*connection, browser);
        const auto waiting = seenOf(connection->send("A.b"_L1));
        connection.reset();
        QVERIFY(waiting->value && !*waiting->value);
    }

    void oneSessionIsGivenUp()
    {
        FakeBrowser browser;
        CdpConnection connection;
        open(connection, browser);
        browser.answers = false;
        const auto mine = seenOf(connection.send("A.b"_L1, {}, u"s1"_s));
        const auto other = seenOf(connection.send("A.b"_L1, {}, u"s2"_s));
        connection.giveUp(u"s1"_s, {.status = 409, .message = u"a dialog"_s});
        QVERIFY(mine->value);
        QCOMPARE(mine->value->error().status, 409);
        QVERIFY(!other->value);
    }

    void nobodyThere()
    {
        CdpConnection connection;
        const auto opened =
            seenOf(connection.open(QUrl(u"ws://127.0.0.1:1/"_s), {}, std::chrono::milliseconds(2000)));
        QTRY_VERIFY(opened->value);
        QVERIFY(!*opened->value);
    }

    void handshakeHasADeadline()
    {
        PlainServer server("");
        CdpConnection connection;
        QUrl url = server.url();
        url.setScheme(u"ws"_s);
        // It takes the request and never answers.
        server.disconnect();
        const auto opened = seenOf(connection.open(url, {}, std::chrono::milliseconds(100)));
        QTRY_VERIFY(opened->value);
        QVERIFY(!*opened->value);
    }

    void versionIsRead_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("good");
        const QByteArray body = "{\"Browser\":\"Chrome/1\",\"webSocketDebuggerUrl\":\"ws:\\/\\/127.0.0.1:1\\/"
                                "devtools\\/browser\\/x\"}";
        QTest::newRow("good") << "HTTP/1.0 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) +
                                     "\r\n\r\n" + body
                              << true;
        QTest::newRow("something else")
            << QByteArray("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}") << false;
        QTest::newRow("redirect")
            << QByteArray(
                   "HTTP/1.0 302 Found\r\nLocation: http:\x2f/127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
            << false;
        QTest::newRow("refused") << QByteArray("HTTP/1.0 401 No\r\nContent-Length: 0\r\n\r\n") << false;
        QTest::newRow("no HTTP") << QByteArray("SSH-2.0-x\r\n") << false;
    }
    void versionIsRead()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, good);
        PlainServer server(answer);
        QNetworkAccessManager network;
        QUrl url = server.url(u"/base?token=s3cret"_s);
        url.setUserInfo(u"me:pw"_s);
        const auto version = seenOf(askVersion(network, url, std::chrono::milliseconds(2000)));
        QTRY_VERIFY(version->value);
        QCOMPARE(bool(*version->value), good);
        QVERIFY(server.request.startsWith("GET /base/json/version?token=s3cret "));
        QVERIFY(server.request.contains("Authorization: Basic " + QByteArray("me:pw").toBase64()));
        if (!good)
            QVERIFY(!version->value->error().message.contains(u"s3cret"_s));
    }

    void networkThatGoesAnswers()
    {
        PlainServer server("");
        server.disconnect();
        auto network = std::make_unique<QNetworkAccessManager>();
        const auto version = seenOf(askVersion(*network, server.url(), std::chrono::milliseconds(20'000)));
        network.reset();
        QTRY_VERIFY(version->value);
        QVERIFY(!*version->value);
    }

    void pausesCanBeCalledOff()
    {
        Pauses pauses;
        const auto shortOne = seenOf(pauses.wait(std::chrono::milliseconds(1)));
        QTRY_VERIFY(shortOne->value);
        QCOMPARE(*shortOne->value, true);
        const auto longOne = seenOf(pauses.wait(std::chrono::hours(1)));
        pauses.callOff();
        QVERIFY(longOne->value);
        QCOMPARE(*longOne->value, false);
        const auto tooLate = seenOf(pauses.wait(std::chrono::hours(1)));
        QCOMPARE(*tooLate->value, false);
    }

private:
    static void open(CdpConnection &connection, const FakeBrowser &browser)
    {
        const auto opened = seenOf(connection.open(browser.url(), {}, std::chrono::milliseconds(5000)));
        QTRY_VERIFY(opened->value);
        QVERIFY(*opened->value);
        QTRY_VERIFY(browser.socket);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestCdpConnection)
#include "tst_cdpconnection.moc"
