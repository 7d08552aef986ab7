#include "gateway/agents/tools/readtool.h"
#include "gateway/agents/tools/toolschema.h"
#include "tests/support/testprogram.h"
#include "tests/support/tooltest.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestToolset : public QObject
{
    Q_OBJECT

private slots:
    void argumentsAreCheckedBeforehand_data()
    {
        QTest::addColumn<QJsonObject>("arguments");
        QTest::addColumn<bool>("fit");

        QTest::newRow("all there is")
            << QJsonObject{{"path"_L1, u"x"_s}, {"offset"_L1, 1}, {"limit"_L1, 2}} << true;
        QTest::newRow("what is needed") << QJsonObject{{"path"_L1, u"x"_s}} << true;
        QTest::newRow("nothing") << QJsonObject{} << false;
        QTest::newRow("an empty path") << QJsonObject{{"path"_L1, u""_s}} << false;
        QTest::newRow("a number for a path") << QJsonObject{{"path"_L1, 1}} << false;
        QTest::newRow("a text for a number")
            << QJsonObject{{"path"_L1, u"x"_s}, {"offset"_L1, u"1"_s}} << false;
        QTest::newRow("a line before the first")
            << QJsonObject{{"path"_L1, u"x"_s}, {"offset"_L1, 0}} << false;
        QTest::newRow("half a line") << QJsonObject{{"path"_L1, u"x"_s}, {"offset"_L1, 1.5}} << false;
        QTest::newRow("something else") << QJsonObject{{"path"_L1, u"x"_s}, {"sudo"_L1, true}} << false;
    }

    void argumentsAreCheckedBeforehand()
    {
        QFETCH(QJsonObject, arguments);
        QFETCH(bool, fit);
        Toolset tools;
        bool started = false;
        Tool tool = readTool();
        tool.start = [&started](const QJsonObject &, const ToolContext &, const ToolDone &done) {
            started = true;
            done(ToolResult::text(u"done"_s));
            return ToolAbort();
        };
        tools.add(tool);

        const ToolResult result = call(tools, u"read"_s, arguments, {});
        QCOMPARE(started, fit);
        QCOMPARE(result.isError, !fit);
    }

    void aSchemaThatCannotBeReadLetsNothingPass()
    {
        Toolset tools;
        tools.add({.name = u"odd"_s, .parameters = {{"type"_L1, QJsonObject()}}, .start = {}});
        QVERIFY(call(tools, u"odd"_s, {}, {}).isError);
    }

    void anUnknownToolIsAnAnswer()
    {
        Toolset tools;
        QCOMPARE(call(tools, u"teleport"_s, {}, {}).plainText(), u"Tool not available: teleport"_s);
    }

    void resultsAreBoundedAndComeOnce()
    {
        Toolset tools;
        tools.add({.name = u"chatty"_s,
                   .parameters = parameterSchema({}),
                   .start = [](const QJsonObject &, const ToolContext &, const ToolDone &done) {
                       done(ToolResult::text(u"a"_s + QString(1'000'000, u'x') + u"z"_s));
                       done(ToolResult::text(u"again"_s));
                       return ToolAbort();
                   }});
        int results = 0;
        QString text;
        tools.start(u"chatty"_s, {}, {}, [&](const ToolResult &result) {
            ++results;
            text = result.plainText();
        });

        QCOMPARE(results, 1);
        QVERIFY(text.size() <= Toolset::largestText);
        QVERIFY(text.startsWith(u'a') && text.endsWith(u'z'));
        QVERIFY(text.contains(u"characters left out"));
    }

    void noHalfCharacters_data()
    {
        QTest::addColumn<int>("before");
        for (int i = 0; i < 4; ++i)
            QTest::addRow("%d before", i) << i;
    }

    void noHalfCharacters()
    {
        QFETCH(int, before);
        const QString text = QString(before, u'.') + u"\U0001F600"_s.repeated(500);
        const QString cut = headAndTail(text, 300);
        QVERIFY(cut.size() <= 300);
        QCOMPARE(QString::fromUtf8(cut.toUtf8()), cut);
        QVERIFY(!cut.toUtf8().contains("\xEF\xBF\xBD"));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestToolset)
#include "tst_toolset.moc"
