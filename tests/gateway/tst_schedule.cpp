#include "gateway/scheduler/schedule.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestSchedule : public QObject
{
    Q_OBJECT

private slots:
    void next_data()
    {
        QTest::addColumn<QJsonObject>("json");
        QTest::addColumn<qint64>("after");
        QTest::addColumn<qint64>("expected"); // -1: never

        const QJsonObject once{{"kind"_L1, u"at"_s}, {"at"_L1, u"1970-01-01T00:00:10Z"_s}};
        QTest::newRow("once, before") << once << qint64(9'999) << qint64(10'000);
        QTest::newRow("once, after") << once << qint64(10'000) << qint64(-1);
        QTest::newRow("a time without zone is UTC")
            << QJsonObject{{"kind"_L1, u"at"_s}, {"at"_L1, u"1970-01-01T00:00:10"_s}} << qint64(0)
            << qint64(10'000);
        QTest::newRow("a time with an offset")
            << QJsonObject{{"kind"_L1, u"at"_s}, {"at"_L1, u"1970-01-01T01:00:10+01:00"_s}} << qint64(0)
            << qint64(10'000);
        QTest::newRow("as protocol 3 says it")
            << QJsonObject{{"kind"_L1, u"at"_s}, {"atMs"_L1, 10'000}} << qint64(0) << qint64(10'000);
        const QJsonObject every{{"kind"_L1, u"every"_s}, {"everyMs"_L1, 100}, {"anchorMs"_L1, 1'030}};
        QTest::newRow("every, before its anchor") << every << qint64(0) << qint64(1'030);
        QTest::newRow("every, at its anchor") << every << qint64(1'030) << qint64(1'130);
        QTest::newRow("every, long after") << every << qint64(1'000'000) << qint64(1'000'030);
        QTest::newRow("cron") << QJsonObject{{"kind"_L1, u"cron"_s},
                                             {"expr"_L1, u"0 1 * * *"_s},
                                             {"tz"_L1, u"UTC"_s}}
                              << qint64(0) << qint64(3'600'000);
    }
    void next()
    {
        QFETCH(QJsonObject, json);
        QFETCH(qint64, after);
        const auto schedule = scheduleFrom(json, 0);
        QVERIFY2(schedule, schedule ? "" : qPrintable(schedule.error().message));
        QTEST(nextRun(*schedule, after).value_or(-1), "expected");
        const auto again = scheduleFrom(toJson(*schedule), 0); // what is stored means the same
        QVERIFY(again);
        QVERIFY(*again == *schedule);
    }

    void refuses_data()
    {
        QTest::addColumn<QJsonObject>("json");
        QTest::newRow("no kind") << QJsonObject();
        QTest::newRow("unknown kind") << QJsonObject{{"kind"_L1, u"moon"_s}};
        QTest::newRow("no time") << QJsonObject{{"kind"_L1, u"at"_s}, {"at"_L1, u"tomorrow"_s}};
        QTest::newRow("no distance") << QJsonObject{{"kind"_L1, u"every"_s}, {"everyMs"_L1, 0}};
        QTest::newRow("no zone") << QJsonObject{
            {"kind"_L1, u"cron"_s}, {"expr"_L1, u"* * * * *"_s}, {"tz"_L1, u"Mars/Olympus"_s}};
    }
    void refuses()
    {
        QFETCH(QJsonObject, json);
        QVERIFY(!scheduleFrom(json, 0));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestSchedule)
#include "tst_schedule.moc"
