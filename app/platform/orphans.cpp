#include "app/platform/orphans.h"

#include <QDir>
#include <QFile>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QList<qint64> childrenOfThisProcess()
{
    QList<qint64> children;
    const QString tasks = u"/proc/self/task"_s;
    const QStringList threads = QDir(tasks).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &thread : threads) {
        QFile file(u"%1/%2/children"_s.arg(tasks, thread));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QList<QByteArray> pids = file.readAll().split(' ');
        for (const QByteArray &pid : pids) {
            if (!pid.isEmpty())
                children += pid.toLongLong();
        }
    }
    return children;
}

/// Ends what it keeps by itself, and more gently (gateway/leash).
bool isKeeper(qint64 pid)
{
    return QFile::symLinkTarget(u"/proc/%1/exe"_s.arg(pid)).endsWith("/ws-agent-leash"_L1);
}

} // namespace

void adoptOrphans()
{
#ifdef Q_OS_LINUX
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
}

void tendOrphans(const QSet<qint64> &own)
{
    const bool isFirstProcess = ::getpid() == 1;
    for (const qint64 child : childrenOfThisProcess()) {
        if (own.contains(child))
            continue;
        if (!isFirstProcess && !isKeeper(child))
            ::kill(pid_t(child), SIGKILL);
        ::waitpid(pid_t(child), nullptr, WNOHANG);
    }
}

} // namespace wsagent
