#pragma once

#include "gateway/llm/llmtypes.h"

#include <QHash>

#include <utility>

namespace wsagent {

/// A piece of an answer, as it is shown while it comes.
struct LlmDelta
{
    enum class Kind { Text, Thinking, ToolCall };

    Kind kind = Kind::Text;
    QString text = {}; ///< of a tool call: its id
    QString name = {}; ///< of the tool

    bool operator==(const LlmDelta &) const = default;
};

/// Puts the pieces of an answer together, whichever wire format they come in. Bounded: an answer that is too
/// long ends with a failure.
class AnswerBuilder
{
public:
    static constexpr qsizetype longestAnswer = 16 * 1024 * 1024; ///< characters, of all parts together
    static constexpr qsizetype mostParts = 4096;

    void text(const QString &piece);
    void thinking(const QString &piece);
    /// Of the thinking before; what the provider wants to have back unchanged.
    void thinkingSignature(const QString &signature);
    void redactedThinking(const QString &data);
    /// What follows is a part of its own, even when it is of the same kind.
    void endPart() { m_open = -1; }

    /// `key` tells the calls of one answer apart, as the wire format does. A name that comes in pieces is
    /// joined; a repeated one is not.
    void toolCall(int key, const QString &id, const QString &name);
    void toolArguments(int key, const QString &piece);
    /// Complete; replaces what has come in pieces.
    void wholeArguments(int key, const QString &arguments);
    /// Of a call; what the provider wants to have back with it.
    void toolSignature(int key, const QString &signature);
    bool hasToolCall(int key) const { return m_calls.contains(key); }
    bool hasToolCalls() const { return !m_calls.isEmpty(); }

    LlmUsage &usage() { return m_usage; }
    void setResponseId(const QString &id) { m_responseId = id; }
    void setStopReason(StopReason reason) { m_stopReason = reason; }
    /// The provider has said that this is all.
    void complete() { m_complete = true; }
    void fail(LlmFailure failure);

    bool isComplete() const { return m_complete; }
    bool hasFailed() const { return bool(m_failure); }
    /// What came since the last time.
    QList<LlmDelta> takeDeltas() { return std::exchange(m_deltas, {}); }
    /// Without model and account, which this class does not know.
    LlmOutcome outcome() const;

private:
    struct Part
    {
        LlmDelta::Kind kind = LlmDelta::Kind::Text;
        QString text = {}; ///< of a tool call: its arguments
        QString signature = {};
        QString id = {};
        QString name = {};
        bool redacted = false;
    };

    Part *open(LlmDelta::Kind kind);
    Part *append(Part part);
    bool grow(qsizetype by);
    static QJsonObject json(const Part &part);
    StopReason stopReason() const;

    QList<Part> m_parts;
    QHash<int, qsizetype> m_calls; ///< key → part
    qsizetype m_open = -1;         ///< the part that text goes on in
    qsizetype m_size = 0;
    QList<LlmDelta> m_deltas;
    LlmUsage m_usage;
    LlmFailure m_failure;
    QString m_responseId;
    std::optional<StopReason> m_stopReason;
    bool m_complete = false;
};

} // namespace wsagent
