#include "tests/support/shownpages.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

QString resource(const QString &name)
{
    QFile file(u":/wsagent/a2ui/"_s + name);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString json(const QJsonValue &value)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
}

/// `{path}` and `{literalString}` as they are written in components.
QJsonObject at(const QString &path)
{
    return {{"path"_L1, path}};
}
QJsonObject literal(const QString &text)
{
    return {{"literalString"_L1, text}};
}
QJsonObject list(const QStringList &ids)
{
    return {{"explicitList"_L1, QJsonArray::fromStringList(ids)}};
}

} // namespace

/// Every component of A2UI 0.8 as our page draws it, in a real browser.
class TestA2uiRenderer : public QObject, private ShownPages
{
    Q_OBJECT

private:
    /// The page of the canvas, with somebody in place of the gateway who keeps what is sent.
    void showPage() const
    {
        show(u"done.html"_s);
        script(u"() => { const [html, code] = %1[0]; document.documentElement.innerHTML = html; window.sent "
               u"= []; "
               "window.wsAgentSendUserAction = action => { window.sent.push(action); return true; }; "
               "(0, eval)(code); }"_s.arg(json(QJsonArray{
                   resource(u"index.html"_s).section(u"<script"_s, 0, 0), resource(u"a2ui.bundle.js"_s)})));
    }
    void draw(const QJsonArray &messages) const
    {
        script(u"() => { wsAgentA2UI.applyMessages(%1[0]); }"_s.arg(json(messages)));
    }
    static QJsonObject components(const QList<std::pair<QString, QJsonObject>> &parts)
    {
        QJsonArray list;
        for (const auto &[id, component] : parts)
            list += QJsonObject{{"id"_L1, id}, {"component"_L1, component}};
        return {{"surfaceUpdate"_L1, QJsonObject{{"surfaceId"_L1, u"s"_s}, {"components"_L1, list}}}};
    }
    static QJsonObject data(const QJsonArray &contents, const QString &path = u"/"_s)
    {
        return {{"dataModelUpdate"_L1,
                 QJsonObject{{"surfaceId"_L1, u"s"_s}, {"path"_L1, path}, {"contents"_L1, contents}}}};
    }
    static QJsonObject begin(const QJsonObject &styles = {})
    {
        return {{"beginRendering"_L1,
                 QJsonObject{{"surfaceId"_L1, u"s"_s}, {"root"_L1, u"root"_s}, {"styles"_L1, styles}}}};
    }
    /// A button that tells the value of a path.
    static QList<std::pair<QString, QJsonObject>> teller(const QString &path)
    {
        const QJsonObject entry{{"key"_L1, u"value"_s}, {"value"_L1, at(path)}};
        const QJsonObject action{{"name"_L1, u"tell"_s}, {"context"_L1, QJsonArray{entry}}};
        const QJsonObject button{{"child"_L1, u"word"_s}, {"primary"_L1, true}, {"action"_L1, action}};
        return {{u"word"_s, {{"Text"_L1, QJsonObject{{"text"_L1, literal(u"Tell"_s)}}}}},
                {u"tell"_s, {{"Button"_L1, button}}}};
    }
    QJsonValue told() const
    {
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, ref("button"_L1, "Tell"_L1)}});
        return script(u"window.sent.at(-1).context.value"_s);
    }

