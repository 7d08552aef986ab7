#include "gateway/protocol/frame.h"
#include "tests/support/specvectors.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QJsonObject parsed(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

} // namespace

class TestFrame : public QObject
{
    Q_OBJECT

private slots:
    void request()
    {
        const auto frame = parseRequest(
            R"({"type":"req","id":"1:x","method":"health","params":{"probe":true},"traceparent":""})");
        QVERIFY(frame);
        QCOMPARE(frame->id, u"1:x"_s);
        QCOMPARE(frame->method, u"health"_s);
        QCOMPARE(frame->params["probe"_L1].toBool(), true);
        QVERIFY(parseRequest(R"({"type":"req","id":"1","method":"health"})")->params.isUndefined());
        QVERIFY(parseRequest(R"({"type":"req","id":"1","method":"health","params":null})")->params.isNull());
    }

    void bad_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("where");
        const auto row = [](const char *name, const char *message, const char *id, const char *where) {
            QTest::newRow(name) << QByteArray(message) << QString::fromUtf8(id) << QString::fromUtf8(where);
        };
        row("a number", "1", "invalid", "must be object");
        row("text", "\"x\"", "invalid", "must be object");
        row("a list", "[]", "invalid", "must be object");
        row("nothing in it", "{}", "invalid",
            "must have required property 'type'; must have required property 'id'; must have required "
            "property "
            "'method'");
        row("another type", R"({"type":"res","id":"1","method":"a"})", "1",
            "at /type: must be equal to constant");
        row("a number as id", R"({"type":"req","id":1,"method":"a"})", "invalid", "at /id: must be string");
        row("an empty id", R"({"type":"req","id":"","method":"a"})", "invalid",
            "at /id: must not have fewer than 1 characters");
        row("an empty method", R"({"type":"req","id":"1","method":""})", "1",
            "at /method: must not have fewer than 1 characters");
        row("a number as trace", R"({"type":"req","id":"1","method":"a","traceparent":1})", "1",
            "at /traceparent: must be string");
        row("an unknown member", R"({"type":"req","id":"1","method":"a","foo":1})", "1",
            "at root: unexpected property 'foo'");
    }
    void bad()
    {
        QFETCH(QByteArray, message);
        const auto frame = parseRequest(message);
        QVERIFY(!frame);
        QVERIFY(frame.error().isJson);
        QTEST(frame.error().id, "id");
        QTEST(frame.error().where, "where");
    }

    void noJson_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a word") << QByteArray("hello");
        QTest::newRow("half an object") << QByteArray("{");
        QTest::newRow("two values") << QByteArray("1,2");
        QTest::newRow("a list that is closed early") << QByteArray("1],[2");
    }
    void noJson()
    {
        QFETCH(QByteArray, message);
        const auto frame = parseRequest(message);
        QVERIFY(!frame);
        QVERIFY(!frame.error().isJson);
    }

    void vectors_data()
    {
        QTest::addColumn<QJsonObject>("row");
        const auto vectors = test::specVectors(u"frames.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        const QJsonArray rows = vectors->value("after"_L1).toArray();
        for (const QJsonValue &row : rows)
            QTest::newRow(qPrintable(row["name"_L1].toString())) << row.toObject();
    }
    /// Those that are about the frame: the others ask for an answer of the method.
    void vectors()
    {
        QFETCH(QJsonObject, row);
        const auto frame = parseRequest(row["text"_L1].toString().toUtf8());
        const QString prefix = row["messagePrefix"_L1].toString();
        if (!prefix.isEmpty()) {
            QVERIFY(!frame && frame.error().isJson);
            QCOMPARE(frame.error().id, row["responseMatches"_L1]["id"_L1].toString());
        } else if (row.contains("response"_L1) || row.contains("responseMatches"_L1)) {
            QVERIFY(frame);
        } else {
            QVERIFY(!frame && !frame.error().isJson);
        }
    }

    void answers()
    {
        QCOMPARE(parsed(responseText(u"7"_s, QJsonObject{{"a"_L1, 1}})),
                 parsed(R"({"type":"res","id":"7","ok":true,"payload":{"a":1}})"));
        QCOMPARE(parsed(responseText(u"7"_s, QJsonValue::Undefined)),
                 parsed(R"({"type":"res","id":"7","ok":true})"));
        QCOMPARE(parsed(errorText(u"7"_s, missingScope(u"operator.read"_s))),
                 parsed(R"({"type":"res","id":"7","ok":false,"error":{"code":"FORBIDDEN",)"
                        R"("message":"missing scope: operator.read","details":{"code":"MISSING_SCOPE",)"
                        R"("missingScope":"operator.read","requiredScopes":["operator.read"]}}})"));
        QCOMPARE(toJson(notNow(u"health"_s, u"startup-sidecars"_s, 500))["retryAfterMs"_L1].toInt(), 500);
    }

    void events()
    {
        const EventText event("presence"_L1, QJsonObject{{"presence"_L1, QJsonArray()}}, StateVersion{3, 1});
        QCOMPARE(parsed(event.numbered(42)),
                 parsed(R"({"type":"event","event":"presence","payload":{"presence":[]},"seq":42,)"
                        R"("stateVersion":{"presence":3,"health":1}})"));
        QVERIFY(!parsed(event.unnumbered()).contains("seq"_L1));
    }
};

WSAGENT_TEST(TestFrame)
#include "tst_frame.moc"
