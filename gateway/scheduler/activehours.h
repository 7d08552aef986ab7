#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>
#include <QTimeZone>

namespace wsagent {

/// The part of the day in which heartbeats are welcome: `{start, end, timezone}`. The end may be "24:00", and
/// earlier than the start: then the hours go over midnight.
struct ActiveHours
{
    int startMinute = 0;
    int endMinute = 24 * 60;
    QTimeZone zone = QTimeZone::systemTimeZone();

    static Result<ActiveHours> from(const QJsonObject &json, const QTimeZone &userZone);

    bool contains(qint64 ms) const;
    /// When they begin, at `ms` or later.
    qint64 nextStart(qint64 ms) const;
    bool operator==(const ActiveHours &) const = default;
};

} // namespace wsagent
