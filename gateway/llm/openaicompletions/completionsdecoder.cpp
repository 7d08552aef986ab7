#include "gateway/llm/failure.h"
#include "gateway/llm/openaicompletions/completions.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

void takeUsage(const QJsonValue &json, LlmUsage &usage)
{
    if (!json.isObject())
        return;
    const qint64 cached = json["prompt_tokens_details"_L1]["cached_tokens"_L1].toInteger();
    usage.input = std::max<qint64>(json["prompt_tokens"_L1].toInteger() - cached, 0);
    usage.output = json["completion_tokens"_L1].toInteger();
    usage.cacheRead = cached;
    usage.reasoning = json["completion_tokens_details"_L1]["reasoning_tokens"_L1].toInteger();
}

class CompletionsDecoder : public AnswerDecoder
{
public:
    void decode(const SseEvent &event, AnswerBuilder &answer) override
    {
        if (event.data.trimmed() == "[DONE]") {
            answer.complete();
            return;
        }
        const auto chunk = jsonOf(event, answer);
        if (!chunk)
            return;
        if (const QJsonValue error = chunk->value("error"_L1); !error.isUndefined() && !error.isNull())
            return failed(error, answer);
        if (const QString id = chunk->value("id"_L1).toString(); !id.isEmpty())
            answer.setResponseId(id);
        takeUsage(chunk->value("usage"_L1), answer.usage());
        const QJsonValue choice = chunk->value("choices"_L1)[0];
        delta(choice["delta"_L1], answer);
        finish(choice["finish_reason"_L1].toString(), answer);
    }

    /// Compatible servers may leave out the last line, but not the reason of the end.
    void ended(AnswerBuilder &answer) override
    {
        if (m_finished)
            answer.complete();
    }

private:
    static void failed(const QJsonValue &error, AnswerBuilder &answer)
    {
        const QJsonValue code = error["code"_L1];
        const QString type = error["type"_L1].toString(code.toString(u"error"_s));
        answer.fail(failureFromStream(
            type, error.isString() ? error.toString() : error["message"_L1].toString(), code.toInt()));
    }

    void delta(const QJsonValue &delta, AnswerBuilder &answer)
    {
        for (const QLatin1StringView name : {"reasoning_content"_L1, "reasoning"_L1}) {
            if (const QString thought = delta[name].toString(); !thought.isEmpty()) {
                answer.thinking(thought);
                break; // some servers send both, with the same text
            }
        }
        answer.text(delta["content"_L1].toString());
        answer.text(delta["refusal"_L1].toString());
        const QJsonArray calls = delta["tool_calls"_L1].toArray();
        for (const QJsonValue &call : calls)
            toolCall(call, answer);
    }

    void toolCall(const QJsonValue &call, AnswerBuilder &answer)
    {
        const QString id = call["id"_L1].toString();
        const QString name = call["function"_L1]["name"_L1].toString();
        const int key = keyOf(call, id);
        if (!name.isEmpty() || !id.isEmpty())
            answer.toolCall(key, id, name);
        answer.toolArguments(key, call["function"_L1]["arguments"_L1].toString());
    }

    /// Some servers give every call the index 0, or none; a new id then begins a new call.
    int keyOf(const QJsonValue &call, const QString &id)
    {
        m_index = call["index"_L1].toInt(m_index);
        const auto known = m_calls.constFind(m_index);
        if (known != m_calls.constEnd() && (id.isEmpty() || known->id == id))
            return known->key;
        return m_calls.insert(m_index, {.key = m_nextKey++, .id = id})->key;
    }

    void finish(const QString &reason, AnswerBuilder &answer)
    {
        if (reason.isEmpty())
            return;
        m_finished = true;
        if (reason == "length"_L1) {
            answer.setStopReason(StopReason::Length);
        } else if (reason == "content_filter"_L1) {
            answer.fail({.kind = FailureClass::Refusal,
                         .message = u"the provider's content filter stopped the answer"_s});
        } else {
            answer.setStopReason(reason == "tool_calls"_L1 || reason == "function_call"_L1
                                     ? StopReason::ToolUse
                                     : StopReason::Stop);
        }
    }

    struct Call
    {
        int key = 0;
        QString id = {};
    };

    bool m_finished = false;
    int m_index = 0; ///< of the call that was written last
    int m_nextKey = 0;
    QHash<int, Call> m_calls; ///< by index
};

} // namespace

std::unique_ptr<AnswerDecoder> completionsDecoder()
{
    return std::make_unique<CompletionsDecoder>();
}

} // namespace wsagent
