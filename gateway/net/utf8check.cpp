#include "gateway/net/utf8check.h"

#include <cstring>

namespace wsagent {

namespace {

/// How many of the bytes are ASCII, eight at a time.
qsizetype asciiBytes(const char *data, qsizetype size)
{
    constexpr quint64 highBits = 0x8080808080808080;
    qsizetype count = 0;
    for (; count + 8 <= size; count += 8) {
        quint64 word = 0;
        std::memcpy(&word, data + count, sizeof word);
        if ((word & highBits) != 0)
            break;
    }
    return count;
}

} // namespace

/// The second byte of some characters has narrower bounds: there are no overlong forms, no surrogates, and
/// nothing behind U+10FFFF.
bool Utf8Check::begins(quint8 byte)
{
    if (byte < 0xc2 || byte > 0xf4)
        return false;
    m_missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    m_lowest = byte == 0xe0 ? 0xa0 : byte == 0xf0 ? 0x90 : 0x80;
    m_highest = byte == 0xed ? 0x9f : byte == 0xf4 ? 0x8f : 0xbf;
    return true;
}

bool Utf8Check::feed(QByteArrayView bytes)
{
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        if (m_missing == 0)
            i += asciiBytes(bytes.data() + i, bytes.size() - i);
        if (i == bytes.size())
            break;
        const auto byte = static_cast<quint8>(bytes[i]);
        if (m_missing > 0) {
            if (byte < m_lowest || byte > m_highest)
                return false;
            --m_missing;
            m_lowest = 0x80;
            m_highest = 0xbf;
        } else if (byte >= 0x80 && !begins(byte)) {
            return false;
        }
    }
    return true;
}

} // namespace wsagent
