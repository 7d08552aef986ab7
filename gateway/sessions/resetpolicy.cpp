#include "gateway/sessions/resetpolicy.h"

#include <QJsonObject>
#include <QTimeZone>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualHour = 4;

ResetPolicy policyFrom(const QJsonObject &reset)
{
    ResetPolicy policy;
    if (reset["mode"_L1].toString(u"daily"_s) == "daily"_L1)
        policy.dailyAtHour = reset["atHour"_L1].toInt(usualHour);
    if (reset.contains("idleMinutes"_L1))
        policy.idleMinutes = reset["idleMinutes"_L1].toInt();
    return policy;
}

QLatin1StringView typeName(ResetSubject::Type type)
{
    switch (type) {
    case ResetSubject::Type::Dm:
        return "dm"_L1;
    case ResetSubject::Type::Group:
        return "group"_L1;
    case ResetSubject::Type::Thread:
        return "thread"_L1;
    }
    Q_UNREACHABLE();
}

/// The last time it was this hour. An hour that the clocks skip counts from the first minute there is.
QDateTime lastBoundary(int hour, const QDateTime &now)
{
    const QDateTime today(now.date(), QTime(hour, 0), now.timeZone());
    return today <= now ? today : QDateTime(now.date().addDays(-1), QTime(hour, 0), now.timeZone());
}

} // namespace

ResetPolicy resetPolicyFor(const QJsonObject &session, const ResetSubject &subject)
{
    const QJsonValue byChannel = session["resetByChannel"_L1][subject.channel];
    if (!subject.channel.isEmpty() && byChannel.isObject())
        return policyFrom(byChannel.toObject());
    const QJsonValue byType = session["resetByType"_L1][typeName(subject.type)];
    if (byType.isObject())
        return policyFrom(byType.toObject());
    return policyFrom(session["reset"_L1].toObject());
}

bool isStale(const ResetPolicy &policy, qint64 updatedAtMs, const QDateTime &now)
{
    constexpr qint64 minute = 60'000;
    if (policy.idleMinutes && now.toMSecsSinceEpoch() - updatedAtMs >= *policy.idleMinutes * minute)
        return true;
    return policy.dailyAtHour && updatedAtMs < lastBoundary(*policy.dailyAtHour, now).toMSecsSinceEpoch();
}

ResetTrigger resetTrigger(const QString &message, const QStringList &triggers)
{
    const QString trimmed = message.trimmed();
    for (const QString &trigger : triggers) {
        const qsizetype size = trigger.size();
        if (size == 0 || !trimmed.startsWith(trigger, Qt::CaseInsensitive))
            continue;
        if (trimmed.size() == size || trimmed.at(size).isSpace())
            return {.matches = true, .remainder = trimmed.sliced(size).trimmed()};
    }
    return {};
}

} // namespace wsagent
