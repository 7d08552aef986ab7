#include "gateway/base/duration.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestDuration : public QObject
{
    Q_OBJECT

private slots:
    void texts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("milliseconds"); // -1: an error

        QTest::newRow("bare") << u"250"_s << qint64(250);
        QTest::newRow("milliseconds") << u"500ms"_s << qint64(500);
        QTest::newRow("seconds") << u"30s"_s << qint64(30'000);
        QTest::newRow("minutes") << u"5m"_s << qint64(300'000);
        QTest::newRow("days") << u"2d"_s << qint64(172'800'000);
        QTest::newRow("several") << u"1h30m"_s << qint64(5'400'000);
        QTest::newRow("nothing") << QString() << qint64(-1);
        QTest::newRow("negative") << u"-5s"_s << qint64(-1);
        QTest::newRow("unit alone") << u"s"_s << qint64(-1);
        QTest::newRow("rubbish behind") << u"5s!"_s << qint64(-1);
        QTest::newRow("bare behind a unit") << u"5s5"_s << qint64(-1);
        QTest::newRow("too long") << u"9999999999s"_s << qint64(-1);
    }
    void texts()
    {
        QFETCH(QString, text);
        QFETCH(qint64, milliseconds);
        const auto parsed = parseDuration(text);
        QCOMPARE(parsed ? qint64(parsed->count()) : qint64(-1), milliseconds);
    }

    void bareNumber()
    {
        QCOMPARE(*parseDuration(u"30"_s, std::chrono::minutes(1)), std::chrono::minutes(30));
        QCOMPARE(*parseDuration(u"30s"_s, std::chrono::minutes(1)), std::chrono::seconds(30));
    }
};

WSAGENT_TEST(TestDuration)
#include "tst_duration.moc"
