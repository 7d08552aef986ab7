#include "gateway/scheduler/cronexpression.h"

#include <QDateTime>
#include <QStringList>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 msPerSecond = 1000;
constexpr qint64 msPerMinute = 60 * msPerSecond;
constexpr qint64 msPerDay = 24 * 60 * msPerMinute;
constexpr int daysToLookAt = 9 * 366; // the longest time without a 29 February, and more

struct Field
{
    const char *name;
    int least;
    int most;
    QStringList words = {}; ///< of `least`, `least` + 1, …
};

const std::array<Field, 5> &fields()
{
    static const std::array<Field, 5> all{
        Field{"minute", 0, 59}, Field{"hour", 0, 23}, Field{"day of month", 1, 31},
        Field{"month", 1, 12, QStringLiteral("jan feb mar apr may jun jul aug sep oct nov dec").split(u' ')},
        Field{"day of week", 0, 7, QStringLiteral("sun mon tue wed thu fri sat").split(u' ')}};
    return all;
}

std::optional<int> numberIn(const QString &text, const Field &field)
{
    bool isNumber = false;
    int value = text.toInt(&isNumber);
    const bool digitsOnly = !text.isEmpty() && std::all_of(text.begin(), text.end(),
                                                           [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (!isNumber || !digitsOnly) {
        const qsizetype place = field.words.indexOf(text);
        if (place < 0)
            return std::nullopt;
        value = field.least + int(place);
    }
    return value >= field.least && value <= field.most ? std::optional(value) : std::nullopt;
}

struct Range
{
    int first = 0;
    int last = 0;
};

std::optional<Range> rangeIn(const QString &text, const Field &field, bool hasStep)
{
    if (text == "*"_L1 || text == "?"_L1)
        return Range{field.least, field.most};
    const QString first = text.section(u'-', 0, 0);
    const auto from = numberIn(first, field);
    if (!from)
        return std::nullopt;
    if (!text.contains(u'-'))
        return Range{*from, hasStep ? field.most : *from};
    const auto to = numberIn(text.section(u'-', 1), field);
    return to && *from <= *to ? std::optional(Range{*from, *to}) : std::nullopt;
}

/// The values of one part of a list: `5`, `1-5`, `*/10`, `2-20/3`.
std::optional<std::uint64_t> part(const QString &text, const Field &field)
{
    const bool hasStep = text.contains(u'/');
    const auto range = rangeIn(text.section(u'/', 0, 0), field, hasStep);
    if (!range)
        return std::nullopt;
    bool isNumber = true;
    const int step = hasStep ? text.section(u'/', 1).toInt(&isNumber) : 1;
    if (!isNumber || step < 1 || step > field.most)
        return std::nullopt;
    std::uint64_t bits = 0;
    for (int value = range->first; value <= range->last; value += step)
        bits |= std::uint64_t(1) << value;
    return bits;
}

Result<std::uint64_t> valuesOf(const QString &text, const Field &field)
{
    std::uint64_t bits = 0;
    const QStringList parts = text.toLower().split(u',');
    for (const QString &each : parts) {
        const auto more = part(each, field);
        if (!more)
            return Error{
                u"\"%1\" is no %2 of a cron expression (%3–%4)"_s.arg(each, QLatin1StringView(field.name))
                    .arg(field.least)
                    .arg(field.most),
                {},
                ErrorKind::Usage};
        bits |= *more;
    }
    return bits;
}

QString withoutNickname(const QString &text)
{
    static const std::array<std::pair<QLatin1StringView, QLatin1StringView>, 7> nicknames{
        {{"@hourly"_L1, "0 * * * *"_L1},
         {"@daily"_L1, "0 0 * * *"_L1},
         {"@midnight"_L1, "0 0 * * *"_L1},
         {"@weekly"_L1, "0 0 * * 0"_L1},
         {"@monthly"_L1, "0 0 1 * *"_L1},
         {"@yearly"_L1, "0 0 1 1 *"_L1},
         {"@annually"_L1, "0 0 1 1 *"_L1}}};
    for (const auto &[name, meaning] : nicknames) {
        if (text.compare(name, Qt::CaseInsensitive) == 0)
            return meaning;
    }
    return text;
}

bool has(std::uint64_t bits, int value)
{
    return (bits >> value) & 1;
}

qint64 offsetMs(qint64 utcMs, const QTimeZone &zone)
{
    return zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(utcMs, Qt::UTC)) * msPerSecond;
}

/// Between the two moments the clocks jump: when exactly.
qint64 jumpBetween(qint64 before, qint64 after, const QTimeZone &zone)
{
    const qint64 offset = offsetMs(before, zone);
    while (after - before > 1) {
        const qint64 middle = before + (after - before) / 2;
        (offsetMs(middle, zone) == offset ? before : after) = middle;
    }
    return after;
}

} // namespace

