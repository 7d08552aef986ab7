#pragma once

#include "gateway/base/result.h"
#include "gateway/config/configloader.h"
#include "gateway/instances/instancepaths.h"

#include <QStringList>

#include <functional>

namespace wsagent {

/// What a new instance is to be; absent values are chosen.
struct ProvisionRequest
{
    int port = 0;           ///< the explicit gateway.port to write when the config has none
    QString workspace = {}; ///< absolute; empty: the profile's default
    QString bind = {};
    QString mode = QStringLiteral("local");
    QString remoteUrl = {};
    QString remoteToken = {};
    bool firstRun = true; ///< with the questions of a first run in a new workspace
    std::function<QString(const QString &file)> otherReader = {}; ///< see ConfigChange
};

struct ProvisionReport
{
    QStringList created = {};  ///< paths that were made
    QStringList existing = {}; ///< paths that were there and stay as they are
    QStringList keysSet = {};
    QString workspace = {};
    int port = 0;
};

/// Makes directories, config and workspace files. Never changes a key or a file that exists; running it again
/// does nothing. When it fails, nothing of it stays.
Result<ProvisionReport> provisionInstance(const ConfigSource &source, const InstancePaths &paths,
                                          const ConfigSchema &schema, const ProvisionRequest &request);

/// Takes away what was made, and nothing else.
void removeCreated(const ProvisionReport &report);

/// The bootstrap files of `config.md` 4.2; BOOTSTRAP.md only in a brand-new workspace.
Result<void> createWorkspace(const QString &directory, ProvisionReport &report, bool firstRun = true);

} // namespace wsagent
