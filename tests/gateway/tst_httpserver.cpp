#include "gateway/net/httpgate.h"
#include "gateway/net/httpoperators.h"
#include "gateway/net/httpserver.h"
#include "gateway/net/openfile.h"
#include "gateway/surfaces/probes.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/testprogram.h"

#include <QAbstractEventDispatcher>
#include <QSignalSpy>
#include <QTemporaryFile>
#include <QTest>

#include <sys/resource.h>
#include <sys/socket.h>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::httpPost;
using test::httpRequest;
using test::isWholeAnswer;
using test::RawClient;
using test::statusOf;

namespace {

HttpTimeouts shortTimeouts()
{
    using std::chrono::milliseconds;
    return {.head = milliseconds(200),
            .body = milliseconds(200),
            .idle = milliseconds(200),
            .taking = milliseconds(200),
            .linger = milliseconds(200)};
}

} // namespace

/// The HTTP side of the port, over real sockets.
class TestHttpServer : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_gate = std::make_unique<HttpGate>();
        start({});
        Router &router = m_gate->router();
        addProbes(router, {.instance = {{"profile"_L1, u"main"_s}}, .version = u"1"_s});
        router.add({.path = u"/echo"_s,
                    .methods = {"POST"},
                    .bodyLimit = 100'000,
                    .serve = [](HttpCall call, HttpResponder responder) {
                        responder.send(HttpResponse::text(200, call.request.body));
                    }});
        router.add({.path = u"/stream"_s, .serve = [](const HttpCall &, HttpResponder responder) {
                        responder.begin({.fields = {{"Content-Type", "text/event-stream"}}});
                        responder.write("data: 1\n\n");
                        responder.write("data: 2\n\n");
                        responder.end();
                    }});
        router.add({.path = u"/large"_s, .serve = [](const HttpCall &, HttpResponder responder) {
                        responder.send(HttpResponse::text(200, QByteArray(100'000, '#')));
                    }});
        router.add({.path = u"/file"_s, .serve = [this](const HttpCall &, HttpResponder responder) {
                        auto file = std::make_unique<QFile>(m_file.fileName());
                        QVERIFY(file->open(QIODevice::ReadOnly));
                        const auto opened = std::make_shared<OpenFile>(std::move(file));
                        responder.send({.file = {.file = opened, .size = m_promised}});
                    }});
        router.add({.path = u"/dropped"_s, .serve = [](const HttpCall &, const HttpResponder &) {
                    }});
        router.add({.path = u"/later"_s, .serve = [this](const HttpCall &, HttpResponder responder) {
                        m_kept.push_back(std::move(responder));
                    }});
        router.add({.path = u"/wellguarded"_s,
                    .guard = [this](const HttpRequest &, const HttpPeer &) -> Result<Caller, HttpDenial> {
                        ++m_denied;
                        return HttpDenial{.response = unauthorized(), .delay = std::chrono::hours(1)};
                    },
                    .serve =
                        [](const HttpCall &, const HttpResponder &) {
                        }});
        router.add({.path = u"/guarded"_s,
                    .guard = [](const HttpRequest &head, const HttpPeer &) -> Result<Caller, HttpDenial> {
                        if (bearerOf(head) == u"x"_s)
                            return Caller{.clientId = u"the owner"_s};
                        return HttpDenial{.response = unauthorized(), .delay = std::chrono::milliseconds(1)};
                    },
                    .serve =
                        [](const HttpCall &call, HttpResponder responder) {
                            responder.send(HttpResponse::text(200, call.caller.clientId.toLatin1()));
                        }});
    }
    void cleanup()
    {
        m_kept.clear();
        m_server.reset();
        m_gate.reset();
    }

    void answers_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("contains");
        const auto row = [](const char *name, const QByteArray &sent, int status, const char *contains = "") {
            QTest::newRow(name) << sent << status << QByteArray(contains);
        };
        row("nobody there", httpRequest("GET /nothing"), 404, "\r\n\r\nNot Found");
        row("below a path", httpRequest("GET /healthz/x"), 404);
        row("another method", httpRequest("POST /healthz", "Content-Length: 0\r\n"), 405,
            "Allow: GET, HEAD\r\n");
        row("options", httpRequest("OPTIONS /healthz"), 405, "Allow: GET, HEAD\r\n");
        row("no CORS", httpRequest("OPTIONS /healthz", "Origin: http://localhost\r\n"), 405);
        row("a body", httpPost("/echo", "hello"), 200, "\r\n\r\nhello");
        row("a body in chunks",
            httpRequest("POST /echo", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n"), 200,
            "\r\n\r\nabc");
        row("a body too large", httpPost("/echo", QByteArray(100'001, 'x')), 413,
            "{\"error\":{\"message\":\"the body is too large\",\"type\":\"invalid_request_error\"}}");
        row("chunks too large",
            httpRequest("POST /echo", "Transfer-Encoding: chunked\r\n",
                        "186a1\r\n" + QByteArray(100'001, 'x')),
            413, "\"type\":\"invalid_request_error\"");
        row("an unwanted body", httpRequest("GET /healthz", "Content-Length: 1\r\n", "x"), 413);
        row("a foreign host", "GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421);
        row("a foreign origin", httpPost("/echo", "x", "Origin: https://evil.example\r\n"), 403);
        row("the own origin", httpPost("/echo", "x", "Origin: http://localhost\r\n"), 200);
        row("without credential", httpRequest("GET /guarded"), 401,
            "{\"error\":{\"message\":\"Unauthorized\",\"type\":\"unauthorized\"}}");
        row("with credential", httpRequest("GET /guarded", "Authorization: Bearer x\r\n"), 200,
            "\r\n\r\nthe owner");
        row("without credential, with a body", httpRequest("GET /guarded", "Content-Length: 5\r\n", "hello"),
            401);
        row("smuggled",
            httpRequest("POST /echo", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            400);
        row("a long head", httpRequest("GET /healthz", "A: " + QByteArray(20'000, 'b') + "\r\n"), 431,
            "\"type\":\"invalid_request_error\"");
        row("a long line", httpRequest("GET /healthz?" + QByteArray(16'000, 'x')), 200);
        row("a line too long", httpRequest("GET /healthz?" + QByteArray(16'384, 'x')), 431);
        row("nobody answers", httpRequest("GET /dropped"), 500, "internal error");
        row("an upgrade where there is none",
            httpRequest("GET /", "Upgrade: websocket\r\nConnection: Upgrade\r\n"), 404);
    }
    void answers()
    {
        QFETCH(QByteArray, sent);
        QFETCH(QByteArray, contains);
        RawClient client(m_server->port());
        client.send(sent);
        const QByteArray answer = client.readUntil(isWholeAnswer);
        QTEST(statusOf(answer), "status");
        QVERIFY2(answer.contains(contains), answer.constData());
        for (const char *field : {"X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n",
                                  "Permissions-Policy: camera=(), microphone=(self), geolocation=()\r\n"})
            QVERIFY(answer.contains(field));
        QVERIFY(!answer.contains("Access-Control"));
    }

    void instanceIsToldOnlyWhenAskedFor()
    {
        RawClient client(m_server->port());
        client.send(httpRequest("GET /healthz", "X-Ws-Agent-Instance: 1\r\n"));
        QVERIFY(client.readUntil(isWholeAnswer).contains("\"profile\":\"main\""));
        RawClient proxied(m_server->port());
        proxied.send(httpRequest("GET /healthz", "X-Ws-Agent-Instance: 1\r\nX-Forwarded-For: 192.0.2.1\r\n"));
        QVERIFY(!proxied.readUntil(isWholeAnswer).contains("profile"));
    }

    void pipelined()
    {
        RawClient client(m_server->port());
        QByteArray all;
        for (int i = 0; i < 50; ++i)
            all += httpPost("/echo", "body-" + QByteArray::number(i) + ';');
        client.send(all);
        const QByteArray answers = client.readUntil("body-49;");
        QCOMPARE(answers.count("HTTP/1.1 200 OK"), 50);
        for (int i = 1; i < 50; ++i)
            QVERIFY(answers.indexOf("body-" + QByteArray::number(i) + ';') >
                    answers.indexOf("body-" + QByteArray::number(i - 1) + ';'));
    }

    void goesOnAfterARefusalWithoutBody()
    {
        RawClient client(m_server->port());
        client.send(httpRequest("GET /nothing") + httpRequest("GET /healthz"));
        const QByteArray answers = client.readUntil("\"live\"");
        QVERIFY(answers.startsWith("HTTP/1.1 404"));
        QVERIFY(answers.contains("HTTP/1.1 200"));
    }

    void closesWhenAsked()
    {
        RawClient client(m_server->port());
        client.send(httpRequest("GET /healthz", "Connection: close\r\n"));
        QVERIFY(client.readAll().contains("Connection: close"));
        QVERIFY(client.isClosed());
    }

    void tellsToGoAhead()
    {
        RawClient client(m_server->port());
        client.send(httpRequest("POST /echo", "Content-Length: 5\r\nExpect: 100-continue\r\n"));
        QCOMPARE(client.readUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
        client.take();
        client.send("hello");
        QVERIFY(client.readUntil(isWholeAnswer).endsWith("hello"));
    }

    void streams()
    {
        RawClient client(m_server->port());
        client.send(httpRequest("GET /stream") + httpRequest("GET /healthz"));
        const QByteArray answers = client.readUntil("\"live\"");
        QVERIFY(answers.contains("Transfer-Encoding: chunked\r\n"));
        QVERIFY(answers.contains("9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\nHTTP/1.1 200"));
    }

    void headHasNoBody()
    {
        RawClient client(m_server->port());
        client.send(httpRequest("HEAD /healthz") + httpRequest("HEAD /stream", "Connection: close\r\n"));
        const QByteArray answers = client.readAll();
        QCOMPARE(answers.count("HTTP/1.1 200"), 2);
        QVERIFY(!answers.contains("\"live\""));
        QVERIFY(answers.endsWith("\r\n\r\n"));
    }

    void silentClientsAreHungUpOn_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("half a head") << QByteArray("GET / HT") << QByteArray();
        QTest::newRow("half a body") << httpRequest("POST /echo", "Content-Length: 5\r\n", "he")
                                     << QByteArray("HTTP/1.1 408");
        QTest::newRow("nothing more") << httpRequest("GET /healthz") << QByteArray("HTTP/1.1 200");
    }
    void silentClientsAreHungUpOn()
    {
        QFETCH(QByteArray, sent);
        QFETCH(QByteArray, answer);
        start(shortTimeouts());
        RawClient client(m_server->port());
        client.send(sent);
        QVERIFY(client.readAll().startsWith(answer));
        QVERIFY(client.isClosed());
        QTRY_COMPARE(m_server->connectionCount(), 0);
    }

    /// Else those who guess and hang up would fill the list of timers, which is searched each time one ends.
    void ofARefusalHeldBackNothingIsLeft()
    {
        const auto timers = [] {
            return QAbstractEventDispatcher::instance()->children().size();
        };
        const qsizetype before = timers();
        RawClient client(m_server->port());
        client.send(httpRequest("GET /wellguarded"));
        QTRY_COMPARE(m_denied, 1);
        m_server.reset();
        QCOMPARE(timers(), before);
    }

    void filesGoOutInPieces()
    {
        fileOf(20'000'000);
        RawClient client(m_server->port());
        client.send(httpRequest("GET /file") + httpRequest("GET /healthz"));
        const QByteArray answers = client.readUntil("\"live\"");
        QCOMPARE(statusOf(answers), 200);
        QCOMPARE(test::fieldOf(answers, "Content-Length"), "20000000");
        QCOMPARE(answers.count('#'), 20'000'000);
        QVERIFY(answers.contains("#HTTP/1.1 200 OK\r\n"));
    }

    void ofAFileThatIsNotTakenLittleIsKept()
    {
        fileOf(50'000'000);
        start(shortTimeouts());
        RawClient client(m_server->port());
        client.socket().setReadBufferSize(1000);
        client.send(httpRequest("GET /file"));
        QTRY_COMPARE(m_server->connectionCount(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(m_server->connectionCount(), 0, 20'000);
        QVERIFY(client.readAll().size() < 20'000'000); // what the system has buffered
    }

    void whoTakesSlowlyGetsAll()
    {
        fileOf(8'000'000);
        start(shortTimeouts());
        RawClient client(m_server->port());
        client.socket().setReadBufferSize(300'000);
        client.send(httpRequest("GET /file", "Connection: close\r\n"));
        QByteArray answer;
        for (int i = 0; i < 10'000 && !client.isClosed(); ++i) {
            QTest::qWait(15); // slower than all time limits together, faster than each
            answer += client.socket().read(200'000);
        }
        answer += client.socket().readAll();
        QVERIFY(answer.size() > 8'000'000);
    }

    void aFileThatShrinksEndsTheConnection()
    {
        fileOf(1000);
        m_promised = 2000;
        RawClient client(m_server->port());
        client.send(httpRequest("GET /file"));
        QVERIFY(client.readAll().size() < 2000);
        QVERIFY(client.isClosed());
    }

    void aStreamThatIsNotTakenIsCutOff()
    {
        RawClient client(m_server->port());
        client.socket().setReadBufferSize(1000);
        client.send(httpRequest("GET /later"));
        QTRY_COMPARE(m_kept.size(), size_t(1));
        HttpResponder &stream = m_kept.front();
        QSignalSpy gone(stream.connection(), &HttpConnection::gone);
        stream.begin({});
        const QByteArray piece(256 * 1024, '#');
        qint64 most = 0;
        for (int i = 0; i < 1000 && stream.connection(); ++i) {
            stream.write(piece);
            most = std::max(most, stream.unsent());
            QCoreApplication::processEvents();
        }
        QVERIFY(!stream.connection());
        QCOMPARE(gone.count(), 1);
        QVERIFY(most <= HttpConnection::mostUnsent + 2 * piece.size());
    }

    void aStreamCanBeFedAsItIsTaken()
    {
        RawClient client(m_server->port());
        client.send(httpRequest("GET /later"));
        QTRY_COMPARE(m_kept.size(), size_t(1));
        HttpResponder &stream = m_kept.front();
        int pieces = 0;
        connect(stream.connection(), &HttpConnection::taken, this, [&stream, &pieces] {
            if (++pieces < 100)
                stream.write(QByteArray(100'000, '#'));
            else if (pieces == 100)
                stream.end();
        });
        stream.begin({});
        QCOMPARE(client.readUntil("\r\n0\r\n\r\n").count('#'), 99 * 100'000);
        QCOMPARE(pieces, 100);
    }

    void endsWhenTheClientOfAStreamGoes()
    {
        RawClient client(m_server->port());
        client.send(httpRequest("GET /later"));
        QTRY_COMPARE(m_kept.size(), size_t(1));
        QSignalSpy gone(m_kept.front().connection(), &HttpConnection::gone);
        m_kept.front().begin({});
        client.readUntil("\r\n\r\n");
        client.socket().disconnectFromHost();
        QTRY_COMPARE(gone.count(), 1);
        m_kept.front().write("too late");
    }

    void answersThatAreNotTakenHoldUpRequests()
    {
        RawClient client(m_server->port());
        client.socket().setReadBufferSize(1000);
        constexpr int asked = 500;
        client.send(httpRequest("GET /large").repeated(asked));
        quint64 before = 0;
        QTRY_VERIFY(m_gate->counts().admitted > 10);
        QTRY_VERIFY(std::exchange(before, m_gate->counts().admitted) == m_gate->counts().admitted);
        QVERIFY(before < asked);
        client.socket().setReadBufferSize(0);
        client.readUntil([](const QByteArray &answers) { return answers.count('#') >= asked * 100'000; });
        QCOMPARE(m_gate->counts().admitted, quint64(asked));
    }

    void aClientThatAsksNothingMoreGetsItsAnswer()
    {
        RawClient client(m_server->port());
        client.send(httpRequest("GET /large"));
        QVERIFY(client.socket().waitForBytesWritten());
        ::shutdown(int(client.socket().socketDescriptor()), SHUT_WR);
        QVERIFY(client.readAll().size() > 100'000);
    }

    void aThousandSilentClientsStopNobody()
    {
        rlimit files = {};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &files), 0);
        files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096); // both ends of each connection are in here
        if (::setrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur < 4096)
            QSKIP("this system does not let a process open 4096 files");
        std::vector<std::unique_ptr<RawClient>> silent;
        for (int i = 0; i < HttpServer::mostConnections; ++i)
            silent.push_back(std::make_unique<RawClient>(m_server->port()));
        QTRY_COMPARE(m_server->connectionCount(), int(HttpServer::mostConnections));
        RawClient owner(m_server->port());
        owner.send(httpRequest("GET /healthz"));
        QCOMPARE(statusOf(owner.readUntil(isWholeAnswer)), 200);
        QVERIFY(m_server->connectionCount() <= HttpServer::mostConnections);
    }

    void aClientMayGoAwayWhileItIsServed()
    {
        {
            RawClient client(m_server->port());
            client.send(httpRequest("GET /later"));
            QTRY_COMPARE(m_kept.size(), size_t(1));
            client.abort();
        }
        QTRY_COMPARE(m_server->connectionCount(), 0);
        m_kept.front().send(HttpResponse::text(200, "too late"));
    }

    void closesInOrder()
    {
        RawClient served(m_server->port());
        served.send(httpRequest("GET /later"));
        RawClient idle(m_server->port());
        QTRY_COMPARE(m_kept.size(), size_t(1));
        QTRY_COMPARE(m_server->connectionCount(), 2);
        QSignalSpy drained(m_server.get(), &HttpServer::drained);
        m_gate->shut();
        m_server->close();
        QTRY_COMPARE(m_server->connectionCount(), 1);
        QCOMPARE(drained.count(), 0);
        m_kept.front().send(HttpResponse::text(200, "still served"));
        QVERIFY(served.readAll().endsWith("still served"));
        QTRY_COMPARE(drained.count(), 1);
    }

    void saysWhoIsThere()
    {
        HttpServer second(*m_gate);
        const auto listening = second.listen({QHostAddress(QHostAddress::LocalHost)}, m_server->port());
        QVERIFY(!listening);
        QVERIFY(listening.error().kind == ErrorKind::Conflict);
        QVERIFY(listening.error().message.contains(QString::number(m_server->port())));
    }

private:
    void start(const HttpTimeouts &timeouts)
    {
        m_server = std::make_unique<HttpServer>(*m_gate, timeouts);
        QVERIFY(m_server->listen({QHostAddress(QHostAddress::LocalHost)}, 0));
    }

    std::unique_ptr<HttpGate> m_gate;
    std::unique_ptr<HttpServer> m_server;
    void fileOf(qint64 size)
    {
        m_promised = size;
        QVERIFY(m_file.open());
        QVERIFY(m_file.resize(0));
        QCOMPARE(m_file.write(QByteArray(size, '#')), size);
        m_file.close();
    }

    std::vector<HttpResponder> m_kept;
    QTemporaryFile m_file;
    qint64 m_promised = 0; ///< as its size
    int m_denied = 0;
};

WSAGENT_TEST_WITH(QCoreApplication, TestHttpServer)
#include "tst_httpserver.moc"
