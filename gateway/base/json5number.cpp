#include "gateway/base/json5scalars.h"

#include <cmath>
#include <limits>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

template <typename Predicate>
qsizetype skip(QByteArrayView text, qsizetype at, Predicate belongs)
{
    while (at < text.size() && belongs(text[at]))
        ++at;
    return at;
}

bool isAt(QByteArrayView text, qsizetype at, char lower)
{
    return at < text.size() && (text[at] | 0x20) == lower;
}

QJsonValue signedInteger(quint64 magnitude, bool negative)
{
    constexpr quint64 max = std::numeric_limits<qint64>::max();
    if (magnitude <= max)
        return negative ? -qint64(magnitude) : qint64(magnitude);
    return negative ? -double(magnitude) : double(magnitude);
}

/// More than 64 bits: the first sixteen digits decide, the rest only matters for rounding.
QJsonValue hexValue(QByteArrayView digits, bool negative)
{
    while (digits.startsWith('0'))
        digits = digits.sliced(1);
    const QByteArrayView head = digits.first(qMin<qsizetype>(16, digits.size()));
    const QByteArrayView rest = digits.sliced(head.size());
    quint64 bits = head.isEmpty() ? 0 : head.toByteArray().toULongLong(nullptr, 16);
    if (rest.isEmpty())
        return signedInteger(bits, negative);
    if (skip(rest, 0, [](char c) { return c == '0'; }) < rest.size())
        bits |= 1;
    const double value = std::ldexp(double(bits), int(qMin<qsizetype>(4 * rest.size(), 5000)));
    return negative ? -value : value;
}

/// For a number that no double can hold: is it too large rather than too small?
bool isTooLarge(const QByteArray &digits)
{
    const QByteArray lower = digits.toLower();
    const qsizetype e = lower.indexOf('e');
    const QByteArray mantissa = lower.first(e < 0 ? lower.size() : e);
    const qsizetype point = mantissa.contains('.') ? mantissa.indexOf('.') : mantissa.size();
    const qsizetype firstDigit = skip(mantissa, 0, [](char c) { return c == '0' || c == '.'; });
    bool ok = e < 0;
    const qint64 exponent = ok ? 0 : lower.sliced(e + 1).toInt(&ok);
    return ok ? point - firstDigit + exponent > 0 : lower[e + 1] != '-';
}

QJsonValue decimalValue(QByteArrayView digits, bool integer, bool negative)
{
    constexpr qsizetype neverTooLong = 18;
    if (integer && digits.size() <= neverTooLong) {
        qint64 magnitude = 0;
        for (const char digit : digits)
            magnitude = magnitude * 10 + (digit - '0');
        return negative ? -magnitude : magnitude;
    }
    bool ok = false;
    if (integer) {
        const quint64 magnitude = digits.toByteArray().toULongLong(&ok);
        if (ok && magnitude <= quint64(std::numeric_limits<qint64>::max()))
            return signedInteger(magnitude, negative);
    }
    double value = digits.toByteArray().toDouble(&ok);
    if (!ok)
        value = isTooLarge(digits.toByteArray()) ? std::numeric_limits<double>::infinity() : 0;
    return negative ? -value : value;
}

/// Where the digits end, or the byte at which a digit is missing.
Result<qsizetype, Json5Fault> endOfDecimal(QByteArrayView text, qsizetype at, bool &integer)
{
    qsizetype end = skip(text, at, isDigit);
    const qsizetype before = end - at;
    if (before > 1 && text[at] == '0')
        return Json5Fault{u"a number cannot start with 0 followed by another digit"_s, at};
    qsizetype after = 0;
    if (end < text.size() && text[end] == '.') {
        integer = false;
        const qsizetype fraction = end + 1;
        end = skip(text, fraction, isDigit);
        after = end - fraction;
    }
    if (before + after == 0)
        return Json5Fault{u"expected a digit"_s, end};
    if (!isAt(text, end, 'e'))
        return end;
    integer = false;
    ++end;
    if (end < text.size() && (text[end] == '+' || text[end] == '-'))
        ++end;
    const qsizetype exponent = skip(text, end, isDigit);
    if (exponent == end)
        return Json5Fault{u"expected a digit after the e of the number"_s, end};
    return exponent;
}

Result<Json5Number, Json5Fault> readUnsigned(QByteArrayView text, qsizetype at, bool negative)
{
    const QByteArrayView rest = text.sliced(at);
    if (rest.startsWith("Infinity")) {
        const double infinity = std::numeric_limits<double>::infinity();
        return Json5Number{negative ? -infinity : infinity, at + 8};
    }
    if (rest.startsWith("NaN"))
        return Json5Number{std::numeric_limits<double>::quiet_NaN(), at + 3};
    if (rest.startsWith("0x") || rest.startsWith("0X")) {
        const qsizetype end = skip(text, at + 2, isHexDigit);
        if (end == at + 2)
            return Json5Fault{u"expected a hexadecimal digit after 0x"_s, end};
        return Json5Number{hexValue(text.sliced(at + 2, end - at - 2), negative), end};
    }
    bool integer = true;
    const auto end = endOfDecimal(text, at, integer);
    if (!end)
        return end.error();
    return Json5Number{decimalValue(text.sliced(at, *end - at), integer, negative), *end};
}

} // namespace

Result<Json5Number, Json5Fault> readJson5Number(QByteArrayView text, qsizetype at)
{
    const bool sign = text[at] == '-' || text[at] == '+';
    auto number = readUnsigned(text, sign ? at + 1 : at, text[at] == '-');
    if (!number)
        return number;
    const Utf8Char next = utf8CharAt(text, number->end);
    if (next.bytes > 0 && (isIdentifierPart(next.code) || next.code == U'\\'))
        return Json5Fault{u"a number ends here but other characters follow; text needs quotes"_s,
                          number->end};
    return number;
}

} // namespace wsagent
