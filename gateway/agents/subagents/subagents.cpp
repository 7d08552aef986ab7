#include "gateway/agents/subagents/subagents.h"

#include "gateway/agents/silentreply.h"

#include <QDateTime>
#include <QPointer>
#include <QUuid>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestSleep = 24LL * 60 * 60 * 1000; // ms
constexpr qsizetype mostRemembered = 500;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

} // namespace

Subagents::Subagents(SubagentFacts facts, QObject *parent)
    : QObject(parent)
    , m(std::move(facts))
    , m_file(m.stateDir + "/subagents/runs.json"_L1)
{
    m_archiving.setSingleShot(true);
    m_archiving.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_archiving, &QTimer::timeout, this, &Subagents::archiveDue);
}

void Subagents::load()
{
    if (std::exchange(m_isLoaded, true))
        return;
    const auto read = m_file.read();
    if (!read)
        return m.report(read.error().message);
    m_runs = *read;
}

void Subagents::save()
{
    while (m_runs.size() > mostRemembered && m_runs.first().isOver())
        m_runs.removeFirst();
    if (const auto written = m_file.write(m_runs); !written)
        m.report(written.error().message);
}

void Subagents::start()
{
    if (!m_file.exists())
        return;
    load();
    const QList<SubagentRun> runs = m_runs;
    for (const SubagentRun &run : runs) {
        if (run.isOver())
            continue;
        if (m.conversations().isKnown(run.runId))
            watch(run.runId); // it is gone on with
        else
            ended(run.runId, {.status = RunOutcome::Status::Error,
                              .error = u"the gateway was ended before it was done"_s});
    }
    planArchiving();
}

Result<SubagentRun> Subagents::spawn(const SubagentTask &task)
{
    load();
    const auto requester = m.sessions->resolve(task.requesterKey);
    if (!requester)
        return requester.error();
    const AgentProfile *own = m.agents().find(requester->agentId);
    const QString agentId = task.agentId.isEmpty() ? requester->agentId : normalizedAgentId(task.agentId);
    if (!own || !m.agents().find(agentId))
        return Error{
            u"there is no agent \"%1\" (agents_list tells which there are)"_s.arg(task.agentId.left(60)),
            {},
            ErrorKind::NotFound};
    if (!mayStartAgent(*own, agentId))
        return Error{
            u"the agent \"%1\" may not start the agent \"%2\" (agents.list[].subagents.allowAgents)"_s.arg(
                own->id, agentId)};
    if (requester->isSubagent())
        return Error{u"a sub-agent may not start others"_s};
    const SessionKey key{.agentId = agentId, .rest = "subagent:"_L1 + newId()};
    SubagentRun run{.runId = newId(),
                    .childKey = key.text(),
                    .requesterKey = requester->text(),
                    .task = task.task,
                    .label = task.label,
                    .isOwner = task.isOwner,
                    .deletes = task.deletes,
                    .createdAt = now()};
    const auto made = m.sessions->change(key,
                                         [&run](SessionEntry &entry) {
                                             entry.label = run.label;
                                             entry.spawnedBy = run.requesterKey;
                                             entry.updatedAt = now();
                                         },
                                         {.reason = u"subagent"_s});
    if (!made)
        return made.error();
    m_runs += run;
    save();
    const auto accepted =
        m.conversations().accept({.key = key,
                                  .runId = run.runId,
                                  .text = task.task,
                                  .lane = u"subagent"_s,
                                  .model = task.model.isEmpty() ? own->subagentModel : task.model,
                                  .thinking = task.thinking,
                                  .extraPrompt = subagentPrompt(run),
                                  .promptMode = PromptMode::Minimal,
                                  .timeout = task.timeout,
                                  .isOwner = task.isOwner,
                                  .spawnedBy = run.requesterKey});
    if (!accepted) {
        m_runs.removeLast();
        save();
        return accepted.error();
    }
    watch(run.runId);
    return run;
}

void Subagents::watch(const QString &runId)
{
    RunLedger &ledger = m.conversations().ledger();
    if (const auto outcome = ledger.find(runId))
        return ended(runId, *outcome);
    ledger.wait(runId, [self = QPointer(this), runId](const RunOutcome &outcome) {
        if (self)
            self->ended(runId, outcome);
    });
}

