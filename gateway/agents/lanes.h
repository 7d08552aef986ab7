#pragma once

#include <QHash>
#include <QString>

#include <deque>
#include <functional>

namespace wsagent {

/// Who may run now: one run of a session at a time, and of each global lane (`main`, `subagent`, `cron`) only
/// so many. First come, first served; a session that has to wait for itself holds nobody else up.
class Lanes
{
public:
    /// Of the lane; others have the limit 1. Starts what may go now.
    void setLimit(const QString &lane, int most);

    /// `start` is called now or later, once. Whoever was started calls `leave` when it has ended.
    void enter(const QString &session, const QString &lane, const QString &runId,
               std::function<void()> start);
    void leave(const QString &runId);
    /// Takes one that waits out of the queue; false when it has started or is not known.
    bool withdraw(const QString &runId);

    bool isBusy(const QString &session) const { return m_sessions.contains(session); }
    int active(const QString &lane) const { return m_active.value(lane); }
    int waiting() const { return int(m_waiting.size()); }

private:
    struct Entry
    {
        QString session;
        QString lane;
        QString runId;
        std::function<void()> start;
    };

    bool mayStart(const Entry &entry) const;
    void startNext();

    std::deque<Entry> m_waiting;
    QHash<QString, Entry> m_running;    ///< by run
    QHash<QString, QString> m_sessions; ///< busy ones, by the run that has them
    QHash<QString, int> m_active;
    QHash<QString, int> m_limits;
    bool m_starting = false;
};

} // namespace wsagent
