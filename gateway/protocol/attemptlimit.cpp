#include "gateway/protocol/attemptlimit.h"

#include <algorithm>

namespace wsagent {

qint64 AttemptLimit::lockedFor(const QString &key, qint64 now) const
{
    const auto found = m_failures.constFind(key);
    return found == m_failures.constEnd() ? 0 : std::max<qint64>(0, found->lockedUntil - now);
}

void AttemptLimit::failed(const QString &key, qint64 now)
{
    if (!m_failures.contains(key))
        makeRoom();
    Failures &failures = m_failures[key];
    if (failures.count == 0 || now - failures.first > m_rules.window)
        failures = {.count = 0, .first = now};
    ++failures.count;
    failures.last = now;
    if (failures.count >= m_rules.most)
        failures.lockedUntil = now + m_rules.lockout;
}

int AttemptLimit::delayFor(const QString &key, qint64 now) const
{
    constexpr int first = 250;
    constexpr int most = 5000;
    const auto found = m_failures.constFind(key);
    if (found == m_failures.constEnd() || now - found->last > m_rules.window)
        return 0;
    return std::min(most, first * found->count);
}

void AttemptLimit::makeRoom()
{
    if (m_failures.size() < mostKeys)
        return;
    const auto oldest =
        std::min_element(m_failures.begin(), m_failures.end(),
                         [](const Failures &a, const Failures &b) { return a.last < b.last; });
    m_failures.erase(oldest);
}

} // namespace wsagent
