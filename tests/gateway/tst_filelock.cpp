#include "gateway/base/filelock.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace wsagent;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestFileLock : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void oneAtATime()
    {
        const auto first = FileLock::acquire(path(), 0ms);
        QVERIFY(bool(first));
        const auto second = FileLock::acquire(path(), 1ms);
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::Conflict);
        QVERIFY(second.error().message.contains(path()));
        QVERIFY(!second.error().fix.isEmpty());
    }

    void freeAfterwards()
    {
        {
            const auto lock = FileLock::acquire(path(), 0ms);
            QVERIFY(bool(lock));
        }
        QVERIFY(bool(FileLock::acquire(path(), 0ms)));
        QVERIFY2(QFile::exists(path()), "removing it would let two have a lock of one name");
        QCOMPARE(QFile(path()).permissions() & (QFile::ReadGroup | QFile::ReadOther), 0);
    }

    void movesWithItsOwner()
    {
        auto lock = FileLock::acquire(path(), 0ms);
        QVERIFY(bool(lock));
        auto moved = std::make_unique<FileLock>(*std::move(lock));
        QVERIFY(!FileLock::acquire(path(), 0ms));
        moved.reset();
        QVERIFY(bool(FileLock::acquire(path(), 0ms)));
    }

    void waitsForTheOther()
    {
        auto held = std::make_unique<Result<FileLock>>(FileLock::acquire(path(), 0ms));
        std::atomic<bool> released = false;
        std::thread waiting([&] {
            const auto lock = FileLock::acquire(path(), 60s);
            QVERIFY(bool(lock));
            QVERIFY(released);
        });
        released = true;
        held.reset();
        waiting.join();
    }

    void goesOnWhileTheQueueMoves()
    {
        auto held = std::make_unique<Result<FileLock>>(FileLock::acquire(path(), 0ms));
        int asked = 0;
        const auto lock = FileLock::acquire(path(), 1ms, [&] {
            if (++asked == 3)
                held.reset();
            return asked < 10'000;
        });
        QVERIFY(bool(lock));
        QVERIFY(asked >= 3);
        asked = 0;
        QVERIFY(!FileLock::acquire(path(), 1ms, [&asked] { return ++asked < 3; }));
        QCOMPARE(asked, 3);
    }

    /// Who gave up does not keep the lock when its turn comes.
    void givingUpLeavesTheQueue()
    {
        auto held = std::make_unique<Result<FileLock>>(FileLock::acquire(path(), 0ms));
        for (int i = 0; i < 5; ++i)
            QVERIFY(!FileLock::acquire(path(), 1ms));
        held.reset();
        QVERIFY(bool(FileLock::acquire(path(), 60s)));
    }

    /// Nor does one that did not wait at all.
    void notWaitingLeavesNothing()
    {
        for (int i = 0; i < 2000; ++i) {
            auto held = std::make_unique<Result<FileLock>>(FileLock::acquire(path(), 0ms));
            QVERIFY(bool(*held));
            QVERIFY(!FileLock::acquire(path(), 0ms));
        }
    }

    void manyAtOnce()
    {
        constexpr int threads = 16;
        constexpr int turns = 50;
        std::atomic<int> inside = 0;
        std::atomic<int> clashes = 0;
        std::atomic<int> done = 0;
        std::vector<std::thread> all;
        for (int i = 0; i < threads; ++i) {
            all.emplace_back([&] {
                for (int turn = 0; turn < turns; ++turn) {
                    const auto lock = FileLock::acquire(path(), 60s);
                    clashes += !lock || ++inside != 1;
                    --inside;
                    ++done;
                }
            });
        }
        for (std::thread &thread : all)
            thread.join();
        QCOMPARE(clashes.load(), 0);
        QCOMPARE(done.load(), threads * turns);
    }

    void diesWithItsProcess()
    {
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const QByteArray file = QFile::encodeName(path());
        const pid_t child = ::fork();
        if (child == 0) {
            const auto lock = FileLock::acquire(QFile::decodeName(file), 0ms);
            const char answer = lock ? 'y' : 'n';
            if (::write(ready[1], &answer, 1) == 1)
                ::pause();
            ::_exit(1);
        }
        char answer = 0;
        QCOMPARE(::read(ready[0], &answer, 1), 1);
        QCOMPARE(answer, 'y');
        QVERIFY(!FileLock::acquire(path(), 0ms));
        QCOMPARE(::kill(child, SIGKILL), 0);
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        QVERIFY(bool(FileLock::acquire(path(), 0ms)));
    }

    void nowhere()
    {
        const auto lock = FileLock::acquire(m_dir->filePath(u"missing/lock"_s), 0ms);
        QVERIFY(!lock);
        QCOMPARE(lock.error().kind, ErrorKind::Io);
        QVERIFY(lock.error().message.contains(u"missing/lock"_s));
    }

private:
    QString path() const { return m_dir->filePath(u"x.lock"_s); }

    std::unique_ptr<QTemporaryDir> m_dir;
};

WSAGENT_TEST(TestFileLock)
#include "tst_filelock.moc"
