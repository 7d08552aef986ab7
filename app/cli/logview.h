#pragma once

#include "gateway/base/loglevel.h"

#include <QJsonObject>

#include <optional>

namespace wsagent {

/// Which records of a log somebody wants to see, and how.
struct LogViewOptions
{
    LogLevel least = LogLevel::Trace;
    QString subsystem = {}; ///< only of this one; empty: of all
    QString text = {};      ///< only with this in the message, in any case; empty: any
    bool utc = false;       ///< else the time of this place
    bool json = false;      ///< the record as it is
};

/// One line of a log, as `logs` shows it; nothing when it is not wanted. A line that is no record is shown as
/// it is while nothing is filtered: it may be the one that tells what went wrong.
std::optional<QString> shownLogLine(const QString &line, const LogViewOptions &options);

} // namespace wsagent
