#include "gateway/base/jsonpath.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace wsagent;

namespace {

/// Reads plain JSON; the text "removed" stands for undefined.
QJsonValue json(const QByteArray &text)
{
    if (text == "removed")
        return QJsonValue::Undefined;
    return QJsonDocument::fromJson("[" + text + "]").array().at(0);
}

} // namespace

class TestJsonPath : public QObject
{
    Q_OBJECT

private slots:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void comesBack_data();
    void comesBack();
    void valueAt_data();
    void valueAt();
    void withValueAt_data();
    void withValueAt();
};

void TestJsonPath::parses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<JsonPath>("path");

    QTest::newRow("the root") << u""_s << JsonPath{};
    QTest::newRow("a key") << u"gateway"_s << JsonPath{{u"gateway"_s}};
    QTest::newRow("keys") << u"gateway.port"_s << JsonPath{{u"gateway"_s}, {u"port"_s}};
    QTest::newRow("an index") << u"agents.list[12].id"_s
                              << JsonPath{{u"agents"_s}, {u"list"_s}, {{}, 12}, {u"id"_s}};
    QTest::newRow("an index of the root") << u"[0]"_s << JsonPath{{{}, 0}};
    QTest::newRow("an index of an index") << u"a[0][1]"_s << JsonPath{{u"a"_s}, {{}, 0}, {{}, 1}};
    QTest::newRow("a quoted key") << u"env.vars[\"a.b\"]"_s << JsonPath{{u"env"_s}, {u"vars"_s}, {u"a.b"_s}};
    QTest::newRow("a key in single quotes") << u"a['b\"c'].d"_s << JsonPath{{u"a"_s}, {u"b\"c"_s}, {u"d"_s}};
    QTest::newRow("escapes in a quoted key") << u"[\"a\\\"b\\\\c\"]"_s << JsonPath{{u"a\"b\\c"_s}};
    QTest::newRow("a bracket in a quoted key") << u"[\"]\"]"_s << JsonPath{{u"]"_s}};
    QTest::newRow("an empty quoted key") << u"[\"\"]"_s << JsonPath{{QString()}};
    QTest::newRow("a key of digits") << u"ports.18789"_s << JsonPath{{u"ports"_s}, {u"18789"_s}};
    QTest::newRow("a key with other characters")
        << u"models.gpt-4o/mini"_s << JsonPath{{u"models"_s}, {u"gpt-4o/mini"_s}};
}

void TestJsonPath::parses()
{
    QFETCH(QString, text);
    const auto parsed = parseJsonPath(text);
    QVERIFY2(parsed, qUtf8Printable(parsed ? QString() : parsed.error().message));
    QFETCH(JsonPath, path);
    QVERIFY2(*parsed == path, qUtf8Printable(toString(*parsed)));
}

