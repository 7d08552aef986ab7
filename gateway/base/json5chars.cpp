#include "gateway/base/json5chars.h"

#include <QChar>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView byteOrderMark("\xEF\xBB\xBF");

/// How many bytes the well-formed character at `at` has, or 0.
int wellFormedLength(QByteArrayView text, qsizetype at)
{
    const auto byte = [text, at](int i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto continues = [byte](int from, int to) {
        for (int i = from; i < to; ++i) {
            if ((byte(i) & 0xC0U) != 0x80U)
                return false;
        }
        return true;
    };
    const unsigned first = byte(0);
    const unsigned second = byte(1);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return continues(1, 2) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second > 0x9F;
        return !overlong && !surrogate && continues(1, 3) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && second < 0x90;
        const bool tooLarge = first == 0xF4 && second > 0x8F;
        return !overlong && !tooLarge && continues(1, 4) ? 4 : 0;
    }
    return 0;
}

} // namespace

qsizetype firstInvalidUtf8(QByteArrayView text)
{
    qsizetype at = 0;
    while (at < text.size()) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const int length = wellFormedLength(text, at);
        if (length == 0)
            return at;
        at += length;
    }
    return -1;
}

Utf8Char utf8CharAt(QByteArrayView text, qsizetype at)
{
    if (at >= text.size())
        return {};
    const auto bits = [text, at](int i, unsigned mask, int shift) {
        return static_cast<char32_t>(static_cast<unsigned char>(text[at + i]) & mask) << shift;
    };
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80)
        return {first, 1};
    if (first < 0xE0)
        return {bits(0, 0x1F, 6) | bits(1, 0x3F, 0), 2};
    if (first < 0xF0)
        return {bits(0, 0x0F, 12) | bits(1, 0x3F, 6) | bits(2, 0x3F, 0), 3};
    return {bits(0, 0x07, 18) | bits(1, 0x3F, 12) | bits(2, 0x3F, 6) | bits(3, 0x3F, 0), 4};
}

QString fromCheckedUtf8(QByteArrayView text)
{
    if (!text.startsWith(byteOrderMark))
        return QString::fromUtf8(text);
    QString kept;
    for (; text.startsWith(byteOrderMark); text = text.sliced(byteOrderMark.size()))
        kept += QChar(QChar::ByteOrderMark);
    return kept + QString::fromUtf8(text);
}

bool isJson5Space(char32_t c)
{
    if (c < 0x80)
        return c == U' ' || c == U'\t' || c == U'\v' || c == U'\f';
    return c == 0xFEFF || QChar::category(c) == QChar::Separator_Space;
}

bool isJson5LineEnd(char32_t c)
{
    return c == U'\n' || c == U'\r' || c == 0x2028 || c == 0x2029;
}

bool isIdentifierStart(char32_t c)
{
    if (c < 0x80)
        return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'_' || c == U'$';
    return QChar::isLetter(c) || QChar::category(c) == QChar::Number_Letter;
}

bool isIdentifierPart(char32_t c)
{
    if (isIdentifierStart(c))
        return true;
    if (c < 0x80)
        return c >= U'0' && c <= U'9';
    constexpr char32_t zeroWidthNonJoiner = 0x200C;
    constexpr char32_t zeroWidthJoiner = 0x200D;
    switch (QChar::category(c)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_SpacingCombining:
    case QChar::Number_DecimalDigit:
    case QChar::Punctuation_Connector:
        return true;
    default:
        return c == zeroWidthNonJoiner || c == zeroWidthJoiner;
    }
}

// U+2028 and U+2029 end a line for JSON5 but not in the editors in which people will look for the line.
TextPosition textPositionAt(QByteArrayView text, qsizetype offset)
{
    TextPosition position;
    qsizetype at = text.startsWith(byteOrderMark) ? byteOrderMark.size() : 0;
    for (; at < offset && at < text.size(); ++at) {
        const char c = text[at];
        const bool firstOfPair = c == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
        if (c == '\n' || (c == '\r' && !firstOfPair)) {
            ++position.line;
            position.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++position.column;
        }
    }
    return position;
}

} // namespace wsagent
