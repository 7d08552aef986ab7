#include "gateway/base/json5edit.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace wsagent;

namespace {

const QJsonValue removed = QJsonValue::Undefined;

/// The value a JSON5 text stands for; tests are easier to read with it.
QJsonValue json(const char *text)
{
    const auto document = Json5Document::parse(text);
    return document ? document->value() : QJsonValue(u"not JSON5: "_s + document.error().message);
}

JsonPath path(const QByteArray &text)
{
    const auto parsed = parseJsonPath(QString::fromUtf8(text));
    return parsed ? *parsed : JsonPath{{u"not a path"_s}};
}

} // namespace

class TestJson5Edit : public QObject
{
    Q_OBJECT

private slots:
    void edit_data();
    void edit();
    void manyEdits();
    void refuses_data();
    void refuses();
    void plainText();
};

void TestJson5Edit::edit_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("at");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QByteArray>("after");

    const auto row = [](const char *name, const char *before, const char *at, const QJsonValue &value,
                        const char *after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(at) << value << QByteArray(after);
    };

    row("a number is replaced", "{ port: 1 /* p */, x: 2 } // end\n", "port", 18789,
        "{ port: 18789 /* p */, x: 2 } // end\n");
    row("a replaced string keeps its quotes", "{a: 'x', b: \"y\"}", "a", u"it's"_s,
        "{a: 'it\\'s', b: \"y\"}");
    row("a new string takes the quotes around it", "{a: 'x', b: 1}", "b", u"y"_s, "{a: 'x', b: 'y'}");
    row("an equal value changes nothing", "{a: 0x10, b: +1.0}", "a", 16, "{a: 0x10, b: +1.0}");
    row("not a number stays as it is", "{a: NaN, b: 1}", "b", 2, "{a: NaN, b: 2}");
    row("a long integer keeps its digits", "{\"a\": 1}", "a", qint64(9007199254740993),
        "{\"a\": 9007199254740993}");
    row("numbers that plain JSON does not have", "{a: 1}", "a", json("[NaN, -Infinity, 1e300, 1e20, .1]"),
        "{a: [NaN, -Infinity, 1e+300, 1e+20, 0.1]}");
    row("an escaped key is found", "{\"p\\u006frt\": 1}", "port", 2, "{\"p\\u006frt\": 2}");
    row("a byte order mark stays", "\xEF\xBB\xBF{a: 1}\n", "a", 2, "\xEF\xBB\xBF{a: 2}\n");

    row("appended to lines without trailing comma", "{\n  \"a\": 1\n}\n", "b", 2,
        "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
    row("appended to lines with trailing comma", "{\n\ta: 1,\n}\n", "b", 2, "{\n\ta: 1,\n\tb: 2,\n}\n");
    row("appended after a comment", "{\n  a: 1 // one\n  // end\n}\n", "b", 2,
        "{\n  a: 1, // one\n  b: 2\n  // end\n}\n");
    row("appended after comma and comment", "{\n  a: 1, // one\n}\n", "b", 2,
        "{\n  a: 1, // one\n  b: 2,\n}\n");
    row("appended in one line", "{ a: 1 }", "b", 2, "{ a: 1, b: 2 }");
    row("appended in one line after a comment", "{ a: 1 /* one */ }", "b", 2, "{ a: 1 /* one */, b: 2 }");
    row("appended in one line with trailing comma", "{ a: 1, }", "b", 2, "{ a: 1, b: 2, }");
    row("appended to dense text", "{\"a\":1,\"b\":2}", "c", 3, "{\"a\":1,\"b\":2,\"c\":3}");
    row("appended on the last line with the bracket", "{ a: 1,\n  b: 2 }", "c", 3,
        "{ a: 1,\n  b: 2,\n  c: 3 }");
    row("appended in one line with a line comment", "{ a: 1 // one\n}", "b", 2, "{ a: 1, // one\n  b: 2\n}");
    row("appended with commas in front", "{\n  a: 1\n  , b: 2\n}", "c", 3, "{\n  a: 1\n  , b: 2,\n  c: 3\n}");
    row("appended after a comment of several lines", "{\n  a: 1 /* x\n y */\n}", "b", 2,
        "{\n  a: 1, /* x\n y */\n  b: 2\n}");
    row("appended to an empty object", "{}\n", "a", 1, "{\n  \"a\": 1\n}\n");
    row("appended to an empty object with a comment", "{\n    // nothing yet\n}\n", "a", 1,
        "{\n    // nothing yet\n    \"a\": 1\n}\n");
    row("appended to an empty object with a comment beside the bracket", "{ // nothing yet\n}\n", "a", 1,
        "{ // nothing yet\n  \"a\": 1\n}\n");
    row("appended to an empty object in one line", "{ a: {}, b: [/* none */] }", "a.c", 1,
        "{ a: { c: 1 }, b: [/* none */] }");
    row("appended to an empty list with a comment", "{ a: {}, b: [/* none */] }", "b[0]", 1,
        "{ a: {}, b: [/* none */ 1] }");
    row("appended to an empty object among lines", "{\n  a: {},\n}", "a.b", 1,
        "{\n  a: {\n    b: 1,\n  },\n}");
    row("missing objects on the way", "{\n  'a': 1\n}", "b.c.d", u"x"_s,
        "{\n  'a': 1,\n  'b': {\n    'c': {\n      'd': 'x'\n    }\n  }\n}");
    row("missing objects on the way in one line", "{a: 1}", "b.c", 2, "{a: 1, b: { c: 2 }}");
    row("an odd key is quoted among plain ones", "{a: 1}", "[\"b-c\"]", 2, "{a: 1, \"b-c\": 2}");
    row("other line ends", "{\r\n  a: 1\r\n}\r\n", "b.c", 2,
        "{\r\n  a: 1,\r\n  b: {\r\n    c: 2\r\n  }\r\n}\r\n");
    row("indent of four", "{\n    a: {\n        b: 1\n    }\n}", "c.d", 2,
        "{\n    a: {\n        b: 1\n    },\n    c: {\n        d: 2\n    }\n}");

    row("a member goes with its line", "{\n  // about a\n  a: 1, // one\n\n  b: 2\n}", "a", removed,
        "{\n  // about a\n\n  b: 2\n}");
    row("the last member takes the comma before it", "{\n  a: 1, // one\n  b: 2 // two\n}", "b", removed,
        "{\n  a: 1 // one\n}");
    row("the last member leaves a trailing comma", "{\n  a: 1,\n  b: 2,\n}", "b", removed, "{\n  a: 1,\n}");
    row("the only member", "{\n  a: 1\n}\n", "a", removed, "{\n}\n");
    row("the first in one line", "{ a: 1, b: 2 }", "a", removed, "{ b: 2 }");
    row("the middle one in one line", "{ a: 1, b: 2, c: 3 }", "b", removed, "{ a: 1, c: 3 }");
    row("the last in one line", "{ a: 1, b: 2 }", "b", removed, "{ a: 1 }");
    row("the last in dense text", "{\"a\":1,\"b\":2}", "b", removed, "{\"a\":1}");
    row("a comment of the neighbour stays", "{ a: 1, /* b */ b: 2 }", "a", removed, "{ /* b */ b: 2 }");
    row("a comment at the end of a shared line stays", "{\n  a: 1, b: 2 // both\n}", "b", removed,
        "{\n  a: 1 // both\n}");
    row("commas in front", "{\n  a: 1\n  // about b\n  , b: 2\n}", "a", removed,
        "{\n  // about b\n   b: 2\n}");
    row("a missing member", "{ a: 1 }", "b.c", removed, "{ a: 1 }");
    row("a nested member", "{\n  a: {\n    b: 1,\n    c: 2\n  }\n}", "a.b", removed,
        "{\n  a: {\n    c: 2\n  }\n}");

    row("an element is replaced", "[1, /* two */ 2, 3]", "[1]", 4, "[1, /* two */ 4, 3]");
    row("an element is appended", "{a: [1, 2]}", "a[2]", 3, "{a: [1, 2, 3]}");
    row("an element is appended to lines", "[\n  1,\n  2\n]", "[2]", 3, "[\n  1,\n  2,\n  3\n]");
    row("an element is appended to the last of several lines", "[1, 2,\n 3, 4\n]", "[4]", 5,
        "[1, 2,\n 3, 4, 5\n]");
    row("the named one of equal elements goes", "[0 /* a */, 0 /* b */, 0 /* c */]", "[1]", removed,
        "[0 /* a */, 0 /* c */]");
    row("an element in its line goes", "[\n  1, // one\n  2, // two\n]", "[0]", removed, "[\n  2, // two\n]");

    row("an object over an object keeps what is equal",
        "{\n  a: {\n    b: 1, // one\n    c: 2, // two\n  },\n}", "a", json("{b: 1, d: 4}"),
        "{\n  a: {\n    b: 1, // one\n    d: 4,\n  },\n}");
    row("a list without its first element keeps the comments of the others",
        "{ l: [\n  {id: 'a'}, // A\n  {id: 'b'}, // B\n] }", "l", json("[{id: 'b'}]"),
        "{ l: [\n  {id: 'b'}, // B\n] }");
    row("a list with a new element in the middle", "[\n  1, // one\n  3, // three\n]", "", json("[1, 2, 3]"),
        "[\n  1, // one\n  2,\n  3, // three\n]");
    row("a list with a new element in front", "[\n  1, // one\n]", "", json("[0, 1]"),
        "[\n  0,\n  1, // one\n]");
    row("a list in one line with a new element in front", "[1, 2]", "", json("[0, 1, 2]"), "[0, 1, 2]");
    row("a value becomes an object", "{\n  a: 1\n}", "a", json("{b: [], c: {}}"),
        "{\n  a: {\n    b: [],\n    c: {}\n  }\n}");

    row("an empty file", "", "a.b", 1, "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n");
    row("a file of comments", "// mine", "a", 1, "// mine\n{\n  \"a\": 1\n}\n");
    row("nothing is removed from an empty file", " \n", "a", removed, " \n");
    row("a root that is no object", "12 // old\n", "a", 1, "{\n  \"a\": 1\n} // old\n");
}

