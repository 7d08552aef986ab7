#include "gateway/base/json5difference.h"
#include "gateway/base/json5edit.h"
#include "gateway/base/json5layout.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace wsagent;

namespace {

constexpr int rounds = 1250;

class Dice
{
public:
    explicit Dice(unsigned seed)
        : m_engine(seed)
    {}
    /// From 0 to `sides` - 1; written out because std distributions differ between libraries.
    int roll(int sides) { return int(m_engine() % unsigned(sides)); }
    bool oneIn(int sides) { return roll(sides) == 0; }
    template <typename T>
    T oneOf(std::initializer_list<T> choices)
    {
        return choices.begin()[roll(int(choices.size()))];
    }

private:
    std::mt19937 m_engine;
};

/// Writes texts as no sane person would: every comment has a number of its own.
class OddWriter
{
public:
    explicit OddWriter(Dice &dice)
        : m_dice(dice)
        , m_lineBreak(dice.oneOf({"\n", "\n", "\r\n"}))
    {}

    QByteArray file() { return space() + value(0) + space(); }

private:
    QByteArray comment() { return "c" + QByteArray::number(++m_comments) + "c"; }
    QByteArray space();
    QByteArray value(int depth);
    QByteArray container(int depth, bool object);
    QByteArray scalar();
    QByteArray key(int number);

    Dice &m_dice;
    QByteArray m_lineBreak;
    int m_comments = 0;
};

QByteArray OddWriter::space()
{
    QByteArray out;
    for (int i = m_dice.roll(4); i > 0; --i) {
        switch (m_dice.roll(8)) {
        case 0:
            out += "/* " + comment() + " */";
            break;
        case 1:
            out += "// " + comment() + m_lineBreak;
            break;
        case 2:
            out += "/* " + comment() + m_lineBreak + " */";
            break;
        case 3:
        case 4:
            out += m_lineBreak + QByteArray(m_dice.roll(5), ' ');
            break;
        case 5:
            out += m_dice.oneOf({"\t", "\u00a0", "\u2028"});
            break;
        default:
            out += ' ';
        }
    }
    return out;
}

QByteArray OddWriter::value(int depth)
{
    const int kind = m_dice.roll(depth == 0 ? 4 : 6);
    if (depth > 3 || kind > 3)
        return scalar();
    return container(depth, kind != 3);
}

QByteArray OddWriter::container(int depth, bool object)
{
    const int size = m_dice.roll(5);
    QByteArray out = object ? "{" : "[";
    out += space();
    for (int i = 0; i < size; ++i) {
        if (object)
            out += key(i) + space() + ":" + space();
        out += value(depth + 1) + space();
        if (i < size - 1 || m_dice.oneIn(2))
            out += "," + space();
    }
    return out + (object ? "}" : "]");
}

QByteArray OddWriter::key(int number)
{
    const QByteArray name = "k" + QByteArray::number(number);
    switch (m_dice.roll(5)) {
    case 0:
        return "\"" + name + "\"";
    case 1:
        return "'" + name + "'";
    case 2:
        return "\\u006b" + QByteArray::number(number);
    case 3:
        return "'\\x6b\\\n" + QByteArray::number(number) + "'";
    default:
        return name;
    }
}

QByteArray OddWriter::scalar()
{
    return m_dice.oneOf<QByteArray>({"null", "true", "1", "0x1F", "+.5", "-Infinity", "NaN", "''",
                                     "'// no comment'", "\"/* } ] , */\"", "'it\\'s'", "'two \\\n lines'",
                                     "'\u00e9\U0001F600'"});
}

QJsonValue randomValue(Dice &dice, int depth = 0)
{
    switch (dice.roll(depth > 2 ? 4 : 6)) {
    case 0:
        return dice.roll(3);
    case 1:
        return dice.oneIn(2);
    case 2:
        return u"it's \"new\"\n"_s;
    case 3:
        return QJsonValue::Null;
    case 4: {
        QJsonArray array;
        for (int i = dice.roll(4); i > 0; --i)
            array.append(randomValue(dice, depth + 1));
        return array;
    }
    default: {
        QJsonObject object;
        for (int i = dice.roll(4); i > 0; --i)
            object.insert(dice.oneOf({u"k0"_s, u"k1"_s, u"k2"_s, u"new key"_s}),
                          randomValue(dice, depth + 1));
        return object;
    }
    }
}

/// Where the test looks: a container and one of its children, or the place after them.
struct Spot
{
    JsonPath container;
    quint32 node = 0;
    qsizetype child = 0;
};

JsonStep stepTo(const Json5Document &document, const Json5Layout &layout, qsizetype i)
{
    return layout.isObject() ? JsonStep{json5KeyOf(document.text(), layout.child(i))} : JsonStep{{}, int(i)};
}

Spot randomSpot(Dice &dice, const Json5Document &document)
{
    Spot spot;
    for (;;) {
        const Json5Layout layout(document.text(), document.tree(), spot.node);
        spot.child = dice.roll(int(layout.size()) + 1);
        const bool end = spot.child == layout.size();
        if (end || layout.child(spot.child).kind == Json5Node::Scalar || dice.oneIn(3))
            return spot;
        spot.container.append(stepTo(document, layout, spot.child));
        spot.node = layout.childIndex(spot.child);
    }
}

QByteArrayList commentsIn(const QByteArray &text, const Json5Gap &gap)
{
    QByteArrayList comments;
    for (const Json5Trivia &piece : gap.pieces) {
        if (piece.isComment())
            comments += text.sliced(piece.begin, piece.end - piece.begin);
    }
    return comments;
}

/// Comments behind the line on which the gap begins.
QByteArrayList laterCommentsIn(const QByteArray &text, const Json5Gap &gap)
{
    QByteArrayList comments;
    bool later = false;
    for (const Json5Trivia &piece : gap.pieces) {
        const QByteArray written = text.sliced(piece.begin, piece.end - piece.begin);
        if (later && piece.isComment())
            comments += written;
        later = later || written.contains('\n') || written.contains("\u2028");
    }
    return comments;
}

bool containsAll(const QByteArray &text, const QByteArrayList &parts)
{
    return std::all_of(parts.begin(), parts.end(),
                       [&text](const QByteArray &part) { return text.contains(part); });
}

/// The new text is the old one with something else in place of what stands from `begin` to `end`.
bool sameAround(const QByteArray &before, const QByteArray &after, qsizetype begin, qsizetype end)
{
    return after.size() >= begin + before.size() - end && after.startsWith(before.first(begin)) &&
           after.endsWith(before.sliced(end));
}

} // namespace

