#include "app/cli/gatewayurls.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestGatewayUrls : public QObject
{
    Q_OBJECT

private slots:
    void urls_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("fingerprint");
        QTest::addColumn<QString>("webSocket");
        QTest::addColumn<QString>("page");

        const QString plain = u"ws://127.0.0.1:19000"_s;
        QTest::newRow("nothing special") << "{}"_ba << QString() << plain << u"http://127.0.0.1:19000/"_s;
        QTest::newRow("another path") << "{ gateway: { controlUi: { basePath: '/ui' } } }"_ba << QString()
                                      << plain << u"http://127.0.0.1:19000/ui/"_s;
        QTest::newRow("a path with slashes all over")
            << "{ gateway: { controlUi: { basePath: '/a/b/' } } }"_ba << QString() << plain
            << u"http://127.0.0.1:19000/a/b/"_s;
        QTest::newRow("no page") << "{ gateway: { controlUi: { enabled: false } } }"_ba << QString() << plain
                                 << QString();
        QTest::newRow("encrypted, by its config")
            << "{ gateway: { tls: { enabled: true } } }"_ba << QString() << u"wss://127.0.0.1:19000"_s
            << u"https://127.0.0.1:19000/"_s;
        QTest::newRow("encrypted, as it runs")
            << "{}"_ba << u"ab12"_s << u"wss://127.0.0.1:19000"_s << u"https://127.0.0.1:19000/"_s;
        QTest::newRow("bound elsewhere, too")
            << "{ gateway: { bind: 'custom', customBindHost: '127.0.0.5' } }"_ba << QString() << plain
            << u"http://127.0.0.1:19000/"_s;
    }

    void urls()
    {
        QFETCH(QByteArray, config);
        QFETCH(QString, fingerprint);
        const LoadedConfig loaded = evaluateConfig(
            config, {.configPath = u"/c"_s, .stateDir = u"/s"_s, .home = u"/h"_s}, ConfigSchema());
        const RuntimeFile runtime{.port = 19000, .tlsFingerprint = fingerprint};

        const GatewayUrls urls = gatewayUrls(19000, loaded, fingerprint.isEmpty() ? nullptr : &runtime);

        QTEST(urls.webSocket, "webSocket");
        QTEST(urls.page, "page");
    }

    /// Switched on since it was started: it goes on as it is.
    void whatRunsIsBelieved()
    {
        const LoadedConfig loaded =
            evaluateConfig("{ gateway: { tls: { enabled: true } } }",
                           {.configPath = u"/c"_s, .stateDir = u"/s"_s, .home = u"/h"_s}, ConfigSchema());
        const RuntimeFile runtime{.port = 19000};

        QCOMPARE(gatewayUrls(19000, loaded, &runtime).webSocket, u"ws://127.0.0.1:19000"_s);
    }
};

WSAGENT_TEST(TestGatewayUrls)
#include "tst_gatewayurls.moc"
