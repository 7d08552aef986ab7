#pragma once

#include "gateway/llm/llmclient.h"

#include <QPointer>
#include <QTimer>

#include <functional>

namespace wsagent::test {

/// What a model says to one request.
struct LlmTurn
{
    QStringList texts = {};    ///< one delta each
    QJsonArray toolCalls = {}; ///< content parts
    LlmFailure failure = {};
    bool staysSilent = false; ///< after the texts: until it is given up
    LlmUsage usage = {.input = 10, .output = 5};

    static LlmTurn says(const QString &text) { return {.texts = {text}}; }
    static LlmTurn calls(const QString &tool, const QJsonObject &arguments, const QString &id = {})
    {
        static int last = 0;
        const QString callId = id.isEmpty() ? QStringLiteral("call_%1").arg(++last) : id;
        return {.toolCalls = {QJsonObject{{QLatin1StringView("type"), QStringLiteral("toolCall")},
                                          {QLatin1StringView("id"), callId},
                                          {QLatin1StringView("name"), tool},
                                          {QLatin1StringView("arguments"), arguments}}}};
    }
};

class ScriptedStream : public LlmStream
{
public:
    ScriptedStream(LlmTurn turn, ResolvedModel model)
        : m_turn(std::move(turn))
        , m_model(std::move(model))
    {
        QMetaObject::invokeMethod(this, &ScriptedStream::next, Qt::QueuedConnection);
    }
    void abort() override { finish(StopReason::Aborted, {.kind = FailureClass::Aborted}); }

private:
    void next()
    {
        if (m_done)
            return;
        if (!m_turn.texts.isEmpty()) {
            const QString text = m_turn.texts.takeFirst();
            m_text += text;
            const QPointer<ScriptedStream> self(this);
            emit textDelta(text);
            if (self)
                QMetaObject::invokeMethod(this, &ScriptedStream::next, Qt::QueuedConnection);
            return;
        }
        if (m_turn.staysSilent)
            return;
        if (m_turn.failure)
            return finish(StopReason::Error, m_turn.failure);
        finish(m_turn.toolCalls.isEmpty() ? StopReason::Stop : StopReason::ToolUse, {});
    }
    void finish(StopReason reason, const LlmFailure &failure)
    {
        if (std::exchange(m_done, true))
            return;
        LlmOutcome outcome{.stopReason = reason, .usage = m_turn.usage, .failure = failure, .model = m_model};
        if (!m_text.isEmpty())
            outcome.content = textMessage(LlmRole::Assistant, m_text).content;
        for (const QJsonValue &call : std::as_const(m_turn.toolCalls))
            outcome.content += call;
        emit finished(outcome);
    }

    LlmTurn m_turn;
    ResolvedModel m_model;
    QString m_text;
    bool m_done = false;
};

/// A language model inside the test: turns are taken in order; when none is left, `otherwise` answers.
class ScriptedLlm : public LlmClient
{
public:
    std::unique_ptr<LlmStream> start(const LlmRequest &request) override
    {
        requests += request;
        return std::make_unique<ScriptedStream>(turns.isEmpty() ? otherwise(request) : turns.takeFirst(),
                                                request.model);
    }

    QList<LlmTurn> turns;
    std::function<LlmTurn(const LlmRequest &)> otherwise = [](const LlmRequest &request) {
        return LlmTurn::says(QStringLiteral("You said: ") + textOf(request.messages.last().content));
    };
    QList<LlmRequest> requests;
};

} // namespace wsagent::test
