#include "gateway/surfaces/openaianswer.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QByteArray event(const QJsonObject &data)
{
    return "data: " + QJsonDocument(data).toJson(QJsonDocument::Compact) + "\n\n";
}

QJsonObject usageOf(const ApiUsage &usage)
{
    return {{"prompt_tokens"_L1, usage.input},
            {"completion_tokens"_L1, usage.output},
            {"total_tokens"_L1, usage.input + usage.output}};
}

QLatin1StringView finishOf(const ApiOutcome &outcome)
{
    if (!outcome.calls.isEmpty())
        return "tool_calls"_L1;
    return outcome.isCut ? "length"_L1 : "stop"_L1;
}

QJsonObject callOf(const ApiCall &call)
{
    return {{"id"_L1, call.id},
            {"type"_L1, "function"_L1},
            {"function"_L1,
             QJsonObject{{"name"_L1, call.name}, {"arguments"_L1, QString::fromUtf8(call.arguments)}}}};
}

/// `isChunk`: with their places.
QJsonArray callsOf(const ApiOutcome &outcome, bool isChunk)
{
    QJsonArray calls;
    for (const ApiCall &call : outcome.calls) {
        QJsonObject json = callOf(call);
        if (isChunk)
            json.insert("index"_L1, calls.size());
        calls += json;
    }
    return calls;
}

class ChatFormat : public ApiFormat
{
public:
    explicit ChatFormat(ApiAnswerHead head)
        : m_head(std::move(head))
    {}

    QJsonObject whole(const ApiOutcome &outcome) override
    {
        QJsonObject message{{"role"_L1, "assistant"_L1}, {"content"_L1, outcome.text}};
        if (!outcome.calls.isEmpty())
            message.insert("tool_calls"_L1, callsOf(outcome, false));
        QJsonObject answer = head("chat.completion"_L1);
        answer.insert("choices"_L1, QJsonArray{QJsonObject{{"index"_L1, 0},
                                                           {"message"_L1, message},
                                                           {"finish_reason"_L1, finishOf(outcome)}}});
        answer.insert("usage"_L1, usageOf(outcome.usage));
        return answer;
    }

    QByteArray begin() override { return chunk({{"role"_L1, "assistant"_L1}}); }
    QByteArray delta(const QString &text) override { return chunk({{"content"_L1, text}}); }

    QByteArray end(const ApiOutcome &outcome) override
    {
        const QByteArray done = "data: [DONE]\n\n";
        if (!outcome.error.isEmpty()) {
            return event({{"error"_L1,
                           QJsonObject{{"message"_L1, outcome.error}, {"type"_L1, "api_error"_L1}}}}) +
                   done;
        }
        QByteArray last;
        if (!outcome.calls.isEmpty())
            last += chunk({{"tool_calls"_L1, callsOf(outcome, true)}});
        last += chunk({}, finishOf(outcome));
        if (m_head.includeUsage) {
            QJsonObject usage = head("chat.completion.chunk"_L1);
            usage.insert("choices"_L1, QJsonArray());
            usage.insert("usage"_L1, usageOf(outcome.usage));
            last += event(usage);
        }
        return last + done;
    }

private:
    QJsonObject head(QLatin1StringView object) const
    {
        return {{"id"_L1, m_head.id},
                {"object"_L1, object},
                {"created"_L1, m_head.created},
                {"model"_L1, m_head.model}};
    }

    QByteArray chunk(const QJsonObject &delta, const QJsonValue &finish = QJsonValue::Null) const
    {
        QJsonObject json = head("chat.completion.chunk"_L1);
        json.insert("choices"_L1, QJsonArray{QJsonObject{
                                      {"index"_L1, 0}, {"delta"_L1, delta}, {"finish_reason"_L1, finish}}});
        return event(json);
    }

    ApiAnswerHead m_head;
};

} // namespace

std::unique_ptr<ApiFormat> chatFormat(const ApiAnswerHead &head)
{
    return std::make_unique<ChatFormat>(head);
}

} // namespace wsagent
