#pragma once

#include "gateway/base/result.h"

#include <QByteArray>
#include <QString>

namespace wsagent {

/// The whole file. An error for a missing one has kind NotFound; a larger one than `maxBytes` is an error.
Result<QByteArray> readFile(const QString &path, qint64 maxBytes);

/// Replaces the file as one step: a reader, or the next start after a crash, sees the old or the new content.
/// Writes a temporary file (mode 0600) in the same directory, syncs it, renames it, syncs the directory; when
/// anything fails, the old file is intact and no temporary file is left.
Result<void> replaceFile(const QString &path, const QByteArray &content);

/// Creates the directory and its parents with mode 0700; one that exists is left as it is.
Result<void> makePrivateDirectory(const QString &path);

} // namespace wsagent
