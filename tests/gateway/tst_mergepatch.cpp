#include "gateway/base/json5.h"
#include "gateway/config/configwriter.h"
#include "tests/support/testprogram.h"

#include <QJsonObject>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QJsonObject parsed(const QByteArray &text)
{
    const auto document = Json5Document::parse(text);
    return document ? document->value().toObject() : QJsonObject{{u"not JSON5"_s, QString::fromUtf8(text)}};
}

QJsonObject applied(const QJsonObject &current, const QList<JsonEdit> &edits)
{
    QJsonValue tree = current;
    for (const JsonEdit &edit : edits)
        tree = withValueAt(tree, edit.path, edit.value);
    return tree.toObject();
}

} // namespace

class TestMergePatch : public QObject
{
    Q_OBJECT

private slots:
    /// The examples of RFC 7396, appendix A, as far as both sides are objects.
    void rfc7396_data()
    {
        addColumns();
        row("a value for a value", "{a: 'b'}", "{a: 'c'}", "{a: 'c'}");
        row("a new member", "{a: 'b'}", "{b: 'c'}", "{a: 'b', b: 'c'}");
        row("null removes", "{a: 'b'}", "{a: null}", "{}");
        row("null removes one of two", "{a: 'b', b: 'c'}", "{a: null}", "{b: 'c'}");
        row("an array for a value", "{a: 'c'}", "{a: ['b']}", "{a: ['b']}");
        row("deeper", "{a: {b: 'c'}}", "{a: {b: 'd', c: null}}", "{a: {b: 'd'}}");
        row("a null that was there stays", "{e: null}", "{a: 1}", "{e: null, a: 1}");
        row("nulls of new objects are left out", "{}", "{a: {bb: {ccc: null}}}", "{a: {bb: {}}}");
        row("an object for a value", "{a: 1}", "{a: {b: 2, c: null}}", "{a: {b: 2}}");
        row("a value for an object", "{a: {b: 1}}", "{a: 2}", "{a: 2}");
        row("nothing asked for", "{a: {b: 1}}", "{}", "{a: {b: 1}}");
        row("null for what is not there", "{a: 1}", "{b: null, c: {d: null}}", "{a: 1, c: {}}");
        row("odd keys", "{'a.b': {'c[0]': 1}}", "{'a.b': {'c[0]': 2, '': 3}}", "{'a.b': {'c[0]': 2, '': 3}}");
        row("an array for an array", "{a: ['b']}", "{a: ['c']}", "{a: ['c']}", {u"a"_s});
        row("a value for an array", "{a: ['b']}", "{a: 'c'}", "{a: 'c'}", {u"a"_s});
        row("an array of objects", "{a: [{b: 'c'}]}", "{a: [1]}", "{a: [1]}", {u"a"_s});
        row("nulls in arrays stay", "{}", "{a: [null, {b: null}]}", "{a: [null, {b: null}]}");
    }
    void rfc7396() { checkOutcome(); }

