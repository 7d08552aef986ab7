#include "gateway/net/httpreader.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 bodyLimit = 1024;

/// Feeds the bytes in pieces of that size until a request is complete or refused; returns what was used.
qsizetype feed(HttpReader &reader, QByteArrayView bytes, qsizetype piece)
{
    qsizetype used = 0;
    while (used < bytes.size()) {
        const qsizetype step = reader.feed(bytes.sliced(used).first(std::min(piece, bytes.size() - used)));
        used += step;
        if (reader.state() == HttpReader::State::HeadRead)
            reader.acceptBody(bodyLimit);
        if (reader.state() == HttpReader::State::Complete || reader.state() == HttpReader::State::Refused)
            break;
    }
    return used;
}

QByteArray withHost(const QByteArray &line, const QByteArray &rest = {})
{
    return line + "\r\nHost: localhost:18789\r\n" + rest + "\r\n";
}

QByteArray posted(const QByteArray &fields, const QByteArray &body)
{
    return withHost("POST / HTTP/1.1", fields) + body;
}

} // namespace

class TestHttpReader : public QObject
{
    Q_OBJECT

private slots:
    void read_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("keepAlive");
        const auto row = [](const char *name, const QByteArray &bytes, const char *path,
                            const char *query = "", const QByteArray &body = {}, bool keepAlive = true) {
            QTest::newRow(name) << bytes << QString::fromUtf8(path) << QByteArray(query) << body << keepAlive;
        };
        row("plain", withHost("GET /healthz HTTP/1.1"), "/healthz");
        row("an empty line before", "\r\n" + withHost("GET / HTTP/1.1"), "/");
        row("query", withHost("GET /a?b=c&d=%20 HTTP/1.1"), "/a", "b=c&d=%20");
        row("escapes are decoded once", withHost("GET /%7euser/%2541 HTTP/1.1"), "/~user/%41");
        row("an encoded slash stays", withHost("GET /sessions/a%2fb HTTP/1.1"), "/sessions/a%2Fb");
        row("UTF-8", withHost("GET /%C3%A4 HTTP/1.1"), "/ä");
        row("absolute form of the same host", withHost("GET http://LOCALHOST:18789/x HTTP/1.1"), "/x");
        row("absolute form without path", withHost("GET http://localhost:18789 HTTP/1.1"), "/");
        row("asterisk form", withHost("OPTIONS * HTTP/1.1"), "*");
        row("close", withHost("GET / HTTP/1.1", "Connection: foo, Close\r\n"), "/", "", {}, false);
        row("HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "/", "", {}, false);
        row("length", posted("Content-Length: 5\r\n", "hello"), "/", "", "hello");
        row("length of nothing", posted("Content-Length: 0\r\n", ""), "/");
        row("chunks", posted("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\n"), "/",
            "", "hello!");
        row("trailing fields", posted("Transfer-Encoding: Chunked\r\n", "2\r\nhi\r\n0\r\nHost: evil\r\n\r\n"),
            "/", "", "hi");
        row("the longest body", posted("Content-Length: 1024\r\n", QByteArray(1024, 'x')), "/", "",
            QByteArray(1024, 'x'));
    }
    /// In pieces of every size, and with another request behind, which is left alone.
    void read()
    {
        QFETCH(QByteArray, bytes);
        for (qsizetype piece = 1; piece <= std::min<qsizetype>(bytes.size(), 200); ++piece) {
            HttpReader reader;
            QCOMPARE(feed(reader, bytes + "GET /next HTTP/1.1\r\n", piece), bytes.size());
            QCOMPARE(reader.state(), HttpReader::State::Complete);
            const HttpRequest request = reader.take();
            QTEST(request.path, "path");
            QTEST(request.query, "query");
            QTEST(request.body, "body");
            QTEST(request.keepAlive, "keepAlive");
            QVERIFY(reader.isIdle());
        }
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QByteArray &bytes, int status = 400) {
            QTest::newRow(name) << bytes << status;
        };
        const QByteArray chunked = "Transfer-Encoding: chunked\r\n";
        // Request smuggling: RFC 9112, 11.2.
        row("length and chunks", posted("Content-Length: 3\r\n" + chunked, "0\r\n\r\n"));
        row("chunks and length", posted(chunked + "Content-Length: 3\r\n", "0\r\n\r\n"));
        row("two lengths", posted("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"));
        row("the same length twice", posted("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"));
        row("a list of lengths", posted("Content-Length: 3, 3\r\n", "abc"));
        row("a signed length", posted("Content-Length: +3\r\n", "abc"));
        row("a negative length", posted("Content-Length: -3\r\n", "abc"));
        row("a hexadecimal length", posted("Content-Length: 0x3\r\n", "abc"));
        row("an empty length", posted("Content-Length:\r\n", "abc"));
        row("a length beyond 64 bits", posted("Content-Length: 99999999999999999999\r\n", ""), 413);
        row("two codings", posted(chunked + chunked, "0\r\n\r\n"));
        row("a list of codings", posted("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501);
        row("identity", posted("Transfer-Encoding: identity\r\n", ""), 501);
        row("a disguised coding", posted("Transfer-Encoding: xchunked\r\n", ""), 501);
        row("blank before the colon", posted("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"));
        row("tab before the colon", posted("Transfer-Encoding\t: chunked\r\n", "0\r\n\r\n"));
        row("chunks in HTTP/1.0", "POST / HTTP/1.0\r\n" + chunked + "\r\n0\r\n\r\n");
        row("a line that goes on", posted("X: a\r\n b\r\n", ""));
        row("the first field goes on", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
        row("bare line feeds", "GET / HTTP/1.1\nHost: a\n\n");
        row("one bare line feed", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n");
        row("a bare carriage return", "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n");
        row("NUL in a value", posted(QByteArray("X: a\0b\r\n", 8), ""));
        row("a control character in a value", posted("X: a\x01\r\n", ""));
        row("a control character around a value", posted("Transfer-Encoding:\x0b"
                                                         "chunked\r\n",
                                                         "0\r\n\r\n"));
        row("a form feed behind a value", posted("Content-Length: 3\f\r\n", "abc"));
        row("a field without colon", posted("Nonsense\r\n", ""));
        row("a field without name", posted(": x\r\n", ""));
        row("a name with a blank", posted("A b: x\r\n", ""));
        row("no host", "GET / HTTP/1.1\r\n\r\n");
        row("two hosts", withHost("GET / HTTP/1.1", "Host: other\r\n"));
        row("an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n");
        row("a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n");
        row("a host with a user", "GET / HTTP/1.1\r\nHost: me@a\r\n\r\n");
        row("a host with two ports", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n");
        row("a host with a word as port", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n");
        row("absolute form of another host", withHost("GET http://evil/ HTTP/1.1"));
        row("absolute form of a proxy", withHost("GET https://localhost:18789/ HTTP/1.1"));
        row("authority form", withHost("CONNECT localhost:18789 HTTP/1.1"));
        row("asterisk form of GET", withHost("GET * HTTP/1.1"));
        row("a broken chunk", posted(chunked, "zz\r\n"));
        row("a chunk longer than it says", posted(chunked, "1\r\nabc\r\n0\r\n\r\n"));
        row("a negative chunk", posted(chunked, "-1\r\na\r\n"));
        row("a chunk beyond 64 bits", posted(chunked, "fffffffffffffffff\r\na\r\n"));
        row("an endless chunk extension", posted(chunked, "1;" + QByteArray(8192, 'x')), 431);
        // The request line.
        row("no version", withHost("GET /"));
        row("HTTP/0.9", "GET /\r\n\r\n");
        row("two blanks", withHost("GET  / HTTP/1.1"));
        row("a blank in the target", withHost("GET /a b HTTP/1.1"));
        row("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
        row("HTTP/1.2", withHost("GET / HTTP/1.2"), 505);
        row("lower case", withHost("GET / http/1.1"));
        row("a TLS greeting", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15));
        row("bytes that are no ASCII", withHost("GET /\xc3\xa4 HTTP/1.1"));
        row("a fragment", withHost("GET /a#b HTTP/1.1"));
        // Paths.
        row("above the root", withHost("GET /../etc/passwd HTTP/1.1"));
        row("above the root, encoded", withHost("GET /a/%2e%2e/%2E%2e/etc HTTP/1.1"));
        row("a half escape", withHost("GET /%4 HTTP/1.1"));
        row("no hexadecimal escape", withHost("GET /%zz HTTP/1.1"));
        row("an encoded NUL", withHost("GET /a%00b HTTP/1.1"));
        row("no UTF-8", withHost("GET /%ff HTTP/1.1"));
        row("an overlong slash", withHost("GET /%c0%af HTTP/1.1"));
        // Sizes.
        row("a long target", withHost("GET /" + QByteArray(16'384, 'a') + " HTTP/1.1"), 431);
        row("a line without end", QByteArray(20'000, 'A'), 431);
        row("many fields", withHost("GET / HTTP/1.1", QByteArray("A: b\r\n").repeated(4000)), 431);
        row("one long field", withHost("GET / HTTP/1.1", "A: " + QByteArray(20000, 'b') + "\r\n"), 431);
        row("a long body", posted("Content-Length: 1025\r\n", ""), 413);
        row("long chunks", posted(chunked, "401\r\n" + QByteArray(1025, 'x') + "\r\n0\r\n\r\n"), 413);
        row("another expectation", posted("Content-Length: 1\r\nExpect: 200-ok\r\n", "x"), 417);
    }
    void refused()
    {
        QFETCH(QByteArray, bytes);
        for (const qsizetype piece : {bytes.size(), qsizetype(1), qsizetype(7)}) {
            HttpReader reader;
            feed(reader, bytes, piece);
            QCOMPARE(reader.state(), HttpReader::State::Refused);
            QTEST(reader.refusal().status, "status");
            QVERIFY(!reader.refusal().reason.isEmpty());
        }
    }

    void pipelined()
    {
        QByteArray bytes;
        for (int i = 0; i < 50; ++i)
            bytes += withHost("POST /" + QByteArray::number(i) + " HTTP/1.1", "Content-Length: 2\r\n") + "ab";
        HttpReader reader;
        qsizetype used = 0;
        for (int i = 0; i < 50; ++i) {
            used += feed(reader, QByteArrayView(bytes).sliced(used), bytes.size());
            QCOMPARE(reader.state(), HttpReader::State::Complete);
            QCOMPARE(reader.take().path, u'/' + QString::number(i));
        }
        QCOMPARE(used, bytes.size());
    }

    void tellsWhoWaitsForTheGoAhead()
    {
        HttpReader reader;
        reader.feed(posted("Content-Length: 5\r\nExpect: 100-Continue\r\n", ""));
        QCOMPARE(reader.state(), HttpReader::State::HeadRead);
        QVERIFY(reader.request().expectsContinue);
        reader.acceptBody(bodyLimit);
        QCOMPARE(reader.state(), HttpReader::State::Body);
    }

    void fields()
    {
        HttpReader reader;
        feed(reader, withHost("GET /?q=a+b%26c HTTP/1.1", "X-One:  1 \r\nx-one: 2\r\nVia: a, UPgrade ,b\r\n"),
             1000);
        const HttpRequest request = reader.take();
        QCOMPARE(request.field("x-one"), "1");
        QVERIFY(request.hasToken("via", "upgrade"));
        QVERIFY(!request.hasToken("via", "up"));
        QVERIFY(!request.has("x-two"));
        QCOMPARE(request.host, "localhost:18789");
        QCOMPARE(request.queryItem(u"q"_s), std::optional(u"a+b&c"_s));
        QVERIFY(!request.queryItem(u"r"_s));
    }
};

WSAGENT_TEST(TestHttpReader)
#include "tst_httpreader.moc"
