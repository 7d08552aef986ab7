#include "gateway/net/httpdate.h"

#include <algorithm>
#include <array>

namespace wsagent {

namespace {

constexpr std::array weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void putTwoDigits(char *place, unsigned number)
{
    place[0] = char('0' + number / 10);
    place[1] = char('0' + number % 10);
}

} // namespace

/// By hand: each answer has one, and a locale takes its time.
QByteArray toHttpDate(std::chrono::sys_seconds time)
{
    using namespace std::chrono;
    const auto midnight = floor<std::chrono::days>(time);
    const year_month_day date(midnight);
    const hh_mm_ss clock(time - midnight);
    const auto year = unsigned(std::clamp(int(date.year()), 0, 9999));
    QByteArray text("Sun, 06 Nov 1994 08:49:37 GMT");
    char *place = text.data();
    std::copy_n(weekdays[weekday(midnight).c_encoding()], 3, place);
    putTwoDigits(place + 5, unsigned(date.day()));
    std::copy_n(months[unsigned(date.month()) - 1], 3, place + 8);
    putTwoDigits(place + 12, year / 100);
    putTwoDigits(place + 14, year % 100);
    putTwoDigits(place + 17, unsigned(clock.hours().count()));
    putTwoDigits(place + 20, unsigned(clock.minutes().count()));
    putTwoDigits(place + 23, unsigned(clock.seconds().count()));
    return text;
}

QByteArray toHttpDate(const QDateTime &time)
{
    return toHttpDate(std::chrono::sys_seconds(std::chrono::seconds(time.toSecsSinceEpoch())));
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
