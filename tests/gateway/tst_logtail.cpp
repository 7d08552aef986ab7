#include "gateway/base/log.h"
#include "gateway/methods/logtail.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

/// The log of a gateway, from what is written to what clients read.
class TestLogTail : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void linesSayWhoSpeaks()
    {
        Log log({.directory = m_directory->path(),
                 .consoleLevel = LogLevel::Silent,
                 .profile = u"rescue"_s,
                 .instanceId = u"id-1"_s});
        log.write(LogLevel::Warn, "net"_L1, u"quotes \" and\nlines"_s, {{"a"_L1, 1}});
        log.debug("net"_L1, u"too fine"_s);
        log.record("gateway"_L1, u"begun"_s);
        const auto tail = tailLog(log.currentFile(), {});
        QVERIFY(tail);
        const QJsonArray lines = tail->value("lines"_L1).toArray();
        QCOMPARE(lines.size(), 2);
        const QJsonObject line = QJsonDocument::fromJson(lines[0].toString().toUtf8()).object();
        QCOMPARE(line["message"_L1].toString(), u"quotes \" and\nlines"_s);
        QCOMPARE(line["_meta"_L1]["logLevelName"_L1].toString(), u"WARN"_s);
        QCOMPARE(line["_meta"_L1]["name"_L1].toString(), u"net"_s);
        QCOMPARE(line["profile"_L1].toString(), u"rescue"_s);
        QCOMPARE(line["instanceId"_L1].toString(), u"id-1"_s);
        QCOMPARE(line["details"_L1]["a"_L1].toInt(), 1);
        QVERIFY(QDateTime::fromString(line["time"_L1].toString(), Qt::ISODateWithMs).isValid());
    }

    void levelsCanChange()
    {
        Log log({.file = file(), .consoleLevel = LogLevel::Silent});
        log.debug("net"_L1, u"not yet"_s);
        log.setLevels(LogLevel::Debug, LogLevel::Silent);
        log.debug("net"_L1, u"now"_s);
        QCOMPARE(tailLog(file(), {})->value("lines"_L1).toArray().size(), 1);
    }

    void aLogThatCannotBeWrittenStopsNobody()
    {
        Log log({.directory = u"/dev/null/logs"_s, .consoleLevel = LogLevel::Silent});
        log.info("net"_L1, u"into the void"_s);
    }

    void tail_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("cursor");
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("maxBytes");
        QTest::addColumn<QString>("lines");
        QTest::addColumn<int>("next");
        QTest::addColumn<QString>("flags");
        const auto row = [](const char *name, const QByteArray &content, int cursor, int limit, int maxBytes,
                            const char *lines, int next, const char *flags = "") {
            QTest::newRow(name) << content << cursor << limit << maxBytes << QString::fromLatin1(lines)
                                << next << QString::fromLatin1(flags);
        };
        row("empty", "", -1, 10, 1000, "", 0);
        row("all of it", "a\nb\n", -1, 10, 1000, "a,b", 4);
        row("a line that is being written", "a\nb\nhal", -1, 10, 1000, "a,b", 4);
        row("too many lines", "a\nb\nc\n", -1, 2, 1000, "b,c", 6, "truncated");
        row("too many bytes", "aaaa\nbbbb\ncccc\n", -1, 10, 8, "cccc", 15, "truncated");
        row("from the cursor", "a\nb\nc\n", 2, 10, 1000, "b,c", 6);
        row("nothing new", "a\nb\n", 4, 10, 1000, "", 4);
        row("a cursor beyond the end", "a\nb\n", 100, 10, 1000, "a,b", 4, "reset");
        row("too much since the cursor", "aaaa\nbbbb\ncccc\n", 0, 10, 8, "cccc", 15,
            "skippedBytes,truncated");
    }
    void tail()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, cursor);
        QFETCH(int, limit);
        QFETCH(int, maxBytes);
        QFile log(file());
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write(content);
        log.close();
        LogTailQuery query{.limit = limit, .maxBytes = maxBytes};
        if (cursor >= 0)
            query.cursor = cursor;
        const auto result = tailLog(file(), query);
        QVERIFY(result);
        QStringList lines;
        for (const QJsonValue line : result->value("lines"_L1).toArray())
            lines += line.toString();
        QTEST(lines.join(u','), "lines");
        QTEST(result->value("cursor"_L1).toInt(), "next");
        QStringList flags;
        for (const QString &flag : {u"reset"_s, u"skippedBytes"_s, u"truncated"_s}) {
            if (result->contains(flag))
                flags += flag;
        }
        QTEST(flags.join(u','), "flags");
    }

    void noLogYet()
    {
        const auto result = tailLog(file(), {});
        QVERIFY(result);
        QCOMPARE(result->value("size"_L1).toInt(), 0);
    }

private:
    QString file() const { return m_directory->filePath(u"log.jsonl"_s); }

    std::unique_ptr<QTemporaryDir> m_directory;
};

WSAGENT_TEST(TestLogTail)
#include "tst_logtail.moc"
