#pragma once

#include <QByteArrayView>

namespace wsagent {

/// Checks UTF-8 that comes in pieces, wherever they are cut (RFC 3629). Knows of a fault at its first byte.
class Utf8Check
{
public:
    /// False when it is no UTF-8, whatever may follow.
    bool feed(QByteArrayView bytes);
    /// Whether no character is cut in two.
    bool isComplete() const { return m_missing == 0; }
    void reset() { *this = {}; }

private:
    bool begins(quint8 byte);

    quint8 m_missing = 0;   ///< bytes of the character
    quint8 m_lowest = 0x80; ///< what the next one has to be between
    quint8 m_highest = 0xbf;
};

} // namespace wsagent
