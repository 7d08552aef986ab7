#include "app/network/forceport.h"

#include "gateway/instances/processidentity.h"

#include <QFileInfo>
#include <QThread>

#include <cerrno>
#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Error refused(const QString &message, const QString &fix)
{
    return {message, fix, ErrorKind::Conflict};
}

bool belongsToThisUser(qint64 pid)
{
    struct stat process = {};
    return ::stat(QByteArray("/proc/" + QByteArray::number(pid)).constData(), &process) == 0 &&
           process.st_uid == ::geteuid();
}

/// Nothing when the listener may be ended.
std::optional<Error> objection(const CommandContext &context, const Listener &listener, bool isOwnGateway)
{
    const QString port = QString::number(listener.port);
    if (!listener.pid)
        return refused(u"port %1 has a listener of another user; --force does not end it"_s.arg(port),
                       context.hint(u"profiles check"_s));
    const QString who = u"%1 (pid %2)"_s.arg(listener.processName).arg(*listener.pid);
    if (!listener.profile.isEmpty() && !isOwnGateway)
        return refused(u"port %1 belongs to the gateway of profile %2 (pid %3); --force does not end it"_s
                           .arg(port, listener.profile)
                           .arg(*listener.pid),
                       context.hint(u"profiles check --fix"_s));
    if (listener.processName.startsWith("ssh"_L1))
        return refused(u"port %1 is a tunnel of %2; --force does not end it"_s.arg(port, who),
                       context.hint(u"profiles check"_s));
    if (!belongsToThisUser(*listener.pid))
        return refused(u"port %1 belongs to %2 of another user"_s.arg(port, who),
                       context.hint(u"profiles check"_s));
    if (isOwnGateway && ::isatty(STDIN_FILENO) == 0)
        return refused(u"the gateway of %1 runs (pid %2); without a terminal --force does not end it"_s
                           .arg(listener.profile)
                           .arg(*listener.pid),
                       u"kill %1"_s.arg(*listener.pid));
    return std::nullopt;
}

/// Also when its parent has not noticed yet.
bool hasEnded(qint64 pid, const std::optional<QString> &startTime)
{
    return !processExists(pid) || processStartTime(pid) != startTime;
}

bool endsWithin(qint64 pid, const std::optional<QString> &startTime, std::chrono::milliseconds patience)
{
    constexpr auto pause = 20ms;
    for (auto waited = 0ms; waited < patience; waited += pause) {
        if (hasEnded(pid, startTime))
            return true;
        QThread::msleep(pause.count());
    }
    return hasEnded(pid, startTime);
}

} // namespace

/// Before there is an event loop: nobody is kept waiting.
Result<void> freePort(CommandContext &context, int port)
{
    const Fleet fleet = context.survey({.ownersOf = {port}});
    for (const Listener &listener : fleet.host.listeners) {
        if (listener.port != port)
            continue;
        const bool isOwnGateway = listener.profile == instanceName(context.selection);
        if (const auto wrong = objection(context, listener, isOwnGateway))
            return *wrong;
        const auto startTime = processStartTime(*listener.pid);
        context.out.note(u"ending %1 (pid %2), which listens on port %3"_s.arg(listener.processName)
                             .arg(*listener.pid)
                             .arg(port));
        ::kill(pid_t(*listener.pid), SIGTERM);
        if (endsWithin(*listener.pid, startTime, 700ms))
            continue;
        ::kill(pid_t(*listener.pid), SIGKILL);
        if (!endsWithin(*listener.pid, startTime, 2s))
            return refused(u"pid %1 on port %2 does not end"_s.arg(*listener.pid).arg(port),
                           u"kill -9 %1"_s.arg(*listener.pid));
    }
    return {};
}

} // namespace wsagent
