#pragma once

#include <QList>

#include <algorithm>

namespace wsagent {

/// When something happened within the last while, oldest first. Times are in ms.
class RecentTimes
{
public:
    qsizetype count() const { return m_times.size(); }
    bool isEmpty() const { return m_times.isEmpty(); }
    qint64 oldest() const { return m_times.first(); }
    void clear() { m_times.clear(); }

    /// One that is as old as the window no longer counts.
    void forgetBefore(qint64 now, qint64 window)
    {
        const auto isOver = [now, window](qint64 time) {
            return now - time >= window;
        };
        m_times.erase(m_times.begin(), std::find_if_not(m_times.begin(), m_times.end(), isOver));
    }

    bool isOver(qint64 now, qint64 window) const { return isEmpty() || now - m_times.last() >= window; }

    /// Keeps the last `most` of them.
    void add(qint64 now, qsizetype most)
    {
        if (m_times.size() >= most)
            m_times.remove(0, m_times.size() - most + 1);
        m_times.append(now);
    }

private:
    QList<qint64> m_times;
};

} // namespace wsagent
