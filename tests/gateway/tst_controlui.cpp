#include "gateway/net/httpgate.h"
#include "gateway/net/httpserver.h"
#include "gateway/surfaces/controlui.h"
#include "gateway/surfaces/controluipage.h"
#include "gateway/surfaces/probes.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/testprogram.h"

#include <QCryptographicHash>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::fieldOf;
using test::httpRequest;
using test::RawClient;
using test::statusOf;

namespace {

constexpr auto page = "<!doctype html>\n<HTML lang=\"en\"><script>let a = '>';</script></HTML>";

class OnlyTheToken : public HttpOperators
{
public:
    Result<Caller, HttpDenial> identify(const HttpRequest &head, const HttpPeer &) override
    {
        if (bearerOf(head) == u"t0ken"_s)
            return Caller{.role = u"operator"_s};
        return HttpDenial{.response = unauthorized()};
    }
};

} // namespace

/// `gateway-http.md` 5.
class TestControlUi : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_root = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_root->path()).mkpath(u"assets"_s));
        write(u"index.html"_s, page);
        write(u"favicon.svg"_s, "<svg/>");
        write(u"assets/index-DsEuFQRE.js"_s, "0123456789");
        write(u"assets/index-DsEuFQRE.js.gz"_s, "zipped");
        write(u"assets/plain.css"_s, "css");
        start({});
    }
    void cleanup()
    {
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
        const QByteArray html = "Accept: text/html,*/*;q=0.8\r\n";
        row("the page", httpRequest("GET /", html), 200, "Cache-Control: no-cache\r\n");
        row("without Accept", httpRequest("GET /"), 200, "Vary: Accept-Encoding\r\n");
        row("a path of the panel", httpRequest("GET /sessions/main", html), 200, "let a = '>'");
        row("by its name", httpRequest("GET /index.html"), 200, "data-openclaw-control-ui-base-path=\"\"");
        row("a path for something else", httpRequest("GET /sessions/main", "Accept: application/json\r\n"),
            404);
        row("no page wanted", httpRequest("GET /", "Accept: text/html;q=0, image/png\r\n"), 404);
        row("a file", httpRequest("GET /favicon.svg"), 200, "Content-Type: image/svg+xml\r\n");
        row("a hashed file", httpRequest("GET /assets/index-DsEuFQRE.js"), 200,
            "Cache-Control: public, max-age=31536000, immutable\r\n");
        row("another file there", httpRequest("GET /assets/plain.css"), 200, "Cache-Control: no-cache\r\n");
        row("packed", httpRequest("GET /assets/index-DsEuFQRE.js", "Accept-Encoding: br, gzip\r\n"), 200,
            "Content-Encoding: gzip\r\n");
        row("packed, its type", httpRequest("GET /assets/index-DsEuFQRE.js", "Accept-Encoding: gzip\r\n"),
            200, "Content-Type: text/javascript; charset=utf-8\r\n");
        row("packed, refused", httpRequest("GET /assets/index-DsEuFQRE.js", "Accept-Encoding: gzip;q=0\r\n"),
            200, "\r\n\r\n0123456789");
        row("a part", httpRequest("GET /assets/index-DsEuFQRE.js", "Range: bytes=2-4\r\n"), 206,
            "\r\n\r\n234");
        row("a part, which one", httpRequest("GET /assets/index-DsEuFQRE.js", "Range: bytes=-3\r\n"), 206,
            "Content-Range: bytes 7-9/10\r\n");
        row("no such part", httpRequest("GET /assets/index-DsEuFQRE.js", "Range: bytes=10-\r\n"), 416,
            "Content-Range: bytes */10\r\n");
        row("a missing file", httpRequest("GET /assets/none.js", html), 404, "Not Found");
        row("out of the root", httpRequest("GET /assets/%2e%2e/%2e%2e/x.js", html), 400);
        row("out of the root, encoded twice", httpRequest("GET /%252e%252e/x.js", html), 404);
        row("a backslash", httpRequest("GET /..%5Cx.js", html), 404);
        row("an interface", httpRequest("GET /v1/nothing", html), 404);
        row("an interface alone", httpRequest("GET /api", html), 404);
        row("a name that begins like one", httpRequest("GET /apis", html), 200);
        row("below a probe", httpRequest("GET /healthz/x", html), 404);
        row("another method", httpRequest("POST /sessions", "Content-Length: 0\r\n"), 404);
        row("settings without credential", httpRequest("GET /control-ui-config.json"), 401);
        row("settings with it", httpRequest("GET /control-ui-config.json", "Authorization: Bearer t0ken\r\n"),
            200, "\"serverVersion\":\"1.2\"");
        row("settings by the other name",
            httpRequest("GET /__openclaw__/control-ui-config.json", "Authorization: Bearer t0ken\r\n"), 200,
            "\"communityInvite\":false");
    }
    void answers()
    {
        QFETCH(QByteArray, sent);
        QFETCH(QByteArray, contains);
        const QByteArray answer = answerTo(sent);
        QTEST(statusOf(answer), "status");
        QVERIFY2(answer.contains(contains), answer.constData());
        QCOMPARE(fieldOf(answer, "X-Content-Type-Options"), "nosniff");
    }

    void pageHasItsPolicy()
    {
        const QByteArray answer = answerTo(httpRequest("GET /"));
        const QByteArray hash =
            QCryptographicHash::hash("let a = '>';", QCryptographicHash::Sha256).toBase64();
        const QByteArray policy = fieldOf(answer, "Content-Security-Policy");
        QVERIFY2(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-" + hash + "';"),
                 policy.constData());
        QVERIFY(policy.contains("frame-ancestors 'none'"));
        QCOMPARE(policy.count("'unsafe-inline'"), 1); // for styles only
        QCOMPARE(fieldOf(answer, "X-Frame-Options"), "DENY");
        QCOMPARE(answer.count("Permissions-Policy"), 1);
        QCOMPARE(fieldOf(answer, "Permissions-Policy"),
                 "camera=(self), microphone=*, geolocation=*, clipboard-write=*");
    }

    void pageIsNotSentTwice()
    {
        const QByteArray tag = fieldOf(answerTo(httpRequest("GET /")), "ETag");
        RawClient again(m_server->port());
        again.send(httpRequest("GET /", "If-None-Match: " + tag + "\r\nConnection: close\r\n"));
        const QByteArray answer = again.readAll();
        QCOMPARE(statusOf(answer), 304);
        QVERIFY(test::bodyOf(answer).isEmpty());
        write(u"index.html"_s, "<html>new</html>");
        QVERIFY(answerTo(httpRequest("GET /", "If-None-Match: " + tag + "\r\n")).endsWith("new</html>"));
    }

    void basePath_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("contains");
        QTest::newRow("without slash") << "/ui"_ba << 302 << "Location: /ui/\r\n"_ba;
        QTest::newRow("the page") << "/ui/"_ba << 200 << "control-ui-base-path=\"/ui\""_ba;
        QTest::newRow("a file") << "/ui/favicon.svg"_ba << 200 << "<svg/>"_ba;
        QTest::newRow("outside") << "/favicon.svg"_ba << 404 << ""_ba;
        QTest::newRow("a longer name") << "/uix"_ba << 404 << ""_ba;
        QTest::newRow("the root") << "/"_ba << 404 << ""_ba;
        QTest::newRow("settings") << "/ui/__openclaw/control-ui-config.json"_ba << 401 << ""_ba;
    }
    void basePath()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, contains);
        start({.basePath = u"/ui"_s});
        const QByteArray answer = answerTo(httpRequest("GET " + path));
        QTEST(statusOf(answer), "status");
        QVERIFY2(answer.contains(contains), answer.constData());
    }

    void withoutFilesItSaysSo()
    {
        start({.root = m_root->filePath(u"none"_s)});
        const QByteArray answer = answerTo(httpRequest("GET /"));
        QCOMPARE(statusOf(answer), 503);
        QVERIFY(answer.contains("gateway.controlUi.root"));
    }

    void scripts_data()
    {
        QTest::addColumn<QByteArray>("html");
        QTest::addColumn<QList<QByteArray>>("scripts");
        using Scripts = QList<QByteArray>;
        const auto row = [](const char *name, const char *html, const Scripts &scripts) {
            QTest::newRow(name) << QByteArray(html) << scripts;
        };
        row("none", "<html></html>", {});
        row("one", "<script>a</script>", {"a"});
        row("with attributes", "<script type='module' data-x=\">\">a\nb</script>", {"a\nb"});
        row("one of a file", "<script src=\"x.js\"></script>", {});
        row("one of a file, in capitals", "<SCRIPT ASYNC SRC=x.js></SCRIPT>", {});
        row("an attribute that ends like it", "<script data-src=\"x\">a</script>", {"a"});
        row("two", "<script>a</script><p></p><script>b</script >", {"a", "b"});
        row("in a comment", "<!-- <script>a</script> --><script>b</script>", {"b"});
        row("empty", "<script></script>", {""});
        row("without end", "<script>a", {});
        row("a tag without end", "<script a", {});
        row("a comment without end", "<!-- <script>a</script>", {});
    }
    void scripts()
    {
        QFETCH(QByteArray, html);
        QTEST(inlineScripts(html), "scripts");
    }

    void aBasePathCannotLeaveItsAttribute()
    {
        QVERIFY(!markedPage("<html>", u"/\"><script>"_s).contains("<script>"));
        QCOMPARE(markedPage("no page", u"/x"_s), "no page");
        const QByteArray page =
            "<html><link href=\"./a.css\"><script src=\"./b.js\"></script><a href=\"c.html\">";
        QVERIFY(markedPage(page, {}).contains("href=\"/a.css\"><script src=\"/b.js\""));
        QVERIFY(markedPage(page, u"/ui"_s).contains("href=\"/ui/a.css\"><script src=\"/ui/b.js\""));
        QVERIFY(markedPage(page, u"/ui"_s).contains("href=\"c.html\""));
    }

private:
    void start(ControlUiSettings settings)
    {
        if (settings.root.isEmpty())
            settings.root = m_root->path();
        settings.version = u"1.2"_s;
        m_gate = std::make_unique<HttpGate>();
        addProbes(m_gate->router(), {});
        addControlUi(m_gate->router(), m_operators, settings, [] { return PanelIdentity{}; });
        m_server = std::make_unique<HttpServer>(*m_gate);
        QVERIFY(m_server->listen({QHostAddress(QHostAddress::LocalHost)}, 0));
    }
    QByteArray answerTo(const QByteArray &request)
    {
        RawClient client(m_server->port());
        client.send(request);
        return client.readUntil(test::isWholeAnswer);
    }
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_root->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    OnlyTheToken m_operators;
    std::unique_ptr<QTemporaryDir> m_root;
    std::unique_ptr<HttpGate> m_gate;
    std::unique_ptr<HttpServer> m_server;
};

WSAGENT_TEST_WITH(QCoreApplication, TestControlUi)
#include "tst_controlui.moc"
