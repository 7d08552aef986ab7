#include "app/cli/mdnsbeacons.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestMdnsBeacons : public QObject
{
    Q_OBJECT

private slots:
    void read_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QStringList>("urls");
        const QByteArray found = "=;eth0;IPv4;desk\\032\\040WsAgent\\041;_ws-agent-gw._tcp;local;desk.local;"
                                 "192.168.1.5;18789;\"profile=main\" \"gatewayTls=0\"\n";
        QTest::newRow("nothing") << QByteArray() << QStringList();
        QTest::newRow("seen, not resolved")
            << QByteArray("+;eth0;IPv4;desk;_ws-agent-gw._tcp;local\n") << QStringList();
        QTest::newRow("one") << found << QStringList{u"ws://192.168.1.5:18789"_s};
        QTest::newRow("by IPv6 and IPv4")
            << QByteArray(found).replace("IPv4", "IPv6").replace("192.168.1.5", "fe80::1") + found
            << QStringList{u"ws://192.168.1.5:18789"_s};
        QTest::newRow("by IPv6 alone")
            << QByteArray(found).replace("IPv4", "IPv6").replace("192.168.1.5", "fe80::1")
            << QStringList{u"ws://[fe80::1]:18789"_s};
        QTest::newRow("with TLS") << QByteArray(found).replace("gatewayTls=0", "gatewayTls=1")
                                  << QStringList{u"wss://192.168.1.5:18789"_s};
        QTest::newRow("no port") << QByteArray(found).replace("18789", "0") << QStringList();
        QTest::newRow("a port that is none") << QByteArray(found).replace("18789", "99999") << QStringList();
    }
    void read()
    {
        QFETCH(QByteArray, output);
        QStringList urls;
        for (const Beacon &beacon : beaconsFromAvahi(output))
            urls += beacon.url();
        QTEST(urls, "urls");
    }

    void shown()
    {
        const QByteArray line = "=;lo;IPv4;d\\195\\164sk;_ws-agent-gw._tcp;local;desk.local;10.0.0.1;19001;"
                                "\"gatewayTlsSha256=ab;cd\" \"profile=rescue\" \"lanHost=evil\"\n";
        const QJsonObject json = toJson(beaconsFromAvahi(line).value(0));
        QCOMPARE(json["instanceName"_L1].toString(), u"däsk"_s);
        QCOMPARE(json["host"_L1].toString(), u"desk.local"_s);
        QCOMPARE(json["wsUrl"_L1].toString(), u"ws://10.0.0.1:19001"_s);
        QCOMPARE(json["fingerprint"_L1].toString(), u"ab;cd"_s);
        QCOMPARE(json["profile"_L1].toString(), u"rescue"_s);
        QCOMPARE(json["txt"_L1]["lanHost"_L1].toString(), u"evil"_s);
    }
};

WSAGENT_TEST(TestMdnsBeacons)
#include "tst_mdnsbeacons.moc"
