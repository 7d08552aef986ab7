#include "gateway/instances/processidentity.h"

#include <cerrno>
#include <csignal>
#include <sys/sysctl.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

std::optional<kinfo_proc> processInfo(qint64 pid)
{
    int query[] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, int(pid)};
    kinfo_proc info = {};
    size_t size = sizeof info;
    const bool known = pid > 0 && sysctl(query, 4, &info, &size, nullptr, 0) == 0 && size > 0;
    return known ? std::optional(info) : std::nullopt;
}

} // namespace

std::optional<QString> processStartTime(qint64 pid, const QString &)
{
    const auto info = processInfo(pid);
    if (!info)
        return std::nullopt;
    const timeval started = info->kp_proc.p_starttime;
    return u"%1.%2"_s.arg(qint64(started.tv_sec)).arg(qint64(started.tv_usec));
}

std::optional<qint64> processParent(qint64 pid, const QString &)
{
    const auto info = processInfo(pid);
    return info && info->kp_eproc.e_ppid > 0 ? std::optional<qint64>(info->kp_eproc.e_ppid) : std::nullopt;
}

bool processExists(qint64 pid)
{
    if (pid <= 0 || (::kill(pid_t(pid), 0) != 0 && errno != EPERM))
        return false;
    const auto info = processInfo(pid);
    return !info || info->kp_proc.p_stat != SZOMB;
}

} // namespace wsagent
