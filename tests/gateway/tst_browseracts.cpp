#include "tests/support/shownpages.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <unistd.h>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

/// What else can be done to a page and its tabs, in a real browser.
class TestBrowserActs : public QObject, private ShownPages
{
    Q_OBJECT

private:
    BrowserAnswer tabs(const QString &action, QJsonObject more = {}) const
    {
        more.insert("action"_L1, action);
        return m_home->ask("POST", u"/tabs/action"_s, more);
    }
    BrowserAnswer batch(const QJsonArray &actions, bool stopsOnError) const
    {
        return m_home->ask(
            "POST", u"/act"_s,
            {{"kind"_L1, u"batch"_s}, {"actions"_L1, actions}, {"stopOnError"_L1, stopsOnError}});
    }
    static qint64 residentBytes()
    {
        QFile file(u"/proc/self/statm"_s);
        const QByteArray line = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        return line.split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE);
    }

private slots:
    void initTestCase() { begin(); }
    void cleanupTestCase() { m_home.reset(); }

    void typedTextIsSubmitted()
    {
        show(u"forms.html"_s);
        const QJsonObject typed = act({{"kind"_L1, u"type"_s},
                                       {"ref"_L1, ref("textbox"_L1, "Name"_L1)},
                                       {"text"_L1, u"Ada"_s},
                                       {"submit"_L1, true}});
        QTRY_VERIFY(script(u"location.href"_s).toString().contains("done.html?name=Ada"_L1));
        QVERIFY(!typed["url"_L1].toString().isEmpty());
    }

    void clicksComeAsTheyAreMeant_data()
    {
        QTest::addColumn<QJsonObject>("click");
        QTest::addColumn<QString>("heard");
        QTest::newRow("plain") << QJsonObject() << u"0 "_s;
        QTest::newRow("the middle") << QJsonObject{{"button"_L1, u"middle"_s}} << u"1 "_s;
        QTest::newRow("the right one") << QJsonObject{{"button"_L1, u"right"_s}} << u"2 "_s;
        QTest::newRow("with keys") << QJsonObject{{"modifiers"_L1, QJsonArray{u"Shift"_s, u"Alt"_s}}}
                                   << u"0 sa"_s;
        QTest::newRow("with the key of the system")
            << QJsonObject{{"modifiers"_L1, QJsonArray{u"ControlOrMeta"_s}}} << u"0 c"_s;
    }
    void clicksComeAsTheyAreMeant()
    {
        QFETCH(QJsonObject, click);
        QFETCH(QString, heard);
        show(u"forms.html"_s);
        script(u"() => { addEventListener('mousedown', e => { window.heard = e.button + ' ' + "
               "(e.shiftKey ? 's' : '') + (e.altKey ? 'a' : '') + (e.ctrlKey ? 'c' : ''); }); }"_s);
        click.insert("kind"_L1, u"click"_s);
        click.insert("ref"_L1, ref("button"_L1, "Counter"_L1));
        act(click);
        QTRY_COMPARE(script(u"window.heard"_s).toString(), heard);
    }

    void clickIsWhereItIsSaid()
    {
        show(u"forms.html"_s);
        const QJsonValue place =
            script(u"() => { const box = document.getElementById('agree').getBoundingClientRect(); "
                   "return {x: box.x + box.width / 2, y: box.y + box.height / 2}; }"_s);
        act({{"kind"_L1, u"clickCoords"_s}, {"x"_L1, place["x"_L1]}, {"y"_L1, place["y"_L1]}});
        QTRY_COMPARE(script(u"document.getElementById('agree').checked"_s), QJsonValue(true));
    }

    void scriptGetsTheElement()
    {
        show(u"forms.html"_s);
        const QString name = ref("textbox"_L1, "Name"_L1);
        QCOMPARE(act({{"kind"_L1, u"evaluate"_s},
                      {"ref"_L1, name},
                      {"fn"_L1, u"e => e.id + e.value"_s}})["result"_L1],
                 QJsonValue(u"nameold"_s));
        const BrowserAnswer wrong =
            m_home->ask("POST", u"/act"_s,
                        {{"kind"_L1, u"evaluate"_s}, {"fn"_L1, u"() => { throw new Error('no'); }"_s}});
        QCOMPARE(wrong.status, 500);
        QVERIFY(said(wrong).contains(u"no"_s));
    }

    void batchGoesOnWhereItMay()
    {
        show(u"forms.html"_s);
        const QJsonArray actions{
            QJsonObject{{"kind"_L1, u"click"_s}, {"ref"_L1, u"e999"_s}},
            QJsonObject{{"kind"_L1, u"press"_s}, {"key"_L1, u"Tab"_s}},
        };
        const QJsonArray all = batch(actions, false).body["results"_L1].toArray();
        QCOMPARE(all.size(), 2);
        QVERIFY(!all.at(0)["ok"_L1].toBool() &&
                all.at(0)["error"_L1].toString().contains("Run a new snapshot"_L1));
        QVERIFY(all.at(1)["ok"_L1].toBool());
        QCOMPARE(batch(actions, true).body["results"_L1].toArray().size(), 1);
    }

    void pageIsClosed()
    {
        open(u"done.html"_s);
        const qsizetype before = titles().size();
        act({{"kind"_L1, u"close"_s}, {"targetId"_L1, m_opened}});
        QTRY_COMPARE(titles().size(), before - 1);
        QCOMPARE(m_home->ask("GET", u"/snapshot"_s, {{"targetId"_L1, m_opened}}).status, 404);
    }

    void tabsAreDealtWith()
    {
        const BrowserAnswer made = tabs(u"new"_s, {{"url"_L1, m_pages->url(u"done.html"_s)}});
        QVERIFY2(made.status == 200, qPrintable(said(made)));
        const QString id = made.body["tab"_L1]["targetId"_L1].toString();
        const QJsonArray list = tabs(u"list"_s).body["tabs"_L1].toArray();
        int index = -1;
        for (int i = 0; i < list.size(); ++i)
            index = list.at(i)["targetId"_L1] == id ? i : index;
        QVERIFY(index >= 0);
        QCOMPARE(tabs(u"select"_s, {{"index"_L1, 0}}).body["targetId"_L1], list.at(0)["targetId"_L1]);
        QCOMPARE(tabs(u"label"_s, {{"index"_L1, index}, {"label"_L1, u"thanks"_s}}).status, 200);
        QCOMPARE(m_home->ask("POST", u"/tabs/focus"_s, {{"targetId"_L1, u"thanks"_s}}).status, 200);
        QCOMPARE(tabs(u"select"_s, {{"index"_L1, 99}}).status, 404);
        QCOMPARE(tabs(u"juggle"_s).status, 400);
        QCOMPARE(tabs(u"close"_s, {{"index"_L1, index}}).body["targetId"_L1].toString(), id);
        QTRY_COMPARE(tabs(u"list"_s).body["tabs"_L1].toArray().size(), list.size() - 1);
    }

    /// Sixteen digits begin an id: of seventeen, two begin alike.
    void aBeginningThatTwoTabsShare()
    {
        QJsonObject config = browserConfig();
        config.insert("tabCleanup"_L1, QJsonObject{{"enabled"_L1, false}});
        const BrowserHome home(config);
        QSet<QString> seen;
        QString shared;
        for (int i = 0; i < 17; ++i) {
            const BrowserAnswer opened = home.ask("POST", u"/tabs/open"_s, {{"url"_L1, u"about:blank"_s}});
            const QString first = opened.body["targetId"_L1].toString().left(1);
            shared = seen.contains(first) ? first : shared;
            seen += first;
        }
        QVERIFY(!shared.isEmpty());
        const BrowserAnswer answer = home.ask("GET", u"/snapshot"_s, {{"targetId"_L1, shared}});
        QCOMPARE(answer.status, 409);
        QVERIFY(said(answer).contains(u"ambiguous target id prefix"_s));
    }

    void elementIsHighlighted()
    {
        show(u"forms.html"_s);
        const QString counter = ref("button"_L1, "Counter"_L1);
        QCOMPARE(m_home->ask("POST", u"/highlight"_s, {{"ref"_L1, counter}}).status, 200);
        const QString outline = u"document.getElementById('counter').style.outlineStyle"_s;
        QCOMPARE(script(outline).toString(), u"solid"_s);
        QTRY_COMPARE(script(outline).toString(), QString()); // after a while it is as it was
        QCOMPARE(m_home->ask("POST", u"/highlight"_s, {{"ref"_L1, u"e999"_s}}).status, 400);
    }

    void requestsCarryHeaders()
    {
        open(u"done.html"_s);
        const QJsonObject headers{{"X-Tested"_L1, u"yes"_s}};
        QCOMPARE(m_home->ask("POST", u"/set/headers"_s, {{"headers"_L1, headers}}).status, 200);
        show(u"forms.html"_s);
        QVERIFY(m_pages->lastHead.contains("\r\nX-Tested: yes\r\n"));
        QCOMPARE(m_home->ask("POST", u"/set/headers"_s, {{"headers"_L1, QJsonObject{{"X"_L1, 1}}}}).status,
                 400);
        QCOMPARE(m_home->ask("POST", u"/set/headers"_s, {{"headers"_L1, QJsonObject()}}).status, 200);
        show(u"forms.html"_s);
        QVERIFY(!m_pages->lastHead.contains("X-Tested"));
        closeTab();
    }

    void languageIsAnother()
    {
        open(u"done.html"_s);
        QCOMPARE(m_home->ask("POST", u"/set/locale"_s, {{"locale"_L1, u"de-DE"_s}}).status, 200);
        QCOMPARE(script(u"(1.5).toLocaleString()"_s).toString(), u"1,5"_s);
        closeTab();
    }

    void filesGoIntoTheInputOfARef()
    {
        show(u"files.html"_s);
        const QString root = m_home->path(u"state/tmp/uploads"_s);
        QDir().mkpath(root);
        QFile file(root + "/ref.txt"_L1);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
        file.close();
        const QJsonObject refs = m_home->ask("GET", u"/snapshot"_s).body["refs"_L1].toObject();
        const QStringList names = refs.keys();
        const auto input = std::find_if(names.begin(), names.end(), [this](const QString &name) {
            return act({{"kind"_L1, u"evaluate"_s},
                        {"ref"_L1, name},
                        {"fn"_L1, u"e => e.type"_s}})["result"_L1] == QJsonValue(u"file"_s);
        });
        QVERIFY(input != names.end());
        const BrowserAnswer given =
            m_home->ask("POST", u"/hooks/file-chooser"_s,
                        {{"inputRef"_L1, *input}, {"paths"_L1, QJsonArray{file.fileName()}}});
        QVERIFY2(given.status == 200, qPrintable(said(given)));
        QTRY_COMPARE(script(u"document.title"_s).toString(), u"ref.txt"_s);
    }

    void downloadIsWaitedFor()
    {
        show(u"files.html"_s);
        const QString link = ref("link"_L1, "Save"_L1);
        const auto waiting = m_home->begin("POST", u"/wait/download"_s, {{"path"_L1, u"waited.txt"_s}});
        // The browser has been told when it answers the next question.
        QCOMPARE(m_home->ask("GET", u"/tabs"_s).status, 200);
        act({{"kind"_L1, u"click"_s}, {"ref"_L1, link}});
        const BrowserAnswer came = BrowserHome::wait(waiting);
        QVERIFY2(came.status == 200, qPrintable(said(came)));
        QFile file(came.body["download"_L1]["path"_L1].toString());
        QCOMPARE(file.fileName(), m_home->path(u"state/tmp/downloads/waited.txt"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("downloaded"));
    }

    /// It goes through the browser, not through us.
    void aGigabyteIsNotKept()
    {
        show(u"done.html"_s);
        const qint64 before = residentBytes();
        const auto body = m_home->begin("POST", u"/response/body"_s,
                                        {{"url"_L1, u"gigabyte"_s}, {"timeoutMs"_L1, 120'000}});
        const QJsonObject read{{"kind"_L1, u"evaluate"_s},
                               {"timeoutMs"_L1, 120'000},
                               {"fn"_L1,
                                u"async () => { const reader = (await fetch('/gigabyte')).body.getReader(); "
                                "let sum = 0; for (;;) { const {done, value} = await reader.read(); "
                                "if (done) return sum; sum += value.length; } }"_s}};
        QCOMPARE(act(read)["result"_L1].toDouble(), 1024.0 * 1024 * 1024);
        const BrowserAnswer kept = BrowserHome::wait(body);
        QVERIFY(kept.status != 200 || kept.body["response"_L1]["body"_L1].toString().size() <= 200'000);
        QVERIFY2(residentBytes() - before < 512 * 1024 * 1024, // sanitized programs keep what was let go
                 qPrintable(QString::number(residentBytes() - before)));
        QCOMPARE(m_home->ask("GET", u"/snapshot"_s).status, 200);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestBrowserActs)
#include "tst_browseracts.moc"
