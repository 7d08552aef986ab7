#pragma once

#include <QString>

namespace wsagent {

/// Qt counts ":x", its way to name resources, among the absolute paths; to everybody else it is a file called
/// ":x".
bool isAbsolutePath(const QString &path);

/// Clean and absolute; a relative one is meant from `base`.
QString resolvedPath(const QString &path, const QString &base);

} // namespace wsagent
