#include "gateway/base/json5.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace wsagent;

class TestJson5 : public QObject
{
    Q_OBJECT

private slots:
    void reads_data();
    void reads();
    void readsNumbers_data();
    void readsNumbers();
    void notANumber();
    void readsStrings_data();
    void readsStrings();
    void readsKeys_data();
    void readsKeys();
    void refuses_data();
    void refuses();
    void refusesBadUtf8_data();
    void refusesBadUtf8();
    void positionOf_data();
    void positionOf();
    void depthLimit();
    void sizeLimit();
    void hugeObject();
};

void TestJson5::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("plain"); ///< the same in plain JSON, inside a list

    const auto row = [](const char *name, const QByteArray &text, const char *plain) {
        QTest::newRow(name) << text << QByteArray(plain);
    };

    row("an empty list", "[]", "[[]]");
    row("a list", "[true, false, null]", "[[true, false, null]]");
    row("a list with trailing comma", "[7,]", "[[7]]");
    row("an empty object", "{}", "[{}]");
    row("an object with trailing comma", "{\"a\": 1, }", "[{\"a\": 1}]");
    row("a single quoted key", "{'a b': 1}", "[{\"a b\": 1}]");
    row("plain keys", "{a: 1, $_: 2, _$: 3, a1: 4}", "[{\"a\": 1, \"$_\": 2, \"_$\": 3, \"a1\": 4}]");
    row("reserved words as keys", "{while: 1, null: 2, true: 3, Infinity: 4, NaN: 5}",
        "[{\"while\": 1, \"null\": 2, \"true\": 3, \"Infinity\": 4, \"NaN\": 5}]");
    row("an empty key", "{'': 1}", "[{\"\": 1}]");
    row("keys that scripts treat specially", "{__proto__: 1, constructor: 2}",
        "[{\"__proto__\": 1, \"constructor\": 2}]");

    row("block comment after an element", "[1 /* one */, 2]", "[[1, 2]]");
    row("block comment after the value", "null /* that was all */", "[null]");
    row("block comment before the value", "/* here it comes */ null", "[null]");
    row("block comment with stars", "/**\n * title **/ true", "[true]");
    row("block comment with a line comment in it", "/* // */ true", "[true]");
    row("block comment between key and colon", "{a /* k */ : /* v */ 1}", "[{\"a\": 1}]");
    row("block comment in a string", "'a /* b */ c'", "[\"a /* b */ c\"]");
    row("line comment after an element", "[1 // one\n]", "[[1]]");
    row("line comment after the value", "1 // end of the text", "[1]");
    row("line comment before the value", "// first\n1", "[1]");
    row("line comment in a string", "\"a // b\"", "[\"a // b\"]");
    row("line comment ended by CR", "// one\r2", "[2]");
    row("line comment ended by CR LF", "// one\r\n2", "[2]");
    row("line comment ended by a line separator", "// one\u2028 2", "[2]");
    row("line comment ended by a paragraph separator", "// one\u2029 2", "[2]");
    row("empty comments", "/**/ [ //\n] //", "[[]]");

    row("every kind of white space", "\t\v\f \u00a0\ufeff\u2003\u3000\n\r\u2028\u2029 [\u1680]", "[[]]");
    row("a byte order mark", "\xEF\xBB\xBF{a: 1}", "[{\"a\": 1}]");
    row("everything together",
        "// config\n{\n  unquoted: 'one', /* two */ 'q': \"\",\n  list: [.5, +1, 0xF,],\n  in: {deep: "
        "{}},\n}\n",
        "[{\"unquoted\": \"one\", \"q\": \"\", \"list\": [0.5, 1, 15], \"in\": {\"deep\": {}}}]");
}

void TestJson5::reads()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, plain);

    const auto document = Json5Document::parse(text);
    QVERIFY2(document, qUtf8Printable(document ? QString() : document.error().message));
    QCOMPARE(document->value(), QJsonDocument::fromJson(plain).array().at(0));
    QCOMPARE(document->text(), text);
}

