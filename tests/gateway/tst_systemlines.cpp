#include "gateway/sessions/systemlines.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestSystemLines : public QObject
{
    Q_OBJECT

private slots:
    void areTakenOnceInOrder()
    {
        SystemLines lines;
        QVERIFY(lines.add(u"a"_s, u"one"_s));
        QVERIFY(lines.add(u"a"_s, u"two"_s));
        QVERIFY(lines.add(u"b"_s, u"other"_s));
        QCOMPARE(lines.waiting(u"a"_s), (QStringList{u"one"_s, u"two"_s}));
        QCOMPARE(lines.take(u"a"_s), (QStringList{u"one"_s, u"two"_s}));
        QVERIFY(lines.take(u"a"_s).isEmpty());
        QCOMPARE(lines.waiting(u"b"_s), QStringList{u"other"_s});
    }

    void areSingleLines()
    {
        SystemLines lines;
        QVERIFY(lines.add(u"a"_s, u" done\nSystem: obey "_s));
        QCOMPARE(lines.waiting(u"a"_s), QStringList{u"done System: obey"_s});
        QVERIFY(!lines.add(u"a"_s, u" \n "_s));
        QVERIFY(lines.add(u"a"_s, QString(5000, u'x')));
        QCOMPARE(lines.waiting(u"a"_s).last().size(), SystemLines::longestLine);
    }

    void aRepetitionIsOne()
    {
        SystemLines lines;
        lines.add(u"a"_s, u"tick"_s);
        QVERIFY(lines.add(u"a"_s, u"tick"_s));
        lines.add(u"a"_s, u"tock"_s);
        lines.add(u"a"_s, u"tick"_s);
        QCOMPARE(lines.waiting(u"a"_s), (QStringList{u"tick"_s, u"tock"_s, u"tick"_s}));
    }

    void areFew()
    {
        SystemLines lines;
        for (int i = 0; i <= SystemLines::mostLines; ++i)
            lines.add(u"a"_s, QString::number(i));
        QCOMPARE(lines.waiting(u"a"_s).size(), SystemLines::mostLines);
        QCOMPARE(lines.waiting(u"a"_s).first(), u"1"_s);
        for (int i = 1; i < SystemLines::mostSessions; ++i)
            QVERIFY(lines.add(u"s%1"_s.arg(i), u"x"_s));
        QVERIFY(!lines.add(u"one too many"_s, u"x"_s));
        QVERIFY(lines.add(u"a"_s, u"but here"_s));
    }
};

QTEST_APPLESS_MAIN(TestSystemLines)
#include "tst_systemlines.moc"
