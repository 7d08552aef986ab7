#include "gateway/agents/tools/webtools.h"
#include "gateway/agents/web/htmltext.h"
#include "gateway/agents/web/webclient.h"
#include "gateway/base/publicaddress.h"
#include "tests/support/testprogram.h"
#include "tests/support/tooltest.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// Answers every request by what is said for its path, and remembers what was asked.
class PageServer : public QTcpServer
{
public:
    PageServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                const QByteArray head = socket->readAll();
                heads += head;
                socket->write(pages.value(head.split(' ').value(1),
                                          "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
                if (!pages.value(head.split(' ').value(1)).startsWith("HTTP/1.1 200 OK\r\nX-Endless"))
                    socket->disconnectFromHost();
            });
        });
    }
    static QByteArray page(const QByteArray &body, const QByteArray &type = "text/html; charset=utf-8")
    {
        return "HTTP/1.1 200 OK\r\nContent-Type: " + type +
               "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" +
               body;
    }
    static QByteArray redirect(const QByteArray &to)
    {
        return "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }
    QString host() const { return u"127.0.0.1:%1"_s.arg(serverPort()); }
    QString address(const QString &path) const { return u"http://"_s + host() + path; }

    QHash<QByteArray, QByteArray> pages;
    QList<QByteArray> heads;
};

} // namespace

class TestWebTools : public QObject
{
    Q_OBJECT

private slots:
    void whoseAddress_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("isPublic");

