#pragma once

#include "app/backup/archive.h"
#include "app/profiles/fleet.h"

#include <QJsonObject>

namespace wsagent {

struct BackupWishes
{
    bool workspace = true;
    bool onlyConfig = false;
};

/// What goes into the archive of one instance.
struct BackupPlan
{
    QString profile = {};
    QString root = {}; ///< the one folder in it
    QList<ArchiveItem> items = {};
    QStringList leftOut = {}; ///< what is there and stays out, with the reason
    QJsonObject paths = {};   ///< where things were, for the manifest
    qint64 size = 0;
};

/// Collects the files; writes nothing. Refuses links that lead out of the instance. `now`: part of the name
/// of the root folder.
Result<BackupPlan> planBackup(const FleetMember &member, const BackupWishes &wishes, const QDateTime &now);

/// Refuses an output inside what is backed up: it would hold itself.
Result<void> checkOutput(const QString &output, const FleetMember &member);

/// The last file of an archive: which files it holds, and how they have to look.
ArchiveItem manifestOf(const BackupPlan &plan, const ArchiveDigests &digests, const QDateTime &now);

/// What an archive says of itself.
struct BackupManifest
{
    QString root = {};
    QString profile = {};
    QString createdAt = {};
    QString version = {};
    QJsonObject paths = {};
    ArchiveDigests files = {}; ///< by their names in the archive
};

/// Reads the whole archive and compares every file with the manifest. An error says which one is wrong.
Result<BackupManifest> verifyBackup(const ArchiveTool &tool, const QString &archive);

/// Unpacks a verified archive into a folder that is empty or does not exist yet; returns what is where below
/// it. Files are private.
Result<void> unpackBackup(const ArchiveTool &tool, const QString &archive, const BackupManifest &manifest,
                          const QString &target);

} // namespace wsagent
