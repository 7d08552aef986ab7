#pragma once

#include "gateway/agents/agentrun.h"

#include <QHash>

#include <deque>

namespace wsagent {

/// What became of runs, for those who wait for them or ask later. Remembers the last thousand.
class RunLedger
{
public:
    static constexpr size_t mostEnded = 1000;
    using Waiter = std::function<void(const RunOutcome &)>;

    void ended(const QString &runId, const RunOutcome &outcome);
    std::optional<RunOutcome> find(const QString &runId) const;
    /// Called when the run ends, once; nothing is called for one that has ended. The number takes it back.
    int wait(const QString &runId, Waiter waiter);
    void forget(int waiter);

private:
    struct Waiting
    {
        int id = 0;
        QString runId = {};
        Waiter waiter = {};
    };

    QHash<QString, RunOutcome> m_ended;
    std::deque<QString> m_order;
    QList<Waiting> m_waiting;
    int m_lastWaiter = 0;
};

} // namespace wsagent
