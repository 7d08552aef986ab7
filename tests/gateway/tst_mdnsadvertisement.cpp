#include "gateway/mdnsadvertisement.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestMdnsAdvertisement : public QObject
{
    Q_OBJECT

private slots:
    void name_data()
    {
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QString>("name");
        QTest::newRow("the usual profile") << u"default"_s << u"desk (WsAgent)"_s;
        QTest::newRow("another one") << u"rescue"_s << u"desk (WsAgent – rescue)"_s;
    }
    void name()
    {
        QFETCH(QString, profile);
        QTEST(mdnsName({.host = u"desk"_s, .profile = profile}), "name");
    }

    void tellsNoMoreThanItShould()
    {
        MdnsRecord record{
            .host = u"desk"_s, .profile = u"rescue"_s, .port = 19001, .program = u"/usr/bin/ws-agent"_s};
        const QStringList minimal = mdnsArguments(record);
        QCOMPARE(minimal.first(3),
                 (QStringList{u"desk (WsAgent – rescue)"_s, u"_ws-agent-gw._tcp"_s, u"19001"_s}));
        QVERIFY(minimal.contains(u"gatewayTls=0"_s) && minimal.contains(u"profile=rescue"_s));
        QVERIFY(minimal.filter(u"cliPath"_s).isEmpty() && minimal.filter(u"sshPort"_s).isEmpty());
        QVERIFY(minimal.filter(u"Sha256"_s).isEmpty());

        record.detail = MdnsRecord::Detail::Full;
        record.tls = true;
        record.tlsFingerprint = u"ab"_s;
        const QStringList full = mdnsArguments(record);
        QVERIFY(full.contains(u"cliPath=/usr/bin/ws-agent"_s));
        QVERIFY(full.contains(u"gatewayTls=1"_s) && full.contains(u"gatewayTlsSha256=ab"_s));
    }
};

WSAGENT_TEST(TestMdnsAdvertisement)
#include "tst_mdnsadvertisement.moc"
