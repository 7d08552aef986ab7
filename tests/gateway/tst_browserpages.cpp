#include "tests/support/shownpages.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>
#include <QtEndian>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

/// Everything that is done to pages, done to those of tests/data/pages in a real browser.
class TestBrowserPages : public QObject, private ShownPages
{
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void cleanupTestCase() { m_home.reset(); }

    void formIsFilledAndSent()
    {
        show(u"forms.html"_s);
        act({{"kind"_L1, u"type"_s},
             {"ref"_L1, ref("textbox"_L1, "Name"_L1)},
             {"text"_L1, u"Ada Lovelace"_s}});
        QCOMPARE(value(u"#name"_s), u"Ada Lovelace"_s);
        act({{"kind"_L1, u"type"_s}, {"ref"_L1, ref("textbox"_L1, "About"_L1)}, {"text"_L1, u"one\ntwo"_s}});
        QCOMPARE(value(u"#about"_s), u"one\ntwo"_s);
        const QJsonArray fields{
            QJsonObject{
                {"ref"_L1, ref("checkbox"_L1, "I agree"_L1)}, {"type"_L1, u"checkbox"_s}, {"value"_L1, true}},
            QJsonObject{{"ref"_L1, ref("radio"_L1, "Blue"_L1)}, {"type"_L1, u"radio"_s}, {"value"_L1, true}},
            QJsonObject{{"ref"_L1, ref("slider"_L1, "Volume"_L1)}, {"type"_L1, u"text"_s}, {"value"_L1, 7}}};
        act({{"kind"_L1, u"fill"_s}, {"fields"_L1, fields}});
        QCOMPARE(script(u"document.getElementById('agree').checked"_s), QJsonValue(true));
        QCOMPARE(script(u"document.getElementById('blue').checked"_s), QJsonValue(true));
        QCOMPARE(value(u"#volume"_s), u"7"_s);
        act({{"kind"_L1, u"select"_s},
             {"ref"_L1, ref("combobox"_L1, "Size"_L1)},
             {"values"_L1, QJsonArray{u"Large"_s}}});
        QCOMPARE(value(u"#size"_s), u"l"_s);
        const QJsonObject clicked = act({{"kind"_L1, u"click"_s}, {"ref"_L1, ref("button"_L1, "Send"_L1)}});
        QVERIFY(clicked["url"_L1].toString().contains("done.html?name=Ada+Lovelace"_L1));
    }

    /// A second fill of the same check box must not take the tick away.
    void checkBoxIsSetNotToggled()
    {
        show(u"forms.html"_s);
        const QString box = ref("checkbox"_L1, "I agree"_L1);
        const QJsonArray fields{QJsonObject{{"ref"_L1, box}, {"type"_L1, u"checkbox"_s}, {"value"_L1, true}}};
        act({{"kind"_L1, u"fill"_s}, {"fields"_L1, fields}});
        act({{"kind"_L1, u"fill"_s}, {"fields"_L1, fields}});
        QCOMPARE(script(u"document.getElementById('agree').checked"_s), QJsonValue(true));
    }

    void severalOptionsAreSelected()
    {
        show(u"forms.html"_s);
        act({{"kind"_L1, u"select"_s},
             {"ref"_L1, ref("listbox"_L1, "Many"_L1)},
             {"values"_L1, QJsonArray{u"One"_s, u"Three"_s}}});
        QCOMPARE(
            script(u"Array.from(document.getElementById('many').selectedOptions).map(o => o.value).join()"_s),
            QJsonValue(u"One,Three"_s));
    }

