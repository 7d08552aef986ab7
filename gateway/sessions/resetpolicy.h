#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

class QJsonObject;

namespace wsagent {

/// When a session is stale, so that the next message begins a new one (`config.md` 5.4).
struct ResetPolicy
{
    std::optional<int> dailyAtHour = {}; ///< of the day where the gateway is
    std::optional<int> idleMinutes = {};

    bool operator==(const ResetPolicy &) const = default;
};

/// What decides which of the policies counts: channel before type before the general one.
struct ResetSubject
{
    enum class Type { Dm, Group, Thread };

    Type type = Type::Dm;
    QString channel = {};
};

/// `session` is that section of the config.
ResetPolicy resetPolicyFor(const QJsonObject &session, const ResetSubject &subject);

/// Whichever comes first ends it. `now` carries the time zone, so that a day is a day when clocks change.
bool isStale(const ResetPolicy &policy, qint64 updatedAtMs, const QDateTime &now);

/// Whether a message starts afresh by itself, and what remains of it as the first prompt.
struct ResetTrigger
{
    bool matches = false;
    QString remainder = {};

    bool operator==(const ResetTrigger &) const = default;
};

ResetTrigger resetTrigger(const QString &message, const QStringList &triggers);

} // namespace wsagent
