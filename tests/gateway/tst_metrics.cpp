#include "gateway/surfaces/metrics.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::fieldOf;
using test::httpRequest;
using test::RawClient;
using test::statusOf;

/// `gateway-http.md` 7 and `config.md` 5.10: figures for Prometheus.
class TestMetrics : public QObject
{
    Q_OBJECT

private slots:
    void text()
    {
        const QList<Metric> metrics{
            {.name = "a_total", .help = "Of a.", .kind = Metric::Kind::Counter, .samples = {{.value = 3}}},
            {.name = "b", .help = "Of b.", .samples = {{.value = 0.5, .labels = {{"kind", "x\"y\\z\n"}}}}}};
        QCOMPARE(prometheusText(metrics, "main"),
                 "# HELP a_total Of a.\n# TYPE a_total counter\na_total{profile=\"main\"} 3\n"
                 "# HELP b Of b.\n# TYPE b gauge\nb{profile=\"main\",kind=\"x\\\"y\\\\z\\n\"} 0.5\n");
        QVERIFY(prometheusText({{.name = "large", .samples = {{.value = 123'456'789'012}}}}, "m")
                    .endsWith(" 123456789012\n"));
    }

    void answers_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<int>("status");
        QTest::newRow("the token") << httpRequest("GET /api/diagnostics/prometheus",
                                                  "Authorization: Bearer t0ken\r\n")
                                   << 200;
        QTest::newRow("nothing") << httpRequest("GET /api/diagnostics/prometheus") << 401;
        QTest::newRow("here") << httpRequest("GET /metrics") << 200;
        QTest::newRow("through a proxy")
            << httpRequest("GET /metrics", "X-Forwarded-For: 192.0.2.1\r\n") << 404;
        QTest::newRow("to change something") << httpRequest("POST /metrics", "Content-Length: 0\r\n") << 405;
    }
    void answers()
    {
        QFETCH(QByteArray, sent);
        start("{ gateway: { auth: { token: 't0ken' } }, diagnostics: { metrics: { enabled: true } } }");
        const QByteArray answer = answerTo(sent);
        QTEST(statusOf(answer), "status");
        if (statusOf(answer) != 200)
            return;
        QCOMPARE(fieldOf(answer, "Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
        const QList<QByteArray> lines = test::bodyOf(answer).split('\n');
        for (const QByteArray &line : lines)
            QVERIFY2(line.isEmpty() || line.startsWith("# ") || line.contains("{profile=\"main\""),
                     line.constData());
    }

    void countsClients()
    {
        start("{ gateway: { auth: { token: 't0ken' } }, diagnostics: { metrics: { enabled: true } } }");
        test::ScriptedClient client(m_instance->gateway->port());
        client.nonce();
        QVERIFY(answerTo(httpRequest("GET /metrics"))
                    .contains("wsagent_clients{profile=\"main\",role=\"none\"} 1\n"));
        client.request(u"connect"_s, test::ScriptedClient::commandLine(u"t0ken"_s, {}));
        QVERIFY(client.next()["ok"_L1].toBool());
        QVERIFY(answerTo(httpRequest("GET /metrics"))
                    .contains("wsagent_clients{profile=\"main\",role=\"operator\"} 1\n"));
    }

    void areOffUnlessWanted()
    {
        start("{ gateway: { auth: { token: 't0ken' } } }");
        QCOMPARE(statusOf(answerTo(httpRequest("GET /metrics"))), 404);
        QCOMPARE(statusOf(answerTo(httpRequest("GET /api/diagnostics/prometheus"))), 404);
    }

    void haveThePathThatIsSet()
    {
        start("{ gateway: { auth: { token: 't0ken' } }, "
              "diagnostics: { metrics: { enabled: true, path: 'figures' } } }");
        QCOMPARE(statusOf(answerTo(httpRequest("GET /figures"))), 401);
    }

    void probesTellWhoMayKnow()
    {
        start("{ gateway: { auth: { token: 't0ken' } } }");
        const QByteArray proxied = "X-Forwarded-For: 192.0.2.1\r\n";
        QVERIFY(answerTo(httpRequest("GET /readyz")).contains("\"eventLoop\":{\"delayMs\":"));
        QCOMPARE(test::bodyOf(answerTo(httpRequest("GET /readyz", proxied))), "{\"ready\":true}");
        const QByteArray known = proxied + "Authorization: Bearer t0ken\r\n";
        QVERIFY(answerTo(httpRequest("GET /readyz", known)).contains("\"uptimeMs\":"));
        QVERIFY(answerTo(httpRequest("GET /startupz", known)).contains("\"version\":"));
        QCOMPARE(test::bodyOf(answerTo(httpRequest("GET /startupz", proxied))),
                 "{\"ok\":true,\"status\":\"started\"}");
    }

private:
    void start(const QByteArray &config)
    {
        m_instance = std::make_unique<test::TestGateway>();
        m_instance->useConfig(config);
        QVERIFY(m_instance->start());
    }
    QByteArray answerTo(const QByteArray &request) const
    {
        RawClient client(m_instance->gateway->port());
        client.send(request);
        return client.readUntil(test::isWholeAnswer);
    }

    std::unique_ptr<test::TestGateway> m_instance;
};

WSAGENT_TEST_WITH(QCoreApplication, TestMetrics)
#include "tst_metrics.moc"