void TestJson5::readsNumbers_data()
{
    QTest::addColumn<double>("expected");

    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto row = [](const char *text, double expected) {
        QTest::newRow(text) << expected;
    };
    row("0", 0);
    row("15", 15);
    row("-15", -15);
    row("+15", 15);
    row("-0", 0);
    row("+0", 0);
    row("1.25", 1.25);
    row("-1.25", -1.25);
    row("+1.25", 1.25);
    row("0.5", 0.5);
    row("-0.5", -0.5);
    row("+0.5", 0.5);
    row(".5", 0.5);
    row("-.5", -0.5);
    row("+.5", 0.5);
    row("5.", 5);
    row("-5.", -5);
    row("+5.", 5);
    row("0.0", 0);
    row("-0.0", 0);
    row("+0.0", 0);
    row(".0", 0);
    row("-.0", 0);
    row("+.0", 0);
    row("0.", 0);
    row("-0.", 0);
    row("+0.", 0);
    row("5.e4", 50000);
    row("1.2e3", 1200);
    row("2e23", 2e23);
    row("2E+2", 200);
    row("2e-2", 0.02);
    row("1e0", 1);
    row("1e-0", 1);
    row("1e+0", 1);
    row("0e23", 0);
    row("1e-400", 0);
    row("1e400", infinity);
    row("-1e400", -infinity);
    row("1E99999999999999999999", infinity);
    row("1e-99999999999999999999", 0);
    row("0.00001e-320", 0);
    row("0xc8", 200);
    row("0XC8", 200);
    row("0xc8e4", 0xc8e4);
    row("0xabCDef", 0xabcdef);
    row("-0xC8", -200);
    row("+0xC8", 200);
    row("0x0", 0);
    row("-0x0", 0);
    row("+0x0", 0);
    row("0x00000000000000000000ff", 255);
    row("0x10000000000000000", 18446744073709551616.0);
    row("0x20000000000001"
        "0000000000001",
        std::ldexp(9007199254740994.0, 52)); // just above half way: up
    row("Infinity", infinity);
    row("-Infinity", -infinity);
    row("+Infinity", infinity);
    row("9223372036854775808", 9223372036854775808.0);
}

void TestJson5::readsNumbers()
{
    const auto document = Json5Document::parse(QTest::currentDataTag());
    QVERIFY2(document, qUtf8Printable(document ? QString() : document.error().message));
    QVERIFY(document->value().isDouble());
    QFETCH(double, expected);
    QVERIFY2(document->value().toDouble() == expected,
             qPrintable(QString::number(document->value().toDouble(), 'g', 17)));
}

void TestJson5::notANumber()
{
    for (const char *text : {"NaN", "+NaN", "-NaN"}) {
        const auto document = Json5Document::parse(text);
        QVERIFY(document);
        QVERIFY(std::isnan(document->value().toDouble(1)));
    }
    // No precision is lost where a double would lose it.
    const auto document =
        Json5Document::parse("[9007199254740993, -9223372036854775807, 0x7fffffffffffffff]");
    QVERIFY(document);
    QCOMPARE(document->value().toArray().at(0).toInteger(), 9007199254740993);
    QCOMPARE(document->value().toArray().at(1).toInteger(), -9223372036854775807);
    QCOMPARE(document->value().toArray().at(2).toInteger(), 9223372036854775807);
}

