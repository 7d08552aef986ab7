#include "tests/support/testprogram.h"
#include "ui/logs/logwindow.h"

#include <QComboBox>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QByteArray line(int number, const char *level = "INFO")
{
    return "{\"message\":\"line " + QByteArray::number(number) +
           "\",\"time\":\"2026-03-01T12:00:00.000Z\",\"_meta\":{\"logLevelName\":\"" + level +
           "\",\"name\":\"net\"}}\n";
}

LogRecord record(int number, LogLevel level = LogLevel::Info, const QString &profile = u"main"_s)
{
    return {.atMs = 1, .profile = profile, .level = level, .message = u"line %1"_s.arg(number)};
}

void append(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::Append));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

/// Lines, from files to what is seen of them.
class TestLogWindow : public QObject
{
    Q_OBJECT

private slots:
    void parses()
    {
        const LogRecord read = parseLogLine(line(7, "WARN").trimmed(), u"main"_s);
        QCOMPARE(read.message, u"line 7"_s);
        QCOMPARE(read.level, LogLevel::Warn);
        QCOMPARE(read.subsystem, u"net"_s);
        QVERIFY(read.atMs > 0);
        QCOMPARE(parseLogLine("not json", u"main"_s).message, u"not json"_s);
    }

    void theOldestGo()
    {
        LogModel model(10);
        QList<LogRecord> records;
        for (int i = 0; i < 25; ++i)
            records += record(i);
        model.append(records.first(8));
        model.append(records.mid(8, 5));
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(model.record(0).message, u"line 3"_s);
        model.append(records); // more than fit at once
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(model.record(0).message, u"line 15"_s);
        QCOMPARE(model.record(9).message, u"line 24"_s);
    }

