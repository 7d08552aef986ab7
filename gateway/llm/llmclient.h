#pragma once

#include "gateway/llm/llmtypes.h"

#include <QObject>

#include <memory>

namespace wsagent {

/// A call of a model that is under way. Signals come from the event loop, none from within the call that made
/// the stream. `finished` comes exactly once and last. Destroying the stream ends the call silently; whoever
/// does so from one of its signals uses deleteLater().
class LlmStream : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Ends the connection; `finished` follows at once, with what had arrived and StopReason::Aborted. Does
    /// nothing after `finished`.
    virtual void abort() = 0;

signals:
    void textDelta(const QString &text);
    void thinkingDelta(const QString &text);
    /// The model has begun to write a call; its arguments are complete in `finished` only.
    void toolCallStarted(const QString &id, const QString &name);
    /// Another model or account takes over, since this one did not answer. Nothing has been shown so far.
    void switched(const QString &from, const QString &to, const QString &why);
    void finished(const wsagent::LlmOutcome &outcome);
};

/// Something that can be asked like a language model.
class LlmClient
{
public:
    LlmClient() = default;
    virtual ~LlmClient() = default;
    Q_DISABLE_COPY_MOVE(LlmClient)

    virtual std::unique_ptr<LlmStream> start(const LlmRequest &request) = 0;
};

} // namespace wsagent