void TestJson5::readsStrings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");

    const auto row = [](const char *name, const QByteArray &text, const QString &expected) {
        QTest::newRow(name) << text << expected;
    };
    row("double quotes", "\"it's\"", u"it's"_s);
    row("single quotes", "'say \"x\"'", u"say \"x\""_s);
    row("escaped single quote", "'it\\'s'", u"it's"_s);
    row("escaped double quote", "\"\\\"\"", u"\""_s);
    row("letters", "'\\b\\f\\n\\r\\t\\v'", u"\b\f\n\r\t\v"_s);
    row("zero", "'a\\0b'", QString(u"a"_s + QChar(0) + u'b'));
    row("zero before a letter", "'\\0a'", QString(QChar(0) + u"a"_s));
    row("two digits", "'\\x41\\xe9'", u"A\u00e9"_s);
    row("four digits", "'\\u0041\\u20AC'", u"A\u20ac"_s);
    row("a pair of surrogates", "'\\ud83d\\ude00'", u"\U0001F600"_s);
    row("half a pair", "'\\ud83d'", QString(QChar(0xd83d)));
    row("other characters", "'\\a\\q\\/\\\\\\$'", u"aq/\\$"_s);
    row("an escaped character outside ASCII", "'\\\u20ac\\\U0001F600'", u"\u20ac\U0001F600"_s);
    row("line continued with LF", "'a\\\nb'", u"ab"_s);
    row("line continued with CR", "'a\\\rb'", u"ab"_s);
    row("line continued with CR LF", "'a\\\r\nb'", u"ab"_s);
    row("line continued with a line separator", "'a\\\u2028b'", u"ab"_s);
    row("line continued with a paragraph separator", "'a\\\u2029b'", u"ab"_s);
    row("separators need no escape", "'\u2028\u2029'", u"\u2028\u2029"_s);
    row("raw control characters", "'a\tb\x01'", u"a\tb\u0001"_s);
    row("a byte order mark at the beginning", "'\ufeff\ufeffa'", u"\ufeff\ufeffa"_s);
    row("a byte order mark after an escape", "'\\n\ufeffa'", u"\n\ufeffa"_s);
    row("all lengths of UTF-8", "'a\u00e9\u20ac\U0001F600\U0010FFFF'",
        u"a\u00e9\u20ac\U0001F600\U0010FFFF"_s);
}

void TestJson5::readsStrings()
{
    QFETCH(QByteArray, text);
    const auto document = Json5Document::parse(text);
    QVERIFY2(document, qUtf8Printable(document ? QString() : document.error().message));
    QVERIFY(document->value().isString());
    QTEST(document->value().toString(), "expected");
}

void TestJson5::readsKeys_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("key");

    QTest::newRow("letters outside ASCII") << QByteArray("{\u00fcber\u4e2d: 1}") << u"\u00fcber\u4e2d"_s;
    QTest::newRow("a number letter") << QByteArray("{\u2167: 1}") << u"\u2167"_s;
    QTest::newRow("combining marks and joiners")
        << QByteArray("{a\u0301\u200c\u200d\u203f\u0661: 1}") << u"a\u0301\u200c\u200d\u203f\u0661"_s;
    QTest::newRow("escapes") << QByteArray("{\\u0061b\\u0063\\u0031: 1}") << u"abc1"_s;
    QTest::newRow("an escape in quotes") << QByteArray("{'\\x61\\\n.b': 1}") << u"a.b"_s;
}

void TestJson5::readsKeys()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, key);
    const auto document = Json5Document::parse(text);
    QVERIFY2(document, qUtf8Printable(document ? QString() : document.error().message));
    QCOMPARE(document->value().toObject().keys(), QStringList{key});
}

