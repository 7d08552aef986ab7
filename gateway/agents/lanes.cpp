#include "gateway/agents/lanes.h"

#include <algorithm>

namespace wsagent {

void Lanes::setLimit(const QString &lane, int most)
{
    m_limits.insert(lane, most);
    startNext();
}

void Lanes::enter(const QString &session, const QString &lane, const QString &runId,
                  std::function<void()> start)
{
    m_waiting.push_back({session, lane, runId, std::move(start)});
    startNext();
}

void Lanes::leave(const QString &runId)
{
    const auto run = m_running.constFind(runId);
    if (run == m_running.cend())
        return;
    m_sessions.remove(run->session);
    --m_active[run->lane];
    m_running.erase(run);
    startNext();
}

bool Lanes::withdraw(const QString &runId)
{
    const auto place = std::find_if(m_waiting.begin(), m_waiting.end(),
                                    [&runId](const Entry &entry) { return entry.runId == runId; });
    if (place == m_waiting.end())
        return false;
    m_waiting.erase(place);
    return true;
}

bool Lanes::mayStart(const Entry &entry) const
{
    return !m_sessions.contains(entry.session) && active(entry.lane) < m_limits.value(entry.lane, 1);
}

/// Whoever is started may come back here before it returns: the outermost call goes on.
void Lanes::startNext()
{
    if (m_starting)
        return;
    m_starting = true;
    for (auto next = m_waiting.begin(); next != m_waiting.end();) {
        if (!mayStart(*next)) {
            ++next;
            continue;
        }
        Entry entry = std::move(*next);
        m_waiting.erase(next);
        m_sessions.insert(entry.session, entry.runId);
        ++m_active[entry.lane];
        const auto start = std::move(entry.start);
        m_running.insert(entry.runId, entry);
        start();
        next = m_waiting.begin();
    }
    m_starting = false;
}

} // namespace wsagent
