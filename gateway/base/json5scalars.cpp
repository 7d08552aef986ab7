#include "gateway/base/json5scalars.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isAsciiDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isAsciiNamePart(char c)
{
    return static_cast<unsigned char>(c) < 0x80 && isIdentifierPart(char32_t(c));
}

int hexDigit(char c)
{
    if (isAsciiDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// The number written with exactly `digits` hexadecimal digits at `at`, or -1.
int hexNumber(QByteArrayView text, qsizetype at, int digits)
{
    if (at + digits > text.size())
        return -1;
    int number = 0;
    for (int i = 0; i < digits; ++i) {
        const int digit = hexDigit(text[at + i]);
        if (digit < 0)
            return -1;
        number = number * 16 + digit;
    }
    return number;
}

char16_t simpleEscape(char32_t c)
{
    switch (c) {
    case U'b':
        return u'\b';
    case U'f':
        return u'\f';
    case U'n':
        return u'\n';
    case U'r':
        return u'\r';
    case U't':
        return u'\t';
    case U'v':
        return u'\v';
    default:
        return 0;
    }
}

/// Reads what follows a backslash at `at` - 1 and returns where it ends.
Result<qsizetype, Json5Fault> readEscape(QByteArrayView text, qsizetype at, QString &out)
{
    const Utf8Char c = utf8CharAt(text, at);
    if (c.bytes == 0)
        return Json5Fault{u"the text ends inside a string"_s, at};
    const qsizetype after = at + c.bytes;
    if (c.code == U'u' || c.code == U'x') {
        const int digits = c.code == U'u' ? 4 : 2;
        const int unit = hexNumber(text, after, digits);
        if (unit < 0) {
            return Json5Fault{
                u"\\%1 needs %2 hexadecimal digits after it"_s.arg(QChar(char16_t(c.code))).arg(digits),
                at - 1};
        }
        out += QChar(char16_t(unit));
        return after + digits;
    }
    if (isJson5LineEnd(c.code)) {
        const bool pair = c.code == U'\r' && after < text.size() && text[after] == '\n';
        return after + (pair ? 1 : 0);
    }
    if (c.code >= U'0' && c.code <= U'9') {
        const bool digitFollows = after < text.size() && isAsciiDigit(text[after]);
        if (c.code != U'0' || digitFollows)
            return Json5Fault{u"octal escapes are not allowed in a string; write \\x or \\u"_s, at - 1};
        out += QChar(u'\0');
    } else if (const char16_t simple = simpleEscape(c.code)) {
        out += QChar(simple);
    } else {
        out += QChar::fromUcs4(c.code);
    }
    return after;
}

} // namespace

Result<Json5Text, Json5Fault> readJson5String(QByteArrayView text, qsizetype at)
{
    const char quote = text[at];
    Json5Text string;
    qsizetype from = at + 1;
    for (qsizetype i = from; i < text.size();) {
        const char c = text[i];
        if (c == quote) {
            string.text += fromCheckedUtf8(text.sliced(from, i - from));
            string.end = i + 1;
            return string;
        }
        if (c == '\n' || c == '\r')
            return Json5Fault{u"the string is not closed before its line ends"_s, at};
        if (c != '\\') {
            ++i;
            continue;
        }
        string.escaped = true;
        string.text += fromCheckedUtf8(text.sliced(from, i - from));
        const auto end = readEscape(text, i + 1, string.text);
        if (!end)
            return end.error();
        from = i = *end;
    }
    return Json5Fault{u"the string is not closed"_s, at};
}

Result<Json5Text, Json5Fault> readJson5Identifier(QByteArrayView text, qsizetype at)
{
    qsizetype ascii = at;
    while (ascii < text.size() && isAsciiNamePart(text[ascii]) && (ascii > at || !isAsciiDigit(text[at])))
        ++ascii;
    Json5Text name{QString::fromLatin1(text.sliced(at, ascii - at)), ascii};
    for (;;) {
        Utf8Char c = utf8CharAt(text, name.end);
        const bool escape = c.code == U'\\';
        if (escape) {
            const bool unicode = name.end + 1 < text.size() && text[name.end + 1] == 'u';
            const int unit = unicode ? hexNumber(text, name.end + 2, 4) : -1;
            if (unit < 0)
                return Json5Fault{u"in a name only \\u with four hexadecimal digits may follow a backslash"_s,
                                  name.end};
            c = {char32_t(unit), 6};
        }
        const bool belongs = name.text.isEmpty() ? isIdentifierStart(c.code) : isIdentifierPart(c.code);
        if (c.bytes == 0 || !belongs) {
            if (escape)
                return Json5Fault{u"this character cannot be part of a name without quotes"_s, name.end};
            return name;
        }
        name.escaped |= escape;
        name.text += QChar::fromUcs4(c.code);
        name.end += c.bytes;
    }
}

} // namespace wsagent
