#include "gateway/agents/memory/memorytools.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// A workspace with notes, and the index of its agent.
struct Notes
{
    QTemporaryDir directory;
    MemorySettings settings{.place = {.workspace = directory.filePath(u"workspace"_s)},
                            .indexPath = directory.filePath(u"state/memory/main.sqlite"_s)};
    MemoryDatabase database = *loadMemoryDatabase();

    void write(const QString &name, const QByteArray &text) const
    {
        const QString path = QDir(settings.place.workspace).filePath(name);
        QFile file(path);
        if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly) ||
            file.write(text) != text.size())
            qFatal("%s cannot be written", qPrintable(name));
    }
    QStringList found(const QString &query) const
    {
        QStringList names;
        const auto hits = searchMemory(database, settings, query);
        if (!hits)
            qFatal("%s", qPrintable(hits.error().message));
        for (const MemoryHit &hit : *hits)
            names += u"%1:%2"_s.arg(hit.name).arg(hit.firstLine);
        return names;
    }
};

} // namespace

class TestMemory : public QObject
{
    Q_OBJECT

private slots:
    void chunks_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("tokens");
        QTest::addColumn<int>("overlap");
        QTest::addColumn<QString>("expected"); // first-last of each piece

        QTest::newRow("nothing") << u""_s << 10 << 2 << u""_s;
        QTest::newRow("blank lines") << u"\n\n  \n"_s << 10 << 2 << u""_s;
        QTest::newRow("one line") << u"hello"_s << 10 << 2 << u"1-1"_s;
        QTest::newRow("all in one") << u"a\nb\nc"_s << 10 << 2 << u"1-3"_s;
        QTest::newRow("without overlap") << u"aaaa\nbbbb\ncccc\ndddd"_s << 3 << 0 << u"1-2 3-4"_s;
        QTest::newRow("with overlap") << u"aaaa\nbbbb\ncccc\ndddd"_s << 3 << 2 << u"1-2 2-3 3-4"_s;
        QTest::newRow("a line longer than a piece")
            << u"a\n"_s + QString(100, u'x') + u"\nb"_s << 3 << 0 << u"1-1 2-2 3-3"_s;
        QTest::newRow("an overlap as large as the piece") << u"aaaa\nbbbb\ncccc"_s << 3 << 3 << u"1-2 2-3"_s;
    }
    void chunks()
    {
        QFETCH(QString, text);
        QFETCH(int, tokens);
        QFETCH(int, overlap);
        QFETCH(QString, expected);
        const QStringList lines = text.split(u'\n');
        QStringList spans;
        for (const MemoryChunk &chunk : memoryChunks(text, {.tokens = tokens, .overlap = overlap})) {
            spans += u"%1-%2"_s.arg(chunk.firstLine).arg(chunk.lastLine);
            QCOMPARE(chunk.text,
                     lines.sliced(chunk.firstLine - 1, chunk.lastLine - chunk.firstLine + 1).join(u'\n'));
        }
        QCOMPARE(spans.join(u' '), expected);
    }

    void findsNotes()
    {
        Notes notes;
        notes.write(u"MEMORY.md"_s, "# People\n\nAda likes green tea.\n");
        notes.write(u"memory/2026-01-02.md"_s, "Bought coffee beans.\n");
        notes.write(u"memory/deep/er.md"_s, "The Übung is on Monday.\n");
        notes.write(u"AGENTS.md"_s, "tea is mentioned here as well\n");
        notes.write(u"memory/raw.txt"_s, "tea\n");
        QCOMPARE(notes.found(u"tea"_s), QStringList{u"MEMORY.md:1"_s});
        QCOMPARE(notes.found(u"ubung"_s), QStringList()); // the word is there, but the share counts letters
        QCOMPARE(notes.found(u"übung monday"_s), QStringList{u"memory/deep/er.md:1"_s});
        QCOMPARE(notes.found(u"nothing of that"_s), QStringList());
        struct stat info = {};
        QCOMPARE(::stat(notes.settings.indexPath.toUtf8().constData(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0600);
    }

    void queriesAreText_data()
    {
        QTest::addColumn<QString>("query");

        QTest::newRow("operators") << u"tea AND NOT (green OR \"black\")"_s;
        QTest::newRow("a quote") << u"tea\""_s;
        QTest::newRow("a column") << u"text:tea"_s;
        QTest::newRow("a star") << u"tea*"_s;
        QTest::newRow("a statement") << u"tea'; DROP TABLE chunks; --"_s;
        QTest::newRow("very many words") << u"tea "_s + QString(u"word "_s).repeated(5000);
    }
    void queriesAreText()
    {
        QFETCH(QString, query);
        Notes notes;
        notes.settings.minScore = 0;
        notes.write(u"MEMORY.md"_s, "Ada likes green tea.\n");
        QCOMPARE(notes.found(query), QStringList{u"MEMORY.md:1"_s});
        QCOMPARE(notes.found(u"tea"_s), QStringList{u"MEMORY.md:1"_s});
        QCOMPARE(notes.found(u"\"'*()"_s), QStringList());
    }

    void followsChanges()
    {
        Notes notes;
        notes.write(u"MEMORY.md"_s, "green tea\n");
        notes.write(u"memory/a.md"_s, "coffee\n");
        QCOMPARE(syncMemory(notes.database, notes.settings)->changed, 2);
        QCOMPARE(syncMemory(notes.database, notes.settings)->changed, 0);
        QCOMPARE(memoryStatus(notes.database, notes.settings)->behind, 0);
        notes.write(u"MEMORY.md"_s, "black coffee and more\n");
        QVERIFY(QFile::remove(QDir(notes.settings.place.workspace).filePath(u"memory/a.md"_s)));
        QCOMPARE(memoryStatus(notes.database, notes.settings)->behind, 2);
        QCOMPARE(notes.found(u"coffee"_s), QStringList{u"MEMORY.md:1"_s});
        QCOMPARE(notes.found(u"tea"_s), QStringList());
        const auto status = memoryStatus(notes.database, notes.settings);
        QCOMPARE(status->indexed, 1);
        QCOMPARE(status->chunks, 1);
        // Cut otherwise, all of it is read again.
        notes.settings.chunks.tokens = 100;
        QCOMPARE(syncMemory(notes.database, notes.settings)->changed, 1);
        QCOMPARE(syncMemory(notes.database, notes.settings, true)->changed, 1);
    }

    void staysInItsPlace_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("allowed");

        QTest::newRow("the memory") << u"MEMORY.md"_s << true;
        QTest::newRow("a daily note") << u"memory/a.md"_s << true;
        QTest::newRow("an extra note") << u"../elsewhere/extra.md"_s << true;
        QTest::newRow("another file of the workspace") << u"AGENTS.md"_s << false;
        QTest::newRow("up and out") << u"memory/../../secret.md"_s << false;
        QTest::newRow("a link out") << u"memory/link.md"_s << false;
        QTest::newRow("through a linked folder") << u"memory/out/secret.md"_s << false;
        QTest::newRow("not a note") << u"memory/key.pem"_s << false;
        QTest::newRow("absolute") << u"/etc/passwd"_s << false;
    }
    void staysInItsPlace()
    {
        QFETCH(QString, name);
        QFETCH(bool, allowed);
        Notes notes;
        notes.settings.place.extraPaths = {u"../elsewhere"_s};
        for (const auto &note : {u"MEMORY.md"_s, u"memory/a.md"_s, u"AGENTS.md"_s, u"../secret.md"_s,
                                 u"memory/key.pem"_s, u"../elsewhere/extra.md"_s})
            notes.write(note, "a secret\n");
        const QDir workspace(notes.settings.place.workspace);
        QVERIFY(
            QFile::link(notes.directory.filePath(u"secret.md"_s), workspace.filePath(u"memory/link.md"_s)));
        QVERIFY(QFile::link(notes.directory.path(), workspace.filePath(u"memory/out"_s)));
        const auto text = readMemory(notes.settings, name, 1, 0);
        QCOMPARE(bool(text), allowed);
        if (!text)
            QVERIFY2(text.error().message.contains("is no note"_L1), qPrintable(text.error().message));
        QCOMPARE(memoryFiles(notes.settings.place).size(), 3);
    }

    void ranking()
    {
        const auto candidate = [](const QString &text, double weight) {
            return MemoryCandidate{.name = text, .chunk = {.text = text}, .weight = weight};
        };
        const QList<MemoryHit> hits =
            rankedHits({candidate(u"tea"_s, 2), candidate(u"tea and milk"_s, 1), candidate(u"x"_s, 0.1)},
                       {u"tea"_s, u"milk"_s}, 2, 0.35);
        QCOMPARE(hits.size(), 2);
        QCOMPARE(hits[0].name, u"tea and milk"_s);
        QVERIFY(hits[0].score > hits[1].score);
        QVERIFY(hits[0].score <= 1);
        QCOMPARE(rankedHits({candidate(u"tea"_s, 0)}, {u"tea"_s}, 0, 0).size(), 0);
    }

    void settingsOfAnAgent()
    {
        const QJsonObject config = QJsonDocument::fromJson(R"({"agents": {
            "defaults": {"memorySearch": {"chunking": {"tokens": 200}, "query": {"maxResults": 3}}},
            "list": [{"id": "work", "memorySearch": {"enabled": false, "query": {"minScore": 0.1}}}]}})")
                                       .object();
        const MemorySettings main = memorySettings(config, u"main"_s, u"/ws"_s, u"/state"_s);
        QCOMPARE(main.chunks.tokens, 200);
        QCOMPARE(main.chunks.overlap, 80);
        QCOMPARE(main.maxResults, 3);
        QCOMPARE(main.minScore, 0.35);
        QCOMPARE(main.indexPath, u"/state/memory/main.sqlite"_s);
        QVERIFY(main.isEnabled);
        const MemorySettings work = memorySettings(config, u"work"_s, u"/ws"_s, u"/state"_s);
        QVERIFY(!work.isEnabled);
        QCOMPARE(work.maxResults, 3);
        QCOMPARE(work.minScore, 0.1);
    }

    void tools()
    {
        Notes notes;
        notes.write(u"MEMORY.md"_s, "first\nAda likes green tea.\nthird\n");
        const auto service =
            std::make_shared<MemoryService>([&notes](const QString &) { return notes.settings; });
        const QList<Tool> tools = MemoryService::tools(service);
        QCOMPARE(tools.size(), 2);
        const auto result = [](const Tool &tool, const QJsonObject &arguments) {
            std::optional<ToolResult> answer;
            tool.start(arguments, {.agentId = u"main"_s},
                       [&answer](const ToolResult &given) { answer = given; });
            if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 20'000))
                qFatal("the tool has not answered");
            return *answer;
        };
        QCOMPARE(tools[0].name, u"memory_search"_s);
        const ToolResult hits = result(tools[0], {{"query"_L1, u"green tea"_s}});
        QVERIFY2(hits.plainText().startsWith("MEMORY.md:1-4"_L1), qPrintable(hits.plainText()));
        QCOMPARE(hits.details["results"_L1][0]["path"_L1].toString(), u"MEMORY.md"_s);
        QCOMPARE(result(tools[0], {{"query"_L1, u"coffee"_s}}).plainText(), u"Nothing in the notes fits."_s);
        QCOMPARE(tools[1].name, u"memory_get"_s);
        QCOMPARE(result(tools[1], {{"path"_L1, u"MEMORY.md"_s}, {"from"_L1, 2}, {"lines"_L1, 1}}).plainText(),
                 u"Ada likes green tea."_s);
        QVERIFY(result(tools[1], {{"path"_L1, u"../x"_s}}).isError);
        notes.settings.isEnabled = false;
        QVERIFY(result(tools[0], {{"query"_L1, u"tea"_s}}).isError);
    }

    void twoAtATime()
    {
        Notes notes;
        for (int i = 0; i < 20; ++i)
            notes.write(u"memory/%1.md"_s.arg(i), "tea\n");
        QList<Result<MemorySync>> outcomes(4, Result<MemorySync>(Error{}));
        {
            QThreadPool threads;
            for (Result<MemorySync> &outcome : outcomes)
                threads.start([&] { outcome = syncMemory(notes.database, notes.settings, true); });
        }
        for (const Result<MemorySync> &outcome : outcomes)
            QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().message));
        QCOMPARE(memoryStatus(notes.database, notes.settings)->chunks, 20);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestMemory)
#include "tst_memory.moc"
