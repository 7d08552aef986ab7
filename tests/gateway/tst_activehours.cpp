#include "gateway/scheduler/activehours.h"
#include "tests/support/testprogram.h"

#include <QDateTime>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

qint64 utc(const QString &time)
{
    return QDateTime::fromString(u"2026-01-10T%1:00Z"_s.arg(time), Qt::ISODate).toMSecsSinceEpoch();
}

} // namespace

class TestActiveHours : public QObject
{
    Q_OBJECT

private slots:
    void contains_data()
    {
        QTest::addColumn<QString>("start");
        QTest::addColumn<QString>("end");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("time");
        QTest::addColumn<bool>("expected");
        QTest::newRow("at the start") << u"08:00"_s << u"22:00"_s << u"UTC"_s << u"08:00"_s << true;
        QTest::newRow("before the start") << u"08:00"_s << u"22:00"_s << u"UTC"_s << u"07:59"_s << false;
        QTest::newRow("at the end") << u"08:00"_s << u"22:00"_s << u"UTC"_s << u"22:00"_s << false;
        QTest::newRow("to the end of the day") << u"08:00"_s << u"24:00"_s << u"UTC"_s << u"23:59"_s << true;
        QTest::newRow("over midnight") << u"22:00"_s << u"06:00"_s << u"UTC"_s << u"03:00"_s << true;
        QTest::newRow("over midnight, by day") << u"22:00"_s << u"06:00"_s << u"UTC"_s << u"12:00"_s << false;
        QTest::newRow("another zone") << u"08:00"_s << u"22:00"_s << u"Asia/Tokyo"_s << u"00:00"_s << true;
    }
    void contains()
    {
        QFETCH(QString, start);
        QFETCH(QString, end);
        QFETCH(QString, zone);
        QFETCH(QString, time);
        const auto hours = ActiveHours::from({{"start"_L1, start}, {"end"_L1, end}, {"timezone"_L1, zone}},
                                             QTimeZone::utc());
        QVERIFY(hours);
        QTEST(hours->contains(utc(time)), "expected");
        const qint64 next = hours->nextStart(utc(time));
        QVERIFY(next >= utc(time) && hours->contains(next));
    }

    void refuses()
    {
        for (const QString &start : {u"24:00"_s, u"8:00"_s, u"25:00"_s, u"noon"_s})
            QVERIFY(!ActiveHours::from({{"start"_L1, start}}, QTimeZone::utc()));
        QVERIFY(!ActiveHours::from({{"end"_L1, u"24:30"_s}}, QTimeZone::utc()));
        QVERIFY(!ActiveHours::from({{"timezone"_L1, u"Mars/Olympus"_s}}, QTimeZone::utc()));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestActiveHours)
#include "tst_activehours.moc"
