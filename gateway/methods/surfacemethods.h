#pragma once

#include "gateway/methods/methodtable.h"

namespace wsagent {

/// Where a client sees what the gateway shows, for some time.
struct SurfaceUrls
{
    QJsonObject urls = {};  ///< by the name of the surface
    qint64 expiresAtMs = 0; ///< since 1970
};

/// plugin.surface.refresh for operators, node.pluginSurface.refresh for nodes.
void addSurfaceMethods(MethodTable &table, const std::function<SurfaceUrls(const Caller &)> &urls);

} // namespace wsagent
