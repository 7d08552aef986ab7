#include "gateway/scheduler/cronjob.h"

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<qint64, 5> backoffMs{30'000, 60'000, 300'000, 900'000, 3'600'000};

Error wrong(const QString &message)
{
    return {message, {}, ErrorKind::Usage};
}

void insertIfAny(QJsonObject &json, QLatin1StringView name, const std::optional<qint64> &value)
{
    if (value)
        json.insert(name, *value);
}

std::optional<qint64> moment(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

QJsonObject toJson(const CronState &state)
{
    QJsonObject json;
    insertIfAny(json, "nextRunAtMs"_L1, state.nextRunAtMs);
    insertIfAny(json, "runningAtMs"_L1, state.runningAtMs);
    insertIfAny(json, "lastRunAtMs"_L1, state.lastRunAtMs);
    if (state.lastStatus.isEmpty())
        return json;
    json.insert("lastStatus"_L1, state.lastStatus);
    json.insert("lastRunStatus"_L1, state.lastStatus);
    json.insert("lastDurationMs"_L1, state.lastDurationMs);
    json.insert("consecutiveErrors"_L1, state.consecutiveErrors);
    if (!state.lastError.isEmpty())
        json.insert("lastError"_L1, state.lastError);
    return json;
}

CronState stateFrom(const QJsonObject &json)
{
    return {.nextRunAtMs = moment(json["nextRunAtMs"_L1]),
            .runningAtMs = moment(json["runningAtMs"_L1]),
            .lastRunAtMs = moment(json["lastRunAtMs"_L1]),
            .lastStatus = json["lastStatus"_L1].toString(),
            .lastError = json["lastError"_L1].toString(),
            .lastDurationMs = json["lastDurationMs"_L1].toInteger(),
            .consecutiveErrors = json["consecutiveErrors"_L1].toInt()};
}

/// Which payload goes with which session.
Result<void> checkTarget(const QJsonObject &json)
{
    const QString target = json["sessionTarget"_L1].toString();
    const QString kind = json["payload"_L1]["kind"_L1].toString();
    if (target == "main"_L1 && kind != "systemEvent"_L1)
        return wrong(u"main cron jobs require payload.kind=\"systemEvent\" or \"script\""_s);
    const bool isIsolated =
        target == "isolated"_L1 || target == "current"_L1 || target.startsWith("session:"_L1);
    if (isIsolated && kind != "agentTurn"_L1)
        return wrong(u"%1 cron jobs require payload.kind=\"agentTurn\""_s.arg(target));
    if (!isIsolated && target != "main"_L1)
        return wrong(u"sessionTarget has to be main, isolated, current or session:<key>"_s);
    const QString text = json["payload"_L1][kind == "systemEvent"_L1 ? "text"_L1 : "message"_L1].toString();
    if (text.trimmed().isEmpty())
        return wrong(u"the payload of a cron job needs a text"_s);
    const QString wake = json["wakeMode"_L1].toString();
    if (wake != "now"_L1 && wake != "next-heartbeat"_L1)
        return wrong(u"wakeMode has to be now or next-heartbeat"_s);
    return {};
}

Result<CronJob> checked(CronJob job, const QJsonValue &schedule, qint64 nowMs)
{
    const auto parsed = scheduleFrom(schedule.toObject(), nowMs);
    if (!parsed)
        return parsed.error();
    job.schedule = *parsed;
    if (const auto fits = checkTarget(job.json); !fits)
        return fits.error();
    return job;
}

} // namespace

Result<CronJob> cronJobFrom(const QJsonObject &params, const QString &id, qint64 nowMs)
{
    CronJob job{.id = id, .json = params};
    job.json.remove("schedule"_L1);
    job.json.remove("state"_L1);
    job.json.insert("enabled"_L1, params["enabled"_L1].toBool(true));
    job.json.insert("createdAtMs"_L1, nowMs);
    job.json.insert("updatedAtMs"_L1, nowMs);
    job.json.insert("configRevision"_L1, 1);
    auto result = checked(std::move(job), params["schedule"_L1], nowMs);
    if (!result)
        return result;
    const auto *once = std::get_if<OnceSchedule>(&result->schedule);
    if (once && once->atMs <= nowMs)
        return wrong(u"schedule.at is in the past: %1"_s.arg(toJson(result->schedule)["at"_L1].toString()));
    if (result->isEnabled())
        result->state.nextRunAtMs = nextRun(result->schedule, nowMs);
    return result;
}

Result<CronJob> patchedCronJob(const CronJob &job, const QJsonObject &patch, qint64 nowMs)
{
    CronJob changed = job;
    for (auto it = patch.begin(); it != patch.end(); ++it) {
        if (it.key() == "schedule"_L1 || it.key() == "state"_L1)
            continue;
        if (it.value().isNull())
            changed.json.remove(it.key());
        else
            changed.json.insert(it.key(), it.value());
    }
    changed.json.insert("updatedAtMs"_L1, nowMs);
    changed.json.insert("configRevision"_L1, job.json["configRevision"_L1].toInt() + 1);
    const bool newSchedule = patch.contains("schedule"_L1);
    auto result =
        checked(changed, newSchedule ? patch["schedule"_L1] : QJsonValue(toJson(job.schedule)), nowMs);
    if (!result)
        return result;
    if (!result->isEnabled())
        result->state.nextRunAtMs.reset();
    else if (newSchedule || !result->state.nextRunAtMs)
        result->state.nextRunAtMs = nextRun(result->schedule, nowMs);
    return result;
}

std::optional<CronJob> storedCronJob(const QJsonObject &json)
{
    const auto schedule = scheduleFrom(json["schedule"_L1].toObject(), json["createdAtMs"_L1].toInteger());
    if (!schedule || json["id"_L1].toString().isEmpty())
        return std::nullopt;
    CronJob job{.id = json["id"_L1].toString(), .schedule = *schedule, .json = json};
    job.state = stateFrom(json["state"_L1].toObject());
    for (const auto name : {"id"_L1, "schedule"_L1, "state"_L1, "nextRunAtMs"_L1, "lastRunAtMs"_L1,
                            "lastRunStatus"_L1, "lastRunError"_L1})
        job.json.remove(name);
    return job;
}

QJsonObject toJson(const CronJob &job)
{
    QJsonObject json = job.json;
    json.insert("id"_L1, job.id);
    json.insert("schedule"_L1, toJson(job.schedule));
    json.insert("state"_L1, toJson(job.state));
    insertIfAny(json, "nextRunAtMs"_L1, job.state.nextRunAtMs);
    insertIfAny(json, "lastRunAtMs"_L1, job.state.lastRunAtMs);
    if (!job.state.lastStatus.isEmpty())
        json.insert("lastRunStatus"_L1, job.state.lastStatus);
    if (!job.state.lastError.isEmpty())
        json.insert("lastRunError"_L1, job.state.lastError);
    return json;
}

std::optional<qint64> nextDue(const CronJob &job, qint64 nowMs)
{
    if (!job.isEnabled())
        return std::nullopt;
    const auto due = nextRun(job.schedule, nowMs);
    if (!due || job.state.consecutiveErrors == 0 || !job.isRecurring())
        return due;
    const size_t step = std::min(size_t(job.state.consecutiveErrors), backoffMs.size()) - 1;
    return std::max(*due, nowMs + backoffMs[step]);
}

} // namespace wsagent
