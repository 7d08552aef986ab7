#include "gateway/sessions/linesbackwards.h"
#include "gateway/sessions/transcript.h"
#include "gateway/sessions/transcriptcut.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QJsonObject says(const QString &role, const QString &text)
{
    return {{"role"_L1, role},
            {"content"_L1, QJsonArray{QJsonObject{{"type"_L1, u"text"_s}, {"text"_L1, text}}}}};
}

QJsonObject calls(const QStringList &ids)
{
    QJsonArray parts;
    for (const QString &id : ids)
        parts += QJsonObject{{"type"_L1, u"toolCall"_s}, {"id"_L1, id}, {"name"_L1, u"exec"_s}};
    return {{"role"_L1, u"assistant"_s}, {"content"_L1, parts}};
}

QJsonObject answers(const QString &id)
{
    return {{"role"_L1, u"toolResult"_s}, {"toolCallId"_L1, id}, {"isError"_L1, false}};
}

/// "u1 a2 r3 …": role and number of each row.
QString shape(const QList<TranscriptEntry> &rows)
{
    QStringList shapes;
    for (const TranscriptEntry &row : rows)
        shapes += (row.role().isEmpty() ? row.type.first(1).toUpper() : row.role().first(1)) +
                  QString::number(row.seq);
    return shapes.join(u' ');
}

QStringList texts(const QList<TranscriptEntry> &rows)
{
    QStringList found;
    for (const TranscriptEntry &row : rows)
        found += plainText(row.message()["content"_L1]);
    return found;
}

} // namespace

