#pragma once

#include "app/doctor/doctorfacts.h"

namespace wsagent {

/// Index against transcripts, agent by agent. `everything`: each line of each transcript, not only the last.
QList<SessionFolderFacts> sessionFoldersOf(const InstancePaths &paths, const QJsonObject &effective,
                                           qint64 now, bool everything);

QList<AccountFacts> accountsOf(const InstancePaths &paths);

/// What the sandboxes of the agents need and this computer does not have.
QList<NeededMeans> missingSandboxesOf(const InstancePaths &paths, const QJsonObject &effective);

/// The browser profiles that cannot be started.
QList<NeededMeans> missingBrowsersOf(const InstancePaths &paths, const QJsonObject &effective);

} // namespace wsagent
