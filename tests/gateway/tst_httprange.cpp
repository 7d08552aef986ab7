#include "gateway/net/httpdate.h"
#include "gateway/net/httprange.h"
#include "tests/support/testprogram.h"

#include <QTest>
#include <QTimeZone>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

const HttpVersioned &object()
{
    static const HttpVersioned one{.size = 1000,
                                   .tag = "\"v1\"",
                                   .modified = QDateTime(QDate(1994, 11, 6), QTime(8, 49, 37, 500), Qt::UTC)};
    return one;
}

constexpr auto thatDate = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr auto before = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr auto after = "Sun, 06 Nov 1994 08:49:38 GMT";

} // namespace

/// RFC 9110, sections 13 and 14.
class TestHttpRange : public QObject
{
    Q_OBJECT

private slots:
    void ranges_data()
    {
        QTest::addColumn<QByteArray>("range");
        QTest::addColumn<int>("status");
        QTest::addColumn<qint64>("first");
        QTest::addColumn<qint64>("size");
        const auto row = [](const char *name, const char *range, int status, qint64 first, qint64 size) {
            QTest::newRow(name) << QByteArray(range) << status << first << size;
        };
        row("the first byte", "bytes=0-0", 206, 0, 1);
        row("some", "bytes=10-19", 206, 10, 10);
        row("the last byte", "bytes=999-999", 206, 999, 1);
        row("beyond the end", "bytes=990-2000", 206, 990, 10);
        row("open", "bytes=990-", 206, 990, 10);
        row("open, all", "bytes=0-", 206, 0, 1000);
        row("the end", "bytes=-10", 206, 990, 10);
        row("more of the end than there is", "bytes=-5000", 206, 0, 1000);
        row("spaces", "bytes= 0-1 ", 206, 0, 2);
        row("behind the end", "bytes=1000-", 416, 0, 0);
        row("far behind the end", "bytes=5000-6000", 416, 0, 0);
        row("nothing of the end", "bytes=-0", 416, 0, 0);
        row("several", "bytes=0-1,5-6", 200, 0, 1000);
        row("backwards", "bytes=5-4", 200, 0, 1000);
        row("another unit", "lines=0-1", 200, 0, 1000);
        row("no dash", "bytes=5", 200, 0, 1000);
        row("only a dash", "bytes=-", 200, 0, 1000);
        row("two dashes", "bytes=--5", 200, 0, 1000);
        row("a sign", "bytes=+1-2", 200, 0, 1000);
        row("hexadecimal", "bytes=0x1-2", 200, 0, 1000);
        row("more digits than a number has", "bytes=0-99999999999999999999", 200, 0, 1000);
        row("rubbish behind", "bytes=0-1x", 200, 0, 1000);
        row("nothing", "", 200, 0, 1000);
    }
    void ranges()
    {
        QFETCH(QByteArray, range);
        QFETCH(int, status);
        QFETCH(qint64, first);
        QFETCH(qint64, size);
        const HttpRequest request{.method = "GET", .fields = {{"range", range}}};
        QVERIFY(selectOf(request, object()) ==
                (HttpSelection{.status = status, .first = first, .size = size}));
        const HttpRequest head{.method = "HEAD", .fields = {{"range", range}}};
        QCOMPARE(selectOf(head, object()).status, 200);
    }

    void conditions_data()
    {
        QTest::addColumn<QList<HttpField>>("fields");
        QTest::addColumn<int>("status");
        using Fields = QList<HttpField>;
        const auto row = [](const char *name, const Fields &fields, int status) {
            QTest::newRow(name) << fields << status;
        };
        row("none", {}, 200);
        row("the version it has", {{"if-none-match", "\"v1\""}}, 304);
        row("weakly", {{"if-none-match", "W/\"v1\""}}, 304);
        row("one of several", {{"if-none-match", "\"v0\", \"v1\""}}, 304);
        row("any", {{"if-none-match", "*"}}, 304);
        row("another version", {{"if-none-match", "\"v2\""}}, 200);
        row("the tag goes before the date", {{"if-none-match", "\"v2\""}, {"if-modified-since", after}}, 200);
        row("not modified since", {{"if-modified-since", thatDate}}, 304);
        row("modified since", {{"if-modified-since", before}}, 200);
        row("a date that is none", {{"if-modified-since", "yesterday"}}, 200);
        row("must be that version", {{"if-match", "\"v1\""}}, 200);
        row("must be another version", {{"if-match", "\"v2\""}}, 412);
        row("must be, weakly", {{"if-match", "W/\"v1\""}}, 412);
        row("must be any", {{"if-match", "*"}}, 200);
        row("must not be newer, and is not", {{"if-unmodified-since", thatDate}}, 200);
        row("must not be newer, and is", {{"if-unmodified-since", before}}, 412);
        const HttpField range{"range", "bytes=0-0"};
        row("a range of that version", {range, {"if-range", "\"v1\""}}, 206);
        row("a range of another version", {range, {"if-range", "\"v2\""}}, 200);
        row("a range, weakly", {range, {"if-range", "W/\"v1\""}}, 200);
        row("a range of that date", {range, {"if-range", thatDate}}, 206);
        row("a range of another date", {range, {"if-range", before}}, 200);
        row("a range of what it has already", {range, {"if-none-match", "\"v1\""}}, 304);
    }
    void conditions()
    {
        QFETCH(QList<HttpField>, fields);
        QTEST(selectOf({.method = "GET", .fields = fields}, object()).status, "status");
    }

    void nothingHasNoRange()
    {
        const HttpRequest request{.method = "GET", .fields = {{"range", "bytes=0-"}}};
        QCOMPARE(selectOf(request, {.size = 0, .tag = "\"e\""}).status, 416);
    }

    void dates()
    {
        QCOMPARE(toHttpDate(object().modified), thatDate);
        QCOMPARE(toHttpDate(object().modified.toTimeZone(QTimeZone(3600))), thatDate);
        QCOMPARE(fromHttpDate(thatDate).toSecsSinceEpoch(), 784'111'777);
        for (const char *text : {"", "yesterday", "Sunday, 06-Nov-94 08:49:37 GMT",
                                 "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
                                 "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Foo 1994 08:49:37 GMT"})
            QVERIFY2(!fromHttpDate(text).isValid(), text);
    }
};

WSAGENT_TEST(TestHttpRange)
#include "tst_httprange.moc"
