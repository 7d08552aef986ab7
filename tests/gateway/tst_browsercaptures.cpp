#include "tests/support/shownpages.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QtEndian>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

/// Pictures with labels and traces, taken of pages in a real browser.
class TestBrowserCaptures : public QObject, private ShownPages
{
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void cleanupTestCase() { m_home.reset(); }

    void labelsStandWhereTheElementsAre()
    {
        show(u"frames.html"_s);
        QTRY_VERIFY(snapshotText().count(u"Press"_s) == 2); // both frames are there
        const BrowserAnswer taken = m_home->ask("GET", u"/snapshot"_s, {{"labels"_L1, true}});
        QVERIFY2(taken.status == 200, qPrintable(said(taken)));
        QCOMPARE(taken.body["imageType"_L1].toString(), u"image/png"_s);
        QVERIFY(QFile::exists(taken.body["imagePath"_L1].toString()));
        const QJsonArray annotations = taken.body["annotations"_L1].toArray();
        QCOMPARE(taken.body["labelsCount"_L1].toInt(), int(annotations.size()));
        QCOMPARE(taken.body["labelsCount"_L1].toInt() + taken.body["labelsSkipped"_L1].toInt(),
                 int(taken.body["refs"_L1].toObject().size()));
        int buttons = 0;
        for (const QJsonValue &annotation : annotations) {
            if (annotation["role"_L1] != "button"_L1)
                continue;
            ++buttons;
            const QJsonValue box = annotation["box"_L1];
            const double x = box["x"_L1].toDouble() + box["width"_L1].toDouble() / 2;
            const double y = box["y"_L1].toDouble() + box["height"_L1].toDouble() / 2;
            act({{"kind"_L1, u"clickCoords"_s}, {"x"_L1, x}, {"y"_L1, y}});
        }
        QCOMPARE(buttons, 2);
        QTRY_COMPARE(snapshotText().count(u"Pressed"_s), 2);
        // The labels have been for the picture only.
        QCOMPARE(script(u"document.getElementById('ws-agent-labels') === null"_s), QJsonValue(true));
    }

    void labelsAreDrawn()
    {
        show(u"forms.html"_s);
        const QByteArray plain = picture(m_home->ask("POST", u"/screenshot"_s).body["path"_L1]);
        const QByteArray labelled =
            picture(m_home->ask("GET", u"/snapshot"_s, {{"labels"_L1, true}}).body["imagePath"_L1]);
        QVERIFY(!plain.isEmpty() && plain.size() != labelled.size());
        // The same picture once the labels are gone.
        QCOMPARE(picture(m_home->ask("POST", u"/screenshot"_s).body["path"_L1]), plain);
    }

    void labelsAreBounded()
    {
        show(u"table?rows=400"_s);
        const BrowserAnswer taken =
            m_home->ask("GET", u"/snapshot"_s, {{"labels"_L1, true}, {"maxLabels"_L1, 5}});
        QCOMPARE(taken.body["labelsCount"_L1].toInt(), 5);
        QCOMPARE(taken.body["annotations"_L1][0]["ref"_L1].toString(), u"e1"_s);
        QVERIFY(taken.body["labelsSkipped"_L1].toInt() > 300);
        const BrowserAnswer mixed =
            m_home->ask("GET", u"/snapshot"_s, {{"labels"_L1, true}, {"format"_L1, u"aria"_s}});
        QCOMPARE(mixed.status, 400);
    }

    void traceIsWritten_data()
    {
        QTest::addColumn<QJsonObject>("options");
        QTest::addColumn<QByteArray>("mark");
        QTest::newRow("plain") << QJsonObject() << QByteArray("done.html");
        QTest::newRow("with pictures")
            << QJsonObject{{"screenshots"_L1, true}, {"snapshots"_L1, true}} << QByteArray("\"Screenshot\"");
    }
    void traceIsWritten()
    {
        QFETCH(QJsonObject, options);
        QFETCH(QByteArray, mark);
        show(u"forms.html"_s);
        const BrowserAnswer started = m_home->ask("POST", u"/trace/start"_s, options);
        QVERIFY2(started.status == 200, qPrintable(said(started)));
        QCOMPARE(m_home->ask("POST", u"/trace/start"_s).status, 409);
        show(u"done.html"_s);
        m_home->ask("POST", u"/screenshot"_s); // something is painted
        const BrowserAnswer stopped = m_home->ask("POST", u"/trace/stop"_s);
        QVERIFY2(stopped.status == 200, qPrintable(said(stopped)));
        const QString path = stopped.body["path"_L1].toString();
        QVERIFY2(path.startsWith(m_home->path(u"state/tmp/traces/trace-"_s)), qPrintable(path));
        const QByteArray content = picture(path);
        QVERIFY(content.contains(mark));
        const QJsonDocument trace = QJsonDocument::fromJson(content);
        QVERIFY(trace["traceEvents"_L1].toArray().size() > 100);
        QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QCOMPARE(m_home->ask("POST", u"/trace/stop"_s).status, 409);
    }

    void traceStaysInItsFolder()
    {
        show(u"done.html"_s);
        m_home->ask("POST", u"/trace/start"_s);
        QCOMPARE(m_home->ask("POST", u"/trace/stop"_s, {{"path"_L1, u"../../escaped.json"_s}}).status, 400);
        const BrowserAnswer named = m_home->ask("POST", u"/trace/stop"_s, {{"path"_L1, u"mine.json"_s}});
        QCOMPARE(named.body["path"_L1].toString(), m_home->path(u"state/tmp/traces/mine.json"_s));
    }

private:
    static QByteArray picture(const QJsonValue &path)
    {
        QFile file(path.toString());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestBrowserCaptures)
#include "tst_browsercaptures.moc"
