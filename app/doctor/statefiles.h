#pragma once

#include "app/doctor/doctorfacts.h"

namespace wsagent {

/// What holds secrets or conversations in a state directory, without links and without the workspaces; with
/// `everything` all that lies there.
QList<PrivatePath> privatePathsOf(const InstancePaths &paths, const QStringList &configFiles,
                                  bool everything);

QList<Leftover> leftoversOf(const InstancePaths &paths, bool everything);

} // namespace wsagent