class TestTranscript : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void beginsAndGoesOn()
    {
        {
            auto transcript = Transcript::open(path(), u"s-1"_s);
            QVERIFY(transcript);
            QVERIFY(transcript->appendMessage(says(u"user"_s, u"hello"_s)));
            QVERIFY(transcript->appendMessage(says(u"assistant"_s, u"hi"_s), u"r-1"_s));
            QVERIFY(transcript->append(u"custom"_s, {{"customType"_L1, u"note"_s}}));
            QVERIFY(transcript->sync());
        }
        const QList<QByteArray> lines = content().split('\n');
        QCOMPARE(lines.size(), 5);
        const QJsonObject head = QJsonDocument::fromJson(lines[0]).object();
        QCOMPARE(head["type"_L1].toString(), u"session"_s);
        QCOMPARE(head["id"_L1].toString(), u"s-1"_s);
        struct stat info = {};
        QCOMPARE(::stat(path().toUtf8().constData(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0600);

        auto again = Transcript::open(path(), u"s-1"_s);
        QVERIFY(again);
        QVERIFY(again->repair().isEmpty());
        QCOMPARE(again->rowCount(), 2);
        const auto third = again->appendMessage(says(u"user"_s, u"again"_s));
        QVERIFY(third);
        QCOMPARE(third->seq, 3);
        const auto page = again->page({});
        QVERIFY(page);
        QCOMPARE(texts(page->rows), (QStringList{u"hello"_s, u"hi"_s, u"again"_s}));
        QCOMPARE(page->rows[1].parentId, page->rows[0].id);
        QVERIFY(page->rows[2].parentId != page->rows[1].id); // the note stands between them
        QVERIFY(!page->hasMore);

        const QJsonObject row = messageRow(page->rows[1]);
        QCOMPARE(row["role"_L1].toString(), u"assistant"_s);
        QCOMPARE(row["__openclaw"_L1]["id"_L1].toString(), page->rows[1].id);
        QCOMPARE(row["__openclaw"_L1]["seq"_L1].toInt(), 2);
        QCOMPARE(row["__openclaw"_L1]["runId"_L1].toString(), u"r-1"_s);
        QVERIFY(row["timestamp"_L1].toInteger() > 0);
    }

    /// Whatever a crash leaves of the last line, what stood before it is there and the next line is good.
    void everyCut()
    {
        fill({says(u"user"_s, u"one"_s), says(u"assistant"_s, u"zwei — drei"_s)});
        const QByteArray whole = content();
        for (qsizetype size = 0; size <= whole.size(); ++size) {
            write(whole.first(size));
            const qsizetype complete = whole.first(size).count('\n');
            // A line that lacks nothing but its end is whole.
            const bool endMissing = size < whole.size() && whole[size] == '\n';
            auto transcript = Transcript::open(path(), u"s-1"_s);
            QVERIFY(transcript);
            const qint64 rows = std::max<qint64>(0, complete + (endMissing ? 1 : 0) - 1);
            QCOMPARE(transcript->rowCount(), rows);
            QCOMPARE(transcript->repair().isEmpty(), size == 0 || whole[size - 1] == '\n');
            const auto added = transcript->appendMessage(says(u"user"_s, u"next"_s));
            QVERIFY(added);
            QCOMPARE(added->seq, rows + 1);
            const auto page = Transcript::openToRead(path())->page({});
            QVERIFY(page);
            QCOMPARE(page->rows.size(), rows + 1);
            QCOMPARE(texts(page->rows).last(), u"next"_s);
            for (const QByteArray &line : content().split('\n'))
                QVERIFY(line.isEmpty() || QJsonDocument::fromJson(line).isObject());
        }
    }

    void damage_data()
    {
        QTest::addColumn<QByteArray>("damage");
        QTest::addColumn<bool>("ownLine");

        QTest::newRow("binary garbage") << QByteArray("\x00\xff\xfe\x80garbage", 11) << true;
        QTest::newRow("an empty line") << QByteArray() << true;
        QTest::newRow("another value") << QByteArray("[1,2]") << true;
        QTest::newRow("an entry without id") << QByteArray(R"({"type":"message"})") << true;
        QTest::newRow("zeros, as after a power cut") << QByteArray(5000, '\0') << false;
        QTest::newRow("half a word of UTF-8")
            << QByteArray("{\"type\":\"message\",\"id\":\"\xe2\x80") << false;
    }
    void damage()
    {
        QFETCH(QByteArray, damage);
        QFETCH(bool, ownLine);
        fill({says(u"user"_s, u"one"_s), says(u"assistant"_s, u"two"_s)});
        write(content() + damage + (ownLine ? "\n" : ""));
        auto transcript = Transcript::open(path(), u"s-1"_s);
        QVERIFY(transcript);
        QVERIFY(transcript->appendMessage(says(u"user"_s, u"three"_s)));
        const auto page = transcript->page({});
        QVERIFY(page);
        QCOMPARE(texts(page->rows), (QStringList{u"one"_s, u"two"_s, u"three"_s}));
        QCOMPARE(page->rows.last().seq, 3);
    }

    void damageInTheMiddle()
    {
        fill({says(u"user"_s, u"one"_s), says(u"assistant"_s, u"two"_s), says(u"user"_s, u"three"_s)});
        QList<QByteArray> lines = content().split('\n');
        lines[2] = lines[2].first(30);
        write(lines.join('\n'));
        const auto page = Transcript::open(path(), u"s-1"_s)->page({});
        QVERIFY(page);
        QCOMPARE(texts(page->rows), (QStringList{u"one"_s, u"three"_s}));
        QCOMPARE(page->rows.last().seq, 3);
    }

    void pages_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("skip");
        QTest::addColumn<int>("after");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<bool>("more");

        QTest::newRow("all") << 200 << 0 << 0 << u"u1 a2 u3 a4 u5"_s << false;
        QTest::newRow("the newest") << 2 << 0 << 0 << u"a4 u5"_s << true;
        QTest::newRow("those before") << 2 << 2 << 0 << u"a2 u3"_s << true;
        QTest::newRow("the oldest") << 2 << 4 << 0 << u"u1"_s << false;
        QTest::newRow("behind the end") << 2 << 9 << 0 << u""_s << false;
        QTest::newRow("since") << 200 << 0 << 3 << u"a4 u5"_s << false;
        QTest::newRow("nothing since") << 200 << 0 << 5 << u""_s << false;
        QTest::newRow("exactly all") << 5 << 0 << 0 << u"u1 a2 u3 a4 u5"_s << false;
    }
    void pages()
    {
        QFETCH(int, limit);
        QFETCH(int, skip);
        QFETCH(int, after);
        QFETCH(QString, expected);
        QFETCH(bool, more);
        fillTurns(5);
        const auto page =
            Transcript::open(path(), u"s-1"_s)->page({.limit = limit, .skip = skip, .afterSeq = after});
        QVERIFY(page);
        QCOMPARE(shape(page->rows), expected);
        QCOMPARE(page->hasMore, more);
    }

    void aPageHasALimitInBytes()
    {
        fill({says(u"user"_s, QString(1000, u'x')), says(u"assistant"_s, QString(1000, u'y')),
              says(u"user"_s, QString(5000, u'z'))});
        const auto transcript = Transcript::open(path(), u"s-1"_s);
        QCOMPARE(shape(transcript->page({.maxBytes = 6500})->rows), u"a2 u3"_s);
        QCOMPARE(shape(transcript->page({.maxBytes = 10})->rows), u"u3"_s); // one at least
        QVERIFY(transcript->page({.maxBytes = 6500})->hasMore);
    }

    void contextBeginsWithTheLastCompaction()
    {
        auto transcript = *Transcript::open(path(), u"s-1"_s);
        QStringList ids;
        for (int i = 1; i <= 6; ++i)
            ids += transcript.appendMessage(says(i % 2 ? u"user"_s : u"assistant"_s, QString::number(i)))->id;
        QCOMPARE(texts(transcript.context()->entries).join(u' '), u"1 2 3 4 5 6"_s);

        QVERIFY(transcript.appendCompaction(u"of one and two"_s, ids[2], 5000));
        QVERIFY(transcript.appendMessage(says(u"user"_s, u"7"_s)));
        const auto first = transcript.context();
        QCOMPARE(first->summary, u"of one and two"_s);
        QCOMPARE(texts(first->entries).join(u' '), u"3 4 5 6 7"_s);

        QVERIFY(transcript.appendCompaction(u"of one to four"_s, ids[4], 5000));
        const auto second = transcript.context();
        QCOMPARE(second->summary, u"of one to four"_s);
        QCOMPARE(texts(second->entries).join(u' '), u"5 6 7"_s);

        // A person still sees all of it, and where it was compacted.
        QCOMPARE(shape(transcript.page({})->rows), u"u1 a2 u3 a4 u5 a6 C7 u8 C9"_s);
        QCOMPARE(messageRow(transcript.page({})->rows[6])["role"_L1].toString(), u"system"_s);
    }

    void contextIsBounded()
    {
        fillTurns(5);
        const auto context = Transcript::open(path(), u"s-1"_s)->context(600);
        QVERIFY(context);
        QVERIFY(context->isCut);
        QVERIFY(context->entries.size() < 5);
        QCOMPARE(texts(context->entries).last(), u"5"_s);
    }

    void danglingCalls_data()
    {
        QTest::addColumn<QList<QJsonObject>>("messages");
        QTest::addColumn<QString>("expected"); // what the model is shown
        QTest::addColumn<QString>("repaired"); // what is added to the file

        const QJsonObject user = says(u"user"_s, u"do"_s);
        using Messages = QList<QJsonObject>;
        QTest::newRow("none") << Messages{user, calls({u"a"_s}), answers(u"a"_s)} << u"user assistant a"_s
                              << u""_s;
        QTest::newRow("one") << Messages{user, calls({u"a"_s})} << u"user assistant a!"_s << u"a"_s;
        QTest::newRow("the second of two")
            << Messages{user, calls({u"a"_s, u"b"_s}), answers(u"a"_s)} << u"user assistant a b!"_s << u"b"_s;
        QTest::newRow("the first of two")
            << Messages{user, calls({u"a"_s, u"b"_s}), answers(u"b"_s)} << u"user assistant b a!"_s << u"a"_s;
        QTest::newRow("somebody has spoken since")
            << Messages{user, calls({u"a"_s}), says(u"user"_s, u"well?"_s)} << u"user assistant a! user"_s
            << u""_s;
        QTest::newRow("the model has gone on")
            << Messages{user, calls({u"a"_s}), calls({u"b"_s}), answers(u"b"_s)}
            << u"user assistant a! assistant b"_s << u"a"_s;
    }
    void danglingCalls()
    {
        QFETCH(QList<QJsonObject>, messages);
        QFETCH(QString, expected);
        QFETCH(QString, repaired);
        fill(messages);
        auto transcript = *Transcript::open(path(), u"s-1"_s);
        const auto context = transcript.context();
        QVERIFY(context);
        QStringList shown;
        for (const TranscriptEntry &entry : context->entries) {
            const QJsonObject message = entry.message();
            const QString mark = message["isError"_L1].toBool() ? u"!"_s : QString();
            shown +=
                entry.role() == "toolResult"_L1 ? message["toolCallId"_L1].toString() + mark : entry.role();
        }
        QCOMPARE(shown.join(u' '), expected);

        const auto added = transcript.repairToolCalls();
        QVERIFY(added);
        QStringList ids;
        for (const TranscriptEntry &entry : *added)
            ids += entry.message()["toolCallId"_L1].toString();
        QCOMPARE(ids.join(u' '), repaired);
        QVERIFY(transcript.repairToolCalls()->isEmpty());
    }

    void otherPrograms()
    {
        // A tree with two branches, rows that are not counted, a type that nobody knows.
        write(R"({"type":"session","version":3,"id":"x","timestamp":"2026-01-02T03:04:05.006Z","cwd":"/tmp"}
{"type":"message","id":"a","parentId":null,"timestamp":"2026-01-02T03:04:05.006Z","message":{"role":"user","content":"one"}}
{"type":"message","id":"b","parentId":"a","timestamp":"2026-01-02T03:04:06.006Z","message":{"role":"assistant","content":[]}}
{"type":"message","id":"c","parentId":"a","timestamp":"2026-01-02T03:04:07.006Z","message":{"role":"assistant","content":[{"type":"text","text":"two"}]}}
{"type":"from_the_future","id":"d","parentId":"c","timestamp":"2026-01-02T03:04:08.006Z"}
)");
        auto transcript = *Transcript::open(path(), u"x"_s);
        QCOMPARE(transcript.rowCount(), 2);
        QCOMPARE(transcript.appendMessage(says(u"user"_s, u"three"_s))->seq, 3);
        const auto page = transcript.page({});
        QCOMPARE(texts(page->rows).join(u' '), u"one two three"_s);
        QCOMPARE(shape(page->rows), u"u1 a2 u3"_s);
        QCOMPARE(page->rows[0].timestamp, 1767323045006);
    }

    void lastRowsMakeAWholeTranscript()
    {
        fill({says(u"user"_s, u"1"_s), calls({u"a"_s}), answers(u"a"_s), says(u"assistant"_s, u"4"_s),
              says(u"user"_s, u"5"_s)});
        const auto transcript = Transcript::open(path(), u"s-1"_s);
        QCOMPARE(shape(cut(*transcript, 2)), u"a1 u2"_s);
        QCOMPARE(shape(cut(*transcript, 3)), u"a1 u2"_s); // not with a result alone
        QCOMPARE(shape(cut(*transcript, 4)), u"a1 t2 a3 u4"_s);
        QCOMPARE(shape(cut(*transcript, 99)), u"u1 a2 t3 a4 u5"_s);
    }

    void linesOfAnySize_data()
    {
        QTest::addColumn<QByteArray>("text");

        const QByteArray block(64 * 1024, 'b');
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("empty ones between") << QByteArray("a\n\n\nb\n");
        QTest::newRow("no end") << QByteArray("a\nb");
        QTest::newRow("a block") << block + '\n';
        QTest::newRow("the end begins a block") << QByteArray("a\n") + block.first(block.size() - 1) + "\n";
        QTest::newRow("longer than a block") << QByteArray("a\n") + block + block + block + "\nz\n";
    }
    void linesOfAnySize()
    {
        QFETCH(QByteArray, text);
        write(text);
        const auto file = AppendFile::open(path(), AppendFile::Access::Read);
        QVERIFY(file);
        LinesBackwards lines(*file);
        QList<QByteArray> found;
        while (const auto line = lines.next()) {
            QCOMPARE(text.mid(line->offset, line->text.size()), line->text);
            found.prepend(line->text);
        }
        QList<QByteArray> expected = text.split('\n');
        if (expected.last().isEmpty())
            expected.removeLast();
        QCOMPARE(found, expected);
        QVERIFY(!lines.failed());
    }

    void aLineTooLongIsPassedOver()
    {
        fill({says(u"user"_s, u"one"_s)});
        write(content() + QByteArray(LinesBackwards::largestLine + 1, 'x') + "\n");
        auto transcript = *Transcript::open(path(), u"s-1"_s);
        QCOMPARE(transcript.rowCount(), 1);
        const auto refused =
            transcript.appendMessage(says(u"user"_s, QString(LinesBackwards::largestLine, u'x')));
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains("too large"_L1));
        QCOMPARE(texts(transcript.page({})->rows).join(u' '), u"one"_s);
    }

    void notAFileOfOurs()
    {
        QVERIFY(QFile::link(u"/dev/null"_s, path()));
        QVERIFY(!Transcript::open(path(), u"s-1"_s));
        QVERIFY(QFile::remove(path()));
        QCOMPARE(::mkfifo(path().toUtf8().constData(), 0600), 0);
        QVERIFY(!Transcript::open(path(), u"s-1"_s));
        QVERIFY(Transcript::openToRead(m_directory->filePath(u"no.jsonl"_s)).error().kind ==
                ErrorKind::NotFound);
    }

    void anArchiveGrowsNoMore()
    {
        auto transcript = *Transcript::open(path(), u"s-1"_s);
        transcript.retire(u"the session was reset meanwhile"_s);
        const auto refused = transcript.appendMessage(says(u"user"_s, u"late"_s));
        QVERIFY(!refused);
        QCOMPARE(refused.error().message, u"the session was reset meanwhile"_s);
        QVERIFY(!content().contains("late"));
    }