    void filters()
    {
        LogModel model(100);
        for (int i = 0; i < 10; ++i)
            model.append(
                {record(i, i % 2 ? LogLevel::Error : LogLevel::Info, i < 5 ? u"main"_s : u"rescue"_s)});
        model.setFilter({.least = LogLevel::Warn});
        QCOMPARE(model.rowCount(), 5);
        model.setFilter({.least = LogLevel::Warn, .profile = u"rescue"_s});
        QCOMPARE(model.rowCount(), 3);
        model.setFilter({.text = u"LINE 4"_s});
        QCOMPARE(model.rowCount(), 1);
        model.append({record(44)}); // also of what comes
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.find(u"44"_s, 0, false), 1);
        QCOMPARE(model.find(u"4"_s, 0, true), 0);
        QCOMPARE(model.find(u"5"_s, 0, false), -1);
        model.setFilter({});
        QCOMPARE(model.rowCount(), 11);
    }

    /// Ten seconds of a gateway that has much to say: with filter and a view that follows, far less than
    /// that.
    void aHundredThousandLines()
    {
        LogWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QElapsedTimer clock;
        clock.start();
        qint64 longest = 0;
        for (int batch = 0; batch < 100; ++batch) {
            QList<LogRecord> records;
            for (int i = 0; i < 1000; ++i)
                records += record(batch * 1000 + i);
            const qint64 before = clock.elapsed();
            window.model().append(records);
            window.findChild<QTreeView *>()->scrollToBottom();
            QCoreApplication::processEvents();
            longest = std::max(longest, clock.elapsed() - before);
        }
        QCOMPARE(window.model().lineCount(), LogWindow::mostLines);
        QCOMPARE(window.model().record(window.model().rowCount() - 1).message, u"line 99999"_s);
        qInfo("100000 lines in %lld ms, the longest batch %lld ms", clock.elapsed(), longest);
        QVERIFY2(clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed())));
    }

    void followsFiles()
    {
        const QTemporaryDir home;
        const QString directory = home.filePath(u"logs"_s);
        LogWindow window;
        window.showSources({{.profile = u"main"_s, .directory = directory}}, {});
        QVERIFY(QDir().mkpath(directory)); // comes into being later
        const QString first = directory + "/gateway-2026-03-01.jsonl"_L1;
        append(first, line(1) + line(2));
        QTRY_COMPARE(window.model().rowCount(), 2);
        append(first, "{\"message\":\"half");
        append(first, "\"}\n");
        QTRY_COMPARE(window.model().rowCount(), 3);
        QCOMPARE(window.model().record(2).message, u"half"_s);
        append(first, line(4));
        append(directory + "/gateway-2026-03-02.jsonl"_L1, line(5)); // the next day
        QTRY_COMPARE(window.model().rowCount(), 5);
        QCOMPARE(window.model().record(3).message, u"line 4"_s);
        QCOMPARE(window.model().record(4).message, u"line 5"_s);
    }

    void followsTheFileOfTheConfig()
    {
        const QTemporaryDir home;
        const QString file = home.filePath(u"mine.log"_s);
        append(home.filePath(u"gateway-2026-03-01.jsonl"_s), line(1));
        LogTail tail({.profile = u"main"_s, .directory = home.path(), .file = file});
        QList<LogRecord> read;
        connect(&tail, &LogTail::read, this, [&read](const QList<LogRecord> &records) { read += records; });
        append(file, line(2));
        QTRY_COMPARE(read.size(), 1);
        QCOMPARE(read.first().message, u"line 2"_s);
    }

    void fromNowOn()
    {
        const QTemporaryDir home;
        const QString file = home.filePath(u"gateway-2026-03-01.jsonl"_s);
        append(file, line(1));
        LogTail tail({.profile = u"main"_s, .directory = home.path()}, LogTail::From::Now);
        QList<LogRecord> read;
        connect(&tail, &LogTail::read, this, [&read](const QList<LogRecord> &records) { read += records; });
        // It has found its place when it hears of what is written after that.
        for (int i = 2; read.isEmpty() && i < 500; ++i) {
            append(file, line(i));
            QTest::qWait(10);
        }
        QVERIFY(!read.isEmpty());
        QVERIFY(read.first().message != u"line 1"_s);
    }

    void beginsNearTheEndOfALongLog()
    {
        const QTemporaryDir home;
        QByteArray much;
        for (int i = 0; i < 20'000; ++i)
            much += line(i);
        QVERIFY(much.size() > 2 * LogTail::firstBytes);
        append(home.filePath(u"gateway-2026-03-01.jsonl"_s), much);
        LogTail tail({.profile = u"main"_s, .directory = home.path()});
        QList<LogRecord> read;
        connect(&tail, &LogTail::read, this, [&read](const QList<LogRecord> &records) { read += records; });
        QTRY_VERIFY(!read.isEmpty());
        QCOMPARE(read.last().message, u"line 19999"_s);
        QVERIFY(read.size() < 10'000);
        QVERIFY(read.first().message.startsWith(u"line "_s)); // no half of one
    }

    void pausesAndSearches()
    {
        const QTemporaryDir home;
        const QString file = home.filePath(u"gateway-2026-03-01.jsonl"_s);
        append(file, line(1) + line(2, "ERROR"));
        LogWindow window;
        window.show();
        window.showSources({{.profile = u"main"_s, .directory = home.path()}}, u"main"_s);
        QTRY_COMPARE(window.model().rowCount(), 2);
        auto *pause = window.findChild<QPushButton *>();
        QTest::mouseClick(pause, Qt::LeftButton);
        QVERIFY(pause->isChecked());
        append(file, line(3));
        const auto *count = window.findChildren<QLabel *>().last();
        QTRY_VERIFY(count->text().contains(u"1 more"_s));
        QCOMPARE(window.model().rowCount(), 2);
        QTest::mouseClick(pause, Qt::LeftButton);
        QCOMPARE(window.model().rowCount(), 3);

        const QList<QLineEdit *> edits =
            window.findChildren<QLineEdit *>(QString(), Qt::FindDirectChildrenOnly);
        QTest::keyClicks(edits[0], u"line 2"_s);
        QCOMPARE(window.model().rowCount(), 1);
        edits[0]->clear();
        QTest::keyClicks(edits[1], u"line 3"_s);
        QTest::keyClick(edits[1], Qt::Key_Return);
        QCOMPARE(window.findChild<QTreeView *>()->currentIndex().row(), 2);
        auto *level = window.findChildren<QComboBox *>()[1];
        level->setCurrentIndex(level->count() - 1);
        QCOMPARE(window.model().rowCount(), 1);
    }
};

WSAGENT_TEST_WITH(QApplication, TestLogWindow)
#include "tst_logwindow.moc"
