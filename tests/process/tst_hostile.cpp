#include "tests/support/blockingclient.h"
#include "tests/support/cliprocess.h"
#include "tests/support/httptext.h"
#include "tests/support/runninggateway.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QTest>
#include <QThread>

#include <sys/resource.h>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::BlockingClient;
using test::httpRequest;

namespace {

constexpr auto upgradeFields = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
constexpr qint64 usualPatience = 100; ///< ms, in which the owner is let in whatever goes on

using Clients = std::vector<std::unique_ptr<BlockingClient>>;

} // namespace

/// A gateway under attack: it serves its owner, its memory stays bounded, and it is there afterwards.
class TestHostile : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        rlimit files = {};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &files), 0);
        files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
        if (::setrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur < 4096)
            QSKIP("this system does not let a process open 4096 files");
        m_port = test::freeBase();
        test::setUpProfile(m_home, u"main"_s, m_port);
        m_home.write(u"panel/index.html"_s, "<html>the panel</html>");
        m_home.write(u"secret.txt"_s, "the secret file");
        set(u"gateway.controlUi.root"_s, m_home.path(u"panel"_s));
        set(u"diagnostics.metrics.enabled"_s, u"true"_s);
        set(u"gateway.auth.token"_s, u"t0ken"_s);
        m_gateway = std::make_unique<test::RunningGateway>(m_home, u"main"_s);
        QVERIFY2(m_gateway->readyLine().contains("listening"), m_gateway->errors().constData());
        QVERIFY(ownerGetsIn());
        m_calm = residentKiB();
    }
    void cleanup()
    {
        if (QTest::currentTestFailed())
            return;
        QVERIFY(ownerGetsIn(2000)); // what was begun may still be under way
        // Half a kilobyte kept for each of a hundred thousand would be more.
        QVERIFY2(residentKiB() < m_calm + 48 * 1024, qPrintable(QString::number(residentKiB() - m_calm)));
    }

    void strangersAreTurnedAway_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::newRow("foreign pages")
            << httpRequest("GET /", QByteArray(upgradeFields) + "Origin: https://evil.example\r\n") << 403;
        QTest::newRow("foreign names")
            << httpRequest("GET /", upgradeFields).replace("Host: localhost", "Host: evil.example") << 421;
    }
    void strangersAreTurnedAway()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        constexpr int together = 50;
        for (int round = 0; round < 5000 / together; ++round) {
            Clients clients;
            for (int i = 0; i < together; ++i) {
                clients.push_back(std::make_unique<BlockingClient>(m_port));
                QVERIFY(clients.back()->send(request));
            }
            QVERIFY(ownerGetsIn());
            for (const auto &client : clients)
                QCOMPARE(test::statusOf(client->readUntil("\r\n\r\n")), status);
        }
    }

    void silentOnes()
    {
        Clients clients;
        for (int i = 0; i < 1000; ++i) {
            clients.push_back(std::make_unique<BlockingClient>(m_port));
            QVERIFY(clients.back()->isConnected());
        }
        for (int i = 0; i < 20; ++i)
            QVERIFY(ownerGetsIn());
    }

    void silentOnesThatAreUpgraded()
    {
        Clients clients;
        for (int i = 0; i < 1000; ++i) {
            clients.push_back(std::make_unique<BlockingClient>(m_port));
            QVERIFY(clients.back()->send(httpRequest("GET /", upgradeFields)));
            if (i % 50 == 0)
                QVERIFY(ownerGetsIn());
        }
        QVERIFY(metric("wsagent_clients{profile=\"main\",role=\"none\"}") <= 32);
    }

    void thoseWhoDribble()
    {
        Clients clients;
        for (int i = 0; i < 500; ++i)
            clients.push_back(std::make_unique<BlockingClient>(m_port));
        QElapsedTimer clock;
        clock.start();
        const QByteArray begin = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
        qsizetype sent = 0;
        while (clock.elapsed() < 13'000) { // the head may take ten seconds
            for (const auto &client : clients)
                client->send(QByteArray(1, sent < begin.size() ? begin[sent] : 'x'));
            ++sent;
            QVERIFY(ownerGetsIn());
            QThread::msleep(50);
        }
        for (const auto &client : clients) {
            client->readAll(1000);
            QVERIFY(client->isClosed());
        }
    }

    void tooMuchBeforeTheLogin_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("says");
        const QByteArray length = "Content-Length: 104857600\r\n";
        QTest::newRow("to nobody") << httpRequest("POST /nothing", length) << "HTTP/1.1 404"_ba;
        QTest::newRow("to a page") << httpRequest("GET /", length) << "HTTP/1.1 413"_ba;
        QTest::newRow("in chunks") << httpRequest("POST /healthz", "Transfer-Encoding: chunked\r\n")
                                   << "HTTP/1.1 405"_ba;
        QTest::newRow("as a line") << "GET /"_ba
                                   << "HTTP/1.1 431"_ba;
        QTest::newRow("as fields") << "GET / HTTP/1.1\r\nX: "_ba
                                   << "HTTP/1.1 431"_ba;
        QTest::newRow("as a message")
            << httpRequest("GET /", upgradeFields) + QByteArray::fromHex("81ff000000000640000037fa213d")
            << "\x88\x02\x03\xf1"_ba; // 1009
        QTest::newRow("as fragments") << httpRequest("GET /", upgradeFields) << "\x88\x02\x03\xf1"_ba;
    }
    void tooMuchBeforeTheLogin()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, says);
        const bool fragments = QByteArrayView(QTest::currentDataTag()) == "as fragments";
        const QByteArray piece =
            fragments
                ? test::ClientFrame{.opcode = 0, .payload = QByteArray(60'000, 'x'), .final = false}.bytes()
                : QByteArray(64 * 1024, 'x');
        BlockingClient client(m_port);
        QVERIFY(client.send(head));
        if (fragments)
            QVERIFY(client.send(test::ClientFrame{.payload = "x", .final = false}.bytes()));
        const qint64 before = peakKiB();
        for (qint64 sent = 0; sent < 100'000'000; sent += piece.size()) {
            if (!client.send(piece))
                break;
        }
        const QByteArray answer = client.readAll(3000);
        // A client that goes on sending may lose the answer to the reset that follows.
        QVERIFY2(answer.contains(says) || answer.isEmpty(), answer.constData());
        QVERIFY(client.isClosed());
        QVERIFY2(peakKiB() < before + 4096, qPrintable(QString::number(peakKiB() - before)));
    }

    void smuggled_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QByteArray &request, int status = 400) {
            QTest::newRow(name) << request << status;
        };
        const QByteArray inner = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
        row("length and chunks", httpRequest("POST /", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                                             "0\r\n\r\n" + inner));
        row("chunks and length", httpRequest("POST /", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                                             "0\r\n\r\n" + inner));
        row("two lengths", httpRequest("POST /", "Content-Length: 0\r\nContent-Length: 5\r\n", inner));
        row("two equal lengths", httpRequest("POST /", "Content-Length: 5\r\nContent-Length: 5\r\n", inner));
        row("a list of lengths", httpRequest("POST /", "Content-Length: 5, 5\r\n", inner));
        row("a signed length", httpRequest("POST /", "Content-Length: +5\r\n", inner));
        row("a negative length", httpRequest("POST /", "Content-Length: -1\r\n", inner));
        row("a hexadecimal length", httpRequest("POST /", "Content-Length: 0x5\r\n", inner));
        row("two codings", httpRequest("POST /", "Transfer-Encoding: gzip, chunked\r\n", inner), 501);
        row("a coding twice",
            httpRequest("POST /", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", inner));
        row("an unknown coding", httpRequest("POST /", "Transfer-Encoding: xchunked\r\n", inner), 501);
        row("a coding behind a vertical tab", httpRequest("POST /",
                                                          "Transfer-Encoding:\x0b"
                                                          "chunked\r\n",
                                                          inner));
        row("a space before the colon", httpRequest("POST /", "Transfer-Encoding : chunked\r\n", inner));
        row("a folded line", httpRequest("POST /", "Transfer-Encoding:\r\n chunked\r\n", inner));
        row("a folded line at the begin", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n" + inner);
        row("line feeds alone", "GET / HTTP/1.1\nHost: localhost\n\n" + inner);
        row("one line feed alone", "GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n" + inner);
        row("a carriage return alone", "GET / HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n" + inner);
        row("another host in the target",
            "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n" + inner);
        row("the own host in a target of another scheme",
            "GET ftp://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n" + inner);
        row("two hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n" + inner);
        row("no host", "GET / HTTP/1.1\r\nX: y\r\n\r\n" + inner);
        row("a host with a path", "GET / HTTP/1.1\r\nHost: localhost/x\r\n\r\n" + inner);
        row("a NUL in a field", httpRequest("GET /", QByteArray("X: a\0b\r\n", 8)) + inner);
        row("a fourth word", "GET / HTTP/1.1 x\r\nHost: localhost\r\n\r\n" + inner);
        row("an old version", "GET /\r\n\r\n" + inner);
        row("a later version", "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n" + inner, 505);
    }
    /// Nothing that follows is taken for a request.
    void smuggled()
    {
        QFETCH(QByteArray, request);
        BlockingClient client(m_port);
        QVERIFY(client.send(request));
        const QByteArray answer = client.readAll(5000);
        QTEST(test::statusOf(answer), "status");
        QCOMPARE(answer.count("HTTP/1.1 "), 1);
        QVERIFY(client.isClosed());
    }

    void pathsLeadNowhere_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {"/../secret.txt",
                                 "/..%2fsecret.txt",
                                 "/%2e%2e/secret.txt",
                                 "/%2e%2e%2fsecret.txt",
                                 "/%252e%252e%252fsecret.txt",
                                 "/..%5csecret.txt",
                                 "/..\\secret.txt",
                                 "/x/../../secret.txt",
                                 "/assets/..%2f..%2fsecret.txt",
                                 "/..%c0%afsecret.txt",
                                 "/%c0%ae%c0%ae/secret.txt",
                                 "/..%00/secret.txt",
                                 "/secret.txt%00.html",
                                 "//secret.txt",
                                 "/./../secret.txt",
                                 "/....//secret.txt",
                                 "/..;/secret.txt",
                                 "/panel/../secret.txt",
                                 "/~/secret.txt",
                                 "/file:///secret.txt",
                                 "/%2e%2e%5csecret.txt",
                                 "/..%ef%bc%8fsecret.txt",
                                 "/.%2e/secret.txt"})
            QTest::newRow(path) << QByteArray(path);
    }
    void pathsLeadNowhere()
    {
        QFETCH(QByteArray, path);
        BlockingClient client(m_port);
        QVERIFY(client.send(httpRequest("GET " + path, "Connection: close\r\n")));
        const QByteArray answer = client.readAll();
        QVERIFY2(test::statusOf(answer) == 400 || test::statusOf(answer) == 404, answer.constData());
        QVERIFY(!answer.contains("the secret file"));
    }

    void guessers()
    {
        const double before = metric("wsagent_http_denied_total{profile=\"main\"}");
        const QByteArray guess =
            httpRequest("GET /api/diagnostics/prometheus", "Authorization: Bearer guess\r\n");
        for (int i = 0; i < 100'000; ++i) {
            const BlockingClient client(
                m_port); // hangs up without waiting for the answer, which is held back
            QVERIFY(client.send(guess));
            if (i % 1000 == 0)
                QVERIFY(ownerGetsIn(2000)); // behind all of them in the queue of the kernel
        }
        QTRY_COMPARE(metric("wsagent_http_denied_total{profile=\"main\"}"), before + 100'000);
        BlockingClient owner(m_port);
        QVERIFY(
            owner.send(httpRequest("GET /api/diagnostics/prometheus", "Authorization: Bearer t0ken\r\n")));
        QCOMPARE(test::statusOf(owner.readUntil("wsagent_info")), 200);
    }

    void guessersThatWaitForAnAnswer()
    {
        Clients clients;
        for (int i = 0; i < 2000; ++i) {
            clients.push_back(std::make_unique<BlockingClient>(m_port));
            QVERIFY(clients.back()->send(
                httpRequest("GET /control-ui-config.json", "Authorization: Bearer guess\r\n")));
            if (i % 100 == 0)
                QVERIFY(ownerGetsIn(2000));
        }
        QVERIFY(metric("wsagent_http_connections{profile=\"main\"}") <= 1024);
    }

    void cleanupTestCase()
    {
        if (!m_gateway)
            return;
        m_gateway->send(SIGTERM);
        QCOMPARE(m_gateway->exitCode(), 143);
    }

private:
    void set(const QString &key, const QString &value) const
    {
        const auto changed = m_home.run({u"--profile"_s, u"main"_s, u"config"_s, u"set"_s, key, value});
        QVERIFY2(changed.exitCode == 0, changed.err.constData());
    }
    bool ownerGetsIn(qint64 patience = usualPatience) const
    {
        QElapsedTimer clock;
        clock.start();
        BlockingClient owner(m_port);
        const bool in = owner.logIn("t0ken");
        if (!in || clock.elapsed() > patience)
            qWarning("the owner: %s after %lld ms", in ? "in" : "not in", clock.elapsed());
        return in && clock.elapsed() <= patience;
    }
    double metric(const QByteArray &name) const
    {
        BlockingClient client(m_port);
        client.send(httpRequest("GET /metrics", "Connection: close\r\n"));
        const QByteArray text = client.readAll();
        const qsizetype at = text.indexOf(name + ' ');
        return at < 0 ? -1 : text.mid(at + name.size() + 1).split('\n').first().toDouble();
    }
    qint64 statusNumber(const QByteArray &what) const
    {
        QFile file(u"/proc/%1/status"_s.arg(m_gateway->pid()));
        if (!file.open(QIODevice::ReadOnly))
            return -1;
        const QByteArray text = file.readAll();
        return text.mid(text.indexOf(what) + what.size()).trimmed().split(' ').first().toLongLong();
    }
    qint64 residentKiB() const { return statusNumber("VmRSS:"); }
    qint64 peakKiB() const { return statusNumber("VmHWM:"); }

    test::CliHome m_home;
    int m_port = 0;
    std::unique_ptr<test::RunningGateway> m_gateway;
    qint64 m_calm = 0;
};

WSAGENT_TEST_WITH(QCoreApplication, TestHostile)
#include "tst_hostile.moc"
