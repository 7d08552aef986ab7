#include "gateway/base/duration.h"

#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

std::chrono::milliseconds unitOf(const QString &unit, std::chrono::milliseconds bare)
{
    if (unit == "ms"_L1)
        return std::chrono::milliseconds(1);
    if (unit == "s"_L1)
        return std::chrono::seconds(1);
    if (unit == "m"_L1)
        return std::chrono::minutes(1);
    if (unit == "h"_L1)
        return std::chrono::hours(1);
    return unit == "d"_L1 ? std::chrono::hours(24) : bare;
}

} // namespace

Result<std::chrono::milliseconds> parseDuration(const QString &text, std::chrono::milliseconds bare)
{
    static const QRegularExpression whole(uR"(^(?:\d{1,9}|(?:\d{1,9}(?:ms|s|m|h|d))+)$)"_s);
    static const QRegularExpression part(uR"((\d+)(ms|s|m|h|d)?)"_s);
    if (!whole.match(text).hasMatch())
        return Error{
            u"\"%1\" is no duration; write for example 30s, 5m or 1h30m"_s.arg(text), {}, ErrorKind::Usage};
    std::chrono::milliseconds total{0};
    auto parts = part.globalMatch(text);
    while (parts.hasNext()) {
        const auto match = parts.next();
        total += match.captured(1).toLongLong() * unitOf(match.captured(2), bare);
    }
    return total;
}

} // namespace wsagent
