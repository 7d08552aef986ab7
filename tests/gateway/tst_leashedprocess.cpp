#include "gateway/base/leashedprocess.h"
#include "gateway/instances/processidentity.h"
#include "tests/support/testprogram.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// Takes no notice of what can be ignored, and leaves a child that has made itself independent and is just as
/// stubborn. Everybody writes a line with the own pid.
[[noreturn]] void beStubborn(const char *file, bool stay)
{
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        ::signal(number, SIG_IGN);
    const auto report = [file] {
        const int fd = ::open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);
        const QByteArray line = QByteArray::number(::getpid()) + '\n';
        [[maybe_unused]] const ssize_t written = ::write(fd, line.constData(), size_t(line.size()));
        ::close(fd);
    };
    if (::fork() == 0) {
        ::setsid();
        if (::fork() != 0)
            ::_exit(0);
        report();
        if (::fork() == 0) {
            ::setsid();
            report();
        }
        for (;;)
            ::pause();
    }
    report();
    while (stay)
        ::pause();
    ::_exit(7);
}

/// The arguments by which this program takes a role of the test, see run().
QStringList asRole(const QString &role, const QString &file)
{
    return {u"tst_leashedprocess"_s, role, file};
}

/// A process that has a stubborn child on the leash and waits to be ended.
int own(int &argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    LeashedProcess child;
    child.start(QString::fromLocal8Bit(argv[0]), asRole(u"stubborn"_s, QString::fromLocal8Bit(argv[2])));
    return QCoreApplication::exec();
}

} // namespace

/// Nothing that a gateway has started outlives it (D7).
class TestLeashedProcess : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
#ifndef Q_OS_LINUX
        QSKIP("only Linux has the keeper");
#endif
    }

    void passesOnHowItEnded_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QProcess::ExitStatus>("status");
        QTest::addColumn<int>("code");
        QTest::newRow("well") << u"exit 0"_s << QProcess::NormalExit << 0;
        QTest::newRow("with an error") << u"exit 3"_s << QProcess::NormalExit << 3;
        QTest::newRow("killed") << u"kill -9 $$"_s << QProcess::CrashExit << SIGKILL;
        QTest::newRow("by a fault") << u"kill -11 $$"_s << QProcess::CrashExit << SIGSEGV;
    }
    void passesOnHowItEnded()
    {
        QFETCH(QString, script);
        LeashedProcess process;
        process.start(u"/bin/sh"_s, {u"-c"_s, script});
        QVERIFY(process.waitForFinished());
        QTEST(process.exitStatus(), "status");
        QTEST(process.exitCode(), "code");
    }

    void speaksAndListens()
    {
        LeashedProcess process;
        process.start(u"/bin/cat"_s, {});
        process.write("hello");
        process.closeWriteChannel(); // the keeper must not hold the other end open
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.readAllStandardOutput(), QByteArray("hello"));
    }

    void aProgramThatIsMissingIsReported()
    {
        LeashedProcess process;
        process.start(u"/nowhere/to/be/found"_s, {});
        QVERIFY(!process.waitForStarted());
        QCOMPARE(process.error(), QProcess::FailedToStart);
    }

    void hearsToTerminate()
    {
        LeashedProcess process;
        process.start(u"/bin/sh"_s,
                      {u"-c"_s, u"trap 'exit 5' TERM; echo up; while :; do sleep 0.05; done"_s});
        QVERIFY(process.waitForReadyRead());
        process.terminateAll();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 5);
    }

    void killsTheWholeTree()
    {
        LeashedProcess process;
        process.start(QCoreApplication::applicationFilePath(), asRole(u"stubborn"_s, file()));
        const QList<qint64> pids = reported();
        process.terminateAll();
        QVERIFY(!process.waitForFinished(200));
        process.killAll();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        QVERIFY(allGone(pids));
    }

    void whatItLeavesEndsWithIt()
    {
        LeashedProcess process;
        process.start(QCoreApplication::applicationFilePath(), asRole(u"leaving"_s, file()));
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 7);
        QVERIFY(allGone(reported(1)));
    }

    void goesWithItsObject()
    {
        QList<qint64> pids;
        {
            LeashedProcess process;
            process.start(QCoreApplication::applicationFilePath(), asRole(u"stubborn"_s, file()));
            pids = reported();
        }
        QVERIFY(allGone(pids));
    }

    void nothingOutlivesTheOwner_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("killed") << SIGKILL;
        QTest::newRow("terminated without a handler") << SIGTERM;
        QTest::newRow("crashed") << SIGSEGV;
    }
    void nothingOutlivesTheOwner()
    {
        QFETCH(int, number);
        QProcess owner;
        // A sanitizer would say where, which takes seconds and is not what is measured.
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"ASAN_OPTIONS"_s, u"handle_segv=0"_s);
        owner.setProcessEnvironment(environment);
        owner.start(QCoreApplication::applicationFilePath(), asRole(u"owner"_s, file()));
        QVERIFY(owner.waitForStarted());
        const QList<qint64> pids = reported();
        ::kill(pid_t(owner.processId()), number);
        QElapsedTimer clock;
        clock.start();
        QVERIFY(owner.waitForFinished());
        QTRY_VERIFY_WITH_TIMEOUT(allGone(pids), 10'000);
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
    }

private:
    QString file()
    {
        return m_directory.filePath(QString::fromLatin1(QTest::currentTestFunction())) + rowName();
    }
    static QString rowName()
    {
        const char *tag = QTest::currentDataTag();
        return tag ? QString::fromLatin1(tag) : QString();
    }

    /// Who has reported, when there are as many as `count`.
    QList<qint64> reported(int count = 3)
    {
        QList<qint64> pids;
        const auto read = [this, &pids] {
            QFile reports(file());
            pids.clear();
            const QList<QByteArray> lines =
                reports.open(QIODevice::ReadOnly) ? reports.readAll().split('\n') : QList<QByteArray>();
            for (const QByteArray &line : lines) {
                if (!line.isEmpty())
                    pids += line.toLongLong();
            }
            return pids.size();
        };
        const bool all = QTest::qWaitFor([&] { return read() >= count; }, 10'000);
        return all ? pids : QList<qint64>();
    }

    static bool allGone(const QList<qint64> &pids)
    {
        return !pids.isEmpty() && std::none_of(pids.begin(), pids.end(), processExists);
    }

    QTemporaryDir m_directory;
};

namespace {

int run(int &argc, char **argv)
{
    const QByteArrayView role = argc == 3 ? argv[1] : "";
    if (role == "stubborn" || role == "leaving")
        beStubborn(argv[2], role == "stubborn");
    if (role == "owner")
        return own(argc, argv);
    return test::runTest<TestLeashedProcess, QCoreApplication>(argc, argv);
}

} // namespace

WSAGENT_TEST_RUN(run)
#include "tst_leashedprocess.moc"
