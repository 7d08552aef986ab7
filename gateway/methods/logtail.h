#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>

#include <optional>

namespace wsagent {

struct LogTailQuery
{
    std::optional<qint64> cursor = {}; ///< where the last answer ended; nothing: begin near the end
    int limit = 500;                   ///< lines
    qint64 maxBytes = 250'000;
};

/// The last lines of a log, or what came since the cursor, as `logs.tail` answers. A log that does not exist
/// yet is an empty one.
Result<QJsonObject> tailLog(const QString &file, const LogTailQuery &query);

} // namespace wsagent
