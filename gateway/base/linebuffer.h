#pragma once

#include <QByteArray>
#include <QList>

namespace wsagent {

/// Makes lines of bytes that arrive in pieces. A line that would be longer than allowed is no line: who sends
/// such a thing is not listened to any more.
class LineBuffer
{
public:
    explicit LineBuffer(qsizetype longest)
        : m_longest(longest)
    {}

    /// The lines that are complete now, without their ends.
    QList<QByteArray> add(const QByteArray &bytes)
    {
        QList<QByteArray> lines;
        m_rest += bytes;
        for (qsizetype end = 0; !m_overflown && (end = m_rest.indexOf('\n')) >= 0;) {
            m_overflown = end > m_longest;
            if (!m_overflown)
                lines += m_rest.first(end);
            m_rest.remove(0, end + 1);
        }
        m_overflown = m_overflown || m_rest.size() > m_longest;
        if (m_overflown)
            m_rest.clear();
        return lines;
    }

    bool isOverflown() const { return m_overflown; }

private:
    qsizetype m_longest;
    QByteArray m_rest;
    bool m_overflown = false;
};

} // namespace wsagent
