#pragma once

#include "app/profiles/fleet.h"

namespace wsagent {

struct ImportRequest
{
    QString from; ///< the state directory of OpenClaw
    ProfileName as = {};
    bool keepToken = false;
    bool withCredentials = false;
};

/// One row of the report (`config.md` 9.1).
struct ImportStep
{
    QString what;
    QString action; ///< "copied", "rewritten", "skipped"
    QString reason = {};

    bool operator==(const ImportStep &) const = default;
};

struct ImportPlan
{
    QString configFile = {};
    QByteArray config = {}; ///< the text of the new one
    int port = 0;
    QList<std::pair<QString, QString>> copies = {}; ///< file or folder → where it goes
    QString workspace = {};                         ///< of the source; empty: none
    InstancePaths paths = {};                       ///< of the new profile
    QList<ImportStep> steps = {};
};

/// The state directories of OpenClaw and its older names below the home, the usual one first.
QStringList openClawDirectories(const QString &home);

/// Works out what would be taken over. Reads only, and never anything but the source.
Result<ImportPlan> planImport(const ImportRequest &request, const Fleet &fleet,
                              const InstanceSelection &selected, const ConfigSchema &schema);

/// Makes the profile. Nothing in the source changes.
Result<void> carryOutImport(const ImportPlan &plan, const Fleet &fleet, const ImportRequest &request,
                            const InstanceSelection &selected, const ConfigSchema &schema);

} // namespace wsagent
