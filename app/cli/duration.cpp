#include "app/cli/duration.h"

#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

qint64 millisecondsOf(const QString &unit)
{
    if (unit == "s"_L1)
        return 1000;
    if (unit == "m"_L1)
        return 60 * 1000;
    if (unit == "h"_L1)
        return 60 * 60 * 1000;
    return unit == "d"_L1 ? 24 * 60 * 60 * 1000 : 1;
}

} // namespace

Result<std::chrono::milliseconds> parseDuration(const QString &text)
{
    static const QRegularExpression whole(uR"(^(?:\d{1,9}|(?:\d{1,9}(?:ms|s|m|h|d))+)$)"_s);
    static const QRegularExpression part(uR"((\d+)(ms|s|m|h|d)?)"_s);
    if (!whole.match(text).hasMatch())
        return Error{
            u"\"%1\" is no duration; write for example 30s, 5m or 1h30m"_s.arg(text), {}, ErrorKind::Usage};
    qint64 total = 0;
    auto parts = part.globalMatch(text);
    while (parts.hasNext()) {
        const auto match = parts.next();
        total += match.captured(1).toLongLong() * millisecondsOf(match.captured(2));
    }
    return std::chrono::milliseconds(total);
}

} // namespace wsagent
