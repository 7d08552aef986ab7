#pragma once

#include "gateway/sessions/sessionentry.h"

#include <QList>
#include <QMap>
#include <QTimeZone>

namespace wsagent {

/// What calls of models have come to.
struct UsageSum
{
    TokenUsage tokens = {};
    double inputCost = 0; ///< USD, as all costs
    double outputCost = 0;
    double cacheReadCost = 0;
    double cacheWriteCost = 0;
    qint64 missingCosts = 0; ///< calls with tokens and without a price

    UsageSum &operator+=(const UsageSum &other);
    bool operator==(const UsageSum &) const = default;
};

UsageSum usageSumFrom(const QJsonValue &usage);
/// `{input, output, cacheRead, cacheWrite, totalTokens, totalCost, inputCost, …, missingCostEntries}`
QJsonObject toJson(const UsageSum &sum);

/// One call of a model.
struct UsagePoint
{
    qint64 timestamp = 0;
    QString provider = {};
    QString model = {};
    UsageSum sum = {};
};

struct MessageCounts
{
    qint64 user = 0;
    qint64 assistant = 0;
    qint64 toolCalls = 0;
    qint64 toolResults = 0;
    qint64 errors = 0;

    MessageCounts &operator+=(const MessageCounts &other);
};

QJsonObject toJson(const MessageCounts &counts);

/// What one transcript says of usage in a span of time.
struct TranscriptUsage
{
    QList<UsagePoint> points = {}; ///< oldest first
    MessageCounts counts = {};
    QMap<QString, qint64> tools = {}; ///< calls by name
};

/// From `from` to before `to`, in ms. A missing transcript says nothing.
TranscriptUsage scanUsage(const QString &path, qint64 from, qint64 to);

/// Days as people count them.
struct UsageDays
{
    QDate first = {};
    QDate last = {};
    QTimeZone zone = QTimeZone::utc();

    qint64 from() const { return first.startOfDay(zone).toMSecsSinceEpoch(); }
    qint64 to() const { return last.addDays(1).startOfDay(zone).toMSecsSinceEpoch(); }
    QString dayOf(qint64 timestamp) const;
};

} // namespace wsagent
