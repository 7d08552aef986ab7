#include "gateway/scheduler/cronservice.h"

#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestSleep = 60'000;      // the clock may be set while it lasts
constexpr qint64 longestRun = 2 * 3'600'000; // what has run for longer is not running any more
constexpr qint64 onTime = 60'000;            // later than that, a run was missed

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

} // namespace

CronSettings CronSettings::from(const QJsonObject &cron)
{
    return {.enabled = cron["enabled"_L1].toBool(true),
            .skipsMissed = cron["skipMissedJobs"_L1].toBool(),
            .mostAtOnce = std::max(1, cron["maxConcurrentRuns"_L1].toInt(1))};
}

CronService::CronService(const QString &folder, CronSettings settings, CronHooks hooks, QObject *parent)
    : QObject(parent)
    , m_store(folder, hooks.report)
    , m_settings(settings)
    , m(std::move(hooks))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &CronService::fire);
}

void CronService::start()
{
    const QList<CronJob> jobs = m_store.jobs();
    for (const CronJob &job : jobs) {
        if (job.state.runningAtMs)
            recoverRunning(job);
    }
    const QList<CronJob> settled = m_store.jobs();
    for (const CronJob &job : settled) {
        if (job.isEnabled() && job.state.nextRunAtMs && *job.state.nextRunAtMs < m.now() - onTime)
            missed(job);
    }
    arm();
}

/// It was begun and nobody knows how it ended: it is not begun again for the same time.
void CronService::recoverRunning(CronJob job)
{
    const qint64 startedAt = *job.state.runningAtMs;
    const qint64 duration = std::min(m.now() - startedAt, longestRun);
    const CronResult result{.status = u"error"_s, .error = u"the gateway ended while the job ran"_s};
    m_running.insert(job.id, newId());
    ended(job.id, m_running.value(job.id), m.now() - duration, result);
}

/// While no gateway was there. One run makes up for all of them, unless the config says that none does.
void CronService::missed(CronJob job)
{
    const qint64 due = *job.state.nextRunAtMs;
    if (!m_settings.skipsMissed) {
        job.state.nextRunAtMs = m.now();
        return save(job);
    }
    job.state.lastStatus = u"skipped"_s;
    job.state.lastRunAtMs = due;
    job.state.nextRunAtMs = nextDue(job, m.now());
    if (!job.isRecurring())
        job.json.insert("enabled"_L1, false);
    save(job);
    const auto recorded = m_store.record({.jobId = job.id,
                                          .runId = newId(),
                                          .status = u"skipped"_s,
                                          .error = u"no gateway ran at that time"_s,
                                          .runAtMs = due,
                                          .ts = m.now(),
                                          .nextRunAtMs = job.state.nextRunAtMs});
    if (!recorded)
        m.report(recorded.error().message);
}

void CronService::setSettings(const CronSettings &settings)
{
    m_settings = settings;
    arm();
}

std::optional<qint64> CronService::nextWake() const
{
    std::optional<qint64> next;
    for (const CronJob &job : m_store.jobs()) {
        const auto due = job.state.nextRunAtMs;
        if (m_settings.enabled && job.isEnabled() && due && !m_running.contains(job.id))
            next = next ? std::min(*next, *due) : *due;
    }
    return next;
}

/// For exactly the next job; in steps, so that a clock that is set is noticed.
void CronService::arm()
{
    const auto next = nextWake();
    if (!next || m_running.size() >= m_settings.mostAtOnce)
        return m_timer.stop();
    m_timer.start(std::chrono::milliseconds(std::clamp<qint64>(*next - m.now(), 0, longestSleep)));
}

void CronService::fire()
{
    const QList<CronJob> jobs = m_store.jobs();
    for (const CronJob &job : jobs) {
        if (m_running.size() >= m_settings.mostAtOnce)
            break;
        const bool isDue = job.isEnabled() && job.state.nextRunAtMs && *job.state.nextRunAtMs <= m.now();
        if (isDue && !m_running.contains(job.id))
            begin(job, newId());
    }
    arm();
}