private slots:
    void initTestCase() { ShownPages::begin(); }
    void cleanupTestCase() { m_home.reset(); }
    void init()
    {
        if (m_home)
            showPage();
    }

    void whatIsShown_data()
    {
        QTest::addColumn<QJsonObject>("component");
        QTest::addColumn<QString>("seen"); // an expression over `root`, true
        const auto row = [](const char *name, const QString &kind, const QJsonObject &props,
                            const QString &seen) {
            QTest::newRow(name) << QJsonObject{{kind, props}} << seen;
        };
        row("text", u"Text"_s, {{"text"_L1, literal(u"<i>plain</i>"_s)}},
            u"root.textContent === '<i>plain</i>' && root.children.length === 0"_s);
        row("heading", u"Text"_s, {{"text"_L1, literal(u"Top"_s)}, {"usageHint"_L1, u"h2"_s}},
            u"root.tagName === 'H2'"_s);
        row("caption", u"Text"_s, {{"text"_L1, literal(u"small"_s)}, {"usageHint"_L1, u"caption"_s}},
            u"root.tagName === 'SMALL'"_s);
        row("image", u"Image"_s,
            {{"url"_L1, literal(u"https://host/a.png"_s)},
             {"fit"_L1, u"cover"_s},
             {"altText"_L1, literal(u"A"_s)}},
            u"root.src === 'https://host/a.png' && root.alt === 'A' && root.style.objectFit === 'cover'"_s);
        row("image that would run", u"Image"_s, {{"url"_L1, literal(u"javascript:alert(1)"_s)}},
            u"root.getAttribute('src') === ''"_s);
        row("icon", u"Icon"_s, {{"name"_L1, literal(u"home"_s)}},
            u"root.getAttribute('role') === 'img' && root.textContent === 'home'"_s);
        row("video", u"Video"_s, {{"url"_L1, literal(u"https://host/a.mp4"_s)}},
            u"root.tagName === 'VIDEO' && root.controls"_s);
        row("sound", u"AudioPlayer"_s, {{"url"_L1, literal(u"https://host/a.mp3"_s)}},
            u"root.tagName === 'AUDIO' && root.controls"_s);
        row("row", u"Row"_s,
            {{"children"_L1, list({u"a"_s, u"b"_s})},
             {"distribution"_L1, u"spaceBetween"_s},
             {"alignment"_L1, u"center"_s}},
            u"root.innerText === 'A\\nB' && getComputedStyle(root).justifyContent === 'space-between' && "
            "getComputedStyle(root).flexDirection === 'row' && root.style.alignItems === 'center'"_s);
        row("column", u"Column"_s, {{"children"_L1, list({u"a"_s, u"b"_s})}},
            u"getComputedStyle(root).flexDirection === 'column' && root.children.length === 2"_s);
        row("list from data", u"List"_s,
            {{"children"_L1, QJsonObject{{"template"_L1, QJsonObject{{"componentId"_L1, u"item"_s},
                                                                     {"dataBinding"_L1, u"/items"_s}}}}}},
            u"Array.from(root.children, each => each.textContent).join() === 'one,two'"_s);
        row("card", u"Card"_s, {{"child"_L1, u"a"_s}},
            u"root.className === 'card' && root.textContent === 'A'"_s);
        row("divider", u"Divider"_s, {{"axis"_L1, u"vertical"_s}},
            u"root.tagName === 'HR' && root.className === 'vertical'"_s);
        row("unknown", u"Hologram"_s, {}, u"root.textContent === 'unknown component: Hologram'"_s);
        row("of the language, not of ours", u"constructor"_s, {}, u"root.className === 'unknown'"_s);
        row("itself", u"Card"_s, {{"child"_L1, u"root"_s}}, u"root.querySelectorAll('.card').length < 100"_s);
    }
    void whatIsShown()
    {
        QFETCH(QJsonObject, component);
        QFETCH(QString, seen);
        const auto text = [](const QJsonObject &bound) {
            return QJsonObject{{"Text"_L1, QJsonObject{{"text"_L1, bound}}}};
        };
        const QJsonArray items{
            QJsonObject{{"key"_L1, u"0"_s},
                        {"valueMap"_L1,
                         QJsonArray{QJsonObject{{"key"_L1, u"name"_s}, {"valueString"_L1, u"one"_s}}}}},
            QJsonObject{{"key"_L1, u"1"_s},
                        {"valueMap"_L1,
                         QJsonArray{QJsonObject{{"key"_L1, u"name"_s}, {"valueString"_L1, u"two"_s}}}}}};
        draw({components({{u"root"_s, component},
                          {u"a"_s, text(literal(u"A"_s))},
                          {u"b"_s, text(literal(u"B"_s))},
                          {u"item"_s, text(at(u"name"_s))}}),
              data(items, u"/items"_s), begin()});
        QCOMPARE(
            script(u"() => { const root = document.querySelector('.surface').firstChild; return %1; }"_s.arg(
                seen)),
            QJsonValue(true));
    }

    void whatIsEnteredIsTold_data()
    {
        QTest::addColumn<QJsonObject>("component");
        QTest::addColumn<QJsonValue>("before");
        QTest::addColumn<QString>("enter"); // a statement over `input`
        QTest::addColumn<QJsonValue>("after");
        const QString change = u"input.dispatchEvent(new Event('change', {bubbles: true}));"_s;
        const QJsonObject label{{"label"_L1, literal(u"Field"_s)}};
        const auto row = [&](const char *name, const QString &kind, QJsonObject props,
                             const QJsonValue &before, const QString &enter, const QJsonValue &after) {
            props.insert("label"_L1, literal(u"Field"_s));
            QTest::newRow(name) << QJsonObject{{kind, props}} << before << enter + change << after;
        };
        row("text", u"TextField"_s, {{"text"_L1, at(u"/v"_s)}}, u"old"_s, u"input.value = 'new';"_s,
            u"new"_s);
        row("long text", u"TextField"_s, {{"text"_L1, at(u"/v"_s)}, {"textFieldType"_L1, u"longText"_s}},
            u"old"_s, u"if (input.tagName === 'TEXTAREA') input.value = 'a\\nb';"_s, u"a\nb"_s);
        row("secret", u"TextField"_s, {{"text"_L1, at(u"/v"_s)}, {"textFieldType"_L1, u"obscured"_s}},
            u"old"_s, u"if (input.type === 'password') input.value = 'new';"_s, u"new"_s);
        row("box", u"CheckBox"_s, {{"value"_L1, at(u"/v"_s)}}, QJsonValue(), u"input.checked = true;"_s,
            true);
        row("slider", u"Slider"_s, {{"value"_L1, at(u"/v"_s)}, {"minValue"_L1, 10}, {"maxValue"_L1, 20}},
            QJsonValue(), u"input.value = 99;"_s, 20);
        row("date", u"DateTimeInput"_s, {{"value"_L1, at(u"/v"_s)}}, QJsonValue(),
            u"input.value = '2026-02-03';"_s, u"2026-02-03"_s);
        row("time", u"DateTimeInput"_s,
            {{"value"_L1, at(u"/v"_s)}, {"enableDate"_L1, false}, {"enableTime"_L1, true}}, QJsonValue(),
            u"input.value = '12:30';"_s, u"12:30"_s);
        const QJsonArray options{QJsonObject{{"label"_L1, literal(u"Red"_s)}, {"value"_L1, u"r"_s}},
                                 QJsonObject{{"label"_L1, literal(u"Blue"_s)}, {"value"_L1, u"b"_s}}};
        row("choice", u"MultipleChoice"_s, {{"selections"_L1, at(u"/v"_s)}, {"options"_L1, options}},
            QJsonValue(), u"input.value = 'b';"_s, QJsonArray{u"b"_s});
        row("several choices", u"MultipleChoice"_s,
            {{"selections"_L1, at(u"/v"_s)}, {"options"_L1, options}, {"maxAllowedSelections"_L1, 2}},
            QJsonValue(), u"for (const option of input.options) option.selected = true;"_s,
            QJsonArray{u"r"_s, u"b"_s});
    }
    void whatIsEnteredIsTold()
    {
        QFETCH(QJsonObject, component);
        QFETCH(QJsonValue, before);
        QFETCH(QString, enter);
        QFETCH(QJsonValue, after);
        auto parts = teller(u"/v"_s);
        parts += {u"field"_s, component};
        parts += {u"root"_s, {{"Column"_L1, QJsonObject{{"children"_L1, list({u"field"_s, u"tell"_s})}}}}};
        QJsonArray messages{components(parts)};
        if (before.isString())
            messages += data({QJsonObject{{"key"_L1, u"v"_s}, {"valueString"_L1, before}}});
        messages += begin();
        draw(messages);
        if (before.isString())
            QCOMPARE(told(), before);
        QVERIFY(snapshotText().contains(u"Field"_s));
        script(u"() => { const input = document.querySelector('input, textarea, select'); %1 }"_s.arg(enter));
        QCOMPARE(told(), after);
    }

    void tabsAndDialogs()
    {
        const auto text = [](const QString &words) {
            return QJsonObject{{"Text"_L1, QJsonObject{{"text"_L1, literal(words)}}}};
        };
        const QJsonArray items{QJsonObject{{"title"_L1, literal(u"First"_s)}, {"child"_L1, u"a"_s}},
                               QJsonObject{{"title"_L1, literal(u"Second"_s)}, {"child"_L1, u"b"_s}}};
        const QJsonObject modal{{"entryPointChild"_L1, u"more"_s}, {"contentChild"_L1, u"inside"_s}};
        draw({components(
                  {{u"root"_s, {{"Column"_L1, QJsonObject{{"children"_L1, list({u"tabs"_s, u"modal"_s})}}}}},
                   {u"tabs"_s, {{"Tabs"_L1, QJsonObject{{"tabItems"_L1, items}}}}},
                   {u"modal"_s, {{"Modal"_L1, modal}}},
                   {u"a"_s, text(u"first page"_s)},
                   {u"b"_s, text(u"second page"_s)},
                   {u"more"_s, text(u"More"_s)},
                   {u"inside"_s, text(u"all there is"_s)}}),
              begin()});
        QVERIFY(snapshotText().contains(u"first page"_s) && !snapshotText().contains(u"second page"_s));
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, ref("tab"_L1, "Second"_L1)}});
        QVERIFY(snapshotText().contains(u"second page"_s) && !snapshotText().contains(u"first page"_s));
        QVERIFY(!snapshotText().contains(u"all there is"_s));
        script(u"() => { document.querySelector('[data-component=modal] > span').click(); }"_s);
        QVERIFY(snapshotText().contains(u"all there is"_s));
    }

    void surfacesChangeAndGo()
    {
        const auto bound = [](const QString &id, const QJsonObject &text) {
            return components({{id, {{"Text"_L1, QJsonObject{{"text"_L1, text}}}}}});
        };
        draw({bound(u"root"_s, at(u"/word"_s)),
              data({QJsonObject{{"key"_L1, u"word"_s}, {"valueString"_L1, u"one"_s}}})});
        QVERIFY(!snapshotText().contains(u"one"_s)); // not begun
        draw({begin({{"primaryColor"_L1, u"#ff0000"_s}})});
        QVERIFY(snapshotText().contains(u"one"_s));
        QCOMPARE(
            script(u"document.querySelector('.surface').style.getPropertyValue('--accent')"_s).toString(),
            u"#ff0000"_s);
        draw({data({QJsonObject{{"key"_L1, u"word"_s}, {"valueNumber"_L1, 2}}})});
        QVERIFY(snapshotText().contains(u"2"_s) && !snapshotText().contains(u"one"_s));
        draw({bound(u"root"_s, literal(u"three"_s))});
        QVERIFY(snapshotText().contains(u"three"_s));
        draw({QJsonObject{{"deleteSurface"_L1, QJsonObject{{"surfaceId"_L1, u"s"_s}}}}});
        QVERIFY(!snapshotText().contains(u"three"_s));
        QVERIFY(snapshotText().contains(u"An agent can draw here"_s));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestA2uiRenderer)
#include "tst_a2uirenderer.moc"
