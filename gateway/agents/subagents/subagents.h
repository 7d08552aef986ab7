#pragma once

#include "gateway/agents/agentlist.h"
#include "gateway/agents/conversations.h"
#include "gateway/agents/subagents/subagentrun.h"

namespace wsagent {

/// What sub-agents need of the gateway. All of it outlives them.
struct SubagentFacts
{
    QString stateDir = {};
    std::function<const AgentList &()> agents = {};
    std::function<Conversations &()> conversations = {};
    SessionStore *sessions = nullptr;
    std::function<void(const QString &sentence)> report = {};
};

struct SubagentTask
{
    QString requesterKey = {}; ///< canonical
    QString agentId = {};      ///< who is to do it; empty: the agent of the requester
    QString task = {};
    QString label = {};
    QString model = {};
    QString thinking = {};
    std::optional<std::chrono::milliseconds> timeout = {};
    bool deletes = false;
    bool isOwner = true;
};

/// Tasks that agents give away: each runs in a session of its own, and its end is told to the session that
/// has asked for it. They are known again after a restart.
class Subagents : public QObject
{
    Q_OBJECT

public:
    explicit Subagents(SubagentFacts facts, QObject *parent = nullptr);

    /// Goes on with what a gateway before this one has left; costs one look at the directory without any.
    void start();

    Result<SubagentRun> spawn(const SubagentTask &task);
    /// All that are remembered, the newest last.
    const QList<SubagentRun> &all();
    /// Ends one; false when it is over, or not known.
    bool stop(const QString &runId);
    /// Ends the one that works in this session.
    bool stopIn(const QString &childKey);
    /// Those that a session has asked for, the newest last.
    QList<SubagentRun> of(const QString &requesterKey);
    /// Ends all that are still at work for a session: the ids of their runs.
    QStringList stopAll(const QString &requesterKey);

private:
    void load();
    void save();
    void watch(const QString &runId);
    void ended(const QString &runId, const RunOutcome &outcome);
    void tell(const SubagentRun &run, const QString &result, const LlmUsage &usage);
    void putAway(const SubagentRun &run);
    void planArchiving();
    void archiveDue();
    std::chrono::milliseconds keptFor() const;

    SubagentFacts m;
    SubagentFile m_file;
    QList<SubagentRun> m_runs;
    QTimer m_archiving; ///< until the first of them is put away
    bool m_isLoaded = false;
};

} // namespace wsagent
