#include "gateway/base/exitcodes.h"
#include "gateway/instances/processidentity.h"
#include "tests/support/cliprocess.h"
#include "tests/support/processesof.h"
#include "tests/support/runninggateway.h"
#include "tests/support/runningsupervisor.h"
#include "tests/support/testprogram.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::freeBase;
using test::processesOf;
using test::RunningSupervisor;
using test::supervised;

namespace {

bool answers(int port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), quint16(port));
    return socket.waitForConnected(2000);
}

QList<qint64> childrenOf(qint64 pid)
{
    QFile file(u"/proc/%1/task/%1/children"_s.arg(pid));
    QList<qint64> children;
    const QList<QByteArray> pids =
        file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().split(' ') : QList<QByteArray>();
    for (const QByteArray &child : pids) {
        if (!child.isEmpty())
            children += child.toLongLong();
    }
    return children;
}

/// A group of processes with little memory, where the system has one to give.
class MemoryLimit
{
public:
    explicit MemoryLimit(qint64 bytes)
    {
        for (const QString &root : {u"/sys/fs/cgroup"_s, u"/sys/fs/cgroup/memory"_s}) {
            const bool unified = QFile::exists(root + u"/cgroup.controllers"_s);
            const QString path = root + u"/ws-agent-test-%1"_s.arg(QCoreApplication::applicationPid());
            if (!QDir().mkdir(path))
                continue;
            const QString limit = unified ? u"/memory.max"_s : u"/memory.limit_in_bytes"_s;
            if (write(path + limit, QByteArray::number(bytes))) {
                m_path = path;
                return;
            }
            QDir().rmdir(path);
        }
    }
    ~MemoryLimit()
    {
        if (!m_path.isEmpty())
            QDir().rmdir(m_path);
    }

    bool isThere() const { return !m_path.isEmpty(); }
    bool add(qint64 pid) const { return write(m_path + u"/cgroup.procs"_s, QByteArray::number(pid)); }

private:
    static bool write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly | QIODevice::ExistingOnly) && file.write(text) == text.size() &&
               file.flush();
    }

    QString m_path;
};

} // namespace

