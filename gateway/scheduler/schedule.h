#pragma once

#include "gateway/scheduler/cronexpression.h"

#include <QJsonObject>

#include <variant>

namespace wsagent {

/// Once.
struct OnceSchedule
{
    qint64 atMs = 0;
    bool operator==(const OnceSchedule &) const = default;
};

/// At equal distances, counted from the anchor.
struct EverySchedule
{
    qint64 everyMs = 0;
    qint64 anchorMs = 0;
    bool operator==(const EverySchedule &) const = default;
};

struct CronSchedule
{
    QString text = {};
    CronExpression expression = {};
    QString zone = {}; ///< IANA; empty: that of the host
    bool operator==(const CronSchedule &) const = default;
};

using Schedule = std::variant<OnceSchedule, EverySchedule, CronSchedule>;

/// `{kind: at|every|cron, …}` of `gateway-methods.md` 8. Distances without an anchor are counted from
/// `nowMs`.
Result<Schedule> scheduleFrom(const QJsonObject &json, qint64 nowMs);
QJsonObject toJson(const Schedule &schedule);

/// The first time after `afterMs`; nothing when there is none any more.
std::optional<qint64> nextRun(const Schedule &schedule, qint64 afterMs);

/// ISO 8601; without a zone it is UTC.
std::optional<qint64> momentFrom(const QString &iso);

} // namespace wsagent