void CronService::begin(CronJob job, const QString &runId)
{
    const qint64 startedAt = m.now();
    job.state.runningAtMs = startedAt;
    job.state.nextRunAtMs = nextRun(job.schedule, startedAt);
    // On the disk first: whatever happens from here on, this time is not begun again.
    if (const auto saved = m_store.put(job); !saved)
        return m.report(u"the job %1 was not started: %2"_s.arg(job.name(), saved.error().message));
    m_running.insert(job.id, runId);
    announce(job, u"started"_s, {{"runAtMs"_L1, startedAt}, {"runId"_L1, runId}});
    m.run(job, runId, [this, id = job.id, runId, startedAt](const CronResult &result) {
        ended(id, runId, startedAt, result);
    });
}

void CronService::ended(const QString &id, const QString &runId, qint64 startedAt, const CronResult &result)
{
    if (m_running.value(id) != runId)
        return;
    m_running.remove(id);
    const CronJob *known = m_store.find(id);
    if (!known) // removed while it ran
        return arm();
    CronJob job = *known;
    const bool failed = result.status == "error"_L1;
    job.state.runningAtMs.reset();
    job.state.lastRunAtMs = startedAt;
    job.state.lastStatus = result.status;
    job.state.lastError = result.error;
    job.state.lastDurationMs = m.now() - startedAt;
    job.state.consecutiveErrors = failed ? job.state.consecutiveErrors + 1 : 0;
    job.state.nextRunAtMs = nextDue(job, m.now());
    if (!job.isRecurring())
        job.json.insert("enabled"_L1, false);
    const CronRunEntry entry{.jobId = id,
                             .runId = runId,
                             .status = result.status,
                             .error = result.error,
                             .summary = result.summary,
                             .sessionKey = result.sessionKey,
                             .runAtMs = startedAt,
                             .durationMs = job.state.lastDurationMs,
                             .ts = m.now(),
                             .nextRunAtMs = job.state.nextRunAtMs};
    if (const auto recorded = m_store.record(entry); !recorded)
        m.report(recorded.error().message);
    announce(job, u"finished"_s, toJson(entry));
    const bool deletes = !job.isRecurring() && !failed && job.json["deleteAfterRun"_L1].toBool();
    if (deletes)
        (void)remove(id);
    else
        save(job);
    arm();
}

Result<CronJob> CronService::add(const QJsonObject &params)
{
    const auto job = cronJobFrom(params, newId(), m.now());
    if (!job)
        return job;
    if (const auto saved = m_store.put(*job); !saved)
        return saved.error();
    announce(*job, u"added"_s);
    arm();
    return job;
}

Result<CronJob> CronService::update(const QString &id, const QJsonObject &patch)
{
    const auto job = patchedCronJob(*m_store.find(id), patch, m.now());
    if (!job)
        return job;
    if (const auto saved = m_store.put(*job); !saved)
        return saved.error();
    announce(*job, u"updated"_s);
    arm();
    return job;
}

Result<void> CronService::remove(const QString &id)
{
    const CronJob *job = m_store.find(id);
    if (job)
        announce(CronJob(*job), u"removed"_s);
    const auto removed = m_store.remove(id);
    arm();
    return removed;
}

std::optional<QString> CronService::runNow(const QString &id, bool force)
{
    const CronJob *job = m_store.find(id);
    const bool isDue = job && job->state.nextRunAtMs && *job->state.nextRunAtMs <= m.now();
    if (!job || m_running.contains(id) || (!force && !isDue))
        return std::nullopt;
    const QString runId = newId();
    begin(*job, runId);
    return runId;
}

void CronService::save(const CronJob &job)
{
    if (const auto saved = m_store.put(job); !saved)
        m.report(saved.error().message);
}

void CronService::announce(const CronJob &job, const QString &action, QJsonObject more)
{
    more.insert("jobId"_L1, job.id);
    more.insert("action"_L1, action);
    if (action != "removed"_L1)
        more.insert("job"_L1, toJson(job));
    m.announce(more);
}

} // namespace wsagent
