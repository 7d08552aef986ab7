#include "gateway/protocol/presence.h"
#include "tests/support/testprogram.h"

#include <QJsonObject>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

const PresenceEntry gateway{.host = u"box"_s, .version = u"1.0.0"_s};

PresenceEntry panel()
{
    return {.clientId = u"webchat"_s,
            .mode = u"webchat"_s,
            .reason = u"connect"_s,
            .roles = {u"operator"_s},
            .scopes = {u"operator.read"_s}};
}

PresenceEntry ofDevice(PresenceEntry entry, const QString &deviceId)
{
    entry.deviceId = deviceId;
    return entry;
}

/// One step of a story: "+c1/d1" connects with a device, "+c1" without, "-c1" ends, "~c1" is alive, "!d1"
/// reports.
void play(PresenceList &list, const QString &step, qint64 now)
{
    const QString who = step.mid(1).section(u'/', 0, 0);
    switch (step[0].unicode()) {
    case u'+': {
        PresenceEntry entry = ofDevice(panel(), step.section(u'/', 1));
        entry.text = who;
        list.connected(who, entry, now);
        return;
    }
    case u'-':
        list.disconnected(who);
        return;
    case u'~':
        list.refresh(who, now);
        return;
    case u'!':
        list.reported({.text = u"report"_s, .deviceId = who}, now);
        return;
    }
    Q_UNREACHABLE();
}

QString texts(const PresenceList &list)
{
    QStringList texts;
    const QJsonArray entries = list.toJson(0);
    for (const QJsonValue &entry : entries)
        texts += entry["mode"_L1] == "gateway"_L1 ? u"gateway"_s : entry["text"_L1].toString();
    return texts.join(u' ');
}

QJsonObject second(const PresenceList &list)
{
    return list.toJson(0).at(1).toObject();
}

} // namespace

class TestPresence : public QObject
{
    Q_OBJECT

private slots:
    void stories_data()
    {
        QTest::addColumn<QString>("steps"); // a second apart
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("version");
        const auto row = [](const char *name, const char *steps, const char *expected, int version) {
            QTest::newRow(name) << QString::fromLatin1(steps) << QString::fromLatin1(expected) << version;
        };
        row("nobody", "", "gateway", 0);
        row("one", "+a", "gateway a", 1);
        row("the newest is the first after the gateway", "+a +b", "gateway b a", 2);
        row("one goes", "+a +b -a", "gateway b", 3);
        row("one goes twice", "+a +b -a -a", "gateway b", 3);
        row("somebody goes who never came", "+a -x", "gateway a", 1);
        row("a sign of life", "+a +b ~a", "gateway a b", 2);
        row("a sign of life of nobody", "+a ~x", "gateway a", 1);
        row("a device comes twice", "+a/d +b/d", "gateway b", 2);
        row("the first connection of a device goes", "+a/d +b/d -a", "gateway b", 3);
        row("both connections of a device go", "+a/d +b/d -b -a", "gateway", 4);
        row("two devices", "+a/d +b/e", "gateway b a", 2);
        row("a device beside a connection", "+a/d +b", "gateway b a", 2);
        row("a report of a stranger", "!d", "gateway report", 1);
        row("a report of a device that is there", "+a/d !d", "gateway report", 2);
        row("what is reported outlasts the connection", "+a/d !d -a", "gateway report", 3);
        row("a device that was reported comes", "!d +a/d", "gateway a", 2);
    }
    void stories()
    {
        QFETCH(QString, steps);
        PresenceList list(gateway);
        qint64 now = 0;
        for (const QString &step : steps.split(u' ', Qt::SkipEmptyParts))
            play(list, step, now += 1000);
        QTEST(texts(list), "expected");
        QTEST(int(list.version()), "version");
    }