private:
    QString path() const { return m_directory->filePath(u"s-1.jsonl"_s); }
    QByteArray content() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QByteArray &text) const
    {
        QFile file(path());
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("the transcript cannot be written");
    }
    void fill(const QList<QJsonObject> &messages) const
    {
        auto transcript = Transcript::open(path(), u"s-1"_s);
        for (const QJsonObject &message : messages) {
            if (!transcript || !transcript->appendMessage(message))
                qFatal("the transcript cannot be filled");
        }
    }
    void fillTurns(int rows) const
    {
        QList<QJsonObject> messages;
        for (int i = 1; i <= rows; ++i)
            messages += says(i % 2 ? u"user"_s : u"assistant"_s, QString::number(i));
        fill(messages);
    }
    QList<TranscriptEntry> cut(const Transcript &transcript, int rows) const
    {
        const QString other = m_directory->filePath(u"cut.jsonl"_s);
        QFile file(other);
        const auto bytes = lastRows(transcript, u"s-1"_s, rows);
        if (!bytes || !file.open(QIODevice::WriteOnly) || file.write(*bytes) != bytes->size())
            qFatal("the cut transcript cannot be written");
        file.close();
        return Transcript::openToRead(other)->page({})->rows;
    }

    std::unique_ptr<QTemporaryDir> m_directory;
};

WSAGENT_TEST(TestTranscript)
#include "tst_transcript.moc"
