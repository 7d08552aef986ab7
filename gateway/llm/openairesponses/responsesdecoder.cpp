#include "gateway/llm/failure.h"
#include "gateway/llm/openairesponses/responses.h"

#include <QJsonDocument>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

void takeUsage(const QJsonValue &json, LlmUsage &usage)
{
    const qint64 cached = json["input_tokens_details"_L1]["cached_tokens"_L1].toInteger();
    usage.input = std::max<qint64>(json["input_tokens"_L1].toInteger() - cached, 0);
    usage.cacheRead = cached;
    usage.output = json["output_tokens"_L1].toInteger();
    usage.reasoning = json["output_tokens_details"_L1]["reasoning_tokens"_L1].toInteger();
}

class ResponsesDecoder : public AnswerDecoder
{
public:
    void decode(const SseEvent &event, AnswerBuilder &answer) override
    {
        if (event.data.trimmed() == "[DONE]")
            return;
        const auto json = jsonOf(event, answer);
        if (!json)
            return;
        const QString type = json->value("type"_L1).toString();
        const int index = json->value("output_index"_L1).toInt();
        const QString delta = json->value("delta"_L1).toString();
        if (type == "response.output_text.delta"_L1 || type == "response.refusal.delta"_L1)
            answer.text(delta);
        else if (type == "response.function_call_arguments.delta"_L1)
            answer.toolArguments(index, delta);
        else if (type == "response.reasoning_summary_text.delta"_L1 ||
                 type == "response.reasoning_text.delta"_L1)
            thought(json->value("summary_index"_L1).toInt(), delta, answer);
        else if (type == "response.output_item.added"_L1)
            itemAdded(index, json->value("item"_L1), answer);
        else if (type == "response.output_item.done"_L1)
            itemDone(index, json->value("item"_L1).toObject(), answer);
        else if (type == "response.created"_L1)
            answer.setResponseId(json->value("response"_L1)["id"_L1].toString());
        else if (type == "error"_L1)
            failed(json->contains("error"_L1) ? json->value("error"_L1) : QJsonValue(*json), answer);
        else
            closed(type, json->value("response"_L1), answer);
    }

private:
    /// Summaries come in paragraphs of their own.
    void thought(int summary, const QString &delta, AnswerBuilder &answer)
    {
        if (std::exchange(m_summary, summary) != summary && summary > 0)
            answer.thinking(u"\n\n"_s);
        answer.thinking(delta);
    }

    void itemAdded(int index, const QJsonValue &item, AnswerBuilder &answer)
    {
        answer.endPart();
        m_summary = 0;
        if (item["type"_L1] == "function_call"_L1)
            answer.toolCall(index, item["call_id"_L1].toString(), item["name"_L1].toString());
    }

    static void itemDone(int index, QJsonObject item, AnswerBuilder &answer)
    {
        const QString type = item["type"_L1].toString();
        if (type == "function_call"_L1 && item["arguments"_L1].isString())
            answer.wholeArguments(index, item["arguments"_L1].toString());
        if (type == "reasoning"_L1 && !item["encrypted_content"_L1].toString().isEmpty()) {
            item.remove("status"_L1);
            item.insert("summary"_L1, item["summary"_L1].toArray());
            answer.thinkingSignature(QString::fromUtf8(QJsonDocument(item).toJson(QJsonDocument::Compact)));
        }
        answer.endPart();
    }

    static void failed(const QJsonValue &error, AnswerBuilder &answer)
    {
        answer.fail(failureFromStream(error["code"_L1].toString(u"error"_s), error["message"_L1].toString()));
    }

    static void closed(const QString &type, const QJsonValue &response, AnswerBuilder &answer)
    {
        const bool incomplete = type == "response.incomplete"_L1;
        if (type == "response.failed"_L1)
            return failed(response["error"_L1], answer);
        if (type != "response.completed"_L1 && !incomplete)
            return; // of no interest here, or yet to be invented
        takeUsage(response["usage"_L1], answer.usage());
        if (incomplete && response["incomplete_details"_L1]["reason"_L1] == "content_filter"_L1) {
            return answer.fail({.kind = FailureClass::Refusal,
                                .message = u"the provider's content filter stopped the answer"_s});
        }
        answer.setStopReason(incomplete ? StopReason::Length : StopReason::Stop);
        answer.complete();
    }

    int m_summary = 0;
};

} // namespace

std::unique_ptr<AnswerDecoder> responsesDecoder()
{
    return std::make_unique<ResponsesDecoder>();
}

} // namespace wsagent
