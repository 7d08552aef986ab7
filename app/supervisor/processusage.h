#pragma once

#include <QList>
#include <QString>

namespace wsagent {

/// What a process and everything below it takes.
struct ProcessUsage
{
    int processes = 0;
    qint64 cpuMs = 0;       ///< of those that live
    qint64 memoryBytes = 0; ///< its share of what is in memory: pages that several use are counted once

    bool operator==(const ProcessUsage &) const = default;
};

/// Looked at now; nothing is kept. Zero where the system does not tell.
ProcessUsage processUsage(qint64 pid, const QString &procRoot = QStringLiteral("/proc"));

} // namespace wsagent
