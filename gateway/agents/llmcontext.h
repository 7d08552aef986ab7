#pragma once

#include "gateway/llm/llmtypes.h"
#include "gateway/sessions/transcript.h"

namespace wsagent {

/// What the model gets to read of a session: the summary of what was compacted, then what was said since.
QList<LlmMessage> llmMessages(const TranscriptContext &context);

/// One entry as the model reads it; nothing for one it does not.
std::optional<LlmMessage> llmMessage(const TranscriptEntry &entry);

/// When a model has answered last, in ms since 1970; 0: never.
qint64 lastCallIn(const TranscriptContext &context);

/// Roughly: four characters to a token; exact numbers come from the provider, afterwards.
qint64 estimatedTokens(const LlmMessage &message);
qint64 estimatedTokens(const QList<LlmMessage> &messages);

/// Where a conversation may be cut so that at least `keepTokens` are left: at a message of the user, never
/// between a call and its result. 0: nowhere.
qsizetype cutBefore(const QList<TranscriptEntry> &entries, qint64 keepTokens);

/// `agents.defaults.compaction`.
struct CompactionSettings
{
    qint64 reserveTokens = 20'000; ///< of the window, for what is still to come
    qint64 keepTokens = 20'000;
    bool flushesMemory = true;
    qint64 flushMargin = 4000; ///< so much earlier than the compaction
    QString flushPrompt = {};

    static CompactionSettings from(const QJsonObject &compaction);
    bool needsCompaction(qint64 contextTokens, qint64 window) const
    {
        return contextTokens > window - reserveTokens;
    }
    bool needsFlush(qint64 contextTokens, qint64 window) const
    {
        return flushesMemory && contextTokens > window - reserveTokens - flushMargin;
    }
};

} // namespace wsagent
