#pragma once

#include "gateway/base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMap>
#include <QString>

#include <functional>

namespace wsagent {

/// One regular file of an archive that is about to be written: from the disk, or from memory.
struct ArchiveItem
{
    QString name; ///< inside the archive, with "/"
    QString file = {};
    QByteArray content = {}; ///< when `file` is empty
};

/// What one file of an archive holds.
struct ArchiveDigest
{
    qint64 size = 0;
    QString sha256 = {}; ///< lower-case hex

    bool operator==(const ArchiveDigest &) const = default;
};
using ArchiveDigests = QMap<QString, ArchiveDigest>;

/// Says what the last file of the archive is, once all others have been read: a list of them.
using LastItem = std::function<ArchiveItem(const ArchiveDigests &)>;

/// Reads on in the file that is being visited: at most that many bytes, none at its end.
using ReadSome = std::function<Result<QByteArray>(qint64 most)>;
/// Told of each file in order; an error ends the reading.
using VisitFile = std::function<Result<void>(const QString &name, qint64 size, const ReadSome &read)>;

/// Archives of the kind .tar.gz. It lives in a module that is loaded when a command wants it: libarchive
/// brings more libraries than all the rest of ws-agent.
struct ArchiveTool
{
    /// Writes the file anew (0600), never over another one.
    Result<ArchiveDigests> (*write)(const QString &path, const QList<ArchiveItem> &items,
                                    const LastItem &last) = nullptr;
    /// Reads it from end to end. Whatever an attacker may have put into it is an error: names that lead out
    /// of the archive, links, devices, the same name twice, more or larger files than there can be.
    Result<void> (*read)(const QString &path, const VisitFile &visit) = nullptr;
};

/// Needs a QCoreApplication, which tells where the program is.
Result<ArchiveTool> loadArchiveTool();

/// Whether a name in an archive stays below the folder it is unpacked to. Pure.
bool isInnerName(const QString &name);

} // namespace wsagent
