#pragma once

#include "gateway/base/result.h"

#include <QStringList>

namespace wsagent {

/// Where the notes of an agent are.
struct MemoryPlace
{
    QString workspace = {};
    QStringList extraPaths = {}; ///< files or folders; absolute, or relative to the workspace

    bool operator==(const MemoryPlace &) const = default;
};

/// A note on disk.
struct MemoryFile
{
    QString name = {}; ///< as agents know it: relative to the workspace, or absolute
    QString path = {}; ///< absolute
    qint64 size = 0;
    qint64 modifiedAt = 0; ///< ms
};

constexpr qint64 largestNote = 4 * 1024 * 1024; ///< bytes; larger ones are no notes

/// `MEMORY.md`, `memory/**/*.md`, and the Markdown of the extra paths; sorted by name. No symbolic links:
/// what they lead to is somebody else's.
QList<MemoryFile> memoryFiles(const MemoryPlace &place);

/// The note of that name, or an error for what is none.
Result<MemoryFile> findMemoryFile(const MemoryPlace &place, const QString &name);

} // namespace wsagent
