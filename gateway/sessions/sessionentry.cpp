#include "gateway/sessions/sessionentry.h"

namespace wsagent {

using namespace Qt::StringLiterals;

void SessionEntry::set(QLatin1StringView name, const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined())
        others.remove(name);
    else
        others.insert(name, value);
}

QJsonObject toJson(const SessionEntry &entry)
{
    QJsonObject json = entry.others;
    json.insert("sessionId"_L1, entry.sessionId);
    json.insert("updatedAt"_L1, entry.updatedAt);
    const auto addTime = [&json](QLatin1StringView name, qint64 time) {
        if (time > 0)
            json.insert(name, time);
    };
    const auto addText = [&json](QLatin1StringView name, const QString &text) {
        if (!text.isEmpty())
            json.insert(name, text);
    };
    const auto addFlag = [&json](QLatin1StringView name, bool flag) {
        if (flag)
            json.insert(name, true);
    };
    addTime("createdAt"_L1, entry.createdAt);
    addTime("lastInteractionAt"_L1, entry.lastInteractionAt);
    addText("lifecycleRevision"_L1, entry.lifecycleRevision);
    addText("label"_L1, entry.label);
    addText("displayName"_L1, entry.displayName);
    addText("spawnedBy"_L1, entry.spawnedBy);
    addText("channel"_L1, entry.channel);
    addFlag("archived"_L1, entry.archived);
    addFlag("pinned"_L1, entry.pinned);
    return json;
}

SessionEntry sessionEntryFrom(const QJsonObject &json)
{
    SessionEntry entry{.others = json};
    const auto take = [&entry](QLatin1StringView name) {
        return entry.others.take(name);
    };
    entry.sessionId = take("sessionId"_L1).toString();
    entry.lifecycleRevision = take("lifecycleRevision"_L1).toString();
    entry.updatedAt = take("updatedAt"_L1).toInteger();
    entry.createdAt = take("createdAt"_L1).toInteger();
    entry.lastInteractionAt = take("lastInteractionAt"_L1).toInteger();
    entry.label = take("label"_L1).toString();
    entry.displayName = take("displayName"_L1).toString();
    entry.spawnedBy = take("spawnedBy"_L1).toString();
    entry.channel = take("channel"_L1).toString();
    entry.archived = take("archived"_L1).toBool();
    entry.pinned = take("pinned"_L1).toBool();
    return entry;
}

bool isSessionFileName(QStringView name)
{
    return !name.isEmpty() && name.size() <= 200 && !name.startsWith(u'.') && !name.contains(u'/') &&
           !name.contains(u'\\') && !name.contains(u'\0');
}

QString transcriptFileName(const SessionEntry &entry)
{
    const QString own = entry.text("sessionFile"_L1).section(u'/', -1);
    const QString id = entry.sessionId.section(u'/', -1);
    if (isSessionFileName(own) && own.endsWith(".jsonl"_L1))
        return own;
    return isSessionFileName(id) ? id + ".jsonl"_L1 : u"unnamed.jsonl"_s;
}

TokenUsage &TokenUsage::operator+=(const TokenUsage &other)
{
    input += other.input;
    output += other.output;
    cacheRead += other.cacheRead;
    cacheWrite += other.cacheWrite;
    cost += other.cost;
    return *this;
}

TokenUsage tokenUsageFrom(const QJsonValue &usage)
{
    return {.input = usage["input"_L1].toInteger(),
            .output = usage["output"_L1].toInteger(),
            .cacheRead = usage["cacheRead"_L1].toInteger(),
            .cacheWrite = usage["cacheWrite"_L1].toInteger(),
            .cost = usage["cost"_L1]["total"_L1].toDouble()};
}

void addUsage(SessionEntry &entry, const TokenUsage &usage, const QString &provider, const QString &model,
              qint64 contextWindow)
{
    const auto add = [&entry](QLatin1StringView name, qint64 more) {
        entry.set(name, entry.number(name) + more);
    };
    add("inputTokens"_L1, usage.input);
    add("outputTokens"_L1, usage.output);
    add("cacheRead"_L1, usage.cacheRead);
    add("cacheWrite"_L1, usage.cacheWrite);
    // Not a sum: what the last call held of the context.
    entry.set("totalTokens"_L1, usage.total());
    entry.set("totalTokensFresh"_L1, true);
    entry.set("estimatedCostUsd"_L1, entry.value("estimatedCostUsd"_L1).toDouble() + usage.cost);
    entry.set("modelProvider"_L1, provider);
    entry.set("model"_L1, model);
    if (contextWindow > 0)
        entry.set("contextTokens"_L1, contextWindow);
}

void forgetConversation(SessionEntry &entry)
{
    for (const auto name : {"inputTokens"_L1,
                            "outputTokens"_L1,
                            "cacheRead"_L1,
                            "cacheWrite"_L1,
                            "totalTokens"_L1,
                            "totalTokensFresh"_L1,
                            "estimatedCostUsd"_L1,
                            "contextTokens"_L1,
                            "compactionCount"_L1,
                            "memoryFlushAt"_L1,
                            "abortedLastRun"_L1,
                            "memoryFlushCompactionCount"_L1,
                            "systemSent"_L1,
                            "skillsSnapshot"_L1,
                            "lastHeartbeatText"_L1,
                            "lastHeartbeatSentAt"_L1,
                            "derivedTitle"_L1,
                            "lastMessagePreview"_L1,
                            "status"_L1,
                            "lastRunId"_L1,
                            "lastRunError"_L1,
                            "startedAt"_L1,
                            "endedAt"_L1,
                            "runtimeMs"_L1,
                            "sessionFile"_L1})
        entry.others.remove(name);
    // Chosen by the gateway for as long as the conversation lasts; what a person chose stays.
    if (entry.text("authProfileOverrideSource"_L1) != "user"_L1) {
        for (const auto name : {"authProfileOverride"_L1, "authProfileOverrideSource"_L1,
                                "authProfileOverrideCompactionCount"_L1})
            entry.others.remove(name);
    }
}

} // namespace wsagent