class TestJson5Random : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_dice = Dice(20260101); }
    void replace();
    void append();
    void remove();
    void reshape();

private:
    /// Edits, and checks what holds for every edit.
    QByteArray edited(const Json5Document &document, const JsonPath &path, const QJsonValue &value);
    Json5Document randomDocument();

    Dice m_dice{0};
};

Json5Document TestJson5Random::randomDocument()
{
    const QByteArray text = OddWriter(m_dice).file();
    const auto document = Json5Document::parse(text);
    if (!document)
        qFatal("%s\nis not JSON5: %s", text.constData(), qUtf8Printable(document.error().message));
    return *document;
}

QByteArray TestJson5Random::edited(const Json5Document &document, const JsonPath &path,
                                   const QJsonValue &value)
{
    const auto what = [&] {
        return "path " + toString(path).toUtf8() + " in\n" + document.text();
    };
    const auto after = editJson5(document.text(), {{path, value}});
    if (!after) {
        QTest::qFail((after.error().message.toUtf8() + "\n" + what()).constData(), __FILE__, __LINE__);
        return {};
    }
    const auto parsed = Json5Document::parse(*after);
    const QJsonValue expected = withValueAt(document.value(), path, value);
    if (!parsed || !sameJson(parsed->value(), expected))
        QTest::qFail(("another tree: " + what() + "\nbecame\n" + *after).constData(), __FILE__, __LINE__);
    const bool shifts = value.isUndefined() && path.last().isIndex();
    const auto again = editJson5(*after, {{path, value}});
    if (!shifts && (!again || *again != *after))
        QTest::qFail(("not the same when done twice: " + what()).constData(), __FILE__, __LINE__);
    return *after;
}

