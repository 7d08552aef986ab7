#include "gateway/llm/sse.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

using Events = QList<SseEvent>;
Q_DECLARE_METATYPE(Events)

class TestSse : public QObject
{
    Q_OBJECT

private:
    static Events all(SseParser &parser, const QByteArray &bytes, qsizetype step)
    {
        Events events;
        for (qsizetype at = 0; at < bytes.size(); at += step) {
            const auto some = parser.feed(bytes.mid(at, step));
            if (!some)
                qFatal("%s", qPrintable(some.error().message));
            events += *some;
        }
        return events + *parser.finish();
    }

private slots:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<Events>("expected");

        QTest::newRow("nothing") << ""_ba << Events();
        QTest::newRow("one event") << "data: a\n\n"_ba << Events{{.data = "a"}};
        QTest::newRow("only one space goes") << "data:  a \n\n"_ba << Events{{.data = " a "}};
        QTest::newRow("no space") << "data:a\n\n"_ba << Events{{.data = "a"}};
        QTest::newRow("a type") << "event: ping\ndata: {}\n\n"_ba << Events{{.type = "ping", .data = "{}"}};
        QTest::newRow("the type does not last")
            << "event: x\ndata: 1\n\ndata: 2\n\n"_ba << Events{{.type = "x", .data = "1"}, {.data = "2"}};
        QTest::newRow("several lines") << "data: a\ndata\ndata: b\n\n"_ba << Events{{.data = "a\n\nb"}};
        QTest::newRow("empty data") << "data\n\n"_ba << Events{{.data = ""}};
        QTest::newRow("an event without data is none") << "event: x\n\n"_ba << Events();
        QTest::newRow("carriage return and line feed")
            << "data: a\r\n\r\ndata: b\r\n\r\n"_ba << Events{{.data = "a"}, {.data = "b"}};
        QTest::newRow("carriage returns")
            << "data: a\r\rdata: b\r\r"_ba << Events{{.data = "a"}, {.data = "b"}};
        QTest::newRow("line ends of all kinds")
            << "data: a\rdata: b\ndata: c\r\n\n"_ba << Events{{.data = "a\nb\nc"}};
        QTest::newRow("comments") << ": OPENROUTER PROCESSING\n\ndata: a\n: more\n\n"_ba
                                  << Events{{.data = "a"}};
        QTest::newRow("unknown fields")
            << "id: 7\nretry: 10\nwhatever\ndata: a\n\n"_ba << Events{{.data = "a"}};
        QTest::newRow("a colon in the value") << "data: {\"a\":1}\n\n"_ba << Events{{.data = "{\"a\":1}"}};
        QTest::newRow("a byte order mark") << "\xEF\xBB\xBF"
                                              "data: a\n\n"_ba
                                           << Events{{.data = "a"}};
        QTest::newRow("letters of several bytes")
            << "data: grüße 🦊\n\n"_ba << Events{{.data = "grüße 🦊"}};
        QTest::newRow("without the blank line at the end")
            << "data: a\n\ndata: [DONE]"_ba << Events{{.data = "a"}, {.data = "[DONE]"}};
    }

    /// Each stream at once, and cut at every place.
    void reads()
    {
        QFETCH(QByteArray, stream);
        QFETCH(Events, expected);

        for (qsizetype step = 1; step <= stream.size() + 1; ++step) {
            SseParser parser;
            QVERIFY2(all(parser, stream, step) == expected, QByteArray::number(step).constData());
        }
    }

    void tellsEventsAsSoonAsTheyEnd()
    {
        SseParser parser;

        QCOMPARE(parser.feed("data: a\n")->size(), 0);
        QCOMPARE(parser.feed("\n")->size(), 1);
        QCOMPARE(parser.feed("data: b\r\n\r")->size(), 1); // not only with the line feed that may follow
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("piece");
        QTest::addColumn<QString>("message");

        QTest::newRow("a line without end") << QByteArray(10, 'x') << u"more than 64 bytes"_s;
        QTest::newRow("an event without end") << "data: abc\n"_ba << u"more than 64 bytes"_s;
        QTest::newRow("an event of empty lines") << "data\n"_ba << u"more than 64 bytes"_s;
        QTest::newRow("binary data") << "data: a\0\n"_ba << u"binary data"_s;
    }

    /// And keeps nothing of it.
    void refuses()
    {
        QFETCH(QByteArray, piece);
        QFETCH(QString, message);
        SseParser parser(64);

        for (int i = 0; i < 100; ++i) {
            const auto events = parser.feed(piece);
            if (events)
                continue;
            QVERIFY2(events.error().message.contains(message), qPrintable(events.error().message));
            QVERIFY(!parser.feed("data: a\n\n"));
            QVERIFY(!parser.finish());
            return;
        }
        QFAIL("was not refused");
    }

    void manyEventsAreNoReasonToRefuse()
    {
        SseParser parser(64);

        for (int i = 0; i < 10'000; ++i)
            QCOMPARE(parser.feed("event: x\ndata: 0123456789\n\n")->size(), 1);
    }
};

WSAGENT_TEST(TestSse)
#include "tst_sse.moc"