void TestJson5::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("message");

    const auto row = [](const char *name, const QByteArray &text, int line, int column,
                        const QString &message) {
        QTest::newRow(name) << text << line << column << message;
    };
    const QString none = u"expected a value, but there is none in the text"_s;
    const QString octal = u"a number cannot start with 0 followed by another digit"_s;
    const QString follows = u"a number ends here but other characters follow; text needs quotes"_s;
    const QString exponent = u"expected a digit after the e of the number"_s;
    const QString unquoted = u"expected a value; text needs quotes"_s;
    const QString open = u"the string is not closed"_s;
    const QString openLine = u"the string is not closed before its line ends"_s;
    const QString more = u"expected nothing more after the end of the value"_s;
    const QString name = u"expected a key or }; other keys than plain names need quotes"_s;

    row("nothing", "", 1, 1, none);
    row("only a byte order mark", "\xEF\xBB\xBF", 1, 1, none);
    row("only a block comment", "/* a */\n", 2, 1, none);
    row("only a line comment", "// a", 1, 5, none);
    row("an open comment", "[\n /* a", 2, 2, u"the comment that starts here has no end"_s);
    row("an open comment with half an end", "1 /* *", 1, 3, u"the comment that starts here has no end"_s);
    row("half a comment", "/ a", 1, 1, u"expected a value"_s);
    row("a comment of another language", "# a\n1", 1, 1, u"expected a value"_s);
    row("two values", "1 2", 1, 3, more);
    row("a second root", "{}\n{}", 2, 1, more);
    row("a zero byte after the end", QByteArray("1\0", 2), 1, 2, more);

    row("no comma between elements", "[1\n 2]", 2, 2, u"expected a comma or ] after entry [0] of the list"_s);
    row("only a comma in a list", "[,]", 1, 2, u"expected a value"_s);
    row("a comma first in a list", "[,1]", 1, 2, u"expected a value"_s);
    row("two commas in a list", "[1,,2]", 1, 4, u"expected a value"_s);
    row("an open list", "[1,", 1, 4, u"expected a value, but the text ends"_s);
    row("an open list without comma", "[1", 1, 3, u"expected a comma or ] after entry [0] of the list"_s);
    row("a list closed like an object", "[1}", 1, 3, u"expected a comma or ] after entry [0] of the list"_s);

    row("no comma between members", "{\n  port: 1\n  host: 2\n}", 3, 3,
        u"expected a comma or } after the value of \"port\""_s);
    row("only a comma in an object", "{,}", 1, 2, name);
    row("a comma first in an object", "{,a: 1}", 1, 2, name);
    row("two commas in an object", "{a: 1,, b: 2}", 1, 7, name);
    row("a number as key", "{10: 1}", 1, 2, name);
    row("a key starting with a digit", "{10twenty: 1}", 1, 2, name);
    row("a key with a hyphen", "{a-b: 1}", 1, 3, u"expected a : after the key \"a\""_s);
    row("a key with only a mark", "{\u0301: 1}", 1, 2, name);
    row("an escape that is no letter", "{\\u002d: 1}", 1, 2,
        u"this character cannot be part of a name without quotes"_s);
    row("another escape in a plain key", "{a\\x61: 1}", 1, 3,
        u"in a name only \\u with four hexadecimal digits may follow a backslash"_s);
    row("no value", "{a: }", 1, 5, u"expected a value"_s);
    row("no colon", "{a 1}", 1, 4, u"expected a : after the key \"a\""_s);
    row("an open object", "{a: 1, ", 1, 8, u"the text ends inside an object: a } is missing"_s);
    row("duplicate keys", "{\n\n port: 1,\n 'p\\u006frt': 2, port: 3}", 4, 2,
        u"duplicate key \"port\" (first at line 3)"_s);
    row("the first of several duplicate keys", "{b: 1, a: 1, b: 2, a: 2}", 1, 14,
        u"duplicate key \"b\" (first at line 1)"_s);

    row("octal", "010", 1, 1, octal);
    row("negative octal", "-010", 1, 2, octal);
    row("positive octal", "+010", 1, 2, octal);
    row("zero octal", "00", 1, 1, octal);
    row("negative zero octal", "-00", 1, 2, octal);
    row("positive zero octal", "+00", 1, 2, octal);
    row("not quite octal", "080", 1, 1, octal);
    row("negative not quite octal", "-080", 1, 2, octal);
    row("positive not quite octal", "+080", 1, 2, octal);
    row("not quite octal after an octal digit", "0780", 1, 1, octal);
    row("empty hexadecimal", "0x", 1, 3, u"expected a hexadecimal digit after 0x"_s);
    row("hexadecimal with another letter", "0xfg", 1, 4, follows);
    row("an exponent with a fraction", "1e2.3", 1, 4, more);
    row("a positive exponent with a fraction", "1e+2.3", 1, 5, more);
    row("a negative exponent with a fraction", "1e-2.3", 1, 5, more);
    row("a hexadecimal exponent", "1e0x4", 1, 4, follows);
    row("a positive hexadecimal exponent", "1e+0x4", 1, 5, follows);
    row("a negative hexadecimal exponent", "1e-0x4", 1, 5, follows);
    row("no exponent", "1e", 1, 3, exponent);
    row("only the sign of an exponent", "1e+", 1, 4, exponent);
    row("only a dot", ".", 1, 2, u"expected a digit"_s);
    row("a dot and an exponent", ".e1", 1, 2, u"expected a digit"_s);
    row("only a sign", "-", 1, 2, u"expected a digit"_s);
    row("two signs", "--1", 1, 2, u"expected a digit"_s);
    row("space after a sign", "+ 1", 1, 2, u"expected a digit"_s);
    row("a unit", "30s", 1, 3, follows);
    row("an underscore", "1_000", 1, 2, follows);
    row("too much infinity", "Infinityx", 1, 1, unquoted);
    row("a signed word", "-Infinityx", 1, 10, follows);

    row("a string over two lines", "'a\nb'", 1, 1, openLine);
    row("a string over two lines with CR", "'a\rb'", 1, 1, openLine);
    row("an open string", "['a]", 1, 2, open);
    row("other quotes at the end", "'a\"", 1, 1, open);
    row("the text ends after a backslash", "'a\\", 1, 4, u"the text ends inside a string"_s);
    row("an octal escape", "'a\\1'", 1, 3, u"octal escapes are not allowed in a string; write \\x or \\u"_s);
    row("zero before a digit", "'\\01'", 1, 2,
        u"octal escapes are not allowed in a string; write \\x or \\u"_s);
    row("one hexadecimal digit", "'\\x1'", 1, 2, u"\\x needs 2 hexadecimal digits after it"_s);
    row("three hexadecimal digits", "'\\u12g4'", 1, 2, u"\\u needs 4 hexadecimal digits after it"_s);
    row("the text ends in an escape", "'\\u12", 1, 2, u"\\u needs 4 hexadecimal digits after it"_s);

    row("text without quotes", "{a: hunter2}", 1, 5, unquoted);
    row("a keyword with capital", "True", 1, 1, unquoted);
    row("a keyword with an escape", "\\u0074rue", 1, 1, unquoted);
    row("a word nobody knows", "undefined", 1, 1, unquoted);
    row("columns are characters", "['\u00e9\U0001F600', x]", 1, 8, unquoted);
    row("lines may end with CR LF or CR", "[\r\n1,\r2,\n x]", 4, 2, unquoted);
    row("a line separator is a column", "[\u2028x]", 1, 3, unquoted);
    row("a byte order mark is no column", "\xEF\xBB\xBFx", 1, 1, unquoted);
}