    void keysClicksAndModifiers()
    {
        show(u"forms.html"_s);
        act({{"kind"_L1, u"press"_s}, {"key"_L1, u"Control+k"_s}});
        QCOMPARE(script(u"document.body.dataset.key"_s), QJsonValue(u"Control+k"_s));
        const QString counter = ref("button"_L1, "Counter"_L1);
        act({{"kind"_L1, u"hover"_s}, {"ref"_L1, counter}});
        QCOMPARE(script(u"document.body.dataset.over"_s), QJsonValue(u"yes"_s));
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, counter}, {"doubleClick"_L1, true}});
        QCOMPARE(script(u"document.getElementById('counter').textContent"_s), QJsonValue(u"Doubled"_s));
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, counter}, {"button"_L1, u"right"_s}});
        QCOMPARE(script(u"document.getElementById('counter').textContent"_s), QJsonValue(u"Menu"_s));
    }

    void textIsTypedSlowlyAndIntoEditableParts()
    {
        show(u"forms.html"_s);
        act({{"kind"_L1, u"type"_s}, {"ref"_L1, ref("textbox"_L1, "Notes"_L1)}, {"text"_L1, u"final"_s}});
        QCOMPARE(script(u"document.getElementById('editable').textContent"_s), QJsonValue(u"final"_s));
        act({{"kind"_L1, u"type"_s},
             {"ref"_L1, ref("textbox"_L1, "Name"_L1)},
             {"text"_L1, u"Bo \U0001F600!"_s},
             {"slowly"_L1, true}});
        QCOMPARE(value(u"#name"_s), u"Bo \U0001F600!"_s);
        act({{"kind"_L1, u"type"_s}, {"ref"_L1, ref("textbox"_L1, "Name"_L1)}, {"text"_L1, u""_s}});
        QCOMPARE(value(u"#name"_s), u""_s);
    }

    void whatCannotBeDoneIsSaid_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QJsonObject>("action");
        QTest::addColumn<QString>("words");
        QTest::newRow("a disabled button")
            << u"button"_s << u"Off"_s << QJsonObject{{"kind"_L1, u"click"_s}} << u"disabled"_s;
        QTest::newRow("a field that cannot be changed")
            << u"textbox"_s << u"Locked"_s << QJsonObject{{"kind"_L1, u"type"_s}, {"text"_L1, u"x"_s}}
            << u"cannot be changed"_s;
        QTest::newRow("text for a button")
            << u"button"_s << u"Send"_s << QJsonObject{{"kind"_L1, u"type"_s}, {"text"_L1, u"x"_s}}
            << u"takes no text"_s;
        QTest::newRow("an option that is not there")
            << u"combobox"_s << u"Size"_s
            << QJsonObject{{"kind"_L1, u"select"_s}, {"values"_L1, QJsonArray{u"Huge"_s}}}
            << u"no option \"Huge\""_s;
    }
    void whatCannotBeDoneIsSaid()
    {
        QFETCH(QString, role);
        QFETCH(QString, name);
        QFETCH(QJsonObject, action);
        QFETCH(QString, words);
        show(u"forms.html"_s);
        action.insert("ref"_L1, ref(role, name));
        action.insert("timeoutMs"_L1, 500);
        const BrowserAnswer answer = m_home->ask("POST", u"/act"_s, action);
        QCOMPARE(answer.status, 500);
        QCOMPARE(answer.body["code"_L1].toString(), u"ACT_OPERATION_FAILED"_s);
        QVERIFY2(said(answer).contains(words), qPrintable(said(answer)));
    }

    void equalElementsAreNumbered()
    {
        show(u"forms.html"_s);
        const BrowserAnswer answer = m_home->ask("GET", u"/snapshot"_s);
        QList<int> numbers;
        const QJsonObject refs = answer.body["refs"_L1].toObject();
        QString second;
        for (auto it = refs.begin(); it != refs.end(); ++it) {
            if (it->toObject()["name"_L1] != "Same"_L1)
                continue;
            numbers += it->toObject()["nth"_L1].toInt(-1);
            if (numbers.last() == 1)
                second = it.key();
        }
        std::sort(numbers.begin(), numbers.end());
        QCOMPARE(numbers, QList<int>({0, 1}));
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, second}});
        QCOMPARE(script(u"document.title"_s), QJsonValue(u"pressed twice"_s));
    }

    void framesOfBothKindsAreReadAndUsed()
    {
        show(u"frames.html"_s);
        QTRY_VERIFY_WITH_TIMEOUT(snapshotText().count(u"button \"Press\""_s) == 2, 10'000);
        const QString text = snapshotText();
        QVERIFY2(text.contains(u"[ref=f1e1]"_s) && text.contains(u"[ref=f2e1]"_s), qPrintable(text));
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, u"f1e1"_s}});
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, u"f2e1"_s}});
        act({{"kind"_L1, u"type"_s}, {"ref"_L1, u"f2e2"_s}, {"text"_L1, u"elsewhere"_s}});
        const QString after = snapshotText();
        QCOMPARE(after.count(u"button \"Pressed\""_s), 2);
        QVERIFY2(after.contains(u"\"elsewhere\""_s), qPrintable(after));
        const BrowserAnswer one = m_home->ask("GET", u"/snapshot"_s, {{"frame"_L1, u"#same"_s}});
        QCOMPARE(one.body["snapshot"_L1].toString().count(u"button"_s), 1);
    }

    /// In a frame of another origin that is in one of another origin.
    void nestedFramesAreReadAndUsed()
    {
        show(u"nestedframes.html"_s);
        QTRY_VERIFY_WITH_TIMEOUT(snapshotText().contains(u"button \"Press\""_s), 10'000);
        const QString button = ref("button"_L1, "Press"_L1);
        script(u"document.getElementById('other').contentWindow.postMessage(true, '*')"_s);
        QJsonObject press{{"kind"_L1, u"click"_s}, {"ref"_L1, button}, {"timeoutMs"_L1, 500}};
        BrowserAnswer covered;
        QTRY_COMPARE((covered = m_home->ask("POST", u"/act"_s, press)).status, 500);
        QVERIFY2(said(covered).contains(u"frame of the element is covered by div"_s),
                 qPrintable(said(covered)));
        script(u"document.getElementById('other').contentWindow.postMessage(false, '*')"_s);
        press.insert("timeoutMs"_L1, 5000);
        act(press);
        QTRY_VERIFY(snapshotText().contains(u"button \"Pressed\""_s));
        act({{"kind"_L1, u"type"_s},
             {"ref"_L1, ref("textbox"_L1, "Inner field"_L1)},
             {"text"_L1, u"deep inside"_s}});
        QVERIFY(snapshotText().contains(u"\"deep inside\""_s));
    }

    void shadowRootsAreReadAndUsed()
    {
        show(u"shadow.html"_s);
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, ref("button"_L1, "Deep"_L1)}});
        QCOMPARE(script(u"document.title"_s), QJsonValue(u"deep pressed"_s));
        act({{"kind"_L1, u"click"_s},
             {"ref"_L1, ref("button"_L1, "Hidden away"_L1)}}); // closed, in a closed one
        QCOMPARE(script(u"document.title"_s), QJsonValue(u"hidden away pressed"_s));
    }

    void dialogIsReportedAndAnswered()
    {
        show(u"dialogs.html"_s);
        const QJsonObject asked = act({{"kind"_L1, u"click"_s}, {"ref"_L1, ref("button"_L1, "Confirm"_L1)}});
        QCOMPARE(asked["blockedByDialog"_L1].toBool(), true);
        const QJsonValue dialog = asked["dialogs"_L1]["pending"_L1][0];
        QCOMPARE(dialog["type"_L1].toString(), u"confirm"_s);
        QCOMPARE(dialog["message"_L1].toString(), u"Sure?"_s);
        const BrowserAnswer blocked = m_home->ask("GET", u"/snapshot"_s);
        QCOMPARE(blocked.status, 409);
        QCOMPARE(blocked.body["code"_L1].toString(), u"BLOCKED_BY_DIALOG"_s);
        QCOMPARE(
            m_home->ask("POST", u"/hooks/dialog"_s, {{"accept"_L1, true}, {"dialogId"_L1, u"d99"_s}}).status,
            404);
        QCOMPARE(m_home->ask("POST", u"/hooks/dialog"_s, {{"accept"_L1, true}}).status, 200);
        QTRY_COMPARE(script(u"document.title"_s), QJsonValue(u"sure"_s));
    }

    void armedAnswerIsNotForEver()
    {
        show(u"dialogs.html"_s);
        const QJsonObject accept{{"accept"_L1, true}, {"timeoutMs"_L1, 500}};
        QCOMPARE(m_home->ask("POST", u"/hooks/dialog"_s, accept).body["armed"_L1].toBool(), true);
        act({{"kind"_L1, u"wait"_s}, {"timeMs"_L1, 600}});
        const QJsonObject asked = act({{"kind"_L1, u"click"_s}, {"ref"_L1, ref("button"_L1, "Confirm"_L1)}});
        QCOMPARE(asked["blockedByDialog"_L1].toBool(), true);
        QCOMPARE(m_home->ask("POST", u"/hooks/dialog"_s, accept).body["answered"_L1].toBool(), true);
    }

    void keyIsHeld()
    {
        show(u"forms.html"_s);
        script(u"() => { addEventListener('keydown', () => { window.down = performance.now(); }); "
               "addEventListener('keyup', () => { window.held = performance.now() - window.down; }); }"_s);
        act({{"kind"_L1, u"press"_s}, {"key"_L1, u"a"_s}, {"delayMs"_L1, 200}});
        QTRY_VERIFY(script(u"window.held"_s).toDouble() >= 150);
    }

    void refsMayStay()
    {
        show(u"forms.html"_s);
        const auto refs = [this] {
            return m_home->ask("GET", u"/snapshot"_s, {{"refs"_L1, u"aria"_s}}).body["refs"_L1].toObject();
        };
        const QJsonObject before = refs();
        script(u"document.body.prepend(document.createElement('button'))"_s);
        const QJsonObject after = refs();
        QCOMPARE(after.size(), before.size() + 1);
        const QStringList known = before.keys();
        QVERIFY(std::all_of(known.begin(), known.end(), [&](const QString &ref) {
            return ref.startsWith("ax"_L1) && after[ref] == before[ref];
        }));
    }

    void armedAnswerIsGivenOnce()
    {
        show(u"dialogs.html"_s);
        const QString prompt = ref("button"_L1, "Prompt"_L1);
        QCOMPARE(m_home->ask("POST", u"/hooks/dialog"_s, {{"accept"_L1, true}, {"promptText"_L1, u"Grace"_s}})
                     .body["armed"_L1]
                     .toBool(),
                 true);
        const QJsonObject first = act({{"kind"_L1, u"click"_s}, {"ref"_L1, prompt}});
        QCOMPARE(first["blockedByDialog"_L1].toBool(), false);
        QTRY_COMPARE(script(u"document.title"_s), QJsonValue(u"name: Grace"_s));
        QCOMPARE(act({{"kind"_L1, u"click"_s}, {"ref"_L1, prompt}})["blockedByDialog"_L1].toBool(), true);
        QCOMPARE(m_home->ask("POST", u"/hooks/dialog"_s, {{"accept"_L1, false}}).status, 200);
    }

    /// Ten thousand dialogs in a row: one is there at a time, and the tab can still be closed.
    void endlessDialogsDoNotStopAnything()
    {
        open(u"dialogs.html"_s);
        QCOMPARE(act({{"kind"_L1, u"click"_s}, {"ref"_L1, ref("button"_L1, "Many"_L1)}})["blockedByDialog"_L1]
                     .toBool(),
                 true);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(m_home->ask("POST", u"/hooks/dialog"_s, {{"accept"_L1, true}}).status, 200);
            QTRY_COMPARE(m_home->ask("POST", u"/act"_s, {{"kind"_L1, u"press"_s}, {"key"_L1, u"a"_s}}).status,
                         409);
        }
        closeTab();
        show(u"done.html"_s);
        QVERIFY(snapshotText().contains(u"Thank you"_s));
    }

    void dragAndDropOfBothKinds()
    {
        show(u"drag.html"_s);
        act({{"kind"_L1, u"drag"_s},
             {"startRef"_L1, ref("button"_L1, "Piece"_L1)},
             {"endRef"_L1, ref("button"_L1, "Place"_L1)}});
        QCOMPARE(script(u"document.title"_s), QJsonValue(u"dropped piece"_s));
        act({{"kind"_L1, u"drag"_s},
             {"startRef"_L1, ref("button"_L1, "Handle"_L1)},
             {"endRef"_L1, ref("button"_L1, "Place"_L1)}});
        QCOMPARE(script(u"document.title"_s), QJsonValue(u"moved"_s));
    }

    void coveredElementIsNotClickedThrough()
    {
        show(u"covered.html"_s);
        const QString below = ref("button"_L1, "Below"_L1);
        const BrowserAnswer covered = m_home->ask(
            "POST", u"/act"_s, {{"kind"_L1, u"click"_s}, {"ref"_L1, below}, {"timeoutMs"_L1, 500}});
        QCOMPARE(covered.status, 500);
        QVERIFY2(said(covered).contains(u"covered by div#cover"_s), qPrintable(said(covered)));
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, ref("button"_L1, "Uncover soon"_L1)}});
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, ref("button"_L1, "Below"_L1)}}); // waits until it can
        QCOMPARE(script(u"document.title"_s), QJsonValue(u"through"_s));
    }

    /// What lies over a frame is not part of the frame's document.
    void coveredFrameIsNotClickedThrough_data()
    {
        QTest::addColumn<QString>("frame");
        QTest::newRow("of the same origin") << u"#same"_s;
        QTest::newRow("of another origin") << u"#other"_s;
    }
    void coveredFrameIsNotClickedThrough()
    {
        QFETCH(QString, frame);
        show(u"coveredframes.html"_s);
        QTRY_COMPARE(snapshotText().count(u"Press"_s), 2);
        const QJsonObject inner =
            m_home->ask("GET", u"/snapshot"_s, {{"frame"_L1, frame}}).body["refs"_L1].toObject();
        QString button;
        for (auto it = inner.begin(); it != inner.end(); ++it)
            button = it->toObject()["role"_L1] == "button"_L1 ? it.key() : button;
        QJsonObject press{{"kind"_L1, u"click"_s}, {"ref"_L1, button}, {"timeoutMs"_L1, 500}};
        const BrowserAnswer covered = m_home->ask("POST", u"/act"_s, press);
        QCOMPARE(covered.status, 500);
        QVERIFY2(said(covered).contains(u"frame of the element is covered by div"_s),
                 qPrintable(said(covered)));
        script(u"document.getElementById('cover').remove()"_s);
        act(press);
        QTRY_COMPARE(snapshotText().count(u"Pressed"_s), 1);
    }

    void farElementIsScrolledTo()
    {
        show(u"scroll.html"_s);
        const QString far = ref("button"_L1, "Far away"_L1);
        act({{"kind"_L1, u"scrollIntoView"_s}, {"ref"_L1, far}});
        QVERIFY(script(u"scrollY"_s).toDouble() > 1000);
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, far}});
        QCOMPARE(script(u"document.title"_s), QJsonValue(u"reached"_s));
    }

    void waitsForEveryKindOfThing_data()
    {
        QTest::addColumn<QJsonObject>("wanted");
        QTest::newRow("text") << QJsonObject{{"text"_L1, u"Everything is here"_s}};
        QTest::newRow("text that goes") << QJsonObject{{"textGone"_L1, u"Loading"_s}};
        QTest::newRow("selector") << QJsonObject{{"selector"_L1, u"p.ready"_s}};
        QTest::newRow("address") << QJsonObject{{"url"_L1, u"**/late/*"_s}};
        QTest::newRow("function") << QJsonObject{{"fn"_L1, u"() => window.isReady"_s}};
        QTest::newRow("load state") << QJsonObject{{"loadState"_L1, u"networkidle"_s}};
        QTest::newRow("several") << QJsonObject{
            {"timeMs"_L1, 10}, {"text"_L1, u"Everything"_s}, {"fn"_L1, u"window.isReady"_s}};
    }
    void waitsForEveryKindOfThing()
    {
        QFETCH(QJsonObject, wanted);
        show(u"late.html"_s);
        wanted.insert("kind"_L1, u"wait"_s);
        const BrowserAnswer answer = m_home->ask("POST", u"/act"_s, wanted);
        QVERIFY2(answer.status == 200, qPrintable(said(answer)));
    }
    void waitEndsInTime()
    {
        show(u"late.html"_s);
        QCOMPARE(
            m_home->ask("POST", u"/act"_s, {{"kind"_L1, u"wait"_s}, {"loadState"_L1, u"loadd"_s}}).status,
            400);
        const BrowserAnswer answer = m_home->ask(
            "POST", u"/act"_s, {{"kind"_L1, u"wait"_s}, {"text"_L1, u"Never"_s}, {"timeoutMs"_L1, 500}});
        QCOMPARE(answer.status, 504);
        QCOMPARE(answer.body["code"_L1].toString(), u"TIMEOUT"_s);
    }

    void popupsBecomeTabs()
    {
        open(u"popup.html"_s);
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, ref("button"_L1, "Open"_L1)}});
        QTRY_COMPARE(titles().count(u"Done"_s), 1);
        const QJsonArray tabs = m_home->ask("GET", u"/tabs"_s).body["tabs"_L1].toArray();
        for (const QJsonValue &tab : tabs) {
            if (tab["title"_L1] == "Done"_L1)
                QCOMPARE(m_home->ask("DELETE", "/tabs/"_L1 + tab["tabId"_L1].toString()).status, 200);
        }
        closeTab();
    }

    void pageOfOneDocumentIsFollowed()
    {
        show(u"spa.html"_s);
        const QJsonObject clicked = act({{"kind"_L1, u"click"_s}, {"ref"_L1, ref("link"_L1, "About"_L1)}});
        QVERIFY(clicked["url"_L1].toString().endsWith("/about"_L1));
        QVERIFY(snapshotText().contains(u"About view"_s));
    }

    void refsGoWithTheirDocument()
    {
        show(u"forms.html"_s);
        const QString old = ref("button"_L1, "Send"_L1);
        show(u"done.html"_s);
        const BrowserAnswer answer =
            m_home->ask("POST", u"/act"_s, {{"kind"_L1, u"click"_s}, {"ref"_L1, old}});
        QCOMPARE(answer.status, 400);
        QCOMPARE(said(answer), u"Unknown ref \"%1\". Run a new snapshot and use a ref from it."_s.arg(old));
    }

    void snapshotForms()
    {
        show(u"forms.html"_s);
        const BrowserAnswer full = m_home->ask("GET", u"/snapshot"_s);
        QVERIFY(full.body["snapshot"_L1].toString().contains(u"- heading \"Sign up\" [level=1] [ref="_s));
        const BrowserAnswer interactive = m_home->ask("GET", u"/snapshot"_s, {{"interactive"_L1, u"true"_s}});
        QVERIFY(!interactive.body["snapshot"_L1].toString().contains(u"heading"_s));
        const BrowserAnswer part = m_home->ask("GET", u"/snapshot"_s, {{"selector"_L1, u"#many"_s}});
        QVERIFY(part.body["snapshot"_L1].toString().startsWith(u"- listbox \"Many\""_s));
        const BrowserAnswer aria =
            m_home->ask("GET", u"/snapshot"_s, {{"format"_L1, u"aria"_s}, {"limit"_L1, u"3"_s}});
        QCOMPARE(aria.body["nodes"_L1].toArray().size(), 3);
        const BrowserAnswer cut = m_home->ask("GET", u"/snapshot"_s, {{"maxChars"_L1, u"100"_s}});
        QCOMPARE(cut.body["truncated"_L1].toBool(), true);
        QVERIFY(cut.body["snapshot"_L1].toString().size() < 300);
    }

    void largeTableIsRead()
    {
        show(u"table?rows=5000"_s);
        const BrowserAnswer whole = m_home->ask("GET", u"/snapshot"_s, {{"maxChars"_L1, u"0"_s}});
        QVERIFY2(whole.status == 200, qPrintable(said(whole)));
        QVERIFY(whole.body["snapshot"_L1].toString().contains(u"\"act 4999\""_s));
        QCOMPARE(m_home->ask("GET", u"/snapshot"_s).body["truncated"_L1].toBool(), true);
    }

    void consoleErrorsAndRequestsAreKept()
    {
        show(u"records.html"_s);
        QTRY_VERIFY(m_home->ask("GET", u"/errors"_s).body["errors"_L1].toArray().size() == 1);
        const QJsonValue error = m_home->ask("GET", u"/errors"_s).body["errors"_L1][0];
        QCOMPARE(error["message"_L1].toString(), u"TypeError: thrown on purpose"_s);
        QTRY_VERIFY(
            consoleTexts().join(u' ').contains("404"_L1)); // what the browser itself says of missing.json
        const QStringList all = consoleTexts();
        QVERIFY(all.contains(u"plain 1 true"_s) && all.contains(u"careful"_s));
        const QStringList bad = consoleTexts({{"level"_L1, u"error"_s}, {"clear"_L1, u"1"_s}});
        QVERIFY(bad.contains(u"broken"_s) && !bad.contains(u"careful"_s));
        QCOMPARE(m_home->ask("GET", u"/console"_s).body["messages"_L1].toArray().size(), 0);
        QTRY_COMPARE(m_home->ask("GET", u"/requests"_s, {{"filter"_L1, u"missing.json"_s}})
                         .body["requests"_L1][0]["status"_L1]
                         .toInt(),
                     404);
    }

    /// A policy that is made stricter holds for pages that are open, and one that is loosened as well.
    void aChangedPolicyIsFollowed()
    {
        show(u"done.html"_s);
        const QJsonObject target{{"url"_L1, m_pages->url(u"forms.html"_s)}};
        QJsonObject strict = browserConfig();
        strict.remove("ssrfPolicy"_L1);
        m_home->configure(strict);
        QCOMPARE(m_home->ask("POST", u"/navigate"_s, target).status, 403);
        m_home->configure(browserConfig());
        QCOMPARE(m_home->ask("POST", u"/navigate"_s, target).status, 200);
    }

    void filesGoIn()
    {
        show(u"files.html"_s);
        const QString root = m_home->path(u"state/tmp/uploads"_s);
        QDir().mkpath(root);
        for (const QString &name : {u"a.txt"_s, u"b.txt"_s}) {
            QFile file(root + u'/' + name);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
        }
        const auto give = [&](QJsonObject body, const QString &name) {
            body.insert("paths"_L1, QJsonArray{root + u'/' + name});
            return m_home->ask("POST", u"/hooks/file-chooser"_s, body);
        };
        const BrowserAnswer direct = give({{"element"_L1, u"#input"_s}}, u"a.txt"_s);
        QVERIFY2(direct.status == 200, qPrintable(said(direct)));
        QCOMPARE(script(u"document.title"_s), QJsonValue(u"a.txt"_s));
        const BrowserAnswer clicked = give({{"ref"_L1, ref("button"_L1, "Choose"_L1)}}, u"b.txt"_s);
        QVERIFY2(clicked.status == 200, qPrintable(said(clicked)));
        QTRY_COMPARE(script(u"document.title"_s), QJsonValue(u"b.txt"_s));
        QCOMPARE(give({{"element"_L1, u"#input"_s}}, u"../../../outside.txt"_s).status, 400);
        QVERIFY(QFile::link(u"/etc/passwd"_s, root + "/link.txt"_L1));
        QCOMPARE(give({{"element"_L1, u"#input"_s}}, u"link.txt"_s).status, 400);
        QCOMPARE(m_home->ask("POST", u"/hooks/file-chooser"_s, {{"paths"_L1, QJsonArray{u"/etc/passwd"_s}}})
                     .status,
                 400);
    }

    /// Files that wait for a chooser: the last ones, and not for ever.
    void filesWaitForTheChooser()
    {
        show(u"files.html"_s);
        const QString root = m_home->path(u"state/tmp/uploads"_s);
        QDir().mkpath(root);
        const auto arm = [&](const QString &name, int timeoutMs) {
            QFile file(root + u'/' + name);
            if (!file.open(QIODevice::WriteOnly) || file.write("x") != 1)
                qFatal("cannot write");
            const QJsonObject body{{"paths"_L1, QJsonArray{file.fileName()}}, {"timeoutMs"_L1, timeoutMs}};
            return m_home->ask("POST", u"/hooks/file-chooser"_s, body).body["armed"_L1].toBool();
        };
        const QJsonObject choose{{"kind"_L1, u"click"_s}, {"ref"_L1, ref("button"_L1, "Choose"_L1)}};
        QVERIFY(arm(u"first.txt"_s, 60'000));
        QVERIFY(arm(u"second.txt"_s, 60'000));
        act(choose);
        QTRY_COMPARE(script(u"document.title"_s), QJsonValue(u"second.txt"_s));
        QVERIFY(arm(u"third.txt"_s, 500));
        const QJsonObject wait{{"kind"_L1, u"wait"_s}, {"timeMs"_L1, 700}};
        act(wait);
        act(choose);
        act({{"kind"_L1, u"wait"_s}, {"timeMs"_L1, 100}});
        QCOMPARE(script(u"document.title"_s), QJsonValue(u"second.txt"_s));
        const QJsonObject asksForNothing{{"ref"_L1, ref("link"_L1, "Save"_L1)},
                                         {"paths"_L1, QJsonArray{root + "/first.txt"_L1}},
                                         {"timeoutMs"_L1, 500}};
        QCOMPARE(m_home->ask("POST", u"/hooks/file-chooser"_s, asksForNothing).status, 504);
    }

    void filesComeOut()
    {
        show(u"files.html"_s);
        const QString link = ref("link"_L1, "Save"_L1);
        const BrowserAnswer saved =
            m_home->ask("POST", u"/download"_s, {{"ref"_L1, link}, {"path"_L1, u"mine.txt"_s}});
        QVERIFY2(saved.status == 200, qPrintable(said(saved)));
        const QJsonValue download = saved.body["download"_L1];
        QCOMPARE(download["suggestedFilename"_L1].toString(), u"report.txt"_s);
        QCOMPARE(download["path"_L1].toString(), m_home->path(u"state/tmp/downloads/mine.txt"_s));
        QFile file(download["path"_L1].toString());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("downloaded"));
        for (const QString &path : {u"../out.txt"_s, u"/tmp/out.txt"_s})
            QCOMPARE(m_home->ask("POST", u"/download"_s, {{"ref"_L1, link}, {"path"_L1, path}}).status, 400);
        QCOMPARE(m_home->ask("POST", u"/wait/download"_s, {{"timeoutMs"_L1, 500}}).status, 504);
        QCOMPARE(QDir(m_home->path(u"state/tmp/downloads"_s)).entryList(QDir::Files),
                 QStringList{u"mine.txt"_s});
    }

    void answersAreRead()
    {
        show(u"files.html"_s);
        act({{"kind"_L1, u"evaluate"_s},
             {"fn"_L1, u"() => { setTimeout(() => fetch('/done.html'), 300); }"_s}});
        const BrowserAnswer answer =
            m_home->ask("POST", u"/response/body"_s, {{"url"_L1, u"**/done.html"_s}, {"maxChars"_L1, 20}});
        QVERIFY2(answer.status == 200, qPrintable(said(answer)));
        QCOMPARE(answer.body["response"_L1]["status"_L1].toInt(), 200);
        QCOMPARE(answer.body["response"_L1]["truncated"_L1].toBool(), true);
        QVERIFY(answer.body["response"_L1]["body"_L1].toString().startsWith(u"<!doctype html>"_s));
        QCOMPARE(
            m_home->ask("POST", u"/response/body"_s, {{"url"_L1, u"never"_s}, {"timeoutMs"_L1, 500}}).status,
            504);
    }

    void cookiesAndStorage()
    {
        show(u"records.html"_s);
        const auto names = [this] {
            QStringList list;
            const QJsonArray cookies = m_home->ask("GET", u"/cookies"_s).body["cookies"_L1].toArray();
            for (const QJsonValue &cookie : cookies)
                list += cookie["name"_L1].toString();
            return list;
        };
        QCOMPARE(names(), QStringList{u"visited"_s});
        const QJsonObject cookie{{"name"_L1, u"set"_s}, {"value"_L1, u"1"_s}, {"url"_L1, m_pages->url({})}};
        QCOMPARE(m_home->ask("POST", u"/cookies/set"_s, {{"cookie"_L1, cookie}}).status, 200);
        QCOMPARE(names().size(), 2);
        QCOMPARE(m_home->ask("POST", u"/cookies/clear"_s).status, 200);
        QCOMPARE(names().size(), 0);
        QCOMPARE(
            m_home
                ->ask("POST", u"/storage/local/set"_s, {{"key"_L1, u"__proto__"_s}, {"value"_L1, u"\"x\""_s}})
                .status,
            200);
        const QJsonObject values = m_home->ask("GET", u"/storage/local"_s).body["values"_L1].toObject();
        QCOMPARE(values, QJsonObject({{"kept"_L1, u"yes"_s}, {"__proto__"_L1, u"\"x\""_s}}));
        QCOMPARE(m_home->ask("POST", u"/storage/local/clear"_s).status, 200);
        QCOMPARE(m_home->ask("GET", u"/storage/local"_s).body["values"_L1].toObject(), QJsonObject());
        QCOMPARE(m_home->ask("GET", u"/storage/other"_s).status, 400);
    }

    void pagesSeeAnotherWorld()
    {
        open(u"done.html"_s);
        QCOMPARE(m_home->ask("POST", u"/set/media"_s, {{"colorScheme"_L1, u"dark"_s}}).status, 200);
        QCOMPARE(script(u"matchMedia('(prefers-color-scheme: dark)').matches"_s), QJsonValue(true));
        QCOMPARE(m_home->ask("POST", u"/set/timezone"_s, {{"timezoneId"_L1, u"Asia/Tokyo"_s}}).status, 200);
        QCOMPARE(script(u"Intl.DateTimeFormat().resolvedOptions().timeZone"_s), QJsonValue(u"Asia/Tokyo"_s));
        QCOMPARE(m_home->ask("POST", u"/set/timezone"_s, {{"timezoneId"_L1, u"No/Where"_s}}).status, 400);
        QCOMPARE(m_home->ask("POST", u"/set/offline"_s, {{"offline"_L1, true}}).status, 200);
        QCOMPARE(script(u"navigator.onLine"_s), QJsonValue(false));
        act({{"kind"_L1, u"resize"_s}, {"width"_L1, 500}, {"height"_L1, 400}});
        QCOMPARE(script(u"innerWidth + 'x' + innerHeight"_s), QJsonValue(u"500x400"_s));
        closeTab();
    }

    void batchStopsWhereThePageChanges()
    {
        show(u"forms.html"_s);
        const QString send = ref("button"_L1, "Send"_L1);
        const QJsonArray actions{QJsonObject{{"kind"_L1, u"type"_s},
                                             {"ref"_L1, ref("textbox"_L1, "Name"_L1)},
                                             {"text"_L1, u"Bea"_s}},
                                 QJsonObject{{"kind"_L1, u"click"_s}, {"ref"_L1, send}},
                                 QJsonObject{{"kind"_L1, u"wait"_s}, {"text"_L1, u"Thank you"_s}},
                                 QJsonObject{{"kind"_L1, u"click"_s}, {"ref"_L1, send}}};
        const BrowserAnswer answer =
            m_home->ask("POST", u"/act"_s, {{"kind"_L1, u"batch"_s}, {"actions"_L1, actions}});
        QVERIFY2(answer.status == 200, qPrintable(said(answer)));
        const QJsonArray results = answer.body["results"_L1].toArray();
        QVERIFY(results.size() >= 2 && results.size() < 4);
        QCOMPARE(results.at(1)["ok"_L1].toBool(), true);
        QCOMPARE(answer.body["aborted"_L1].toString(), u"the page has changed"_s);
    }

    void picturesAreSmallEnough_data()
    {
        QTest::addColumn<QJsonObject>("wanted");
        QTest::addColumn<QByteArray>("magic");
        QTest::newRow("what is seen") << QJsonObject() << QByteArray("\x89PNG");
        QTest::newRow("the whole page") << QJsonObject{{"fullPage"_L1, true}} << QByteArray("\x89PNG");
        QTest::newRow("one element") << QJsonObject{{"element"_L1, u"#far"_s}} << QByteArray("\x89PNG");
        QTest::newRow("jpeg") << QJsonObject{{"type"_L1, u"jpeg"_s}} << QByteArray("\xff\xd8\xff");
    }
    void picturesAreSmallEnough()
    {
        QFETCH(QJsonObject, wanted);
        QFETCH(QByteArray, magic);
        show(u"scroll.html"_s);
        const BrowserAnswer answer = m_home->ask("POST", u"/screenshot"_s, wanted);
        QVERIFY2(answer.status == 200, qPrintable(said(answer)));
        QFile file(answer.body["path"_L1].toString());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray picture = file.readAll();
        QVERIFY(picture.startsWith(magic));
        if (!magic.startsWith("\x89PNG"))
            return;
        const auto number = [&picture](int at) {
            return qFromBigEndian<quint32>(picture.constData() + at);
        };
        QVERIFY(number(16) > 0 && number(16) <= 2001 && number(20) > 0 && number(20) <= 2001);
    }

    void pageIsPrinted()
    {
        show(u"done.html"_s);
        QFile file(m_home->ask("POST", u"/pdf"_s).body["path"_L1].toString());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith("%PDF-"));
    }

    void redirectsAreChecked_data()
    {
        QTest::addColumn<QString>("to");
        QTest::newRow("another loopback address") << u"http://127.0.0.2:%1/done.html"_s;
        QTest::newRow("decimal") << u"http://2130706434:%1/done.html"_s;
        QTest::newRow("mapped") << u"http://[::ffff:127.0.0.2]:%1/done.html"_s;
        QTest::newRow("metadata service") << u"http://169.254.169.254/latest"_s;
    }
    void redirectsAreChecked()
    {
        QFETCH(QString, to);
        show(u"done.html"_s);
        const QString target = QString::fromLatin1(
            QUrl::toPercentEncoding(to.contains("%1"_L1) ? to.arg(m_pages->serverPort()) : to));
        const BrowserAnswer answer =
            m_home->ask("POST", u"/navigate"_s, {{"url"_L1, m_pages->url("redirect?to="_L1 + target)}});
        QCOMPARE(answer.status, 403);
        QCOMPARE(answer.body["code"_L1].toString(), u"navigation_blocked"_s);
    }

    void endlessThingsEnd()
    {
        open(u"done.html"_s);
        QCOMPARE(m_home->ask("POST", u"/navigate"_s, {{"url"_L1, m_pages->url(u"loop"_s)}}).status, 502);
        const QJsonObject silent{{"url"_L1, m_pages->url(u"silent"_s)}, {"timeoutMs"_L1, 1000}};
        QCOMPARE(m_home->ask("POST", u"/navigate"_s, silent).status, 504);
        const QJsonObject endless{{"url"_L1, m_pages->url(u"endless"_s)}, {"timeoutMs"_L1, 1000}};
        QCOMPARE(m_home->ask("POST", u"/navigate"_s, endless).status, 504);
        closeTab();
        show(u"done.html"_s);
        QVERIFY(snapshotText().contains(u"Thank you"_s));
    }

    /// The ninth that WsAgent opens takes the place of the one that was used longest ago.
    void tabsAreFew()
    {
        for (int i = 0; i < 10; ++i)
            open(u"done.html"_s);
        QVERIFY(titles().size() <= 9); // and the one that the browser began with
        QCOMPARE(m_home->ask("GET", u"/tabs"_s).body["running"_L1].toBool(), true);
    }

    void tabsHaveNames()
    {
        const QString address = m_pages->url(u"done.html"_s);
        const BrowserAnswer opened =
            m_home->ask("POST", u"/tabs/open"_s, {{"url"_L1, address}, {"label"_L1, u"shop"_s}});
        const QString id = opened.body["targetId"_L1].toString();
        QCOMPARE(opened.body["suggestedTargetId"_L1].toString(), u"shop"_s);
        for (const QString &name :
             {id, opened.body["tabId"_L1].toString(), u"shop"_s, id.first(12).toLower()}) {
            const BrowserAnswer focused = m_home->ask("POST", u"/tabs/focus"_s, {{"targetId"_L1, name}});
            QCOMPARE(focused.body["targetId"_L1].toString(), id);
        }
        QCOMPARE(m_home->ask("POST", u"/tabs/focus"_s, {{"targetId"_L1, u"nowhere"_s}}).status, 404);
        QCOMPARE(m_home->ask("DELETE", u"/tabs/shop"_s).status, 200);
    }

    void scriptsCanBeSwitchedOff()
    {
        show(u"done.html"_s);
        QJsonObject config = browserConfig();
        config.insert("evaluateEnabled"_L1, false);
        m_home->configure(config);
        const BrowserAnswer answer =
            m_home->ask("POST", u"/act"_s, {{"kind"_L1, u"evaluate"_s}, {"fn"_L1, u"1"_s}});
        m_home->configure(browserConfig());
        QCOMPARE(answer.status, 403);
        QCOMPARE(answer.body["code"_L1].toString(), u"ACT_EVALUATE_DISABLED"_s);
    }

    /// A page of the browser itself is not opened, whatever it would do.
    void ownPagesOfTheBrowserAreNotOpened()
    {
        for (const QString &address : {u"chrome://crash"_s, u"file:///etc/passwd"_s, u"javascript:alert(1)"_s,
                                       u"data:text/html,x"_s, u"devtools://devtools"_s}) {
            QCOMPARE(m_home->ask("POST", u"/navigate"_s, {{"url"_L1, address}}).status, 403);
            QCOMPARE(m_home->ask("POST", u"/tabs/open"_s, {{"url"_L1, address}}).status, 403);
        }
    }

    /// What leads to no document is not waited for.
    void linkToAnotherProgramIsDoneAtOnce()
    {
        show(u"popup.html"_s);
        QElapsedTimer clock;
        clock.start();
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, ref("link"_L1, "Write"_L1)}});
        QVERIFY(clock.elapsed() < 4000);
    }

    /// Last: nothing of it may be left.
    void stopEndsIt()
    {
        const qint64 pid = m_home->ask("GET", u"/"_s).body["pid"_L1].toInteger();
        QVERIFY(pid > 0);
        QCOMPARE(m_home->ask("POST", u"/stop"_s).body["stopped"_L1].toBool(), true);
        QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(u"/proc/%1"_s.arg(pid)), 2000);
        QCOMPARE(m_home->ask("GET", u"/"_s).body["running"_L1].toBool(), false);
        const BrowserAnswer named =
            m_home->ask("POST", u"/act"_s, {{"kind"_L1, u"close"_s}, {"targetId"_L1, u"t1"_s}});
        QCOMPARE(named.status, 409);
        QCOMPARE(m_home->ask("GET", u"/tabs"_s).body["running"_L1].toBool(true), false);
    }

private:
    QStringList consoleTexts(const QJsonObject &query = {}) const
    {
        QStringList texts;
        const QJsonArray all = m_home->ask("GET", u"/console"_s, query).body["messages"_L1].toArray();
        for (const QJsonValue &message : all)
            texts += message["text"_L1].toString();
        return texts;
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestBrowserPages)
#include "tst_browserpages.moc"