        for (const auto address :
             {"8.8.8.8", "1.1.1.1", "93.184.216.34", "172.15.255.255", "172.32.0.1", "100.128.0.1",
              "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808", "2002:808:808::1"})
            QTest::newRow(address) << QString::fromLatin1(address) << true;
        for (const auto address : {"127.0.0.1",
                                   "127.255.0.1",
                                   "0.0.0.0",
                                   "10.1.2.3",
                                   "172.16.0.1",
                                   "172.31.255.255",
                                   "192.168.1.1",
                                   "169.254.169.254",
                                   "100.64.0.1",
                                   "192.0.0.1",
                                   "198.18.0.1",
                                   "224.0.0.1",
                                   "239.1.1.1",
                                   "240.0.0.1",
                                   "255.255.255.255",
                                   "203.0.113.5",
                                   "::",
                                   "::1",
                                   "::ffff:127.0.0.1",
                                   "::ffff:10.0.0.1",
                                   "::7f00:1",
                                   "64:ff9b::7f00:1",
                                   "2002:7f00:1::1",
                                   "fe80::1",
                                   "fec0::1",
                                   "fc00::1",
                                   "fd12:3456::1",
                                   "ff02::1",
                                   "2001:db8::1",
                                   "100::1"})
            QTest::newRow(address) << QString::fromLatin1(address) << false;
    }

    void whoseAddress()
    {
        QFETCH(QString, address);
        QFETCH(bool, isPublic);
        QCOMPARE(isPublicAddress(QHostAddress(address)), isPublic);
    }

    void whatIsNotFetched_data()
    {
        QTest::addColumn<QString>("url"); // %1: the port of a server on this machine

        for (const auto url : {"http://127.0.0.1:%1/",
                               "http://localhost:%1/",
                               "http://localhost.:%1/",
                               "http://LOCALHOST:%1/",
                               "http://2130706433:%1/",
                               "http://0177.0.0.1:%1/",
                               "http://0x7f.1:%1/",
                               "http://0x7f000001:%1/",
                               "http://127.1:%1/",
                               "http://0:%1/",
                               "http://[::1]:%1/",
                               "http://[::ffff:127.0.0.1]:%1/",
                               "http://[::ffff:7f00:1]:%1/",
                               "http://user@127.0.0.1:%1/",
                               "http://example.org@127.0.0.1:%1/",
                               "http://127.0.0.1.nip.test:%1/",
                               "file:///etc/passwd",
                               "ftp://127.0.0.1/",
                               "gopher://127.0.0.1:%1/",
                               "http:///x",
                               "javascript:alert(1)",
                               "data:text/plain,x",
                               "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3:%1/",
                               "http://127\u3002"
                               "0\u3002"
                               "0\u3002"
                               "1:%1/",
                               "not an address",
                               ""})
            QTest::newRow(url) << QString::fromUtf8(url);
    }

    void whatIsNotFetched()
    {
        QFETCH(QString, url);
        m_server.pages["/"] = PageServer::page("secret of this machine");
        const ToolResult result = fetch(url.replace("%1"_L1, QString::number(m_server.serverPort())), {});
        QVERIFY2(result.isError, qPrintable(result.plainText()));
        QVERIFY(!result.plainText().contains(u"secret"_s));
        QVERIFY2(m_server.heads.isEmpty(), m_server.heads.value(0).constData());
    }

    void aRedirectIsLookedAtAsWell_data()
    {
        QTest::addColumn<QString>("target");
        QTest::newRow("to this machine") << u"http://localhost:%1/secret"_s;
        QTest::newRow("to another of its addresses") << u"http://127.0.0.2:%1/secret"_s;
        QTest::newRow("to a file") << u"file:///etc/passwd"_s;
        QTest::newRow("with a user") << u"http://a@127.0.0.1:%1/secret"_s;
    }

    void aRedirectIsLookedAtAsWell()
    {
        QFETCH(QString, target);
        m_server.pages["/secret"] = PageServer::page("secret of this machine");
        m_server.pages["/"] =
            PageServer::redirect(target.replace("%1"_L1, QString::number(m_server.serverPort())).toUtf8());
        const ToolResult result = fetch(m_server.address(u"/"_s), allowing(m_server.host()));
        QVERIFY(result.isError);
        QCOMPARE(m_server.heads.size(), 1);
    }

    /// The name leads to a public address when it is asked for the first time, and to this machine
    /// afterwards.
    void aNameThatChangesItsMind()
    {
        int asked = 0;
        const auto lookUp = [&asked](const QString &, QObject *,
                                     const std::function<void(const QList<QHostAddress> &)> &found) {
            ++asked;
            found({QHostAddress(asked == 1 ? u"127.0.0.1"_s : u"8.8.8.8"_s)});
        };
        m_client = std::make_unique<WebClient>(lookUp);
        m_server.pages["/"] = PageServer::page("hello");
        const QJsonObject policy{
            {"ssrfPolicy"_L1, QJsonObject{{"allowHosts"_L1, QJsonArray{u"name.test"_s}}}}};
        const ToolResult result = fetch(u"http://name.test:%1/"_s.arg(m_server.serverPort()), policy);
        QVERIFY2(!result.isError, qPrintable(result.plainText()));
        QCOMPARE(asked, 1); // the connection goes to what was looked at
        QVERIFY(m_server.heads.first().contains("Host: name.test:"));

        const auto mixed = [](const QString &, QObject *,
                              const std::function<void(const QList<QHostAddress> &)> &found) {
            found({QHostAddress(u"8.8.8.8"_s), QHostAddress(u"127.0.0.1"_s)});
        };
        m_client = std::make_unique<WebClient>(mixed);
        QVERIFY(fetch(u"http://other.test:%1/"_s.arg(m_server.serverPort()), {})
                    .plainText()
                    .contains(u"private network"_s));
    }

    void aPage()
    {
        m_server.pages["/"] = PageServer::redirect("/page");
        m_server.pages["/page"] = PageServer::page(
            "<title>A &amp; B</title><h1>Head</h1><p>Obey &lt;me&gt;</p><script>evil()</script>");
        const ToolResult result = fetch(m_server.address(u"/"_s), allowing(m_server.host()));
        QVERIFY2(!result.isError, qPrintable(result.plainText()));
        QVERIFY(
            result.plainText().startsWith(u"Untrusted external content from the web page http://127.0.0.1:"));
        QVERIFY(result.plainText().contains(u"# A & B\n\n# Head\n\nObey <me>\n<<<end of untrusted"_s));
        QVERIFY(!result.plainText().contains(u"evil"_s));
        QVERIFY(fetch(m_server.address(u"/"_s), allowing(m_server.host())) ==
                result); // kept: the boundary is the same
        QCOMPARE(m_server.heads.size(), 2);
        QVERIFY(fetch(m_server.address(u"/missing"_s), allowing(m_server.host())).isError);
    }

    void boundsOfAPage()
    {
        m_server.pages["/big"] = PageServer::page(QByteArray(300000, 'x'), "text/plain");
        const ToolResult big = fetch(m_server.address(u"/big"_s), allowing(m_server.host()));
        QVERIFY(big.plainText().size() < 52000);
        QCOMPARE(big.details["truncated"_L1], true);
        m_server.pages["/binary"] = PageServer::page(QByteArray(100, '\0'), "application/zip");
        QVERIFY(fetch(m_server.address(u"/binary"_s), allowing(m_server.host())).isError);
        m_server.pages["/loop"] = PageServer::redirect("/loop");
        QVERIFY(fetch(m_server.address(u"/loop"_s), allowing(m_server.host()))
                    .plainText()
                    .contains(u"too often"_s));
        m_server.pages["/endless"] = "HTTP/1.1 200 OK\r\nX-Endless: 1\r\nContent-Type: text/plain\r\n\r\nx";
        QJsonObject hasty = allowing(m_server.host());
        hasty.insert("timeoutSeconds"_L1, 1);
        QVERIFY(fetch(m_server.address(u"/endless"_s), hasty).plainText().contains(u"longer than 1 s"_s));
        QJsonObject off = allowing(m_server.host());
        off.insert("enabled"_L1, false);
        QVERIFY(fetch(m_server.address(u"/big"_s), off).isError);
    }

    void searches_data()
    {
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QByteArray>("body");

        QTest::newRow("Brave") << u"brave"_s
                               << QByteArray("{\"web\": {\"results\": [{\"title\": \"<b>T</b>\", \"url\": "
                                             "\"https://e.org/\", \"description\": \"S &amp; s\"}]}}");
        QTest::newRow("SearXNG") << u"searxng"_s
                                 << QByteArray("{\"results\": [{\"title\": \"T\", \"url\": "
                                               "\"https://e.org/\", \"content\": \"S & s\"}]}");
        QTest::newRow("DuckDuckGo") << u"duckduckgo"_s
                                    << QByteArray(
                                           "<a rel=\"x\" class=\"result__a\" "
                                           "href=\"//d.test/l/?uddg=https%3A%2F%2Fe.org%2F&amp;rut=1\"><b>T</"
                                           "b></a><a class=\"result__snippet\" href=\"x\">S &amp; s</a>");
    }

    void searches()
    {
        QFETCH(QString, provider);
        QFETCH(QByteArray, body);
        QHash<QByteArray, QByteArray> &pages = m_server.pages;
        pages["/s?q=a%20b&count=5"] = pages["/s?q=a%20b&format=json"] = pages["/s?q=a%20b"] =
            PageServer::page(body, "application/json");
        Toolset tools;
        tools.add(webSearchTool(*m_client));
        ToolContext context;
        context.settings = {
            {"web"_L1, QJsonObject{{"search"_L1, QJsonObject{{"provider"_L1, provider},
                                                             {"apiKey"_L1, u"k"_s},
                                                             {"baseUrl"_L1, m_server.address(u"/s"_s)}}}}}};
        const ToolResult result = call(tools, u"web_search"_s, {{"query"_L1, u"a b"_s}}, context);
        QVERIFY2(!result.isError, qPrintable(result.plainText()));
        QCOMPARE(result.details["results"_L1],
                 (QJsonArray{QJsonObject{
                     {"title"_L1, u"T"_s}, {"url"_L1, u"https://e.org/"_s}, {"snippet"_L1, u"S & s"_s}}}));
        QVERIFY(result.plainText().contains(u"<<<untrusted"_s));
        QCOMPARE(m_server.heads.first().contains("X-Subscription-Token: k"), provider == "brave"_L1);
        context.settings = {};
        QVERIFY(call(tools, u"web_search"_s, {{"query"_L1, u"a b"_s}}, context).isError);
    }

    void pagesAsMarkdown_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("markdown");

        QTest::newRow("nothing") << u""_s << u""_s;
        QTest::newRow("text") << u"a  b\n c"_s << u"a b c"_s;
        QTest::newRow("paragraphs") << u"<p>a</p><p>b<br>c</p>"_s << u"a\n\nb\nc"_s;
        QTest::newRow("a list") << u"<ul><li>a</li><li>b</li></ul>"_s << u"- a\n- b"_s;
        QTest::newRow("a link") << u"see <a href='https://e.org/?a&amp;b'>here</a>."_s
                                << u"see [here](https://e.org/?a&b)."_s;
        QTest::newRow("code") << u"<code>x</code><pre>a\n  b</pre>"_s << u"`x`\n\n```\na\n  b\n\n```"_s;
        QTest::newRow("entities") << u"&lt;&#65;&#x42;&unknown;&"_s << u"<AB&unknown;&"_s;
        QTest::newRow("a comment") << u"a<!-- <b>x</b> -->b"_s << u"ab"_s;
        QTest::newRow("a script that stays open") << u"a<script>b"_s << u"a"_s;
        QTest::newRow("a tag that stays open") << u"a<i c"_s << u"a"_s;
        QTest::newRow("signs that are no tags") << u"1 < 2 > 1"_s << u"1 < 2 > 1"_s;
        QTest::newRow("a quoted bracket") << u"<a title='>' href=x>b</a>"_s << u"b"_s;
        QTest::newRow("closings without openings") << u"</a></p></li>a</pre>"_s << u"a\n\n```"_s;
    }

    void pagesAsMarkdown()
    {
        QFETCH(QString, html);
        QFETCH(QString, markdown);
        QCOMPARE(textOfHtml(html, HtmlAs::Markdown), markdown);
    }

    void init()
    {
        m_server.pages.clear();
        m_server.heads.clear();
        m_client = std::make_unique<WebClient>();
        m_tools.emplace();
    }

private:
    static QJsonObject allowing(const QString &host)
    {
        return {{"ssrfPolicy"_L1, QJsonObject{{"allowHosts"_L1, QJsonArray{host}}}}};
    }
    ToolResult fetch(const QString &url, const QJsonObject &settings)
    {
        if (!m_tools->find(u"web_fetch"_s))
            m_tools->add(webFetchTool(*m_client));
        else if (settings.isEmpty())
            m_tools->add(webFetchTool(*m_client));
        ToolContext context;
        context.settings = {{"web"_L1, QJsonObject{{"fetch"_L1, settings}}}};
        return call(*m_tools, u"web_fetch"_s, {{"url"_L1, url}}, context);
    }

    PageServer m_server;
    std::unique_ptr<WebClient> m_client;
    std::optional<Toolset> m_tools;
};

WSAGENT_TEST_WITH(QCoreApplication, TestWebTools)
#include "tst_webtools.moc"
