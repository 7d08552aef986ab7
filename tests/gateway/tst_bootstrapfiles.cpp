#include "gateway/agents/bootstrapfiles.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestBootstrapFiles : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_workspace = std::make_unique<QTemporaryDir>(); }

    void whoGetsWhat_data()
    {
        QTest::addColumn<BootstrapFor>("reader");
        QTest::addColumn<QStringList>("expected");
        const QStringList common{u"AGENTS.md"_s,   u"SOUL.md"_s, u"TOOLS.md"_s,
                                 u"IDENTITY.md"_s, u"USER.md"_s, u"HEARTBEAT.md"_s};
        QTest::newRow("the owner's own session")
            << BootstrapFor::Main << common + QStringList{u"MEMORY.md"_s};
        QTest::newRow("a group") << BootstrapFor::Shared << common;
        QTest::newRow("a sub-agent") << BootstrapFor::Subagent << QStringList{u"AGENTS.md"_s, u"TOOLS.md"_s};
    }
    void whoGetsWhat()
    {
        QFETCH(BootstrapFor, reader);
        write(u"AGENTS.md"_s, "rules");
        write(u"MEMORY.md"_s, "secret");
        QStringList names;
        for (const BootstrapFile &file : bootstrapFiles(m_workspace->path(), reader))
            names += file.name;
        QTEST(names, "expected");
    }

    void aMissingFileIsToldOf()
    {
        const auto files = bootstrapFiles(m_workspace->path(), BootstrapFor::Subagent);
        QCOMPARE(files, (QList<BootstrapFile>{{u"AGENTS.md"_s, u"[missing file: AGENTS.md]"_s},
                                              {u"TOOLS.md"_s, u"[missing file: TOOLS.md]"_s}}));
    }

    void aLongFileKeepsHeadAndTail()
    {
        const QString text = QString(700, u'a') + QString(1000, u'-') + QString(200, u'z');
        const QString shown = shortenedFile(u"AGENTS.md"_s, text, 1000);
        QVERIFY(shown.startsWith(QString(700, u'a') + u"\n\n[…"_s));
        QVERIFY(shown.endsWith(u"…]\n\n"_s + QString(200, u'z')));
        QVERIFY(shown.contains(u"AGENTS.md"_s));
        QCOMPARE(shortenedFile(u"x"_s, text, 1900), text);
    }

    void allTogetherAreBounded()
    {
        write(u"AGENTS.md"_s, QByteArray(500, 'a'));
        write(u"SOUL.md"_s, QByteArray(500, 's'));
        write(u"TOOLS.md"_s, QByteArray(500, 't'));
        qsizetype characters = 0;
        const auto files = bootstrapFiles(m_workspace->path(), BootstrapFor::Main, {.allChars = 800});
        for (const BootstrapFile &file : files)
            characters += file.text.startsWith(u"[missing"_s) ? 0 : file.text.size();
        QVERIFY(characters < 800 + 200); // the marker is not counted
        QCOMPARE(files.last().name, u"SOUL.md"_s);
    }

private:
    void write(const QString &name, const QByteArray &content)
    {
        QFile file(m_workspace->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }

    std::unique_ptr<QTemporaryDir> m_workspace;
};

WSAGENT_TEST_WITH(QCoreApplication, TestBootstrapFiles)
#include "tst_bootstrapfiles.moc"
