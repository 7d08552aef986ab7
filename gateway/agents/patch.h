#pragma once

#include "gateway/base/result.h"

#include <QList>
#include <QStringList>

namespace wsagent {

/// One place of a file that changes: lines that are there, and what they become.
struct PatchHunk
{
    QString heading = {}; ///< behind `@@`: a line that stands before the place
    QStringList before = {};
    QStringList after = {};
    bool atEnd = false; ///< `*** End of File`

    bool operator==(const PatchHunk &) const = default;
};

/// What happens to one file.
struct PatchFile
{
    enum class Kind { Add, Update, Delete };

    Kind kind = Kind::Update;
    QString path = {};
    QString movedTo = {};
    QStringList lines = {}; ///< of a new file
    QList<PatchHunk> hunks = {};

    bool operator==(const PatchFile &) const = default;
};

/// Reads the patch format of `apply_patch`: `*** Begin Patch`, `*** Add File:`, `*** Update File:` with
/// `*** Move to:` and hunks, `*** Delete File:`, `*** End Patch`. Errors name the line.
Result<QList<PatchFile>> parsePatch(const QString &text);

/// The content with the hunks carried out, one after the other from the top. An error when a place is not
/// found. Line ends stay what they are.
Result<QString> applyHunks(const QString &content, const QList<PatchHunk> &hunks);

} // namespace wsagent
