#include "gateway/agents/runledger.h"

namespace wsagent {

void RunLedger::ended(const QString &runId, const RunOutcome &outcome)
{
    if (!m_ended.contains(runId))
        m_order.push_back(runId);
    m_ended.insert(runId, outcome);
    while (m_order.size() > mostEnded) {
        m_ended.remove(m_order.front());
        m_order.pop_front();
    }
    QList<Waiter> called;
    m_waiting.removeIf([&](const Waiting &waiting) {
        if (waiting.runId != runId)
            return false;
        called += waiting.waiter;
        return true;
    });
    for (const Waiter &waiter : called) // they may come back for another run
        waiter(outcome);
}

std::optional<RunOutcome> RunLedger::find(const QString &runId) const
{
    const auto found = m_ended.constFind(runId);
    return found == m_ended.cend() ? std::nullopt : std::optional(*found);
}

int RunLedger::wait(const QString &runId, Waiter waiter)
{
    m_waiting += {++m_lastWaiter, runId, std::move(waiter)};
    return m_lastWaiter;
}

void RunLedger::forget(int waiter)
{
    m_waiting.removeIf([waiter](const Waiting &waiting) { return waiting.id == waiter; });
}

} // namespace wsagent