qint64 instantOf(qint64 localMs, const QTimeZone &zone)
{
    const qint64 earlier = localMs - offsetMs(localMs - msPerDay, zone);
    const qint64 later = localMs - offsetMs(localMs + msPerDay, zone);
    for (const qint64 candidate : {std::min(earlier, later), std::max(earlier, later)}) {
        if (candidate + offsetMs(candidate, zone) == localMs)
            return candidate;
    }
    return jumpBetween(std::min(earlier, later), std::max(earlier, later), zone);
}

Result<CronExpression> CronExpression::parse(const QString &text)
{
    if (text.size() > longest)
        return Error{
            u"a cron expression is no longer than %1 characters"_s.arg(longest), {}, ErrorKind::Usage};
    const QStringList parts = withoutNickname(text.simplified()).split(u' ', Qt::SkipEmptyParts);
    if (parts.size() != qsizetype(fields().size()))
        return Error{u"a cron expression has five fields (minute hour day month weekday), \"%1\" has %2"_s
                         .arg(text.simplified())
                         .arg(parts.size()),
                     {},
                     ErrorKind::Usage};
    CronExpression result;
    const std::array<std::uint64_t *, 5> places{&result.m_minutes, &result.m_hours, &result.m_days,
                                                &result.m_months, &result.m_weekdays};
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const auto values = valuesOf(parts[i], fields()[size_t(i)]);
        if (!values)
            return values.error();
        *places[size_t(i)] = *values;
    }
    if (has(result.m_weekdays, 7)) // Sunday has two numbers
        result.m_weekdays = (result.m_weekdays | 1) & 0x7f;
    result.m_anyDay = parts[2].startsWith(u'*') || parts[2].startsWith(u'?');
    result.m_anyWeekday = parts[4].startsWith(u'*') || parts[4].startsWith(u'?');
    return result;
}

/// When both kinds of day are given, either will do: that is how cron has always read them.
bool CronExpression::matches(const QDate &day) const
{
    if (!has(m_months, day.month()))
        return false;
    const bool dayFits = has(m_days, day.day());
    const bool weekdayFits = has(m_weekdays, day.dayOfWeek() % 7);
    return m_anyDay || m_anyWeekday ? dayFits && weekdayFits : dayFits || weekdayFits;
}

std::optional<qint64> CronExpression::next(qint64 afterMs, const QTimeZone &zone) const
{
    // The day before as well: the clocks may have been put back over midnight.
    const qint64 localAfter = afterMs + offsetMs(afterMs, zone);
    const QDate first = QDateTime::fromMSecsSinceEpoch(localAfter, Qt::UTC).date().addDays(-1);
    for (int i = 0; i < daysToLookAt; ++i) {
        const QDate day = first.addDays(i);
        if (!matches(day))
            continue;
        const qint64 midnight = day.startOfDay(Qt::UTC).toMSecsSinceEpoch();
        for (int minute = 0; minute < 24 * 60; ++minute) {
            if (!has(m_hours, minute / 60) || !has(m_minutes, minute % 60))
                continue;
            const qint64 local = midnight + minute * msPerMinute;
            if (local < localAfter - msPerDay)
                continue;
            const qint64 instant = instantOf(local, zone);
            if (instant > afterMs)
                return instant;
        }
    }
    return std::nullopt;
}

} // namespace wsagent
