#pragma once

#include "gateway/agents/agentlist.h"
#include "gateway/agents/agentrun.h"
#include "gateway/base/result.h"

namespace wsagent {

/// A task that an agent has given to another one, or to itself, in a session of its own (`agents.md` 11).
struct SubagentRun
{
    QString runId = {};
    QString childKey = {};     ///< its session, canonical
    QString requesterKey = {}; ///< whom the result is for
    QString task = {};
    QString label = {};
    bool isOwner = true;  ///< whoever has asked speaks for the owner
    bool deletes = false; ///< its session goes as soon as the result has been told
    qint64 createdAt = 0; ///< ms since 1970, as all times
    qint64 endedAt = 0;   ///< 0: not yet
    qint64 archiveAt = 0; ///< when its session is put away; 0: never
    QString status = {};  ///< success, error, timeout, stopped, unknown

    bool isOver() const { return endedAt > 0; }
    bool operator==(const SubagentRun &) const = default;
};

QJsonObject toJson(const SubagentRun &run);
SubagentRun subagentRunFrom(const QJsonObject &json);

/// success, error, timeout or stopped.
QString subagentStatus(const RunOutcome &outcome);

/// What the requester is told: who has finished, how, with which result, and what it took. `result`: what the
/// sub-agent said last; empty for nothing.
QString subagentReport(const SubagentRun &run, const QString &result, const LlmUsage &usage);

/// The part of the system prompt that tells a sub-agent what it is.
QString subagentPrompt(const SubagentRun &run);

/// Whether an agent may start another one: those of its `subagents.allowAgents`; itself without them.
bool mayStartAgent(const AgentProfile &agent, const QString &other);

/// What is written down of all of them, so that a gateway that starts anew knows them.
class SubagentFile
{
public:
    explicit SubagentFile(QString path)
        : m_path(std::move(path))
    {}

    bool exists() const;
    /// None when there is no file; one that is damaged is an error and stays as it is.
    Result<QList<SubagentRun>> read() const;
    Result<void> write(const QList<SubagentRun> &runs) const;

private:
    QString m_path;
};

} // namespace wsagent