void Subagents::ended(const QString &runId, const RunOutcome &outcome)
{
    const auto found = std::find_if(m_runs.begin(), m_runs.end(),
                                    [&runId](const SubagentRun &run) { return run.runId == runId; });
    if (found == m_runs.end() || found->isOver())
        return;
    found->endedAt = now();
    found->status = outcome.startedAt == 0 && outcome.status == RunOutcome::Status::Error
                        ? u"unknown"_s
                        : subagentStatus(outcome);
    if (const auto kept = keptFor(); found->deletes || kept.count() > 0)
        found->archiveAt = found->endedAt + (found->deletes ? 0 : kept.count());
    const SubagentRun run = *found;
    save();
    const QString result = outcome.status == RunOutcome::Status::Ok ? outcome.text : outcome.error;
    if (run.status != "stopped"_L1 && !isOnly(result, announceSkip))
        tell(run, result, outcome.usage);
    planArchiving(); // not from here: the run is still being ended
}

/// The requester hears of it as of a message, and may answer its user.
void Subagents::tell(const SubagentRun &run, const QString &result, const LlmUsage &usage)
{
    const auto key = m.sessions->resolve(run.requesterKey);
    if (!key || !m.agents().find(key->agentId))
        return;
    const auto accepted = m.conversations().accept({.key = *key,
                                                    .runId = newId(),
                                                    .text = subagentReport(run, result, usage),
                                                    .queueMode = QueueMode::Followup,
                                                    .isOwner = run.isOwner});
    if (!accepted)
        m.report(accepted.error().message);
}

void Subagents::putAway(const SubagentRun &run)
{
    const auto key = m.sessions->resolve(run.childKey);
    if (!key)
        return;
    if (const auto removed = m.sessions->remove(*key); !removed)
        m.report(removed.error().message);
}

std::chrono::milliseconds Subagents::keptFor() const
{
    return std::chrono::minutes(m.agents().defaults()["subagents"_L1]["archiveAfterMinutes"_L1].toInt(60));
}

void Subagents::planArchiving()
{
    qint64 first = 0;
    for (const SubagentRun &run : std::as_const(m_runs)) {
        if (run.archiveAt > 0)
            first = first == 0 ? run.archiveAt : std::min(first, run.archiveAt);
    }
    if (first > 0)
        m_archiving.start(int(std::clamp<qint64>(first - now(), 0, longestSleep)));
}

void Subagents::archiveDue()
{
    for (SubagentRun &run : m_runs) {
        if (run.archiveAt == 0 || run.archiveAt > now())
            continue;
        run.archiveAt = 0;
        putAway(run);
    }
    m_runs.removeIf([](const SubagentRun &run) { return run.isOver() && run.archiveAt == 0; });
    save();
    planArchiving();
}

const QList<SubagentRun> &Subagents::all()
{
    load();
    return m_runs;
}

bool Subagents::stop(const QString &runId)
{
    const bool isAtWork = std::any_of(m_runs.begin(), m_runs.end(), [&runId](const SubagentRun &run) {
        return run.runId == runId && !run.isOver();
    });
    return isAtWork && !m.conversations().abort(std::nullopt, runId, u"cancelled"_s).isEmpty();
}

QList<SubagentRun> Subagents::of(const QString &requesterKey)
{
    load();
    QList<SubagentRun> mine;
    std::copy_if(m_runs.begin(), m_runs.end(), std::back_inserter(mine),
                 [&requesterKey](const SubagentRun &run) { return run.requesterKey == requesterKey; });
    return mine;
}

bool Subagents::stopIn(const QString &childKey)
{
    const QList<SubagentRun> &runs = all();
    const auto run = std::find_if(runs.begin(), runs.end(), [&childKey](const SubagentRun &each) {
        return each.childKey == childKey && !each.isOver();
    });
    return run != runs.end() && stop(QString(run->runId));
}

QStringList Subagents::stopAll(const QString &requesterKey)
{
    QStringList stopped;
    const QList<SubagentRun> mine = m_isLoaded ? of(requesterKey) : QList<SubagentRun>();
    for (const SubagentRun &run : mine) {
        if (!run.isOver())
            stopped += m.conversations().abort(std::nullopt, run.runId, u"parent-stopped"_s);
    }
    return stopped;
}

} // namespace wsagent
