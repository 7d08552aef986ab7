#include "gateway/agents/llmcontext.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 tokensOfImage = 1500;
constexpr qint64 tokensOfFrame = 4; // role and separators
constexpr qint64 charactersPerToken = 4;

QJsonArray contentOf(const QJsonValue &content)
{
    if (content.isArray())
        return content.toArray();
    const QString text = content.toString();
    return text.isEmpty() ? QJsonArray() : textMessage(LlmRole::User, text).content;
}

qint64 tokensOfPart(const QJsonValue &part)
{
    const QString type = part["type"_L1].toString();
    if (type == "image"_L1)
        return tokensOfImage;
    if (type == "toolCall"_L1) {
        const QByteArray arguments =
            QJsonDocument(part["arguments"_L1].toObject()).toJson(QJsonDocument::Compact);
        return (part["name"_L1].toString().size() + arguments.size()) / charactersPerToken;
    }
    return (part["text"_L1].toString().size() + part["thinking"_L1].toString().size()) / charactersPerToken;
}

} // namespace

std::optional<LlmMessage> llmMessage(const TranscriptEntry &entry)
{
    // What became of a run is for people: "run-failed-before-reply", "run-aborted".
    if (entry.json["customType"_L1].toString().startsWith("run-"_L1))
        return std::nullopt;
    if (entry.type == "custom_message"_L1)
        return LlmMessage{.role = LlmRole::User, .content = contentOf(entry.json["content"_L1])};
    const QJsonObject message = entry.message();
    if (message["isCommand"_L1].toBool()) // said to the gateway, not to the agent
        return std::nullopt;
    const QString role = message["role"_L1].toString();
    const QJsonArray content = contentOf(message["content"_L1]);
    if (role == "user"_L1)
        return LlmMessage{.role = LlmRole::User, .content = content};
    if (role == "assistant"_L1)
        return LlmMessage{.role = LlmRole::Assistant,
                          .content = content,
                          .origin =
                              message["provider"_L1].toString() + u'/' + message["model"_L1].toString()};
    if (role == "toolResult"_L1)
        return LlmMessage{.role = LlmRole::ToolResult,
                          .content = content,
                          .toolCallId = message["toolCallId"_L1].toString(),
                          .toolName = message["toolName"_L1].toString(),
                          .isError = message["isError"_L1].toBool()};
    return std::nullopt;
}

QList<LlmMessage> llmMessages(const TranscriptContext &context)
{
    QList<LlmMessage> messages;
    if (!context.summary.isEmpty())
        messages += textMessage(LlmRole::User,
                                u"[Summary of the earlier part of this conversation]\n"_s + context.summary);
    for (const TranscriptEntry &entry : context.entries) {
        if (auto message = llmMessage(entry))
            messages += *std::move(message);
    }
    return messages;
}

qint64 lastCallIn(const TranscriptContext &context)
{
    for (auto entry = context.entries.rbegin(); entry != context.entries.rend(); ++entry) {
        if (entry->role() == "assistant"_L1)
            return entry->message()["timestamp"_L1].toInteger();
    }
    return 0;
}

qint64 estimatedTokens(const LlmMessage &message)
{
    qint64 tokens = tokensOfFrame;
    for (const QJsonValue &part : message.content)
        tokens += tokensOfPart(part);
    return tokens;
}

qint64 estimatedTokens(const QList<LlmMessage> &messages)
{
    qint64 tokens = 0;
    for (const LlmMessage &message : messages)
        tokens += estimatedTokens(message);
    return tokens;
}

qsizetype cutBefore(const QList<TranscriptEntry> &entries, qint64 keepTokens)
{
    qint64 kept = 0;
    for (qsizetype i = entries.size() - 1; i > 0; --i) {
        const auto message = llmMessage(entries[i]);
        kept += message ? estimatedTokens(*message) : 0;
        if (kept >= keepTokens && message && entries[i].role() == "user"_L1)
            return i;
    }
    return 0;
}

CompactionSettings CompactionSettings::from(const QJsonObject &compaction)
{
    constexpr qint64 leastReserve = 16'384;
    CompactionSettings settings;
    settings.reserveTokens =
        std::max(leastReserve, compaction["reserveTokensFloor"_L1].toInteger(settings.reserveTokens));
    const QJsonValue flush = compaction["memoryFlush"_L1];
    settings.flushesMemory = flush["enabled"_L1].toBool(true);
    settings.flushMargin = flush["softThresholdTokens"_L1].toInteger(settings.flushMargin);
    settings.flushPrompt = flush["prompt"_L1].toString();
    return settings;
}

} // namespace wsagent
