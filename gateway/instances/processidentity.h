#pragma once

#include <QString>

#include <optional>

namespace wsagent {

/// When a process started, as text that is different for the next process with the same pid; nothing when
/// there is no such process or it cannot be read. Linux: field 22 of /proc/<pid>/stat.
std::optional<QString> processStartTime(qint64 pid, const QString &procRoot = QStringLiteral("/proc"));

bool processExists(qint64 pid);

} // namespace wsagent
