#pragma once

#include "gateway/base/json5.h"

#include <QByteArrayView>

namespace wsagent {

/// What is wrong, and at which byte.
struct Json5Fault
{
    QString message;
    qsizetype at = 0;
};

struct Utf8Char
{
    char32_t code = 0;
    int bytes = 0; ///< 0 at the end of the text
};

/// The first byte that is not part of well-formed UTF-8, or -1.
qsizetype firstInvalidUtf8(QByteArrayView text);
/// The text has been checked before.
Utf8Char utf8CharAt(QByteArrayView text, qsizetype at);
/// Unlike QString::fromUtf8 this keeps a U+FEFF at the beginning.
QString fromCheckedUtf8(QByteArrayView text);

bool isJson5Space(char32_t c);
bool isJson5LineEnd(char32_t c);
bool isIdentifierStart(char32_t c);
bool isIdentifierPart(char32_t c);

TextPosition textPositionAt(QByteArrayView text, qsizetype offset);

} // namespace wsagent
