#include "gateway/llm/failure.h"
#include "gateway/llm/googlegenerativeai/google.h"

#include <QJsonDocument>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

void takeUsage(const QJsonValue &json, LlmUsage &usage)
{
    if (!json.isObject())
        return;
    const qint64 cached = json["cachedContentTokenCount"_L1].toInteger();
    usage.input = std::max<qint64>(json["promptTokenCount"_L1].toInteger() - cached, 0);
    usage.cacheRead = cached;
    usage.reasoning = json["thoughtsTokenCount"_L1].toInteger();
    usage.output = json["candidatesTokenCount"_L1].toInteger() + usage.reasoning;
}

class GoogleDecoder : public AnswerDecoder
{
public:
    void decode(const SseEvent &event, AnswerBuilder &answer) override
    {
        const auto json = jsonOf(event, answer);
        if (!json)
            return;
        if (const QJsonValue error = json->value("error"_L1); error.isObject()) {
            return answer.fail(failureFromStream(error["status"_L1].toString(),
                                                 error["message"_L1].toString(), error["code"_L1].toInt()));
        }
        if (const QString blocked = json->value("promptFeedback"_L1)["blockReason"_L1].toString();
            !blocked.isEmpty())
            return refused(blocked, answer);
        if (const QString id = json->value("responseId"_L1).toString(); !id.isEmpty())
            answer.setResponseId(id);
        takeUsage(json->value("usageMetadata"_L1), answer.usage());
        const QJsonValue candidate = json->value("candidates"_L1)[0];
        const QJsonArray parts = candidate["content"_L1]["parts"_L1].toArray();
        for (const QJsonValue &part : parts)
            take(part, answer);
        finish(candidate["finishReason"_L1].toString(), answer);
    }

    /// No event says that this was all, and usage may come after the reason.
    void ended(AnswerBuilder &answer) override
    {
        if (m_finished)
            answer.complete();
    }

private:
    static void refused(const QString &why, AnswerBuilder &answer)
    {
        answer.fail(
            {.kind = FailureClass::Refusal, .message = u"the provider refused to answer (%1)"_s.arg(why)});
    }

    /// Calls come whole and one after the other.
    void take(const QJsonValue &part, AnswerBuilder &answer)
    {
        const QJsonValue call = part["functionCall"_L1];
        if (!call.isObject()) {
            const QString text = part["text"_L1].toString();
            part["thought"_L1].toBool() ? answer.thinking(text) : answer.text(text);
            return;
        }
        answer.toolCall(m_calls, call["id"_L1].toString(), call["name"_L1].toString());
        answer.wholeArguments(
            m_calls,
            QString::fromUtf8(QJsonDocument(call["args"_L1].toObject()).toJson(QJsonDocument::Compact)));
        answer.toolSignature(m_calls, part["thoughtSignature"_L1].toString());
        ++m_calls;
    }

    void finish(const QString &reason, AnswerBuilder &answer)
    {
        if (reason.isEmpty())
            return;
        m_finished = true;
        if (reason == "STOP"_L1)
            answer.setStopReason(StopReason::Stop);
        else if (reason == "MAX_TOKENS"_L1)
            answer.setStopReason(StopReason::Length);
        else if (reason == "MALFORMED_FUNCTION_CALL"_L1 || reason == "OTHER"_L1)
            answer.fail({.kind = FailureClass::Server, .message = u"the model broke off (%1)"_s.arg(reason)});
        else
            refused(reason, answer);
    }

    bool m_finished = false;
    int m_calls = 0;
};

} // namespace

std::unique_ptr<AnswerDecoder> googleDecoder()
{
    return std::make_unique<GoogleDecoder>();
}

} // namespace wsagent
