#pragma once

#include <QString>

#include <optional>

namespace wsagent {

/// When a process started, as text that is different for the next process with the same pid; nothing when
/// there is no such process or it cannot be read. Linux: field 22 of /proc/<pid>/stat. `procRoot` is only
/// used there, and is another one in tests.
std::optional<QString> processStartTime(qint64 pid, const QString &procRoot = QStringLiteral("/proc"));

/// Who started it, as far as that can be read and that one still lives.
std::optional<qint64> processParent(qint64 pid, const QString &procRoot = QStringLiteral("/proc"));

/// Whether it runs. One that ended, and whose parent has not yet asked how, does not.
bool processExists(qint64 pid);

} // namespace wsagent
