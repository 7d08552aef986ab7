#pragma once

#include "gateway/instances/findings.h"

namespace wsagent {

/// `path.relative`: a key of the config, which can be given its absolute form, or a variable, which cannot.
Finding relativePathFinding(const QString &instance, const QString &key, const QString &value,
                            const QString &home);

} // namespace wsagent
