#include "gateway/agents/patch.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestPatch : public QObject
{
    Q_OBJECT

private slots:
    void changes_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("hunks");
        QTest::addColumn<QString>("after"); ///< null: the place is not found

        QTest::newRow("a line in the middle") << u"a\nb\nc\n"_s << u" a\n-b\n+B\n c"_s << u"a\nB\nc\n"_s;
        QTest::newRow("a line goes") << u"a\nb\nc\n"_s << u"-b"_s << u"a\nc\n"_s;
        QTest::newRow("all lines go") << u"a\n"_s << u"-a"_s << u""_s;
        QTest::newRow("lines are added at the end") << u"a\n"_s << u"+b\n+c"_s << u"a\nb\nc\n"_s;
        QTest::newRow("into an empty file") << u""_s << u"+a"_s << u"a\n"_s;
        QTest::newRow("without a new line at the end") << u"a\nb"_s << u"-b\n+c"_s << u"a\nc"_s;
        QTest::newRow("line ends of Windows") << u"a\r\nb\r\n"_s << u" a\n-b\n+c"_s << u"a\r\nc\r\n"_s;
        QTest::newRow("below a heading")
            << u"x\nf1\nx\nf2\nx\n"_s << u"@@ f2\n-x\n+y"_s << u"x\nf1\nx\nf2\ny\n"_s;
        QTest::newRow("two places") << u"a\nb\na\nb\n"_s << u"-a\n+1\n@@\n-a\n+2"_s << u"1\nb\n2\nb\n"_s;
        QTest::newRow("at the end of the file")
            << u"x\ny\nx\n"_s << u"-x\n+z\n*** End of File"_s << u"x\ny\nz\n"_s;
        QTest::newRow("an empty line as context") << u"a\n\nb\n"_s << u" a\n\n-b\n+c"_s << u"a\n\nc\n"_s;
        QTest::newRow("other space at the end") << u"a  \nb\n"_s << u" a\n-b\n+c"_s << u"a\nc\n"_s;
        QTest::newRow("other space before") << u"\ta\nb\n"_s << u" a\n-b\n+c"_s << u"a\nc\n"_s;
        QTest::newRow("a place that is not there") << u"a\n"_s << u"-b"_s << QString();
        QTest::newRow("a heading that is not there") << u"a\n"_s << u"@@ f\n-a"_s << QString();
        QTest::newRow("the second place before the first")
            << u"a\nb\n"_s << u"-b\n+1\n@@\n-a\n+2"_s << QString();
        QTest::newRow("not at the end") << u"x\ny\n"_s << u"-x\n*** End of File"_s << QString();
    }

    void changes()
    {
        QFETCH(QString, before);
        QFETCH(QString, hunks);
        QFETCH(QString, after);
        const auto files =
            parsePatch(u"*** Begin Patch\n*** Update File: f\n"_s + hunks + u"\n*** End Patch"_s);
        QVERIFY2(files, files ? "" : qPrintable(files.error().message));
        QCOMPARE(files->size(), 1);

        const auto result = applyHunks(before, files->first().hunks);
        QCOMPARE(bool(result), !after.isNull());
        if (result)
            QCOMPARE(*result, after);
    }

    void filesOfAPatch()
    {
        const auto files =
            parsePatch(u"*** Begin Patch\n*** Add File: new/a b\n+one\n+\n*** Delete File: old\n\n"
                       "*** Update File: x\n*** Move to: y\n@@\n-1\n+2\n*** End Patch\n"_s);
        QVERIFY(files);
        QCOMPARE(files->size(), 3);
        QCOMPARE((*files)[0],
                 (PatchFile{.kind = PatchFile::Kind::Add, .path = u"new/a b"_s, .lines = {u"one"_s, u""_s}}));
        QCOMPARE((*files)[1], (PatchFile{.kind = PatchFile::Kind::Delete, .path = u"old"_s}));
        QCOMPARE((*files)[2].movedTo, u"y"_s);
    }

    void whatIsNoPatch_data()
    {
        QTest::addColumn<QString>("text");

        QTest::newRow("nothing") << QString();
        QTest::newRow("only a beginning") << u"*** Begin Patch"_s;
        QTest::newRow("no end") << u"*** Begin Patch\n*** Delete File: a"_s;
        QTest::newRow("no file") << u"*** Begin Patch\n*** End Patch"_s;
        QTest::newRow("no name") << u"*** Begin Patch\n*** Delete File: \n*** End Patch"_s;
        QTest::newRow("another word") << u"*** Begin Patch\n*** Rename File: a\n*** End Patch"_s;
        QTest::newRow("a new file without plus") << u"*** Begin Patch\n*** Add File: a\nx\n*** End Patch"_s;
        QTest::newRow("an update of nothing") << u"*** Begin Patch\n*** Update File: a\n*** End Patch"_s;
        QTest::newRow("a heading without lines")
            << u"*** Begin Patch\n*** Update File: a\n@@ f\n*** End Patch"_s;
        QTest::newRow("another sign") << u"*** Begin Patch\n*** Update File: a\n!x\n*** End Patch"_s;
        QTest::newRow("a unified diff") << u"--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y"_s;
    }

    void whatIsNoPatch()
    {
        QFETCH(QString, text);
        QVERIFY(!parsePatch(text));
    }
};

WSAGENT_TEST(TestPatch)
#include "tst_patch.moc"
