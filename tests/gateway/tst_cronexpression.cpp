#include "gateway/scheduler/cronexpression.h"
#include "tests/support/testprogram.h"

#include <QDateTime>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

qint64 utc(const QString &iso)
{
    return QDateTime::fromString(iso, Qt::ISODate).toMSecsSinceEpoch();
}

QString isoText(std::optional<qint64> ms)
{
    return ms ? QDateTime::fromMSecsSinceEpoch(*ms, Qt::UTC).toString(Qt::ISODate) : u"never"_s;
}

} // namespace

class TestCronExpression : public QObject
{
    Q_OBJECT

private slots:
    void next_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("expected");

        const auto row = [](const char *name, const QString &expression, const QString &zone,
                            const QString &after, const QString &expected) {
            QTest::newRow(name) << expression << zone << after << expected;
        };
        row("every minute, never the present one", u"* * * * *"_s, u"UTC"_s, u"2026-03-01T10:00:00Z"_s,
            u"2026-03-01T10:01:00Z"_s);
        row("seconds are cut off", u"* * * * *"_s, u"UTC"_s, u"2026-03-01T10:00:59Z"_s,
            u"2026-03-01T10:01:00Z"_s);
        row("steps", u"*/20 8-10 * * *"_s, u"UTC"_s, u"2026-03-01T10:40:00Z"_s, u"2026-03-02T08:00:00Z"_s);
        row("a step from a number on", u"50/5 * * * *"_s, u"UTC"_s, u"2026-03-01T10:51:00Z"_s,
            u"2026-03-01T10:55:00Z"_s);
        row("lists and names", u"0 9 * jan,jul mon"_s, u"UTC"_s, u"2026-02-01T00:00:00Z"_s,
            u"2026-07-06T09:00:00Z"_s);
        row("Sunday is 7 as well", u"0 0 * * 7"_s, u"UTC"_s, u"2026-03-02T00:00:00Z"_s,
            u"2026-03-08T00:00:00Z"_s);
        row("day or weekday, when both are given", u"0 0 13 * fri"_s, u"UTC"_s, u"2026-03-01T00:00:00Z"_s,
            u"2026-03-06T00:00:00Z"_s);
        row("day and weekday, when one is a step of all", u"0 0 */2 * fri"_s, u"UTC"_s,
            u"2026-03-01T00:00:00Z"_s, u"2026-03-13T00:00:00Z"_s);
        row("29 February", u"0 0 29 2 *"_s, u"UTC"_s, u"2096-03-01T00:00:00Z"_s, u"2104-02-29T00:00:00Z"_s);
        row("30 February", u"0 0 30 2 *"_s, u"UTC"_s, u"2026-03-01T00:00:00Z"_s, u"never"_s);
        row("nickname", u"@daily"_s, u"UTC"_s, u"2026-03-01T00:00:00Z"_s, u"2026-03-02T00:00:00Z"_s);

        row("by the clocks of the zone", u"0 9 * * *"_s, u"Europe/Berlin"_s, u"2026-01-10T00:00:00Z"_s,
            u"2026-01-10T08:00:00Z"_s);
        row("in a skipped hour: when the clocks go on", u"30 2 * * *"_s, u"Europe/Berlin"_s,
            u"2026-03-29T00:30:00Z"_s, u"2026-03-29T01:00:00Z"_s);
        row("… once, though four times of it are skipped", u"*/15 2 * * *"_s, u"Europe/Berlin"_s,
            u"2026-03-29T01:00:00Z"_s, u"2026-03-30T00:00:00Z"_s);
        row("in a repeated hour: the first time", u"30 2 * * *"_s, u"Europe/Berlin"_s,
            u"2026-10-24T23:00:00Z"_s, u"2026-10-25T00:30:00Z"_s);
        row("… and not the second", u"30 2 * * *"_s, u"Europe/Berlin"_s, u"2026-10-25T00:30:00Z"_s,
            u"2026-10-26T01:30:00Z"_s);
        row("clocks that jump by half an hour", u"15 2 * * *"_s, u"Australia/Lord_Howe"_s,
            u"2026-10-03T12:00:00Z"_s, u"2026-10-03T15:30:00Z"_s);
        row("a whole day that was skipped", u"0 12 30 12 *"_s, u"Pacific/Apia"_s, u"2011-12-29T12:00:00Z"_s,
            u"2011-12-30T10:00:00Z"_s);
    }
    void next()
    {
        QFETCH(QString, expression);
        QFETCH(QString, zone);
        QFETCH(QString, after);
        const auto parsed = CronExpression::parse(expression);
        QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().message));
        QTEST(isoText(parsed->next(utc(after), QTimeZone(zone.toLatin1()))), "expected");
    }

    /// Whatever the expression, times only go up, and every one of them fits.
    void timesGoUp()
    {
        const QTimeZone berlin("Europe/Berlin");
        for (const QString &text : {u"*/7 * * * *"_s, u"0,30 1-3 * * *"_s, u"59 23 * * sun"_s}) {
            const auto expression = CronExpression::parse(text);
            QVERIFY(expression);
            qint64 last = utc(u"2026-03-28T00:00:00Z"_s);
            for (int i = 0; i < 500; ++i) {
                const auto following = expression->next(last, berlin);
                QVERIFY(following && *following > last);
                last = *following;
            }
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::newRow("nothing") << u""_s;
        QTest::newRow("four fields") << u"* * * *"_s;
        QTest::newRow("six fields") << u"0 * * * * *"_s;
        QTest::newRow("minute 60") << u"60 * * * *"_s;
        QTest::newRow("day 0") << u"* * 0 * *"_s;
        QTest::newRow("range that goes back") << u"30-10 * * * *"_s;
        QTest::newRow("step 0") << u"*/0 * * * *"_s;
        QTest::newRow("signed number") << u"+5 * * * *"_s;
        QTest::newRow("empty part of a list") << u"1,,2 * * * *"_s;
        QTest::newRow("word in the wrong field") << u"mon * * * *"_s;
        QTest::newRow("range without an end") << u"1- * * * *"_s;
        QTest::newRow("too long") << QString(300, u'1');
    }
    void refuses()
    {
        QFETCH(QString, expression);
        const auto parsed = CronExpression::parse(expression);
        QVERIFY(!parsed);
        QVERIFY(!parsed.error().message.isEmpty());
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestCronExpression)
#include "tst_cronexpression.moc"
