#pragma once

#include "app/backup/backup.h"

namespace wsagent {

struct RestoreReport
{
    InstancePaths paths = {};
    int port = 0;
    QString workspace = {};
    QStringList notes = {};
};

/// Makes a new profile of a verified archive: with a port, a token and an identity of its own, and all
/// channels off, since the profile it was made of may still be at work. Nothing is left behind when a step
/// fails.
Result<RestoreReport> restoreAsProfile(const ArchiveTool &tool, const QString &archive,
                                       const BackupManifest &manifest, const ProfileName &profile,
                                       const Fleet &fleet, const InstanceSelection &selected,
                                       const ConfigSchema &schema);

} // namespace wsagent
