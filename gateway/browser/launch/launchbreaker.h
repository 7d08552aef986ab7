#pragma once

#include <QtGlobal>

#include <algorithm>

namespace wsagent {

/// Gives a browser that does not come up time to be mended: after three failures in a row nothing is tried
/// for 30 s, then for twice as long each time, up to 5 minutes. Times in ms, by a clock that never goes back.
class LaunchBreaker
{
public:
    void failed(qint64 now)
    {
        if (++m_failures < tolerated)
            return;
        m_closedUntil = now + m_pause;
        m_pause = std::min(m_pause * 2, longestPause);
    }
    void succeeded() { *this = {}; }
    /// How long nothing is tried yet; 0: now.
    qint64 waitFor(qint64 now) const { return std::max<qint64>(m_closedUntil - now, 0); }

private:
    static constexpr int tolerated = 3;
    static constexpr qint64 longestPause = 300'000;

    int m_failures = 0;
    qint64 m_pause = 30'000;
    qint64 m_closedUntil = 0;
};

} // namespace wsagent
