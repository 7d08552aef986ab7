#include "gateway/instances/processidentity.h"

#include <QFile>

#include <cerrno>
#include <csignal>
#ifdef Q_OS_MACOS
#include <sys/sysctl.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

#ifdef Q_OS_MACOS

std::optional<QString> processStartTime(qint64 pid, const QString &)
{
    int query[] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, int(pid)};
    kinfo_proc info = {};
    size_t size = sizeof info;
    if (sysctl(query, 4, &info, &size, nullptr, 0) != 0 || size == 0)
        return std::nullopt;
    const timeval started = info.kp_proc.p_starttime;
    return u"%1.%2"_s.arg(qint64(started.tv_sec)).arg(qint64(started.tv_usec));
}

#else

std::optional<QString> processStartTime(qint64 pid, const QString &procRoot)
{
    QFile file(u"%1/%2/stat"_s.arg(procRoot).arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    // The second field is the name in parentheses and may hold spaces and parentheses itself.
    const QByteArray stat = file.readAll();
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    constexpr int startTimeAfterName = 22 - 3;
    if (fields.size() <= startTimeAfterName)
        return std::nullopt;
    return QString::fromLatin1(fields[startTimeAfterName]);
}

#endif

bool processExists(qint64 pid)
{
    return pid > 0 && (::kill(pid_t(pid), 0) == 0 || errno == EPERM);
}

} // namespace wsagent
