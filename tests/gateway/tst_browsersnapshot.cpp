#include "gateway/browser/page/snapshottext.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QJsonObject valued(const QString &value)
{
    return {{"value"_L1, value}};
}

/// A node as the browser tells it; its id is also that of its element.
QJsonObject node(int id, const QString &role, const QString &name = {}, const QList<int> &children = {},
                 const QJsonObject &more = {})
{
    QJsonArray ids;
    for (const int child : children)
        ids += QString::number(child);
    QJsonObject json{{"nodeId"_L1, QString::number(id)},
                     {"role"_L1, valued(role)},
                     {"name"_L1, valued(name)},
                     {"backendDOMNodeId"_L1, id},
                     {"childIds"_L1, ids}};
    for (auto it = more.begin(); it != more.end(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

QJsonObject properties(const QList<std::pair<QString, QJsonValue>> &list)
{
    QJsonArray array;
    for (const auto &[name, value] : list)
        array += QJsonObject{{"name"_L1, name}, {"value"_L1, QJsonObject{{"value"_L1, value}}}};
    return {{"properties"_L1, array}};
}

QString told(const QJsonArray &nodes, const SnapshotOptions &options = {})
{
    return renderSnapshot({readAxTree(nodes)}, {}, options).text;
}

} // namespace

class TestBrowserSnapshot : public QObject
{
    Q_OBJECT

private slots:
    void treeIsToldLineByLine()
    {
        const QString text = told({node(1, u"RootWebArea"_s, u"Shop"_s, {2, 4, 6}),
                                   node(2, u"heading"_s, u"Sale"_s, {3}, properties({{u"level"_s, 2}})),
                                   node(3, u"StaticText"_s, u"Sale"_s), node(4, u"generic"_s, {}, {5}),
                                   node(5, u"StaticText"_s, u"Only today"_s),
                                   node(6, u"checkbox"_s, u"Agree"_s, {},
                                        properties({{u"checked"_s, u"mixed"_s}, {u"disabled"_s, true}}))});
        QCOMPARE(text, u"- document \"Shop\"\n"
                       "  - heading \"Sale\" [level=2] [ref=e1]\n"
                       "  - text: \"Only today\"\n"
                       "  - checkbox \"Agree\" [checked=mixed] [disabled] [ref=e2]\n"_s);
    }

    /// Only a name that is made of the content stands for the content.
    void textThatTheTitleHoldsIsStillTold()
    {
        QVERIFY(told({node(1, u"RootWebArea"_s, u"Form page"_s, {2}), node(2, u"StaticText"_s, u"Form"_s)})
                    .contains(u"- text: \"Form\""_s));
    }

    void valuesAndAddresses()
    {
        const QJsonArray nodes{node(1, u"RootWebArea"_s, {}, {2, 3}),
                               node(2, u"textbox"_s, u"Name"_s, {}, {{"value"_L1, valued(u"Ada \"L\""_s)}}),
                               node(3, u"link"_s, u"More"_s, {}, properties({{u"url"_s, u"http://a/"_s}}))};
        QVERIFY(told(nodes).contains(u"- textbox \"Name\" [ref=e1]: \"Ada \\\"L\\\"\"\n"_s));
        QVERIFY(!told(nodes).contains(u"http://a/"_s));
        QVERIFY(told(nodes, {.urls = true}).contains(u"[ref=e2] -> http://a/\n"_s));
    }

    /// What a field holds is its value, and not told again.
    void valueIsToldOnce()
    {
        const QString text = told({node(1, u"RootWebArea"_s, {}, {2}),
                                   node(2, u"textbox"_s, u"Name"_s, {3}, {{"value"_L1, valued(u"Ada"_s)}}),
                                   node(3, u"StaticText"_s, u"Ada"_s)});
        QCOMPARE(text.count(u"Ada"_s), 1);
    }

    void formsOfRoleSnapshots()
    {
        const QJsonArray nodes{node(1, u"RootWebArea"_s, u"T"_s, {2}), node(2, u"list"_s, {}, {3}),
                               node(3, u"listitem"_s, {}, {4}), node(4, u"button"_s, u"Go"_s)};
        const auto form = SnapshotOptions::Form::Role;
        QCOMPARE(told(nodes, {.form = form, .compact = true}),
                 u"- document \"T\"\n  - listitem\n    - button \"Go\" [ref=e1]\n"_s);
        QCOMPARE(told(nodes, {.form = form, .interactive = true}), u"- button \"Go\" [ref=e1]\n"_s);
        QCOMPARE(told(nodes, {.form = form, .depth = 2}), u"- document \"T\"\n  - list\n"_s);
        QCOMPARE(told(nodes, {.form = form, .interactive = true, .depth = 4}),
                 u"- button \"Go\" [ref=e1]\n"_s);
        QCOMPARE(told(nodes, {.form = form, .interactive = true, .depth = 3}),
                 u"[there is more below: use depth]\n"_s);
        QCOMPARE(told(nodes, {.form = form, .interactive = true, .compact = true, .depth = 3}),
                 u"- button \"Go\" [ref=e1]\n"_s); // what is left out is no level
        QCOMPARE(told(nodes, {.form = form, .interactive = true, .stableRefs = true}),
                 u"- button \"Go\" [ref=ax4]\n"_s);
    }

    void framesAreToldInTheirPlace()
    {
        AxTree page = readAxTree({node(1, u"RootWebArea"_s, u"Page"_s, {2, 3}), node(2, u"Iframe"_s, u"Ad"_s),
                                  node(3, u"button"_s, u"Own"_s)});
        page.frames.insert(2, 1);
        const AxTree inner =
            readAxTree({node(1, u"RootWebArea"_s, u"Inner"_s, {2}), node(2, u"button"_s, u"Buy"_s)});
        const SnapshotText snapshot = renderSnapshot({page, inner}, {}, {});
        QCOMPARE(snapshot.text, u"- document \"Page\"\n"
                                "  - iframe \"Ad\"\n"
                                "    - button \"Buy\" [ref=f1e1]\n"
                                "  - button \"Own\" [ref=e1]\n"_s);
        QCOMPARE(snapshot.refs.first().frame, 1);
        QCOMPARE(renderSnapshot({page, inner}, {.document = 1}, {}).refs.size(), 1);
        QCOMPARE(listSnapshot({page, inner}, {}, 100).nodes.size(), 5);
    }

    void twinsAreNumbered()
    {
        const SnapshotText snapshot = renderSnapshot(
            {readAxTree({node(1, u"RootWebArea"_s, {}, {2, 3, 4}), node(2, u"button"_s, u"Buy"_s),
                         node(3, u"button"_s, u"Buy"_s), node(4, u"button"_s, u"Sell"_s)})},
            {}, {});
        QCOMPARE(snapshot.refs.at(0).nth, 0);
        QCOMPARE(snapshot.refs.at(1).nth, 1);
        QCOMPARE(snapshot.refs.at(2).nth, -1);
        QVERIFY(snapshot.text.contains(u"[ref=e2] [nth=1]\n"_s) && !snapshot.text.contains(u"[nth=0]"_s));
    }

    void longPagesAreCut()
    {
        QJsonArray nodes{QJsonValue()};
        QList<int> children;
        for (int i = 2; i < 1000; ++i) {
            nodes += node(i, u"button"_s, u"Button %1"_s.arg(i));
            children += i;
        }
        nodes.replace(0, node(1, u"RootWebArea"_s, {}, children));
        const SnapshotText cut = renderSnapshot({readAxTree(nodes)}, {}, {.maxChars = 1000});
        QVERIFY(cut.truncated && cut.text.size() < 1200);
        QVERIFY(cut.refs.size() < 100); // only of what is told
        QVERIFY(!renderSnapshot({readAxTree(nodes)}, {}, {.maxChars = 0}).truncated);
        QCOMPARE(listSnapshot({readAxTree(nodes)}, {}, 10).nodes.size(), 10);
    }

    /// What a page makes of a tree is not trusted.
    void damagedTrees_data()
    {
        QTest::addColumn<QJsonArray>("nodes");
        QTest::newRow("nothing") << QJsonArray();
        QTest::newRow("no objects") << QJsonArray{1, u"x"_s, QJsonValue()};
        QTest::newRow("a circle") << QJsonArray{node(1, u"RootWebArea"_s, {}, {2}),
                                                node(2, u"generic"_s, u"g"_s, {1, 2})};
        QTest::newRow("two parents") << QJsonArray{node(1, u"RootWebArea"_s, {}, {2, 3}),
                                                   node(2, u"group"_s, u"a"_s, {3}),
                                                   node(3, u"group"_s, u"b"_s, {2})};
        QTest::newRow("a child that is not there") << QJsonArray{node(1, u"RootWebArea"_s, {}, {9})};
    }
    void damagedTrees()
    {
        QFETCH(QJsonArray, nodes);
        QVERIFY(told(nodes).size() < 1000);
        QVERIFY(listSnapshot({readAxTree(nodes)}, {}, 1000).nodes.size() <= nodes.size());
    }

    void deepNestingIsToldFlat()
    {
        QJsonArray nodes{node(1, u"RootWebArea"_s, {}, {2})};
        for (int i = 2; i < 5000; ++i)
            nodes += node(i, u"group"_s, u"g"_s, {i + 1});
        const QString text = told(nodes, {.maxChars = 0});
        QVERIFY(text.size() < 5000 * 900);
        QCOMPARE(text.count(u'\n'), 4999);
    }

    void options_data()
    {
        QTest::addColumn<QJsonObject>("query");
        QTest::addColumn<int>("status");
        QTest::newRow("usual") << QJsonObject() << 200;
        QTest::newRow("efficient") << QJsonObject{{"mode"_L1, u"efficient"_s}} << 200;
        QTest::newRow("unknown format") << QJsonObject{{"format"_L1, u"xml"_s}} << 400;
        QTest::newRow("unknown mode") << QJsonObject{{"mode"_L1, u"fast"_s}} << 400;
        QTest::newRow("refs that stay") << QJsonObject{{"refs"_L1, u"aria"_s}} << 200;
        QTest::newRow("unknown refs") << QJsonObject{{"refs"_L1, u"random"_s}} << 400;
        QTest::newRow("aria and efficient")
            << QJsonObject{{"format"_L1, u"aria"_s}, {"mode"_L1, u"efficient"_s}} << 400;
        QTest::newRow("aria and labels")
            << QJsonObject{{"format"_L1, u"aria"_s}, {"labels"_L1, u"1"_s}} << 400;
    }
    void options()
    {
        QFETCH(QJsonObject, query);
        QFETCH(int, status);
        const auto made = snapshotOptions({.query = query}, false);
        QCOMPARE(made ? 200 : made.error().status, status);
    }

    void efficientMeansShort()
    {
        const auto made = snapshotOptions({.query = {{"mode"_L1, u"efficient"_s}}}, false);
        QVERIFY(made);
        QCOMPARE(*made, SnapshotOptions({.form = SnapshotOptions::Form::Role,
                                         .interactive = true,
                                         .compact = true,
                                         .depth = 6,
                                         .maxChars = 10'000}));
        QCOMPARE(*snapshotOptions({}, true), *made); // by the config
        QCOMPARE(snapshotOptions({.query = {{"maxChars"_L1, u"50"_s}}}, true)->maxChars, 50);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestBrowserSnapshot)
#include "tst_browsersnapshot.moc"
