#include "gateway/base/json5trivia.h"

#include "gateway/base/json5chars.h"

namespace wsagent {

namespace {

template <typename Predicate>
qsizetype endOfRun(QByteArrayView text, qsizetype at, Predicate belongs)
{
    for (Utf8Char c = utf8CharAt(text, at); c.bytes > 0 && belongs(c.code); c = utf8CharAt(text, at))
        at += c.bytes;
    return at;
}

qsizetype endOfLine(QByteArrayView text, qsizetype at)
{
    constexpr char separatorStart = '\xE2'; // the first byte of U+2028 and U+2029, and of many others
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\n' || c == '\r' || (c == separatorStart && isJson5LineEnd(utf8CharAt(text, at).code)))
            return at;
    }
    return at;
}

Json5Trivia comment(QByteArrayView text, qsizetype at)
{
    const char second = at + 1 < text.size() ? text[at + 1] : '\0';
    if (second == '/')
        return {Json5Trivia::LineComment, at, endOfLine(text, at)};
    if (second == '*') {
        const qsizetype close = text.indexOf("*/", at + 2);
        if (close < 0)
            return {Json5Trivia::OpenComment, at, text.size()};
        return {Json5Trivia::BlockComment, at, close + 2};
    }
    return {Json5Trivia::None, at, at};
}

} // namespace

Json5Trivia json5TriviaAt(QByteArrayView text, qsizetype at)
{
    const Utf8Char c = utf8CharAt(text, at);
    if (c.bytes == 0)
        return {Json5Trivia::None, at, at};
    if (c.code == U'/')
        return comment(text, at);
    if (isJson5LineEnd(c.code)) {
        const bool pair = c.code == U'\r' && at + 1 < text.size() && text[at + 1] == '\n';
        return {Json5Trivia::LineBreak, at, at + c.bytes + (pair ? 1 : 0)};
    }
    if (isJson5Space(c.code))
        return {Json5Trivia::Space, at, endOfRun(text, at, isJson5Space)};
    return {Json5Trivia::None, at, at};
}

} // namespace wsagent