/// What happens to gateways, their supervisor and their machine when something kills.
class TestSupervisorKills : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::CliHome>();
        m_main = freeBase();
        m_rescue = freeBase();
        test::setUpProfile(*m_home, u"main"_s, m_main);
        test::setUpProfile(*m_home, u"rescue"_s, m_rescue);
    }

    void aGatewayThatIsKilledTwoHundredTimes()
    {
        RunningSupervisor supervisor(*m_home);
        QVERIFY(supervisor.settles());
        qint64 pid = supervised(*m_home, u"main"_s)["pid"_L1].toInteger();
        const QJsonValue rescue = supervised(*m_home, u"rescue"_s)["pid"_L1];
        for (int i = 1; i <= 200; ++i) {
            ::kill(pid_t(pid), SIGKILL);
            const QJsonObject again = supervisor.awaits(
                {{u"profile"_s, u"main"_s}, {u"state"_s, u"running"_s}, {u"restarts"_s, i}});
            QVERIFY2(!again.isEmpty(), qPrintable(QString::number(i)));
            QVERIFY(again["pid"_L1].toInteger() != pid);
            pid = again["pid"_L1].toInteger();
            QVERIFY(answers(m_main));
        }
        QCOMPARE(supervised(*m_home, u"rescue"_s)["pid"_L1], rescue);
        QCOMPARE(childrenOf(supervisor.pid()).size(), 2);
        supervisor.send(SIGTERM);
        QCOMPARE(supervisor.exitCode(), int(ExitTerminated));
        QCOMPARE(processesOf(*m_home), QStringList());
    }

    /// The budget is the drain; nobody is being answered here.
    void aSupervisorThatIsKilled()
    {
        for (int i = 0; i < 20; ++i) {
            RunningSupervisor supervisor(*m_home);
            QVERIFY2(supervisor.settles(), supervisor.errors().constData());
            supervisor.send(SIGKILL);
            QElapsedTimer clock;
            clock.start();
            QCOMPARE(supervisor.exitCode(), -1);
            QTRY_COMPARE_WITH_TIMEOUT(processesOf(*m_home), QStringList(), 10'000);
            QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
            QVERIFY(!answers(m_main) && !answers(m_rescue));
        }
    }

    /// What crashes again and again is not started for ever, and the reader learns how to go on.
    void aCrashLoopEnds()
    {
        RunningSupervisor supervisor(*m_home);
        QVERIFY(supervisor.settles());
        for (int i = 0; i <= 5; ++i) {
            const qint64 pid = supervised(*m_home, u"main"_s)["pid"_L1].toInteger();
            QVERIFY(pid > 0);
            ::kill(pid_t(pid), SIGSEGV);
            const QString next = i < 5 ? u"running"_s : u"gaveUp"_s;
            QVERIFY2(!supervisor.becomes(u"main"_s, next).isEmpty(), qPrintable(next));
        }
        const auto table = m_home->run({u"supervisor"_s, u"status"_s});
        QVERIFY2(
            table.out.contains("was ended by signal 11 (Segmentation fault), 6 times in a row; not started "
                               "again\n  try: ws-agent --profile main logs; then ws-agent supervisor start "
                               "main"),
            table.out.constData());
        QVERIFY(answers(m_rescue));
        QCOMPARE(m_home->run({u"supervisor"_s, u"start"_s, u"main"_s}).exitCode, 0);
        QVERIFY(answers(m_main));
    }

    void aMachineWithoutMemory()
    {
        const MemoryLimit limit(24 * 1024 * 1024);
        if (!limit.isThere())
            QSKIP("this system gives no cgroup with a memory limit to tests");
        RunningSupervisor supervisor(*m_home);
        QVERIFY(supervisor.settles());
        const QJsonObject main = supervised(*m_home, u"main"_s);
        const QJsonValue rescue = supervised(*m_home, u"rescue"_s)["pid"_L1];
        QVERIFY(limit.add(main["pid"_L1].toInteger()));
        // A neighbour in the same group eats what there is; the kernel ends the larger of the two first or
        // last, until the gateway has gone.
        QProcess eater;
        eater.start(u"/bin/sh"_s, {u"-c"_s, u"read go; exec tail /dev/zero"_s});
        QVERIFY(eater.waitForStarted());
        QVERIFY(limit.add(eater.processId()));
        QFile adjust(u"/proc/%1/oom_score_adj"_s.arg(eater.processId()));
        if (!adjust.open(QIODevice::WriteOnly) || adjust.write("-1000") < 0 || !adjust.flush())
            QSKIP("this system does not let tests say who is ended for want of memory");
        eater.write("\n");
        const QJsonObject again = supervisor.becomes(u"main"_s, u"running"_s);
        eater.kill();
        eater.waitForFinished();
        QVERIFY(!again.isEmpty());
        QCOMPARE(again["restarts"_L1].toInt(), 1);
        QCOMPARE(supervised(*m_home, u"rescue"_s)["pid"_L1], rescue);
        QVERIFY(answers(m_main));
    }

    /// In a container it is the first process, to which all orphans come.
    void theFirstProcessReaps()
    {
        const QStringList container{u"unshare"_s, u"--pid"_s, u"--fork"_s, u"--mount-proc"_s};
        QProcess probe;
        probe.start(container.first(), container.mid(1) + QStringList{u"true"_s});
        if (!probe.waitForFinished() || probe.exitCode() != 0)
            QSKIP("this user may not make a namespace for processes");
        RunningSupervisor supervisor(*m_home, container);
        QVERIFY2(supervisor.settles(), supervisor.errors().constData());
        const qint64 first = childrenOf(supervisor.pid()).value(0); // as it is called outside
        QVERIFY(first > 0);
        QProcess orphaner;
        orphaner.start(u"nsenter"_s, {u"--target"_s, QString::number(first), u"--pid"_s, u"--mount"_s,
                                      u"/bin/sh"_s, u"-c"_s, u"(sleep 0.3 & echo up) & wait"_s});
        QVERIFY(orphaner.waitForReadyRead());
        QTRY_COMPARE(childrenOf(first).size(), 3); // two gateways and the orphan
        QTRY_COMPARE(orphaner.state(), QProcess::NotRunning);
        QTRY_COMPARE(childrenOf(first).size(), 2); // a dead one would still be listed
        ::kill(pid_t(first), SIGTERM);
        supervisor.exitCode();
        QVERIFY(!processExists(first));
        QCOMPARE(processesOf(*m_home), QStringList());
    }

private:
    std::unique_ptr<test::CliHome> m_home;
    int m_main = 0;
    int m_rescue = 0;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSupervisorKills)
#include "tst_supervisorkills.moc"
