#include "gateway/scheduler/activehours.h"

#include "gateway/scheduler/cronexpression.h"

#include <QDateTime>
#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 msPerMinute = 60'000;
constexpr int minutesPerDay = 24 * 60;

std::optional<int> minuteOf(const QString &text)
{
    static const QRegularExpression form(uR"(^([01]\d|2[0-3]|24):([0-5]\d)$)"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const int minute = match.captured(1).toInt() * 60 + match.captured(2).toInt();
    return minute <= minutesPerDay ? std::optional(minute) : std::nullopt;
}

QTimeZone zoneFrom(const QString &name, const QTimeZone &userZone)
{
    if (name.isEmpty() || name == "user"_L1)
        return userZone;
    if (name == "local"_L1)
        return QTimeZone::systemTimeZone();
    return QTimeZone(name.toUtf8());
}

QDateTime localTime(qint64 ms, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(ms, zone);
}

int minuteOfDay(qint64 ms, const QTimeZone &zone)
{
    return localTime(ms, zone).time().msecsSinceStartOfDay() / int(msPerMinute);
}

} // namespace

Result<ActiveHours> ActiveHours::from(const QJsonObject &json, const QTimeZone &userZone)
{
    const QString start = json["start"_L1].toString(u"00:00"_s);
    const QString end = json["end"_L1].toString(u"24:00"_s);
    const auto from = minuteOf(start);
    const auto to = minuteOf(end);
    if (!from || *from == minutesPerDay || !to)
        return Error{
            u"activeHours needs times such as 08:00 to 24:00, not \"%1\" to \"%2\""_s.arg(start, end)};
    const QString zoneName = json["timezone"_L1].toString();
    const QTimeZone zone = zoneFrom(zoneName, userZone);
    if (!zone.isValid())
        return Error{u"activeHours.timezone is no time zone: %1"_s.arg(zoneName)};
    return ActiveHours{*from, *to, zone};
}

bool ActiveHours::contains(qint64 ms) const
{
    const int minute = minuteOfDay(ms, zone);
    if (startMinute == endMinute)
        return true;
    return startMinute < endMinute ? minute >= startMinute && minute < endMinute
                                   : minute >= startMinute || minute < endMinute;
}

qint64 ActiveHours::nextStart(qint64 ms) const
{
    if (contains(ms))
        return ms;
    for (int days = 0; days < 3; ++days) {
        const QDate day = localTime(ms, zone).date().addDays(days);
        const qint64 local = day.startOfDay(Qt::UTC).toMSecsSinceEpoch() + startMinute * msPerMinute;
        const qint64 start = instantOf(local, zone);
        if (start >= ms)
            return start;
    }
    return ms;
}

} // namespace wsagent
