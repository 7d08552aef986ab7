#include "gateway/scheduler/schedule.h"

#include <QDateTime>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Error wrong(const QString &message)
{
    return {message, {}, ErrorKind::Usage};
}

Result<Schedule> onceFrom(const QJsonObject &json)
{
    if (json["atMs"_L1].isDouble()) // clients of protocol 3
        return Schedule(OnceSchedule{json["atMs"_L1].toInteger()});
    const auto at = momentFrom(json["at"_L1].toString());
    if (!at)
        return wrong(u"schedule.at is no ISO 8601 time: %1"_s.arg(json["at"_L1].toString()));
    return Schedule(OnceSchedule{*at});
}

Result<Schedule> everyFrom(const QJsonObject &json, qint64 nowMs)
{
    const qint64 every = json["everyMs"_L1].toInteger();
    if (every < 1)
        return wrong(u"schedule.everyMs has to be 1 or more"_s);
    return Schedule(EverySchedule{every, json["anchorMs"_L1].toInteger(nowMs)});
}

Result<Schedule> cronFrom(const QJsonObject &json)
{
    CronSchedule schedule{.text = json["expr"_L1].toString().simplified(), .zone = json["tz"_L1].toString()};
    const auto expression = CronExpression::parse(schedule.text);
    if (!expression)
        return expression.error();
    if (!schedule.zone.isEmpty() && !QTimeZone(schedule.zone.toUtf8()).isValid())
        return wrong(u"schedule.tz is no time zone: %1"_s.arg(schedule.zone));
    schedule.expression = *expression;
    return Schedule(schedule);
}

struct Next
{
    qint64 after;

    std::optional<qint64> operator()(const OnceSchedule &once) const
    {
        return once.atMs > after ? std::optional(once.atMs) : std::nullopt;
    }
    std::optional<qint64> operator()(const EverySchedule &every) const
    {
        if (every.anchorMs > after)
            return every.anchorMs;
        return every.anchorMs + ((after - every.anchorMs) / every.everyMs + 1) * every.everyMs;
    }
    std::optional<qint64> operator()(const CronSchedule &cron) const
    {
        return cron.expression.next(after, cron.zone.isEmpty() ? QTimeZone::systemTimeZone()
                                                               : QTimeZone(cron.zone.toUtf8()));
    }
};

struct ToJson
{
    QJsonObject operator()(const OnceSchedule &once) const
    {
        const QDateTime at = QDateTime::fromMSecsSinceEpoch(once.atMs, Qt::UTC);
        return {{"kind"_L1, u"at"_s}, {"at"_L1, at.toString(Qt::ISODateWithMs)}};
    }
    QJsonObject operator()(const EverySchedule &every) const
    {
        return {{"kind"_L1, u"every"_s}, {"everyMs"_L1, every.everyMs}, {"anchorMs"_L1, every.anchorMs}};
    }
    QJsonObject operator()(const CronSchedule &cron) const
    {
        QJsonObject json{{"kind"_L1, u"cron"_s}, {"expr"_L1, cron.text}};
        if (!cron.zone.isEmpty())
            json.insert("tz"_L1, cron.zone);
        return json;
    }
};

} // namespace

std::optional<qint64> momentFrom(const QString &iso)
{
    QDateTime time = QDateTime::fromString(iso, Qt::ISODateWithMs);
    if (!time.isValid())
        return std::nullopt;
    if (time.timeSpec() == Qt::LocalTime)
        time.setTimeSpec(Qt::UTC);
    return time.toMSecsSinceEpoch();
}

Result<Schedule> scheduleFrom(const QJsonObject &json, qint64 nowMs)
{
    const QString kind = json["kind"_L1].toString();
    if (kind == "at"_L1)
        return onceFrom(json);
    if (kind == "every"_L1)
        return everyFrom(json, nowMs);
    if (kind == "cron"_L1)
        return cronFrom(json);
    return wrong(u"schedule.kind has to be at, every or cron, not \"%1\""_s.arg(kind));
}

QJsonObject toJson(const Schedule &schedule)
{
    return std::visit(ToJson{}, schedule);
}

std::optional<qint64> nextRun(const Schedule &schedule, qint64 afterMs)
{
    return std::visit(Next{afterMs}, schedule);
}

} // namespace wsagent