void TestJson5::refuses()
{
    QFETCH(QByteArray, text);
    const auto document = Json5Document::parse(text);
    QVERIFY(!document);
    QTEST(document.error().message, "message");
    QTEST(document.error().at.line, "line");
    QTEST(document.error().at.column, "column");
}

void TestJson5::refusesBadUtf8_data()
{
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("a continuation byte alone") << QByteArray("\x80");
    QTest::newRow("a byte that never occurs") << QByteArray("\xff");
    QTest::newRow("an overlong slash of two bytes") << QByteArray("\xc0\xaf");
    QTest::newRow("an overlong slash of three bytes") << QByteArray("\xe0\x80\xaf");
    QTest::newRow("an overlong slash of four bytes") << QByteArray("\xf0\x80\x80\xaf");
    QTest::newRow("a surrogate") << QByteArray("\xed\xa0\x80");
    QTest::newRow("beyond the last character") << QByteArray("\xf4\x90\x80\x80");
    QTest::newRow("two bytes, one missing") << QByteArray("\xc3");
    QTest::newRow("three bytes, one missing") << QByteArray("\xe2\x82");
    QTest::newRow("four bytes, one missing") << QByteArray("\xf0\x9f\x98");
    QTest::newRow("Latin-1") << QByteArray("\xe9t\xe9");
}