    void arrays_data()
    {
        addColumns();
        row("more entries", "{a: [1]}", "{a: [1, 2]}", "{a: [1, 2]}");
        row("another order", "{a: [1, 2]}", "{a: [2, 1]}", "{a: [2, 1]}");
        row("an empty one may go", "{a: []}", "{a: null}", "{}");
        row("an empty one is filled", "{a: []}", "{a: [{id: 'x', n: 1}]}", "{a: [{id: 'x', n: 1}]}");
        row("named to be removed", "{a: {b: [1]}}", "{a: {b: null}}", "{a: {}}", {u"a.b"_s});
        row("by id: changed", "{a: [{id: 'x', n: 1, m: 1}, {id: 'y'}]}", "{a: [{id: 'x', n: 2}]}",
            "{a: [{id: 'x', n: 2, m: 1}, {id: 'y'}]}");
        row("by id: the order is that of the file", "{a: [{id: 'x'}, {id: 'y'}]}",
            "{a: [{id: 'y', n: 1}, {id: 'x', n: 2}]}", "{a: [{id: 'x', n: 2}, {id: 'y', n: 1}]}");
        row("by id: two new ones", "{a: [{id: 'x'}]}", "{a: [{id: 'y'}, {id: 'z', n: null}]}",
            "{a: [{id: 'x'}, {id: 'y'}, {id: 'z'}]}");
        row("by id: a new one named twice", "{a: [{id: 'x'}]}", "{a: [{id: 'y', n: 1}, {id: 'y', m: 2}]}",
            "{a: [{id: 'x'}, {id: 'y', n: 1, m: 2}]}");
        row("by id: a member removed", "{a: [{id: 'x', n: 1}]}", "{a: [{id: 'x', n: null}]}",
            "{a: [{id: 'x'}]}");
        row("by id, named: replaced", "{a: [{id: 'x'}, {id: 'y'}]}", "{a: [{id: 'z'}]}", "{a: [{id: 'z'}]}",
            {u"a"_s});
        row("by id, in one of them", "{a: [{id: 'x', b: [{id: 'p', n: 1}]}]}",
            "{a: [{id: 'x', b: [{id: 'p', n: 2}]}]}", "{a: [{id: 'x', b: [{id: 'p', n: 2}]}]}");
    }
    void arrays() { checkOutcome(); }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("current");
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QStringList>("replacePaths");
        QTest::addColumn<QString>("named");
        const auto refusal = [](const char *name, const char *current, const char *patch,
                                const QStringList &replacePaths, const QString &named) {
            QTest::newRow(name) << QByteArray(current) << QByteArray(patch) << replacePaths << named;
        };
        refusal("fewer entries", "{a: [1, 2]}", "{a: [1]}", {}, u"a"_s);
        refusal("other entries", "{a: [1]}", "{a: [2]}", {}, u"a"_s);
        refusal("one of two equal ones", "{a: [1, 1]}", "{a: [1]}", {}, u"a"_s);
        refusal("none", "{a: [1]}", "{a: []}", {}, u"a"_s);
        refusal("the whole array", "{a: {b: [1]}}", "{a: {b: null}}", {}, u"a.b"_s);
        refusal("a value in its place", "{a: [1]}", "{a: 'x'}", {}, u"a"_s);
        refusal("an object in its place", "{a: [1]}", "{a: {b: 1}}", {}, u"a"_s);
        refusal("another path is named", "{a: {b: [1]}}", "{a: {b: []}}", {u"a"_s, u"b"_s}, u"a.b"_s);
        refusal("deep in an entry", "{a: [{id: 'x', b: [1]}]}", "{a: [{id: 'x', b: []}]}", {}, u"a[0].b"_s);
        refusal("entries without id", "{a: [{id: 'x'}, {n: 1}]}", "{a: [{id: 'x'}]}", {}, u"a"_s);
    }

    void refused()
    {
        QFETCH(QByteArray, current);
        QFETCH(QByteArray, patch);
        QFETCH(QStringList, replacePaths);
        QFETCH(QString, named);

        const auto edits = editsFromMergePatch(parsed(current), parsed(patch), replacePaths);

        QVERIFY(!edits);
        QCOMPARE(edits.error().kind, ErrorKind::Conflict);
        QVERIFY2(edits.error().message.endsWith(u' ' + named), qPrintable(edits.error().message));
        QVERIFY2(edits.error().fix.contains(u"--replace-path "_s + named), qPrintable(edits.error().fix));
        QVERIFY(bool(editsFromMergePatch(parsed(current), parsed(patch), {named})));
    }

    /// What the patch says already is not written again: comments inside of it would be lost.
    void touchesOnlyWhatItNames()
    {
        const auto edits =
            editsFromMergePatch(parsed("{a: {b: 1, c: {d: 2}}, e: 3}"), parsed("{a: {c: {d: 4}}}"), {});
        QVERIFY(bool(edits));
        QCOMPARE(edits->size(), 1);
        QCOMPARE(toString(edits->first().path), u"a.c.d"_s);
    }

private:
    static void addColumns()
    {
        for (const char *name : {"current", "patch", "expected"})
            QTest::addColumn<QByteArray>(name);
        QTest::addColumn<QStringList>("replacePaths");
    }

    static void row(const char *name, const char *current, const char *patch, const char *expected,
                    const QStringList &replacePaths = {})
    {
        QTest::newRow(name) << QByteArray(current) << QByteArray(patch) << QByteArray(expected)
                            << replacePaths;
    }

    static void checkOutcome()
    {
        QFETCH(QByteArray, current);
        QFETCH(QByteArray, patch);
        QFETCH(QByteArray, expected);
        QFETCH(QStringList, replacePaths);

        const auto edits = editsFromMergePatch(parsed(current), parsed(patch), replacePaths);

        QVERIFY2(bool(edits), edits ? "" : qPrintable(edits.error().message));
        QCOMPARE(applied(parsed(current), *edits), parsed(expected));
    }
};

WSAGENT_TEST(TestMergePatch)
#include "tst_mergepatch.moc"
