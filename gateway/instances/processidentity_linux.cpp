#include "gateway/instances/processidentity.h"

#include <QFile>

#include <cerrno>
#include <csignal>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

// Numbers as in proc(5), less the two fields before the state.
constexpr int stateField = 3 - 3;
constexpr int parentField = 4 - 3;
constexpr int startTimeField = 22 - 3;

/// The fields of /proc/<pid>/stat from the third one on; the second is the name in parentheses, which may
/// hold spaces and parentheses itself.
QList<QByteArray> statFields(qint64 pid, const QString &procRoot)
{
    QFile file(u"%1/%2/stat"_s.arg(procRoot).arg(pid));
    if (pid <= 0 || !file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray stat = file.readAll();
    const qsizetype name = stat.lastIndexOf(')');
    return name < 0 ? QList<QByteArray>() : stat.mid(name + 2).trimmed().split(' ');
}

} // namespace

std::optional<QString> processStartTime(qint64 pid, const QString &procRoot)
{
    const QByteArray started = statFields(pid, procRoot).value(startTimeField);
    return started.isEmpty() ? std::nullopt : std::optional(QString::fromLatin1(started));
}

std::optional<qint64> processParent(qint64 pid, const QString &procRoot)
{
    const qint64 parent = statFields(pid, procRoot).value(parentField).toLongLong();
    return parent > 0 ? std::optional(parent) : std::nullopt;
}

bool processExists(qint64 pid)
{
    if (pid <= 0 || (::kill(pid_t(pid), 0) != 0 && errno != EPERM))
        return false;
    const QByteArray state = statFields(pid, u"/proc"_s).value(stateField);
    return state != "Z" && state != "X";
}

} // namespace wsagent
