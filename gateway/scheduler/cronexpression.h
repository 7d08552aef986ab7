#pragma once

#include "gateway/base/result.h"

#include <QString>
#include <QTimeZone>

#include <array>
#include <cstdint>
#include <optional>

class QDate;

namespace wsagent {

/// When something happens, in the five fields of cron: minute, hour, day of month, month, day of week.
class CronExpression
{
public:
    static constexpr qsizetype longest = 256;

    /// Lists, ranges, steps, names of months and days, and `@hourly`, `@daily`, `@weekly`, `@monthly`,
    /// `@yearly`.
    static Result<CronExpression> parse(const QString &text);

    /// The first time after `afterMs` (milliseconds since the epoch), by the clocks of that zone. What falls
    /// into an hour that is skipped happens when the clocks go on, what falls into a repeated one happens
    /// once. Nothing for a day that never comes, such as 30 February.
    std::optional<qint64> next(qint64 afterMs, const QTimeZone &zone) const;

    bool operator==(const CronExpression &) const = default;

private:
    bool matches(const QDate &day) const;

    std::uint64_t m_minutes = 0; ///< a bit for each value that fits
    std::uint64_t m_hours = 0;
    std::uint64_t m_days = 0;
    std::uint64_t m_months = 0;
    std::uint64_t m_weekdays = 0; ///< 0 is Sunday
    bool m_anyDay = false;        ///< the field begins with a star: only the other one counts
    bool m_anyWeekday = false;
};

/// When the clocks of the zone show this local time for the first time; when they never do, the moment at
/// which they jump over it. `localMs` is the local time read as if it were UTC.
qint64 instantOf(qint64 localMs, const QTimeZone &zone);

} // namespace wsagent
