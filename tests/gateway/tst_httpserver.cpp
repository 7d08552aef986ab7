#include "gateway/net/httpgate.h"
#include "gateway/net/httpoperators.h"
#include "gateway/net/httpserver.h"
#include "gateway/surfaces/probes.h"
#include "tests/support/rawclient.h"
#include "tests/support/specvectors.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

#include <sys/resource.h>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::RawClient;

namespace {

QByteArray request(const QByteArray &line, const QByteArray &fields = {}, const QByteArray &body = {})
{
    return line + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n" + body;
}

QByteArray post(const QByteArray &path, const QByteArray &body, const QByteArray &fields = {})
{
    return request("POST " + path, fields + "Content-Length: " + QByteArray::number(body.size()) + "\r\n",
                   body);
}

int statusOf(const QByteArray &answer)
{
    return answer.mid(9, 3).toInt();
}

/// An answer with a body of known length has come as a whole.
bool isWhole(const QByteArray &answer)
{
    const qsizetype end = answer.indexOf("\r\n\r\n");
    const qsizetype length = answer.indexOf("Content-Length: ");
    if (end < 0 || length < 0)
        return false;
    return answer.size() - end - 4 >=
           answer.mid(length + 16, answer.indexOf('\r', length) - length - 16).toInt();
}

HttpTimeouts shortTimeouts()
{
    using std::chrono::milliseconds;
    return {.head = milliseconds(200),
            .body = milliseconds(200),
            .idle = milliseconds(200),
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
        router.add({.path = u"/dropped"_s, .serve = [](const HttpCall &, const HttpResponder &) {
                    }});
        router.add({.path = u"/later"_s, .serve = [this](const HttpCall &, HttpResponder responder) {
                        m_kept.push_back(std::move(responder));
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
        row("nobody there", request("GET /nothing"), 404, "\r\n\r\nNot Found");
        row("below a path", request("GET /healthz/x"), 404);
        row("another method", request("POST /healthz", "Content-Length: 0\r\n"), 405, "Allow: GET, HEAD\r\n");
        row("options", request("OPTIONS /healthz"), 405, "Allow: GET, HEAD\r\n");
        row("no CORS", request("OPTIONS /healthz", "Origin: http://localhost\r\n"), 405);
        row("a body", post("/echo", "hello"), 200, "\r\n\r\nhello");
        row("a body in chunks",
            request("POST /echo", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n"), 200,
            "\r\n\r\nabc");
        row("a body too large", post("/echo", QByteArray(100'001, 'x')), 413);
        row("an unwanted body", request("GET /healthz", "Content-Length: 1\r\n", "x"), 413);
        row("a foreign host", "GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421);
        row("a foreign origin", post("/echo", "x", "Origin: https://evil.example\r\n"), 403);
        row("the own origin", post("/echo", "x", "Origin: http://localhost\r\n"), 200);
        row("without credential", request("GET /guarded"), 401,
            "{\"error\":{\"message\":\"Unauthorized\",\"type\":\"unauthorized\"}}");
        row("with credential", request("GET /guarded", "Authorization: Bearer x\r\n"), 200,
            "\r\n\r\nthe owner");
        row("without credential, with a body", request("GET /guarded", "Content-Length: 5\r\n", "hello"),
            401);
        row("smuggled",
            request("POST /echo", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400);
        row("a long head", request("GET /healthz", "A: " + QByteArray(20'000, 'b') + "\r\n"), 431);
        row("nobody answers", request("GET /dropped"), 500, "internal error");
        row("an upgrade where there is none",
            request("GET /", "Upgrade: websocket\r\nConnection: Upgrade\r\n"), 404);
    }
    void answers()
    {
        QFETCH(QByteArray, sent);
        QFETCH(QByteArray, contains);
        RawClient client(m_server->port());
        client.send(sent);
        const QByteArray answer = client.readUntil(isWhole);
        QTEST(statusOf(answer), "status");
        QVERIFY2(answer.contains(contains), answer.constData());
        for (const char *field : {"X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n",
                                  "Permissions-Policy: camera=(), microphone=(self), geolocation=()\r\n"})
            QVERIFY(answer.contains(field));
        QVERIFY(!answer.contains("Access-Control"));
    }

    void probeVectors_data()
    {
        QTest::addColumn<QJsonObject>("row");
        const auto vectors = test::specVectors(u"http.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        const QJsonArray cases = vectors->value("cases"_L1).toArray();
        for (const QJsonValue &row : cases) {
            const QString path = row["path"_L1].toString();
            if (path.startsWith("/health"_L1) || path.startsWith("/ready"_L1) ||
                path.startsWith("/startup"_L1))
                QTest::newRow(qPrintable(row["method"_L1].toString() + u' ' + path)) << row.toObject();
        }
    }
    void probeVectors()
    {
        QFETCH(QJsonObject, row);
        RawClient client(m_server->port());
        client.send(
            request(row["method"_L1].toString().toLatin1() + ' ' + row["path"_L1].toString().toLatin1(),
                    row["method"_L1] == "POST"_L1 ? "Content-Length: 0\r\n" : ""));
        const bool empty = row.value("emptyBody"_L1).toBool();
        const QByteArray answer = empty ? client.readUntil("\r\n\r\n") : client.readUntil(isWhole);
        QCOMPARE(statusOf(answer), row["status"_L1].toInt());
        const QByteArray body = answer.mid(answer.indexOf("\r\n\r\n") + 4);
        QVERIFY(!empty || body.isEmpty());
        const QJsonObject json = QJsonDocument::fromJson(body).object();
        if (row.contains("json"_L1))
            QCOMPARE(json, row.value("json"_L1).toObject());
        const QJsonObject some = row.value("jsonMatches"_L1).toObject();
        for (auto it = some.begin(); it != some.end(); ++it)
            QCOMPARE(json.value(it.key()), it.value());
        const QJsonObject fields = row.value("headers"_L1).toObject();
        for (auto it = fields.begin(); it != fields.end(); ++it)
            QVERIFY(
                answer.toLower().contains((it.key() + ": "_L1 + it.value().toString()).toLower().toLatin1()));
    }

    void instanceIsToldOnlyWhenAskedFor()
    {
        RawClient client(m_server->port());
        client.send(request("GET /healthz", "X-Ws-Agent-Instance: 1\r\n"));
        QVERIFY(client.readUntil(isWhole).contains("\"profile\":\"main\""));
        RawClient proxied(m_server->port());
        proxied.send(request("GET /healthz", "X-Ws-Agent-Instance: 1\r\nX-Forwarded-For: 192.0.2.1\r\n"));
        QVERIFY(!proxied.readUntil(isWhole).contains("profile"));
    }

    void pipelined()
    {
        RawClient client(m_server->port());
        QByteArray all;
        for (int i = 0; i < 50; ++i)
            all += post("/echo", "body-" + QByteArray::number(i) + ';');
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
        client.send(request("GET /nothing") + request("GET /healthz"));
        const QByteArray answers = client.readUntil("\"live\"");
        QVERIFY(answers.startsWith("HTTP/1.1 404"));
        QVERIFY(answers.contains("HTTP/1.1 200"));
    }

    void closesWhenAsked()
    {
        RawClient client(m_server->port());
        client.send(request("GET /healthz", "Connection: close\r\n"));
        QVERIFY(client.readAll().contains("Connection: close"));
        QVERIFY(client.isClosed());
    }

    void tellsToGoAhead()
    {
        RawClient client(m_server->port());
        client.send(request("POST /echo", "Content-Length: 5\r\nExpect: 100-continue\r\n"));
        QCOMPARE(client.readUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
        client.take();
        client.send("hello");
        QVERIFY(client.readUntil(isWhole).endsWith("hello"));
    }

    void streams()
    {
        RawClient client(m_server->port());
        client.send(request("GET /stream") + request("GET /healthz"));
        const QByteArray answers = client.readUntil("\"live\"");
        QVERIFY(answers.contains("Transfer-Encoding: chunked\r\n"));
        QVERIFY(answers.contains("9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\nHTTP/1.1 200"));
    }

    void headHasNoBody()
    {
        RawClient client(m_server->port());
        client.send(request("HEAD /healthz") + request("HEAD /stream", "Connection: close\r\n"));
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
        QTest::newRow("half a body") << request("POST /echo", "Content-Length: 5\r\n", "he")
                                     << QByteArray("HTTP/1.1 408");
        QTest::newRow("nothing more") << request("GET /healthz") << QByteArray("HTTP/1.1 200");
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
        owner.send(request("GET /healthz"));
        QCOMPARE(statusOf(owner.readUntil(isWhole)), 200);
        QVERIFY(m_server->connectionCount() <= HttpServer::mostConnections);
    }

    void aClientMayGoAwayWhileItIsServed()
    {
        {
            RawClient client(m_server->port());
            client.send(request("GET /later"));
            QTRY_COMPARE(m_kept.size(), size_t(1));
            client.abort();
        }
        QTRY_COMPARE(m_server->connectionCount(), 0);
        m_kept.front().send(HttpResponse::text(200, "too late"));
    }

    void closesInOrder()
    {
        RawClient served(m_server->port());
        served.send(request("GET /later"));
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
    std::vector<HttpResponder> m_kept;
};

QTEST_GUILESS_MAIN(TestHttpServer)
#include "tst_httpserver.moc"
