#pragma once

#include "gateway/base/result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace wsagent {

/// The copies kept beside a config: `.bak`, `.bak.1` … `.bak.4`, `.last-good`, `.rejected.<time>`,
/// `.clobbered.<time>`.

/// Shifts the five copies by one and makes the current file the newest. A missing file rotates nothing, nor
/// does one that is like its newest copy.
Result<void> rotateCopies(const QString &configPath);

/// The copy, or the file itself, whose SHA-256 (lower-case hex) this is.
std::optional<QByteArray> copyWithHash(const QString &configPath, const QString &hash);

/// Keeps a text that was refused as `<path>.rejected.<time>`; returns where.
Result<QString> keepRejected(const QString &configPath, const QByteArray &text);

/// Keeps a file that somebody damaged as `<path>.clobbered.<time>`; the newest five stay.
Result<void> keepClobbered(const QString &configPath, const QByteArray &damaged);

/// Removes temporary files that writers of the file or its copies left when they died; the caller holds the
/// lock, so nobody else writes.
void removeAbandonedTemporaries(const QString &path);

} // namespace wsagent
