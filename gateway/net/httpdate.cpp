#include "gateway/net/httpdate.h"

#include <algorithm>
#include <array>

namespace wsagent {

namespace {

constexpr std::array days = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

QByteArray twoDigits(int number)
{
    return QByteArray::number(number).rightJustified(2, '0');
}

} // namespace

/// By hand: each answer has one, and a locale takes its time.
QByteArray toHttpDate(const QDateTime &time)
{
    const QDateTime utc = time.toUTC();
    const QDate date = utc.date();
    const QTime clock = utc.time();
    QByteArray text;
    text.reserve(29);
    text.append(days[size_t(date.dayOfWeek() - 1)]).append(", ").append(twoDigits(date.day())).append(' ');
    text.append(months[size_t(date.month() - 1)]).append(' ').append(QByteArray::number(date.year()));
    text.append(' ').append(twoDigits(clock.hour())).append(':').append(twoDigits(clock.minute()));
    return text.append(':').append(twoDigits(clock.second())).append(" GMT");
}

QDateTime fromHttpDate(const QByteArray &text)
{
    constexpr qsizetype length = 29;
    if (text.size() != length)
        return {};
    const auto month = std::find(months.begin(), months.end(), QByteArrayView(text).sliced(8, 3));
    const QDate date(text.mid(12, 4).toInt(), int(month - months.begin()) + 1, text.mid(5, 2).toInt());
    const QTime clock(text.mid(17, 2).toInt(), text.mid(20, 2).toInt(), text.mid(23, 2).toInt());
    const QDateTime time(date, clock, Qt::UTC);
    // Written again, it has to be the same: then all of it was understood.
    return time.isValid() && toHttpDate(time) == text ? time : QDateTime();
}

} // namespace wsagent