    void expiry_data()
    {
        QTest::addColumn<QString>("steps"); // a minute apart
        QTest::addColumn<qint64>("now");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *steps, qint64 now, const char *expected) {
            QTest::newRow(name) << QString::fromLatin1(steps) << now << QString::fromLatin1(expected);
        };
        row("nobody", "", 1'000'000, "gateway");
        row("the last millisecond", "+a", 299'999, "gateway a");
        row("after five minutes", "+a", 300'000, "gateway");
        row("only the older one", "+a +b", 300'000, "gateway b");
        row("both", "+a +b", 360'000, "gateway");
        row("with a sign of life", "+a ~a", 359'999, "gateway a");
        row("five minutes after the sign of life", "+a ~a", 360'000, "gateway");
        row("a sign of life keeps one only", "+a +b ~a", 360'000, "gateway a");
        row("each connection keeps its device", "+a/d +b/d ~a", 419'999, "gateway b");
        row("a report keeps a device", "+a/d !d", 359'999, "gateway report");
        row("a sign of life after the end", "+a -a ~a", 120'000, "gateway");
    }
    void expiry()
    {
        QFETCH(QString, steps);
        QFETCH(qint64, now);
        PresenceList list(gateway);
        qint64 time = 0;
        for (const QString &step : steps.split(u' ', Qt::SkipEmptyParts)) {
            play(list, step, time);
            time += 60'000;
        }
        const QString before = texts(list);
        const qint64 version = list.version();
        const bool changed = list.forgetExpired(now);
        QTEST(texts(list), "expected");
        QCOMPARE(changed, texts(list) != before);
        QCOMPARE(list.version(), changed ? version + 1 : version);
    }

    void oneThatExpiredStaysAway()
    {
        PresenceList list(gateway);
        list.connected(u"a"_s, panel(), 0);
        list.forgetExpired(PresenceList::expiry);
        list.refresh(u"a"_s, PresenceList::expiry);
        QVERIFY(!list.disconnected(u"a"_s));
        QCOMPARE(texts(list), u"gateway"_s);
        QCOMPARE(list.version(), 2);
    }

    void oneThatExpiredTakesNobodyWithIt()
    {
        PresenceList list(gateway);
        play(list, u"+a/d"_s, 0);
        list.forgetExpired(PresenceList::expiry);
        play(list, u"+b/d"_s, PresenceList::expiry);
        QVERIFY(!list.disconnected(u"a"_s));
        QCOMPARE(texts(list), u"gateway b"_s);
    }

    void commandLinesAreNotListed()
    {
        PresenceList list(gateway);
        PresenceEntry entry = panel();
        entry.mode = u"cli"_s;
        QVERIFY(!list.connected(u"a"_s, entry, 0));
        QVERIFY(!list.disconnected(u"a"_s));
        QCOMPARE(texts(list), u"gateway"_s);
        QCOMPARE(list.version(), 0);
    }

    void atMostTwoHundredAreKept()
    {
        PresenceList list(gateway);
        for (int i = 0; i < 1000; ++i)
            play(list, u"+c%1"_s.arg(i), i);
        const QJsonArray entries = list.toJson(0);
        QCOMPARE(entries.size(), 200);
        QCOMPARE(entries.first()["mode"_L1].toString(), u"gateway"_s);
        QCOMPARE(entries[1]["text"_L1].toString(), u"c999"_s);
        QCOMPARE(entries.last()["text"_L1].toString(), u"c801"_s);
    }

    void theGatewayItself()
    {
        PresenceList list(gateway);
        QCOMPARE(list.toJson(42), (QJsonArray{QJsonObject{{"host"_L1, u"box"_s},
                                                          {"version"_L1, u"1.0.0"_s},
                                                          {"mode"_L1, u"gateway"_s},
                                                          {"reason"_L1, u"self"_s},
                                                          {"ts"_L1, 42}}}));
    }

    void aConnection()
    {
        const Caller caller{.connectionId = u"1"_s,
                            .role = u"operator"_s,
                            .scopes = {u"operator.read"_s, u"operator.write"_s},
                            .deviceId = u"d"_s,
                            .address = u"192.0.2.7"_s};
        const ConnectParams params{.clientId = u"openclaw-macos"_s,
                                   .clientMode = u"ui"_s,
                                   .version = u"2"_s,
                                   .platform = u"macos"_s,
                                   .displayName = u"Desk"_s,
                                   .deviceFamily = u"Mac"_s,
                                   .modelIdentifier = u"Mac14,2"_s,
                                   .instanceId = u"i"_s,
                                   .timeZone = u"Europe/Berlin"_s};
        PresenceList list(gateway);
        list.connected(u"1"_s, presenceEntry(caller, params), 1000);
        list.refresh(u"1"_s, 5000);
        QCOMPARE(second(list),
                 (QJsonObject{{"host"_L1, u"Desk"_s},
                              {"clientId"_L1, u"openclaw-macos"_s},
                              {"ip"_L1, u"192.0.2.7"_s},
                              {"version"_L1, u"2"_s},
                              {"platform"_L1, u"macos"_s},
                              {"deviceFamily"_L1, u"Mac"_s},
                              {"modelIdentifier"_L1, u"Mac14,2"_s},
                              {"timeZone"_L1, u"Europe/Berlin"_s},
                              {"mode"_L1, u"ui"_s},
                              {"reason"_L1, u"connect"_s},
                              {"deviceId"_L1, u"d"_s},
                              {"instanceId"_L1, u"i"_s},
                              {"roles"_L1, QJsonArray{u"operator"_s}},
                              {"scopes"_L1, QJsonArray{u"operator.read"_s, u"operator.write"_s}},
                              {"onlineSince"_L1, 1000},
                              {"ts"_L1, 5000}}));
    }

    void aReportAddsToWhatIsKnown()
    {
        PresenceList list(gateway);
        list.connected(u"1"_s, ofDevice(panel(), u"d"_s), 1000);
        QVERIFY(list.reported({.host = u"Desk"_s,
                               .reason = u"periodic"_s,
                               .deviceId = u"d"_s,
                               .tags = {u"home"_s},
                               .lastInputSeconds = 0},
                              2000));
        QCOMPARE(second(list), (QJsonObject{{"host"_L1, u"Desk"_s},
                                            {"clientId"_L1, u"webchat"_s},
                                            {"mode"_L1, u"webchat"_s},
                                            {"reason"_L1, u"periodic"_s},
                                            {"deviceId"_L1, u"d"_s},
                                            {"tags"_L1, QJsonArray{u"home"_s}},
                                            {"roles"_L1, QJsonArray{u"operator"_s}},
                                            {"scopes"_L1, QJsonArray{u"operator.read"_s}},
                                            {"lastInputSeconds"_L1, 0},
                                            {"onlineSince"_L1, 1000},
                                            {"ts"_L1, 2000}}));
        list.reported({.deviceId = u"d"_s, .tags = {u"office"_s}}, 3000);
        QCOMPARE(second(list)["tags"_L1].toArray(), QJsonArray{u"office"_s});
        QCOMPARE(second(list)["lastInputSeconds"_L1], QJsonValue(0));
    }

    void reportsAreKnownBy_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<int>("entries"); // with the gateway
        // device/instance/host/ip
        QTest::newRow("the device") << u"d/i/h/a"_s << u"d/j/k/b"_s << 2;
        QTest::newRow("another device") << u"d/i/h/a"_s << u"e/i/h/a"_s << 3;
        QTest::newRow("else the instance") << u"/i/h/a"_s << u"/i/k/b"_s << 2;
        QTest::newRow("another instance") << u"/i/h/a"_s << u"/j/h/a"_s << 3;
        QTest::newRow("else the host") << u"//h/a"_s << u"//h/b"_s << 2;
        QTest::newRow("else the address") << u"///a"_s << u"///a"_s << 2;
        QTest::newRow("nothing at all") << u"///"_s << u"///a"_s << 2;
    }
    void reportsAreKnownBy()
    {
        QFETCH(QString, first);
        QFETCH(QString, second);
        PresenceList list(gateway);
        for (const QString &text : {first, second}) {
            const QStringList names = text.split(u'/');
            const PresenceEntry entry{
                .host = names[2], .ip = names[3], .deviceId = names[0], .instanceId = names[1]};
            QCOMPARE(list.reported(entry, 0), text != "///"_L1);
        }
        QTEST(int(list.toJson(0).size()), "entries");
    }

    void aDeviceMayWhatItsConnectionsMay()
    {
        PresenceEntry node = ofDevice({.mode = u"node"_s, .roles = {u"node"_s}}, u"d"_s);
        PresenceList list(gateway);
        list.connected(u"1"_s, ofDevice(panel(), u"d"_s), 1000);
        list.connected(u"2"_s, node, 2000);
        QCOMPARE(second(list)["roles"_L1].toArray(), (QJsonArray{u"operator"_s, u"node"_s}));
        QCOMPARE(second(list)["scopes"_L1].toArray(), QJsonArray{u"operator.read"_s});
        QCOMPARE(second(list)["onlineSince"_L1].toInt(), 1000);
        QVERIFY(list.disconnected(u"1"_s));
        QCOMPARE(second(list)["roles"_L1].toArray(), QJsonArray{u"node"_s});
        QVERIFY(!second(list).contains("scopes"_L1));
    }

    void nobodyMakesAnEntryLarge()
    {
        PresenceEntry large = panel();
        large.host = QString(100'000, u'x');
        for (int i = 0; i < 10'000; ++i) {
            large.tags += u"tag %1"_s.arg(i);
            large.scopes += u"scope %1"_s.arg(i);
        }
        PresenceList list(gateway);
        list.connected(u"1"_s, large, 0);
        QCOMPARE(second(list)["host"_L1].toString().size(), 1000);
        QCOMPARE(second(list)["tags"_L1].toArray().size(), 50);
        QCOMPARE(second(list)["scopes"_L1].toArray().size(), 50);
    }
};

WSAGENT_TEST(TestPresence)
#include "tst_presence.moc"
