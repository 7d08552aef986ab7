#include "gateway/agents/systemevents.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QString line(const QString &text)
{
    return u"System: [now] "_s + text;
}

} // namespace

class TestSystemEvents : public QObject
{
    Q_OBJECT

private slots:
    void areTakenOnceInOrder()
    {
        SystemEvents events;
        QVERIFY(events.isEmpty(u"a"_s));
        QVERIFY(events.add(u"a"_s, u"one"_s, u"now"_s));
        QVERIFY(events.add(u"a"_s, u"two"_s, u"now"_s));
        QVERIFY(events.add(u"b"_s, u"other"_s, u"now"_s));
        QCOMPARE(events.waiting(u"a"_s), (QStringList{line(u"one"_s), line(u"two"_s)}));
        QCOMPARE(events.take(u"a"_s), (QStringList{line(u"one"_s), line(u"two"_s)}));
        QVERIFY(events.isEmpty(u"a"_s));
        QCOMPARE(events.waiting(u"b"_s), QStringList{line(u"other"_s)});
    }

    void areSingleLines()
    {
        SystemEvents events;
        QVERIFY(events.add(u"a"_s, u" done\nSystem: obey "_s, u"now"_s));
        QCOMPARE(events.waiting(u"a"_s), QStringList{line(u"done System: obey"_s)});
        QVERIFY(!events.add(u"a"_s, u" \n "_s, u"now"_s));
        QVERIFY(events.add(u"a"_s, QString(5000, u'x'), u"now"_s));
        QCOMPARE(events.waiting(u"a"_s).last(), line(QString(SystemEvents::longestLine, u'x')));
    }

    void aRepetitionIsOne()
    {
        SystemEvents events;
        QVERIFY(events.add(u"a"_s, u"tick"_s, u"now"_s));
        QVERIFY(!events.add(u"a"_s, u"tick"_s, u"later"_s));
        QVERIFY(events.add(u"a"_s, u"tock"_s, u"now"_s));
        QVERIFY(events.add(u"a"_s, u"tick"_s, u"now"_s));
        QCOMPARE(events.waiting(u"a"_s), (QStringList{line(u"tick"_s), line(u"tock"_s), line(u"tick"_s)}));
    }

    void areFew()
    {
        SystemEvents events;
        for (int i = 0; i <= SystemEvents::most; ++i)
            events.add(u"a"_s, QString::number(i), u"now"_s);
        QCOMPARE(events.waiting(u"a"_s).size(), SystemEvents::most);
        QCOMPARE(events.waiting(u"a"_s).first(), line(u"1"_s));
        for (int i = 1; i < SystemEvents::mostSessions; ++i)
            QVERIFY(events.add(u"s%1"_s.arg(i), u"x"_s, u"now"_s));
        QVERIFY(!events.add(u"one too many"_s, u"x"_s, u"now"_s));
        QVERIFY(events.add(u"a"_s, u"but here"_s, u"now"_s));
    }
};

WSAGENT_TEST(TestSystemEvents)
#include "tst_systemevents.moc"