void TestJsonPath::refuses_data()
{
    QTest::addColumn<QString>("text");

    for (const char *text :
         {".",          ".a",  "a.",     "a..b",    "a.[0]",     "[0].",  "a[0]b",  "a[0].[1]",
          "a[",         "a[]", "a[x]",   "a[-1]",   "a[+1]",     "a[ 1]", "a[1",    "a[99999999999]",
          "a[1000001]", "a]",  "a[\"b]", "a[\"b\"", "a[\"b\"x]", "a[\"",  "a[\"\\", "a\"b",
          "'a'"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestJsonPath::refuses()
{
    QFETCH(QString, text);
    const auto path = parseJsonPath(text);
    QVERIFY(!path);
    QCOMPARE(path.error().kind, ErrorKind::Usage);
    QVERIFY(path.error().message.startsWith(u"\"%1\" is not a config path: "_s.arg(text)));
    QVERIFY(!path.error().fix.isEmpty());
}

void TestJsonPath::comesBack_data()
{
    QTest::addColumn<JsonPath>("path");
    QTest::addColumn<QString>("text");

    QTest::newRow("the root") << JsonPath{} << u""_s;
    QTest::newRow("keys and indexes") << JsonPath{{u"a"_s}, {{}, 0}, {u"b"_s}} << u"a[0].b"_s;
    QTest::newRow("dots") << JsonPath{{u"a"_s}, {u"b.c"_s}, {u"d"_s}} << u"a[\"b.c\"].d"_s;
    QTest::newRow("first a dot") << JsonPath{{u".a"_s}} << u"[\".a\"]"_s;
    QTest::newRow("an empty key") << JsonPath{{u"a"_s}, {QString()}} << u"a[\"\"]"_s;
    QTest::newRow("quotes") << JsonPath{{u"it's"_s}, {u"\"x\"\\"_s}} << u"[\"it's\"][\"\\\"x\\\"\\\\\"]"_s;
    QTest::newRow("brackets") << JsonPath{{u"a[0]"_s}} << u"[\"a[0]\"]"_s;
    QTest::newRow("space at the edge") << JsonPath{{u" a"_s}} << u"[\" a\"]"_s;
    QTest::newRow("a backslash") << JsonPath{{u"C:\\x"_s}} << u"C:\\x"_s;
}

void TestJsonPath::comesBack()
{
    QFETCH(JsonPath, path);
    QTEST(toString(path), "text");
    const auto again = parseJsonPath(toString(path));
    QVERIFY(again);
    QVERIFY2(*again == path, qUtf8Printable(toString(*again)));
}

void TestJsonPath::valueAt_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("expected");

    QTest::newRow("the root") << u""_s << QByteArray(R"({"a": {"b": [1, {"c": null}]}})");
    QTest::newRow("an element") << u"a.b[0]"_s << QByteArray("1");
    QTest::newRow("null is a value") << u"a.b[1].c"_s << QByteArray("null");
    QTest::newRow("a missing member") << u"a.x"_s << QByteArray("removed");
    QTest::newRow("a missing element") << u"a.b[2]"_s << QByteArray("removed");
    QTest::newRow("a key of a list") << u"a.b.c"_s << QByteArray("removed");
    QTest::newRow("an index of an object") << u"a[0]"_s << QByteArray("removed");
    QTest::newRow("below a number") << u"a.b[0].x.y"_s << QByteArray("removed");
}

void TestJsonPath::valueAt()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, expected);
    const auto parsed = parseJsonPath(path);
    QVERIFY(parsed);
    QCOMPARE(wsagent::valueAt(json(R"({"a": {"b": [1, {"c": null}]}})"), *parsed), json(expected));
}

void TestJsonPath::withValueAt_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("after");

    const auto row = [](const char *name, const char *before, const char *path, const char *value,
                        const char *after) {
        QTest::newRow(name) << QByteArray(before) << QString::fromUtf8(path) << QByteArray(value)
                            << QByteArray(after);
    };
    row("the root", "1", "", "2", "2");
    row("a member", R"({"a": 1})", "a", "2", R"({"a": 2})");
    row("null is a value", R"({"a": 1})", "a", "null", R"({"a": null})");
    row("a new member", R"({"a": 1})", "b", "2", R"({"a": 1, "b": 2})");
    row("objects on the way", "{}", "a.b.c", "1", R"({"a": {"b": {"c": 1}}})");
    row("into nothing", "removed", "a.b", "1", R"({"a": {"b": 1}})");
    row("a list on the way", "{}", "a[0].b", "1", R"({"a": [{"b": 1}]})");
    row("an element", "[1, 2]", "[1]", "3", "[1, 3]");
    row("one element more", "[1]", "[1]", "2", "[1, 2]");
    row("two elements more", "[1]", "[2]", "2", "[1]");
    row("too many elements in what is missing", "{}", "a.b[1]", "1", "{}");
    row("too many elements below a new element", "[]", "[0].a[1]", "1", "[]");
    row("removed member", R"({"a": {"b": 1, "c": 2}})", "a.b", "removed", R"({"a": {"c": 2}})");
    row("the last removed leaves an empty object", R"({"a": {"b": 1}})", "a.b", "removed", R"({"a": {}})");
    row("removed element", "[1, 2, 3]", "[1]", "removed", "[1, 3]");
    row("removing what is missing", R"({"a": 1})", "b.c.d", "removed", R"({"a": 1})");
    row("removing a missing element", "[1]", "[1]", "removed", "[1]");
    row("removing below a number", R"({"a": 1})", "a.b", "removed", R"({"a": 1})");
}

void TestJsonPath::withValueAt()
{
    QFETCH(QByteArray, before);
    QFETCH(QString, path);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, after);
    const auto parsed = parseJsonPath(path);
    QVERIFY(parsed);
    QCOMPARE(wsagent::withValueAt(json(before), *parsed, json(value)), json(after));
}

WSAGENT_TEST(TestJsonPath)
#include "tst_jsonpath.moc"
