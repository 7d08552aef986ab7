#include "gateway/sessions/usagescan.h"

#include "gateway/sessions/transcript.h"

#include <QDateTime>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

void count(const TranscriptEntry &entry, TranscriptUsage &usage)
{
    const QString role = entry.role();
    const QJsonObject message = entry.message();
    MessageCounts &counts = usage.counts;
    counts.user += role == "user"_L1;
    counts.toolResults += role == "toolResult"_L1;
    counts.errors += message["isError"_L1].toBool() || message["stopReason"_L1] == "error"_L1;
    if (role != "assistant"_L1)
        return;
    ++counts.assistant;
    const QJsonArray parts = message["content"_L1].toArray();
    for (const QJsonValue &part : parts) {
        if (part["type"_L1] == "toolCall"_L1) {
            ++counts.toolCalls;
            ++usage.tools[part["name"_L1].toString()];
        }
    }
    if (message["usage"_L1].isObject())
        usage.points += {.timestamp = entry.timestamp,
                         .provider = message["provider"_L1].toString(),
                         .model = message["model"_L1].toString(),
                         .sum = usageSumFrom(message["usage"_L1])};
}

} // namespace

UsageSum &UsageSum::operator+=(const UsageSum &other)
{
    tokens += other.tokens;
    inputCost += other.inputCost;
    outputCost += other.outputCost;
    cacheReadCost += other.cacheReadCost;
    cacheWriteCost += other.cacheWriteCost;
    missingCosts += other.missingCosts;
    return *this;
}

UsageSum usageSumFrom(const QJsonValue &usage)
{
    const QJsonValue cost = usage["cost"_L1];
    UsageSum sum{.tokens = tokenUsageFrom(usage),
                 .inputCost = cost["input"_L1].toDouble(),
                 .outputCost = cost["output"_L1].toDouble(),
                 .cacheReadCost = cost["cacheRead"_L1].toDouble(),
                 .cacheWriteCost = cost["cacheWrite"_L1].toDouble()};
    sum.missingCosts = sum.tokens.total() > 0 && !cost.isObject() ? 1 : 0;
    return sum;
}

QJsonObject toJson(const UsageSum &sum)
{
    return {{"input"_L1, sum.tokens.input},
            {"output"_L1, sum.tokens.output},
            {"cacheRead"_L1, sum.tokens.cacheRead},
            {"cacheWrite"_L1, sum.tokens.cacheWrite},
            {"totalTokens"_L1, sum.tokens.total()},
            {"totalCost"_L1, sum.tokens.cost},
            {"inputCost"_L1, sum.inputCost},
            {"outputCost"_L1, sum.outputCost},
            {"cacheReadCost"_L1, sum.cacheReadCost},
            {"cacheWriteCost"_L1, sum.cacheWriteCost},
            {"missingCostEntries"_L1, sum.missingCosts}};
}

MessageCounts &MessageCounts::operator+=(const MessageCounts &other)
{
    user += other.user;
    assistant += other.assistant;
    toolCalls += other.toolCalls;
    toolResults += other.toolResults;
    errors += other.errors;
    return *this;
}

QJsonObject toJson(const MessageCounts &counts)
{
    return {{"total"_L1, counts.user + counts.assistant}, {"user"_L1, counts.user},
            {"assistant"_L1, counts.assistant},           {"toolCalls"_L1, counts.toolCalls},
            {"toolResults"_L1, counts.toolResults},       {"errors"_L1, counts.errors}};
}

TranscriptUsage scanUsage(const QString &path, qint64 from, qint64 to)
{
    TranscriptUsage usage;
    const auto transcript = Transcript::openToRead(path);
    if (!transcript)
        return usage;
    (void)transcript->backwards([&](const TranscriptEntry &entry, qint64) {
        if (entry.timestamp > 0 && entry.timestamp < from)
            return Transcript::Visit::Stop;
        if (entry.type == "message"_L1 && entry.timestamp < to)
            count(entry, usage);
        return Transcript::Visit::GoOn;
    });
    std::reverse(usage.points.begin(), usage.points.end());
    return usage;
}

QString UsageDays::dayOf(qint64 timestamp) const
{
    return QDateTime::fromMSecsSinceEpoch(timestamp, zone).date().toString(Qt::ISODate);
}

} // namespace wsagent
