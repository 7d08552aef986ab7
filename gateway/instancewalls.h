#pragma once

#include "gateway/agents/tool.h"
#include "gateway/instances/instancepaths.h"

namespace wsagent {

/// The state directories of the other instances of this user, as registry, directories and services know them
/// now.
QList<Wall> wallsOfOthers(const InstancePaths &own);

} // namespace wsagent
