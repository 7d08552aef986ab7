#include "gateway/sessions/sessionstore.h"
#include "tests/support/testprogram.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr int sessions = 5;

SessionKey keyOf(int i)
{
    return {.agentId = u"main"_s, .rest = u"dashboard:%1"_s.arg(i % sessions)};
}

/// Appends until somebody ends the process; says what it has acknowledged, as a gateway does.
int append(const QString &stateDir)
{
    SessionStore store({.stateDir = stateDir, .writeDelay = std::chrono::milliseconds(1)});
    for (int i = 0;; ++i) {
        const QString text = u"%1 %2"_s.arg(i).arg(QString(i % 3000, u'x'));
        const auto row =
            store.append(keyOf(i), {{"role"_L1, u"user"_s}, {"content"_L1, text}}, {}, Durable::Yes);
        if (!row)
            return 1;
        std::printf("%d\n", i);
        std::fflush(stdout);
        QCoreApplication::processEvents(); // the index is written meanwhile
    }
}

} // namespace

/// A process that keeps sessions is killed at any point: what it has acknowledged is there, and the next one
/// goes on.
class TestSessionKill : public QObject
{
    Q_OBJECT

private slots:
    void nothingAcknowledgedIsLost()
    {
        constexpr int kills = 40;
        for (int round = 0; round < kills; ++round) {
            const QTemporaryDir directory;
            const int last = runAndKill(directory.path());
            if (QTest::currentTestFailed())
                return;
            SessionStore store({.stateDir = directory.path(), .report = [this](const QString &text) {
                                    m_reports += text;
                                }});
            int found = 0;
            for (int i = 0; i < sessions; ++i) {
                if (!*store.find(keyOf(i)))
                    continue;
                const auto transcript = store.transcript(keyOf(i));
                QVERIFY2(transcript, "it cannot be opened");
                const auto page = (*transcript)->page({.limit = 1'000'000});
                QVERIFY(page);
                for (qsizetype row = 0; row < page->rows.size(); ++row) {
                    const QString text = page->rows[row].message()["content"_L1].toString();
                    QCOMPARE(text.section(u' ', 0, 0).toInt(), int(row) * sessions + i);
                }
                found += int(page->rows.size());
                QVERIFY(store.append(keyOf(i), {{"role"_L1, u"user"_s}, {"content"_L1, u"next"_s}}, {},
                                     Durable::Yes));
            }
            QVERIFY2(found > last, qPrintable(u"%1 of %2"_s.arg(found).arg(last + 1)));
            QVERIFY2(found <= last + 2, "more than it was about to write");
        }
        for (const QString &report : std::as_const(m_reports))
            QVERIFY2(report.contains("line"_L1),
                     qPrintable(report)); // torn lines are all that may have happened
    }

private:
    /// The number of the last message that was acknowledged.
    int runAndKill(const QString &stateDir)
    {
        QProcess writer;
        writer.start(QCoreApplication::applicationFilePath(),
                     {u"tst_sessionkill"_s, u"--append"_s, stateDir});
        const int after = QRandomGenerator::global()->bounded(1, 60);
        int last = -1;
        while (last < after) {
            if (!writer.canReadLine() && !writer.waitForReadyRead(30'000)) {
                QTest::qFail("the writer says nothing", __FILE__, __LINE__);
                return -1;
            }
            while (writer.canReadLine())
                last = writer.readLine().toInt();
        }
        writer.kill();
        writer.waitForFinished();
        while (writer.canReadLine())
            last = writer.readLine().toInt();
        return last;
    }

    QStringList m_reports;
};

namespace {

int run(int &argc, char **argv)
{
    if (argc == 3 && QByteArrayView(argv[1]) == "--append") {
        const QCoreApplication application(argc, argv);
        return append(QString::fromLocal8Bit(argv[2]));
    }
    return test::runTest<TestSessionKill, QCoreApplication>(argc, argv);
}

} // namespace

WSAGENT_TEST_RUN(run)
#include "tst_sessionkill.moc"