void TestJson5Edit::edit()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, at);
    QFETCH(QJsonValue, value);

    const auto after = editJson5(before, {{path(at), value}});
    QVERIFY2(after, qUtf8Printable(after ? QString() : after.error().message));
    QTEST(*after, "after");
}

void TestJson5Edit::manyEdits()
{
    const auto after =
        editJson5("{\n  a: 1, // one\n  b: 2\n}\n", {{path("a"), 3}, {path("b"), removed}, {path("c"), 4}});
    QVERIFY(after);
    QCOMPARE(*after, QByteArray("{\n  a: 3, // one\n  c: 4\n}\n"));
}

void TestJson5Edit::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("at");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("message");

    QTest::newRow("a broken file") << QByteArray("{\n  a: }") << QByteArray("a") << QJsonValue(1)
                                   << u"line 2, column 6: expected a value"_s;
    QTest::newRow("a file that ends inside a character")
        << QByteArray("// a\n\xf4") << QByteArray("a") << QJsonValue(1)
        << u"line 2, column 1: this is not UTF-8 text"_s;
    QTest::newRow("removing everything")
        << QByteArray("{}") << QByteArray() << removed << u"the whole content of a file cannot be removed"_s;
    QTest::newRow("an index that is too large")
        << QByteArray("{a: [1]}") << QByteArray("a[2]") << QJsonValue(1)
        << u"a[2] cannot be set: the list has 1 entries, the next one is [1]"_s;
    QTest::newRow("an index that is too large in an empty file")
        << QByteArray() << QByteArray("a[1]") << QJsonValue(1)
        << u"a[1] cannot be set: the list has 0 entries, the next one is [0]"_s;
    QTest::newRow("a key of a list") << QByteArray("{a: [1]}") << QByteArray("a.b") << QJsonValue(1)
                                     << u"a is a list; its entries are written a[0]"_s;
    QTest::newRow("an index of an object") << QByteArray("{a: {}}") << QByteArray("a[0]") << QJsonValue(1)
                                           << u"a is an object and has no entry [0]"_s;
    QTest::newRow("a key of a number")
        << QByteArray("{a: 1}") << QByteArray("a.b") << QJsonValue(1)
        << u"a is a single value and cannot contain anything; remove it first"_s;
}

void TestJson5Edit::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, at);
    QFETCH(QJsonValue, value);

    const auto after = editJson5(text, {{path(at), value}});
    QVERIFY(!after);
    QTEST(after.error().message, "message");
}

void TestJson5Edit::plainText()
{
    QCOMPARE(toJsonText(json("{b: [1, 'x\\u0001'], a: {}, c: [], d: [{}]}")),
             QByteArray("{\n  \"a\": {},\n  \"b\": [\n    1,\n    \"x\\u0001\"\n  ],\n  \"c\": [],\n  \"d\": "
                        "[\n    {}\n  ]\n}\n"));
}

WSAGENT_TEST(TestJson5Edit)
#include "tst_json5edit.moc"
