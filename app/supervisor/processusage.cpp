#include "app/supervisor/processusage.h"

#include <QDir>
#include <QFile>

#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostProcesses = 4096;

// Numbers as in proc(5), less the two fields before the state.
constexpr int userTimeField = 14 - 3;
constexpr int systemTimeField = 15 - 3;

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

qint64 cpuMsOf(const QString &process)
{
    const QByteArray stat = content(process + "/stat"_L1);
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    const qint64 ticks =
        fields.value(userTimeField).toLongLong() + fields.value(systemTimeField).toLongLong();
    return ticks * 1000 / ::sysconf(_SC_CLK_TCK);
}

qint64 memoryOf(const QString &process)
{
    const QByteArray rollup = content(process + "/smaps_rollup"_L1);
    const qsizetype at = rollup.indexOf("\nPss:");
    const qsizetype end = rollup.indexOf(" kB", at);
    return at < 0 ? 0 : rollup.sliced(at + 5, end - at - 5).trimmed().toLongLong() * 1024;
}

QList<qint64> childrenOf(const QString &process)
{
    QList<qint64> children;
    const QStringList threads = QDir(process + "/task"_L1).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &thread : threads) {
        const QList<QByteArray> pids = content(process + "/task/"_L1 + thread + "/children"_L1).split(' ');
        for (const QByteArray &pid : pids) {
            if (!pid.isEmpty())
                children += pid.toLongLong();
        }
    }
    return children;
}

} // namespace

ProcessUsage processUsage(qint64 pid, const QString &procRoot)
{
    ProcessUsage usage;
    QList<qint64> waiting{pid};
    while (!waiting.isEmpty() && usage.processes < mostProcesses) {
        const QString process = u"%1/%2"_s.arg(procRoot).arg(waiting.takeLast());
        if (!QFile::exists(process + "/stat"_L1))
            continue;
        ++usage.processes;
        usage.cpuMs += cpuMsOf(process);
        usage.memoryBytes += memoryOf(process);
        waiting += childrenOf(process);
    }
    return usage;
}

} // namespace wsagent
