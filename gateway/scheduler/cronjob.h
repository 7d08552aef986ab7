#pragma once

#include "gateway/scheduler/schedule.h"

namespace wsagent {

/// What is known of the runs of a job.
struct CronState
{
    std::optional<qint64> nextRunAtMs = {};
    std::optional<qint64> runningAtMs = {};
    std::optional<qint64> lastRunAtMs = {};
    QString lastStatus = {}; ///< ok, error, skipped
    QString lastError = {};
    qint64 lastDurationMs = 0;
    int consecutiveErrors = 0;

    bool operator==(const CronState &) const = default;
};

/// Something that is done at certain times (`gateway-methods.md` 8). What only clients understand stays in
/// `json`.
struct CronJob
{
    QString id = {};
    Schedule schedule = {};
    QJsonObject json = {}; ///< as it was given, without `id`, `schedule` and `state`
    CronState state = {};

    bool isEnabled() const { return json[QLatin1StringView("enabled")].toBool(true); }
    QString name() const { return json[QLatin1StringView("name")].toString(); }
    bool isRecurring() const { return !std::holds_alternative<OnceSchedule>(schedule); }
};

/// A job from the parameters of `cron.add`, with what is missing filled in; errors are sentences for clients.
Result<CronJob> cronJobFrom(const QJsonObject &params, const QString &id, qint64 nowMs);
/// The same with some members changed.
Result<CronJob> patchedCronJob(const CronJob &job, const QJsonObject &patch, qint64 nowMs);
/// As it stands on the disk.
std::optional<CronJob> storedCronJob(const QJsonObject &json);
/// As clients see it, also on the disk.
QJsonObject toJson(const CronJob &job);

/// When it is due next, after a run that has ended at `nowMs`: errors put it off, more and more.
std::optional<qint64> nextDue(const CronJob &job, qint64 nowMs);

} // namespace wsagent
