#include "gateway/surfaces/hookreplays.h"

namespace wsagent {

void HookReplays::begun(const QByteArray &key, const QString &runId)
{
    m_runs.insert(key, {.runId = runId});
}

void HookReplays::ended(const QByteArray &key, const HookOutcome &outcome, qint64 nowMs)
{
    const auto run = m_runs.find(key);
    if (run == m_runs.end())
        return;
    run->outcome = outcome;
    m_ended.emplace_back(nowMs, key);
    expire(nowMs);
}

std::optional<HookReplays::Run> HookReplays::find(const QByteArray &key, qint64 nowMs)
{
    expire(nowMs);
    const auto run = m_runs.constFind(key);
    return run == m_runs.cend() ? std::nullopt : std::optional(*run);
}

void HookReplays::expire(qint64 nowMs)
{
    while (!m_ended.empty() && (m_ended.size() > mostEnded || m_ended.front().first + lifetimeMs <= nowMs)) {
        m_runs.remove(m_ended.front().second);
        m_ended.pop_front();
    }
}

} // namespace wsagent
