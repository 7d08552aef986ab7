#include "gateway/agents/tools/filetools.h"
#include "gateway/agents/toolworker.h"
#include "tests/support/testprogram.h"
#include "tests/support/tooltest.h"

#include <QTest>

#include <unistd.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestFileTools : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home.emplace();
        m_worker.emplace();
        m_tools.emplace();
        addFileTools(*m_tools, *m_worker);
    }

    void cleanup()
    {
        m_tools.reset();
        m_worker.reset();
        m_home.reset();
    }

    void readsByLines()
    {
        QByteArray text;
        for (int i = 1; i <= 3000; ++i)
            text += "line " + QByteArray::number(i) + '\n';
        m_home->write(u"own/workspace/long"_s, text);

        const ToolResult first = run(u"read"_s, {{"path"_L1, u"long"_s}});
        QVERIFY(first.plainText().startsWith(u"line 1\nline 2\n"_s));
        QVERIFY(first.plainText().endsWith(u"line 2000\n[there is more: continue with offset 2001]"_s));
        const ToolResult rest = run(u"read"_s, {{"path"_L1, u"long"_s}, {"offset"_L1, 2999}});
        QCOMPARE(rest.plainText(), u"line 2999\nline 3000\n"_s);
        QCOMPARE(run(u"read"_s, {{"path"_L1, u"long"_s}, {"offset"_L1, 2}, {"limit"_L1, 1}}).plainText(),
                 u"line 2\n[there is more: continue with offset 3]"_s);
        QVERIFY(run(u"read"_s, {{"path"_L1, u"long"_s}, {"offset"_L1, 4000}}).isError);
    }

    void readsNoMoreThanItShould()
    {
        m_home->write(u"own/workspace/one-line"_s, QByteArray(200'000, 'x'));
        const QString text = run(u"read"_s, {{"path"_L1, u"one-line"_s}}).plainText();
        QVERIFY(text.size() < 52'000);
        QVERIFY(text.contains(u"is longer and cut here"_s));
    }

    void showsImagesAndRefusesWhatIsNoText()
    {
        m_home->write(u"own/workspace/picture"_s, QByteArray("\x89PNG\r\n\x1a\n\0\0", 10));
        m_home->write(u"own/workspace/program"_s, QByteArray("\x7f"
                                                             "ELF\0\0",
                                                             6));

        const ToolResult picture = run(u"read"_s, {{"path"_L1, u"picture"_s}});
        QCOMPARE(picture.content.last()["type"_L1], u"image"_s);
        QCOMPARE(picture.content.last()["mimeType"_L1], u"image/png"_s);
        QVERIFY(run(u"read"_s, {{"path"_L1, u"program"_s}}).isError);
        QVERIFY(run(u"read"_s, {{"path"_L1, u"missing"_s}}).isError);
    }

    void writesAndEdits()
    {
        QVERIFY(!run(u"write"_s, {{"path"_L1, u"a/b.txt"_s}, {"content"_L1, u"one\r\ntwo\r\nthree\r\n"_s}})
                     .isError);
        QVERIFY(!run(u"edit"_s,
                     {{"path"_L1, u"a/b.txt"_s}, {"oldText"_L1, u"one\ntwo"_s}, {"newText"_L1, u"1\n2"_s}})
                     .isError);
        QCOMPARE(m_home->content(u"own/workspace/a/b.txt"_s), "1\r\n2\r\nthree\r\n");
        QVERIFY(run(u"edit"_s, {{"path"_L1, u"a/b.txt"_s}, {"oldText"_L1, u"four"_s}, {"newText"_L1, u"4"_s}})
                    .isError);
        QVERIFY(run(u"edit"_s, {{"path"_L1, u"a/b.txt"_s}, {"oldText"_L1, u"\r\n"_s}, {"newText"_L1, u"4"_s}})
                    .isError);
        QVERIFY(run(u"edit"_s, {{"path"_L1, u"../../other/secret.json"_s},
                                {"oldText"_L1, u"secret"_s},
                                {"newText"_L1, u"x"_s}})
                    .isError);
        QCOMPARE(m_home->content(u"own/workspace/a/b.txt"_s), "1\r\n2\r\nthree\r\n");
    }

    void listsAndFinds()
    {
        for (const auto name : {"own/workspace/b.cpp", "own/workspace/sub/a.cpp", "own/workspace/sub/.hidden",
                                "own/workspace/.git/x.cpp"})
            m_home->write(QLatin1StringView(name), "x");
        QCOMPARE(::symlink(QFile::encodeName(m_home->path(u"other"_s)).constData(),
                           QFile::encodeName(m_home->workspace(u"link"_s)).constData()),
                 0);

        QCOMPARE(run(u"ls"_s, {}).plainText(), u".git/\nb.cpp\nlink@\nsub/"_s);
        QCOMPARE(run(u"ls"_s, {{"limit"_L1, 1}}).plainText(), u".git/\n[3 more]"_s);
        QVERIFY(run(u"ls"_s, {{"path"_L1, u"link"_s}}).isError);
        QCOMPARE(run(u"find"_s, {{"pattern"_L1, u"*.cpp"_s}}).plainText(), u"b.cpp\nsub/a.cpp"_s);
        QCOMPARE(run(u"find"_s, {{"pattern"_L1, u"sub/*.{h,cpp}"_s}}).plainText(), u"sub/a.cpp"_s);
        QCOMPARE(run(u"find"_s, {{"pattern"_L1, u"secret*"_s}, {"path"_L1, u"~"_s}}).plainText(),
                 u"nothing is found"_s);
    }

    void searchesLines()
    {
        m_home->write(u"own/workspace/a.txt"_s, "one\ntwo\nthree\nfour\n");
        m_home->write(u"own/workspace/b.md"_s, "Two\n");
        m_home->write(u"own/workspace/bin"_s, QByteArray("two\0two", 7));

        QCOMPARE(run(u"grep"_s, {{"pattern"_L1, u"two"_s}}).plainText(), u"a.txt:2:two"_s);
        QCOMPARE(run(u"grep"_s, {{"pattern"_L1, u"two"_s}, {"ignoreCase"_L1, true}, {"glob"_L1, u"*.md"_s}})
                     .plainText(),
                 u"b.md:1:Two"_s);
        QCOMPARE(run(u"grep"_s, {{"pattern"_L1, u"t.*e"_s}, {"context"_L1, 1}, {"path"_L1, u"a.txt"_s}})
                     .plainText(),
                 u"a.txt-2-two\na.txt:3:three\na.txt-4-four"_s);
        QCOMPARE(run(u"grep"_s, {{"pattern"_L1, u"t.*e"_s}, {"literal"_L1, true}}).plainText(),
                 u"nothing is found"_s);
        QVERIFY(run(u"grep"_s, {{"pattern"_L1, u"("_s}}).isError);
        QCOMPARE(run(u"grep"_s, {{"pattern"_L1, u"secret"_s}, {"path"_L1, u"~"_s}}).plainText(),
                 u"nothing is found"_s);
        QVERIFY(run(u"grep"_s, {{"pattern"_L1, u"secret"_s}, {"path"_L1, u"~/other/secret.json"_s}}).isError);
    }

    void aPatchIsCarriedOutAsAWhole()
    {
        m_home->write(u"own/workspace/a"_s, "1\n2\n");
        m_home->write(u"own/workspace/gone"_s, "x\n");
        const QString patch =
            u"*** Begin Patch\n*** Update File: a\n*** Move to: sub/a\n 1\n-2\n+3\n*** Delete File: gone\n"
            "*** Add File: new\n+n\n%1*** End Patch"_s;

        const ToolResult refused =
            run(u"apply_patch"_s, {{"input"_L1, patch.arg(u"*** Update File: a\n-9\n"_s)}});
        QVERIFY(refused.isError);
        const ToolResult outside =
            run(u"apply_patch"_s, {{"input"_L1, patch.arg(u"*** Add File: ../../other/new\n+n\n"_s)}});
        QVERIFY(outside.isError);
        QCOMPARE(m_home->content(u"own/workspace/a"_s), "1\n2\n");
        QVERIFY(QFile::exists(m_home->workspace(u"gone"_s)));
        QVERIFY(!QFile::exists(m_home->workspace(u"new"_s)));

        QCOMPARE(run(u"apply_patch"_s, {{"input"_L1, patch.arg(QString())}}).plainText(),
                 u"M a → sub/a\nD gone\nA new"_s);
        QCOMPARE(m_home->content(u"own/workspace/sub/a"_s), "1\n3\n");
        QCOMPARE(m_home->content(u"own/workspace/new"_s), "n\n");
        QVERIFY(!QFile::exists(m_home->workspace(u"gone"_s)));
        QVERIFY(!QFile::exists(m_home->workspace(u"a"_s)));
    }

    void aSearchCanBeEnded()
    {
        for (int i = 0; i < 300; ++i)
            m_home->write(u"own/workspace/d%1/f"_s.arg(i), QByteArray(100'000, 'a'));
        std::optional<ToolResult> result;
        const ToolAbort abort = m_tools->start(u"grep"_s, {{"pattern"_L1, u"(a+)+b"_s}}, m_home->context(),
                                               [&result](const ToolResult &got) { result = got; });
        QVERIFY(!result);
        abort();
        QVERIFY(result);
        QCOMPARE(*result, ToolResult::aborted());
        abort();
    }

private:
    ToolResult run(const QString &name, const QJsonObject &arguments)
    {
        return call(*m_tools, name, arguments, m_home->context());
    }

    std::optional<ToolHome> m_home;
    std::optional<ToolWorker> m_worker;
    std::optional<Toolset> m_tools;
};

WSAGENT_TEST_WITH(QCoreApplication, TestFileTools)
#include "tst_filetools.moc"
