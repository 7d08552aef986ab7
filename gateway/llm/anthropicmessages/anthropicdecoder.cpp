#include "gateway/llm/anthropicmessages/anthropic.h"
#include "gateway/llm/failure.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Counts come twice: at the start, and with what has been added at the end.
void takeUsage(const QJsonValue &json, LlmUsage &usage)
{
    const auto take = [&json](QLatin1StringView name, qint64 &count) {
        if (json[name].isDouble())
            count = json[name].toInteger();
    };
    take("input_tokens"_L1, usage.input);
    take("output_tokens"_L1, usage.output);
    take("cache_read_input_tokens"_L1, usage.cacheRead);
    take("cache_creation_input_tokens"_L1, usage.cacheWrite);
}

class AnthropicDecoder : public AnswerDecoder
{
public:
    void decode(const SseEvent &event, AnswerBuilder &answer) override
    {
        const auto json = jsonOf(event, answer);
        if (!json)
            return;
        const QString type = json->value("type"_L1).toString();
        if (type == "message_start"_L1) {
            answer.setResponseId(json->value("message"_L1)["id"_L1].toString());
            takeUsage(json->value("message"_L1)["usage"_L1], answer.usage());
        } else if (type == "content_block_start"_L1) {
            blockStart(json->value("index"_L1).toInt(), json->value("content_block"_L1), answer);
        } else if (type == "content_block_delta"_L1) {
            blockDelta(json->value("index"_L1).toInt(), json->value("delta"_L1), answer);
        } else if (type == "content_block_stop"_L1) {
            answer.endPart();
        } else if (type == "message_delta"_L1) {
            takeUsage(json->value("usage"_L1), answer.usage());
            stopReason(json->value("delta"_L1)["stop_reason"_L1].toString(), answer);
        } else if (type == "message_stop"_L1) {
            answer.complete();
        } else if (type == "error"_L1) {
            const QJsonValue error = json->value("error"_L1);
            answer.fail(failureFromStream(error["type"_L1].toString(), error["message"_L1].toString()));
        } // "ping", and what is yet to be invented
    }

private:
    static void blockStart(int index, const QJsonValue &block, AnswerBuilder &answer)
    {
        const QString type = block["type"_L1].toString();
        answer.endPart();
        if (type == "tool_use"_L1)
            answer.toolCall(index, block["id"_L1].toString(), block["name"_L1].toString());
        else if (type == "redacted_thinking"_L1)
            answer.redactedThinking(block["data"_L1].toString());
        else if (type == "text"_L1)
            answer.text(block["text"_L1].toString());
        else if (type == "thinking"_L1)
            answer.thinking(block["thinking"_L1].toString());
    }

    static void blockDelta(int index, const QJsonValue &delta, AnswerBuilder &answer)
    {
        const QString type = delta["type"_L1].toString();
        if (type == "text_delta"_L1)
            answer.text(delta["text"_L1].toString());
        else if (type == "input_json_delta"_L1)
            answer.toolArguments(index, delta["partial_json"_L1].toString());
        else if (type == "thinking_delta"_L1)
            answer.thinking(delta["thinking"_L1].toString());
        else if (type == "signature_delta"_L1)
            answer.thinkingSignature(delta["signature"_L1].toString());
    }

    static void stopReason(const QString &reason, AnswerBuilder &answer)
    {
        if (reason == "tool_use"_L1)
            answer.setStopReason(StopReason::ToolUse);
        else if (reason == "max_tokens"_L1)
            answer.setStopReason(StopReason::Length);
        else if (reason == "refusal"_L1)
            answer.fail({.kind = FailureClass::Refusal, .message = u"the model refused to answer"_s});
        else if (reason == "model_context_window_exceeded"_L1)
            answer.fail({.kind = FailureClass::ContextOverflow, .message = u"the context window is full"_s});
        else if (!reason.isEmpty())
            answer.setStopReason(StopReason::Stop);
    }
};

} // namespace

std::unique_ptr<AnswerDecoder> anthropicDecoder()
{
    return std::make_unique<AnthropicDecoder>();
}

} // namespace wsagent
