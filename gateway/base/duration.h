#pragma once

#include "gateway/base/result.h"

#include <chrono>

namespace wsagent {

/// "500ms", "30s", "5m", "1h", "2d", "1h30m" (`cli.md` 1.1); a bare number counts `bare`. An error is a usage
/// error.
Result<std::chrono::milliseconds>
parseDuration(const QString &text, std::chrono::milliseconds bare = std::chrono::milliseconds(1));

} // namespace wsagent
