#include "gateway/protocol/recentmap.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

using Map = RecentMap<QString, int, 3>;

QString keys(const Map &map)
{
    QString text;
    for (const Map::Entry &entry : map.entries())
        text += entry.key;
    return text;
}

} // namespace

class TestRecentMap : public QObject
{
    Q_OBJECT

private slots:
    void order_data()
    {
        QTest::addColumn<QString>("touched");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *touched, const char *expected) {
            QTest::newRow(name) << QString::fromLatin1(touched) << QString::fromLatin1(expected);
        };
        row("nothing", "", "");
        row("one", "a", "a");
        row("full", "abc", "abc");
        row("one too many", "abcd", "bcd");
        row("an old one is new again", "aba", "ba");
        row("what was touched stays", "abcad", "cad");
        row("the newest again", "abcc", "abc");
        row("all are replaced", "abcdef", "def");
        row("one that was forgotten comes back", "abcda", "cda");
    }
    void order()
    {
        QFETCH(QString, touched);
        Map map;
        for (const QChar key : touched)
            ++map.touch(key);
        QTEST(keys(map), "expected");
        QCOMPARE(map.size(), qsizetype(map.entries().size()));
        for (const Map::Entry &entry : map.entries())
            QCOMPARE(map.find(entry.key), &entry.value);
    }

    void valuesAreKeptAsLongAsTheirKey()
    {
        Map map;
        map.touch(u"a"_s) = 7;
        map.touch(u"b"_s) = 8;
        QCOMPARE(map.touch(u"a"_s), 7);
        map.touch(u"c"_s);
        map.touch(u"d"_s);
        QVERIFY(!map.find(u"b"_s));
        QCOMPARE(map.touch(u"b"_s), 0);
    }

    void lookingDoesNotTouch()
    {
        Map map;
        map.touch(u"a"_s);
        map.touch(u"b"_s);
        QVERIFY(map.find(u"a"_s));
        QCOMPARE(keys(map), u"ab"_s);
        QVERIFY(!map.find(u"z"_s));
    }

    void oneIsRemoved()
    {
        Map map;
        for (const QString &key : {u"a"_s, u"b"_s, u"c"_s})
            map.touch(key);
        QVERIFY(map.remove(u"b"_s));
        QVERIFY(!map.remove(u"b"_s));
        QCOMPARE(keys(map), u"ac"_s);
        map.touch(u"d"_s);
        QCOMPARE(keys(map), u"acd"_s);
    }

    void theOldestAreRemoved()
    {
        Map map;
        map.touch(u"a"_s) = 1;
        map.touch(u"b"_s) = 5;
        map.touch(u"c"_s) = 1;
        const auto isSmall = [](int value) {
            return value < 3;
        };
        QVERIFY(map.removeOldestWhile(isSmall));
        QCOMPARE(keys(map), u"bc"_s);
        QVERIFY(!map.removeOldestWhile(isSmall));
        QVERIFY(map.removeOldestWhile([](int) { return true; }));
        QCOMPARE(map.size(), 0);
    }
};

WSAGENT_TEST(TestRecentMap)
#include "tst_recentmap.moc"