void TestJson5Random::replace()
{
    int done = 0;
    while (done < rounds) {
        const Json5Document document = randomDocument();
        const Spot spot = randomSpot(m_dice, document);
        const Json5Layout layout(document.text(), document.tree(), spot.node);
        const QJsonValue value = randomValue(m_dice);
        const bool nested = value.isObject() || value.isArray();
        if (spot.child == layout.size() || (nested && layout.child(spot.child).kind != Json5Node::Scalar))
            continue;
        const JsonPath path = spot.container + JsonPath{stepTo(document, layout, spot.child)};
        const QByteArray after = edited(document, path, value);
        const Json5Node &old = layout.child(spot.child);
        const QByteArray report = document.text() + "\nbecame\n" + after;
        QVERIFY2(sameAround(document.text(), after, old.begin, old.end), report.constData());
        ++done;
    }
}

void TestJson5Random::append()
{
    int done = 0;
    while (done < rounds) {
        const Json5Document document = randomDocument();
        const Spot spot = randomSpot(m_dice, document);
        const Json5Layout layout(document.text(), document.tree(), spot.node);
        if (spot.child != layout.size() || layout.container().kind == Json5Node::Scalar)
            continue;
        const JsonStep step = layout.isObject() ? JsonStep{u"added"_s} : JsonStep{{}, int(layout.size())};
        const QByteArray after = edited(document, spot.container + JsonPath{step}, randomValue(m_dice));
        const Json5Gap gap = layout.gapBefore(layout.size());
        const QByteArray report = document.text() + "\nbecame\n" + after;
        QVERIFY2(sameAround(document.text(), after, gap.begin, gap.end), report.constData());
        QVERIFY2(containsAll(after, commentsIn(document.text(), gap)), report.constData());
        ++done;
    }
}

void TestJson5Random::remove()
{
    int done = 0;
    while (done < rounds) {
        const Json5Document document = randomDocument();
        const Spot spot = randomSpot(m_dice, document);
        const Json5Layout layout(document.text(), document.tree(), spot.node);
        if (spot.child == layout.size())
            continue;
        const JsonPath path = spot.container + JsonPath{stepTo(document, layout, spot.child)};
        const QByteArray after = edited(document, path, QJsonValue::Undefined);
        const QByteArray report =
            document.text() + "\nwithout " + toString(path).toUtf8() + " became\n" + after;
        const Json5Gap gapBefore = layout.gapBefore(spot.child);
        const Json5Gap gapAfter = layout.gapAfter(spot.child);
        QVERIFY2(sameAround(document.text(), after, gapBefore.begin, gapAfter.end), report.constData());
        QVERIFY2(containsAll(after, commentsIn(document.text(), gapBefore)), report.constData());
        QVERIFY2(containsAll(after, laterCommentsIn(document.text(), gapAfter)), report.constData());
        ++done;
    }
}

// A new tree for the whole file, as a dialog hands it in: what has not changed keeps its text.
void TestJson5Random::reshape()
{
    for (int done = 0; done < rounds; ++done) {
        const Json5Document document = randomDocument();
        const QJsonValue root = document.value();
        QJsonValue wanted = root;
        for (int i = m_dice.roll(5); i >= 0; --i) {
            const Spot spot = randomSpot(m_dice, document);
            const Json5Layout layout(document.text(), document.tree(), spot.node);
            if (spot.child < layout.size()) {
                const QJsonValue value = m_dice.oneIn(2) ? QJsonValue::Undefined : randomValue(m_dice);
                wanted = withValueAt(wanted, spot.container + JsonPath{stepTo(document, layout, spot.child)},
                                     value);
            }
        }
        const QByteArray after = edited(document, {}, wanted);
        const QByteArray report = document.text() + "\nbecame\n" + after;
        const Json5Layout layout(document.text(), document.tree(), 0);
        for (qsizetype i = 0; layout.isObject() && i < layout.size(); ++i) {
            const JsonPath path{stepTo(document, layout, i)};
            const Json5Node &member = layout.child(i);
            const QByteArray written =
                document.text().sliced(member.outerBegin(), member.end - member.outerBegin());
            if (sameJson(valueAt(root, path), valueAt(wanted, path)))
                QVERIFY2(after.contains(written), report.constData());
        }
    }
}

WSAGENT_TEST(TestJson5Random)
#include "tst_json5random.moc"