void TestJson5::refusesBadUtf8()
{
    QFETCH(QByteArray, bytes);
    for (const char *after : {"'", ""}) {
        const auto document = Json5Document::parse("\n'\u00e9" + bytes + after);
        QVERIFY(!document);
        QCOMPARE(document.error().message, u"this is not UTF-8 text"_s);
        QCOMPARE(document.error().at, (TextPosition{2, 3}));
    }
}

void TestJson5::positionOf_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");

    QTest::newRow("the root") << u""_s << 2 << 1;
    QTest::newRow("a member") << u"port"_s << 3 << 9;
    QTest::newRow("an escaped key") << u"name"_s << 3 << 34;
    QTest::newRow("an object") << u"agents"_s << 4 << 13;
    QTest::newRow("an element of a list") << u"agents.list[1].id"_s << 6 << 9;
    QTest::newRow("a missing member") << u"agents.nothing.at.all"_s << 4 << 13;
    QTest::newRow("a missing element") << u"agents.list[2]"_s << 4 << 20;
    QTest::newRow("a key of a list") << u"agents.list.x"_s << 4 << 20;
    QTest::newRow("an index of an object") << u"agents[0]"_s << 4 << 13;
    QTest::newRow("below a number") << u"port.x"_s << 3 << 9;
}

void TestJson5::positionOf()
{
    const QByteArray text = "// \u00e9\n{\n  port: 18789, /* \U0001F600 */ 'n\\x61me':'x',\n"
                            "  agents:   {list: [\n    {id: 'a'},\n    {id:'b'},\n  ]},\n}\n";
    const auto document = Json5Document::parse(text);
    QVERIFY(document);
    QFETCH(QString, path);
    const auto parsed = parseJsonPath(path);
    QVERIFY(parsed);
    const TextPosition position = document->positionOf(*parsed);
    QTEST(position.line, "line");
    QTEST(position.column, "column");
}

void TestJson5::depthLimit()
{
    const auto nested = [](int levels) {
        return QByteArray(levels, '[') + QByteArray(levels, ']');
    };
    QVERIFY(Json5Document::parse(nested(200)));
    const auto deeper = Json5Document::parse(nested(201));
    QVERIFY(!deeper);
    QCOMPARE(deeper.error().message, u"more than 200 levels inside each other"_s);
    QCOMPARE(deeper.error().at, (TextPosition{1, 201}));
    QVERIFY(!Json5Document::parse(QByteArray(8 * 1024 * 1024, '[')));
    QVERIFY(!Json5Document::parse(QByteArray("{a:").repeated(1'000'000)));
    QVERIFY(Json5Document::parse("[[]]", {.maxDepth = 2}));
    QVERIFY(!Json5Document::parse("[[]]", {.maxDepth = 1}));
}

void TestJson5::sizeLimit()
{
    const QByteArray allowed = "1" + QByteArray(8 * 1024 * 1024 - 1, ' ');
    QVERIFY(Json5Document::parse(allowed));
    const auto larger = Json5Document::parse(allowed + ' ');
    QVERIFY(!larger);
    QCOMPARE(larger.error().message, u"the text has 8388609 bytes, more than the 8388608 allowed"_s);
}

// With quadratic work anywhere this would take minutes, and end by the time limit of the tests.
void TestJson5::hugeObject()
{
    QByteArray text = "{";
    constexpr int members = 200'000;
    for (int i = 0; i < members; ++i)
        text += "'key" + QByteArray::number(i * 7919 % members) + "': [" + QByteArray::number(i) + "],\n";
    const auto document = Json5Document::parse(text + '}');
    QVERIFY(document);
    QCOMPARE(document->value().toObject().size(), members);
    QCOMPARE(document->positionOf({{u"key0"_s}}), (TextPosition{1, 10}));
}

WSAGENT_TEST(TestJson5)
#include "tst_json5.moc"
