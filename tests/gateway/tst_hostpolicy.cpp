#include "gateway/net/hostpolicy.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

HttpRequest request(const char *host, const char *origin = nullptr)
{
    HttpRequest result{.host = host};
    if (origin)
        result.fields.append(HttpField{"origin", origin});
    return result;
}

} // namespace

class TestHostPolicy : public QObject
{
    Q_OBJECT

private slots:
    void host_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("own");
        const auto row = [](const char *host, bool own) {
            QTest::newRow(host) << QByteArray(host) << own;
        };
        row("localhost", true);
        row("localhost:18789", true);
        row("127.0.0.1:18789", true);
        row("[::1]:18789", true);
        row("192.0.2.7:1", true);
        row("mac.local:18789", true);
        row("host.tail1234.ts.net", true);
        row("gateway.example", true);
        row("panel.example:443", true);
        row("evil.example", false);
        row("localhost.evil.example", false);
        row("evillocal", false);
        row("127.0.0.1.evil.example:18789", false);
        row("local", false);
    }
    void host()
    {
        QFETCH(QByteArray, host);
        const HostRules rules{.publicNames = {u"gateway.example"_s},
                              .allowedOrigins = {u"https://panel.example"_s}};
        QTEST(isOwnHost(host, rules), "own");
    }

    void origin_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<bool>("local");
        QTest::addColumn<bool>("anyHost");
        QTest::addColumn<OriginVerdict>("verdict");
        const auto row = [](const char *name, const char *host, const char *origin, bool local,
                            OriginVerdict verdict, bool anyHost = false) {
            QTest::newRow(name) << QByteArray(host) << QByteArray(origin) << local << anyHost << verdict;
        };
        constexpr auto yes = OriginVerdict::Allowed;
        constexpr auto no = OriginVerdict::NotAllowed;
        row("own panel", "127.0.0.1:18789", "http://127.0.0.1:18789", true, yes);
        row("own panel over IPv6", "[::1]:18789", "http://[::1]:18789", true, yes);
        row("own panel through a proxy", "127.0.0.1:18789", "http://127.0.0.1:18789", false, no);
        row("development server", "127.0.0.1:18789", "http://localhost:5173", true, yes);
        row("development server elsewhere", "192.168.1.2:18789", "http://localhost:5173", false, no);
        row("private address", "192.168.1.2:18789", "http://192.168.1.2:18789", false, yes);
        row("another port of it", "192.168.1.2:18789", "http://192.168.1.2:80", false, no);
        row("public address", "192.0.2.7:18789", "http://192.0.2.7:18789", false, no);
        row("public address, told to trust it", "192.0.2.7:18789", "http://192.0.2.7:18789", false, yes,
            true);
        row("name of the local network", "mac.local:18789", "http://mac.local:18789", false, yes);
        row("tailnet", "a.b.ts.net", "https://a.b.ts.net", false, yes);
        row("listed", "127.0.0.1:18789", "https://panel.example", false, yes);
        row("listed, with its own port", "127.0.0.1:18789", "https://panel.example:443", false, yes);
        row("listed with another scheme", "127.0.0.1:18789", "http://panel.example", true, no);
        row("foreign", "127.0.0.1:18789", "https://evil.example", true, no);
        row("foreign with our name in it", "127.0.0.1:18789", "http://127.0.0.1.evil.example", true, no);
        row("no web page", "127.0.0.1:18789", "file:///tmp/a.html", true, OriginVerdict::Missing);
        row("null", "127.0.0.1:18789", "null", true, OriginVerdict::Missing);
        row("empty", "127.0.0.1:18789", "", true, OriginVerdict::Missing);
    }
    void origin()
    {
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, origin);
        QFETCH(bool, local);
        QFETCH(bool, anyHost);
        const HostRules rules{.allowedOrigins = {u"https://panel.example"_s},
                              .originMayEqualAnyHost = anyHost};
        QTEST(checkOrigin(request(host.constData(), origin.constData()), local, rules), "verdict");
    }

    void change_data()
    {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<bool>("may");
        const auto row = [](const char *origin, bool may) {
            QTest::newRow(origin) << QByteArray(origin) << may;
        };
        row("http://127.0.0.1:18789", true);
        row("https://panel.example", true);
        row("https://127.0.0.1:18789", false);
        row("http://localhost:18789", false);
        row("https://evil.example", false);
        row("null", false);
    }
    void change()
    {
        QFETCH(QByteArray, origin);
        const HostRules rules{.allowedOrigins = {u"https://panel.example"_s}};
        QTEST(mayChange(request("127.0.0.1:18789", origin.constData()), false, rules), "may");
        QVERIFY(mayChange(request("127.0.0.1:18789"), false, rules));
    }

    void proxyIsNotLocal()
    {
        const QHostAddress loopback(u"127.0.0.1"_s);
        QVERIFY(isLocalPeer(loopback, {}));
        QVERIFY(isLocalPeer(QHostAddress(u"::1"_s), {}));
        QVERIFY(!isLocalPeer(QHostAddress(u"192.168.1.2"_s), {}));
        for (const QByteArray &name : {"forwarded"_ba, "x-forwarded-for"_ba, "x-real-ip"_ba})
            QVERIFY(!isLocalPeer(loopback, {.fields = {{name, "192.0.2.1"}}}));
    }

    void kindsOfLocal_data()
    {
        QTest::addColumn<QString>("peer");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<bool>("tunnelled");
        QTest::addColumn<bool>("portMapped");
        const auto row = [](const char *name, const QString &peer, const char *host, const char *origin,
                            bool tunnelled, bool portMapped) {
            QTest::newRow(name) << peer << QByteArray(host) << QByteArray(origin) << tunnelled << portMapped;
        };
        const QString loopback = u"127.0.0.1"_s;
        const QString container = u"172.17.0.1"_s;
        const char *page = "http://localhost:18789";
        row("this computer", loopback, "127.0.0.1:18789", "", false, false);
        row("a tunnel", loopback, "192.168.1.5:18789", "", true, false);
        row("a tunnel to a public address", loopback, "198.51.100.5:18789", "", false, false);
        row("a page through a mapped port", container, "localhost:18789", page, false, true);
        row("a tool through a mapped port", container, "localhost:18789", "", false, false);
        row("a page of somebody else", container, "localhost:18789", "https://evil.example", false, false);
        row("a page of the network", container, "192.168.1.5:18789", page, false, false);
        row("a public address", u"198.51.100.7"_s, "localhost:18789", page, false, false);
    }
    void kindsOfLocal()
    {
        QFETCH(QString, peer);
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, origin);
        HttpRequest asked = request(host.constData(), origin.isEmpty() ? nullptr : origin.constData());
        const QHostAddress address(peer);
        QTEST(isTunnelled(address, asked), "tunnelled");
        QTEST(isPortMapped(address, asked), "portMapped");
        asked.fields += HttpField{"x-forwarded-for", "10.0.0.1"};
        QVERIFY(!isTunnelled(address, asked));
        QVERIFY(!isPortMapped(address, asked));
    }

    void proxies_data()
    {
        QTest::addColumn<QString>("peer");
        QTest::addColumn<QList<HttpField>>("fields");
        QTest::addColumn<QString>("client"); // empty: as the peer
        using Fields = QList<HttpField>;
        const auto row = [](const char *name, const QString &peer, const Fields &fields,
                            const QString &client = {}) {
            QTest::newRow(name) << peer << fields << client;
        };
        const QString proxy = u"10.0.0.1"_s;
        row("a client behind the proxy", proxy, {{"x-forwarded-for", "192.0.2.1"}}, u"192.0.2.1"_s);
        row("what the client has written is not believed", proxy,
            {{"x-forwarded-for", "127.0.0.1, 192.0.2.1"}}, u"192.0.2.1"_s);
        row("two proxies", proxy, {{"x-forwarded-for", "192.0.2.1, 10.0.0.2"}}, u"192.0.2.1"_s);
        row("two fields", proxy, {{"x-forwarded-for", "192.0.2.1"}, {"x-forwarded-for", "10.0.0.2"}},
            u"192.0.2.1"_s);
        row("a client on the machine of the proxy", proxy, {{"x-forwarded-for", "127.0.0.1"}},
            u"127.0.0.1"_s);
        row("the other field", proxy, {{"x-real-ip", "192.0.2.1"}}, u"192.0.2.1"_s);
        row("IPv6", u"fd00::1"_s, {{"x-forwarded-for", "2001:db8::1"}}, u"2001:db8::1"_s);
        row("IPv4 within IPv6", u"::ffff:10.0.0.1"_s, {{"x-forwarded-for", "192.0.2.1"}}, u"192.0.2.1"_s);
        row("no proxy", u"192.0.2.9"_s, {{"x-forwarded-for", "127.0.0.1"}});
        row("a proxy on this machine that is not trusted", u"127.0.0.1"_s,
            {{"x-forwarded-for", "127.0.0.1"}});
        row("the proxy itself", proxy, {});
        row("no address", proxy, {{"x-forwarded-for", "unknown"}});
        row("nothing but proxies", proxy, {{"x-forwarded-for", "10.0.0.3, 10.0.0.2"}}, u"10.0.0.3"_s);
    }
    void proxies()
    {
        QFETCH(QString, peer);
        QFETCH(QList<HttpField>, fields);
        QFETCH(QString, client);
        const HostRules rules{.trustedProxies = {QHostAddress::parseSubnet(u"10.0.0.0/24"_s),
                                                 {QHostAddress(u"fd00::1"_s), 128}},
                              .allowRealIpFallback = true};
        const HttpRequest request{.fields = fields + QList<HttpField>{{"x-forwarded-proto", "https"}}};
        const auto forwarded = throughProxy(request, {.address = QHostAddress(peer)}, rules);
        QCOMPARE(bool(forwarded), !client.isEmpty());
        if (!forwarded)
            return;
        QCOMPARE(forwarded->peer.address, QHostAddress(client));
        QVERIFY(forwarded->peer.secure);
        QVERIFY(forwarded->head.fields.isEmpty());
        QCOMPARE(isLocalPeer(forwarded->peer.address, forwarded->head), client == u"127.0.0.1");
    }

    void usersOfProxies_data()
    {
        QTest::addColumn<QString>("proxy");
        QTest::addColumn<QList<HttpField>>("fields");
        QTest::addColumn<ProxyUser::Verdict>("verdict");
        using Fields = QList<HttpField>;
        using Verdict = ProxyUser::Verdict;
        const QString proxy = u"10.0.0.1"_s;
        const auto row = [](const char *name, const QString &from, const Fields &fields, Verdict verdict) {
            QTest::newRow(name) << from << fields << verdict;
        };
        const Fields complete{{"x-user", "ann"}, {"x-verified", "1"}};
        row("named and allowed", proxy, complete, Verdict::Allowed);
        row("not among the allowed", proxy, {{"x-user", "eve"}, {"x-verified", "1"}}, Verdict::NotAllowed);
        row("without a name", proxy, {{"x-verified", "1"}}, Verdict::Absent);
        row("with an empty name", proxy, {{"x-user", " "}, {"x-verified", "1"}}, Verdict::Absent);
        row("with two names", proxy, complete + Fields{{"x-user", "eve"}}, Verdict::Absent);
        row("without what is required", proxy, {{"x-user", "ann"}}, Verdict::Absent);
        row("from this machine", u"127.0.0.1"_s, complete, Verdict::Absent);
    }
    void usersOfProxies()
    {
        QFETCH(QString, proxy);
        QFETCH(QList<HttpField>, fields);
        QFETCH(ProxyUser::Verdict, verdict);
        HostRules rules{
            .trustedProxies = {{QHostAddress(u"10.0.0.1"_s), 32}, {QHostAddress(u"127.0.0.1"_s), 32}},
            .proxyUsers = ProxyUserRules{
                .userHeader = "x-user", .allowUsers = {u"ann"_s}, .requiredHeaders = {"x-verified"}}};
        const HttpRequest request{.fields = fields + QList<HttpField>{{"x-forwarded-for", "192.0.2.1"}}};
        const HttpPeer peer{.address = QHostAddress(proxy)};
        const auto user = [&] {
            return throughProxy(request, peer, rules)->peer.user.verdict;
        };
        QCOMPARE(user(), verdict);
        QVERIFY(!throughProxy(request, {.address = QHostAddress(u"192.0.2.9"_s)}, rules));
        rules.proxyUsers->allowLoopback = true;
        QCOMPARE(user(), proxy == u"127.0.0.1" ? ProxyUser::Verdict::Allowed : verdict);
        rules.proxyUsers.reset(); // another mode
        QCOMPARE(user(), ProxyUser::Verdict::Absent);
    }
};

WSAGENT_TEST(TestHostPolicy)
#include "tst_hostpolicy.moc"
