#include "gateway/net/httprange.h"

#include "gateway/net/httpdate.h"

#include <algorithm>
#include <optional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Whether a list of tags names this one. `weakly`: a mark of weakness is overlooked.
bool names(const QByteArray &list, const QByteArray &tag, bool weakly)
{
    if (list.trimmed() == "*")
        return true;
    const QList<QByteArray> tags = list.split(',');
    return std::any_of(tags.begin(), tags.end(), [&tag, weakly](const QByteArray &each) {
        const QByteArray one = each.trimmed();
        return one == tag || (weakly && one.startsWith("W/") && one.sliced(2) == tag);
    });
}

/// A file is no older than the whole second that a date tells.
bool isNewer(const HttpVersioned &object, const QDateTime &than)
{
    return object.modified.toSecsSinceEpoch() > than.toSecsSinceEpoch();
}

std::optional<int> refusedByCondition(const HttpRequest &request, const HttpVersioned &object)
{
    if (request.has("if-match")) {
        if (!names(request.field("if-match"), object.tag, false))
            return 412;
    } else if (const QDateTime since = fromHttpDate(request.field("if-unmodified-since")); since.isValid()) {
        if (isNewer(object, since))
            return 412;
    }
    if (request.has("if-none-match")) {
        if (names(request.field("if-none-match"), object.tag, true))
            return 304;
    } else if (const QDateTime since = fromHttpDate(request.field("if-modified-since")); since.isValid()) {
        if (!isNewer(object, since))
            return 304;
    }
    return std::nullopt;
}

/// Whether a range is meant of this version; without the field, of any.
bool meansThisVersion(const HttpRequest &request, const HttpVersioned &object)
{
    const QByteArray field = request.field("if-range");
    if (field.isEmpty())
        return true;
    if (field.startsWith('"'))
        return field == object.tag;
    return fromHttpDate(field) == QDateTime::fromSecsSinceEpoch(object.modified.toSecsSinceEpoch());
}

/// Nothing when the text is no number, or one that no file has.
std::optional<qint64> number(QByteArrayView text)
{
    constexpr qsizetype mostDigits = 18;
    const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (text.isEmpty() || text.size() > mostDigits || !digits)
        return std::nullopt;
    return text.toByteArray().toLongLong();
}

HttpSelection part(qint64 first, qint64 size)
{
    return {.status = 206, .first = first, .size = size};
}

/// One range of bytes; nothing for what is not understood, which is then as if it were not there.
std::optional<HttpSelection> ranged(QByteArrayView field, qint64 size)
{
    const QByteArrayView unit = "bytes=";
    if (!field.startsWith(unit) || field.contains(','))
        return std::nullopt;
    const QByteArrayView range = field.sliced(unit.size()).trimmed();
    const qsizetype dash = range.indexOf('-');
    if (dash < 0)
        return std::nullopt;
    const auto first = number(range.first(dash));
    const auto last = number(range.sliced(dash + 1));
    const HttpSelection nothing{.status = 416};
    if (dash == 0) { // the end of the file
        if (!last)
            return std::nullopt;
        const qint64 count = std::min(*last, size);
        return count == 0 ? nothing : part(size - count, count);
    }
    if (!first || (!last && dash + 1 < range.size()) || (last && *last < *first))
        return std::nullopt;
    if (*first >= size)
        return nothing;
    return part(*first, last ? std::min(*last, size - 1) - *first + 1 : size - *first);
}

} // namespace

HttpSelection selectOf(const HttpRequest &request, const HttpVersioned &object)
{
    if (const auto status = refusedByCondition(request, object))
        return {.status = *status};
    if (!request.isHead() && request.has("range") && meansThisVersion(request, object)) {
        if (const auto range = ranged(request.field("range"), object.size))
            return *range;
    }
    return {.size = object.size};
}

} // namespace wsagent
