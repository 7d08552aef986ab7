#include "gateway/surfaces/openaianswer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QJsonObject usageOf(const ApiUsage &usage)
{
    return {{"input_tokens"_L1, usage.input},
            {"input_tokens_details"_L1,
             QJsonObject{{"cached_tokens"_L1, usage.cached}, {"cache_write_tokens"_L1, 0}}},
            {"output_tokens"_L1, usage.output},
            {"output_tokens_details"_L1, QJsonObject{{"reasoning_tokens"_L1, usage.reasoning}}},
            {"total_tokens"_L1, usage.input + usage.output}};
}

QJsonObject textPart(const QString &text)
{
    return {{"type"_L1, "output_text"_L1}, {"text"_L1, text}, {"annotations"_L1, QJsonArray()}};
}

QJsonObject callItem(const ApiCall &call)
{
    return {{"type"_L1, "function_call"_L1}, {"id"_L1, u"fc_"_s + call.id},
            {"call_id"_L1, call.id},         {"name"_L1, call.name},
            {"status"_L1, "completed"_L1},   {"arguments"_L1, QString::fromUtf8(call.arguments)}};
}

/// A call alone needs no empty text beside it.
bool hasMessage(const ApiOutcome &outcome)
{
    return !outcome.text.isEmpty() || outcome.calls.isEmpty();
}

class ResponsesFormat : public ApiFormat
{
public:
    explicit ResponsesFormat(ApiAnswerHead head)
        : m_head(std::move(head))
        , m_item(u"msg_"_s + QUuid::createUuid().toString(QUuid::WithoutBraces))
    {}

    QJsonObject whole(const ApiOutcome &outcome) override
    {
        if (!outcome.error.isEmpty()) {
            QJsonObject failed = response(u"failed"_s, {});
            failed.insert("error"_L1,
                          QJsonObject{{"code"_L1, "server_error"_L1}, {"message"_L1, outcome.error}});
            return failed;
        }
        QJsonArray output;
        if (hasMessage(outcome))
            output += message(u"completed"_s, {textPart(outcome.text)});
        for (const ApiCall &call : outcome.calls)
            output += callItem(call);
        QJsonObject done = response(outcome.isCut ? u"incomplete"_s : u"completed"_s, output);
        done.insert("usage"_L1, usageOf(outcome.usage));
        if (outcome.isCut)
            done.insert("incomplete_details"_L1, QJsonObject{{"reason"_L1, "max_output_tokens"_L1}});
        return done;
    }

    QByteArray begin() override
    {
        const QJsonObject begun = response(u"in_progress"_s, {});
        return event("response.created", {{"response"_L1, begun}}) +
               event("response.in_progress", {{"response"_L1, begun}});
    }

    QByteArray delta(const QString &text) override
    {
        return beginMessage() + event("response.output_text.delta", placed({{"delta"_L1, text}}));
    }

    QByteArray end(const ApiOutcome &outcome) override
    {
        const QByteArray done = "data: [DONE]\n\n";
        if (!outcome.error.isEmpty())
            return event("response.failed", {{"response"_L1, whole(outcome)}}) + done;
        QByteArray last = hasMessage(outcome) ? beginMessage() + endMessage(outcome.text) : QByteArray();
        int place = hasMessage(outcome) ? 1 : 0;
        for (const ApiCall &call : outcome.calls) {
            const QJsonObject item{{"output_index"_L1, place++}, {"item"_L1, callItem(call)}};
            last += event("response.output_item.added", item) + event("response.output_item.done", item);
        }
        const QByteArray ending = outcome.isCut ? "response.incomplete" : "response.completed";
        return last + event(ending, {{"response"_L1, whole(outcome)}}) + done;
    }

private:
    QByteArray beginMessage()
    {
        if (std::exchange(m_hasMessage, true))
            return {};
        return event("response.output_item.added",
                     {{"output_index"_L1, 0}, {"item"_L1, message(u"in_progress"_s, {})}}) +
               event("response.content_part.added", placed({{"part"_L1, textPart({})}}));
    }

    QByteArray endMessage(const QString &text)
    {
        return event("response.output_text.done", placed({{"text"_L1, text}})) +
               event("response.content_part.done", placed({{"part"_L1, textPart(text)}})) +
               event("response.output_item.done",
                     {{"output_index"_L1, 0}, {"item"_L1, message(u"completed"_s, {textPart(text)})}});
    }

    QByteArray event(const QByteArray &type, QJsonObject data)
    {
        data.insert("type"_L1, QString::fromLatin1(type));
        data.insert("sequence_number"_L1, m_sequence++);
        return "event: " + type + "\ndata: " + QJsonDocument(data).toJson(QJsonDocument::Compact) + "\n\n";
    }

    QJsonObject placed(QJsonObject members) const
    {
        members.insert("item_id"_L1, m_item);
        members.insert("output_index"_L1, 0);
        members.insert("content_index"_L1, 0);
        return members;
    }

    QJsonObject message(const QString &status, const QJsonArray &content) const
    {
        return {{"type"_L1, "message"_L1},
                {"id"_L1, m_item},
                {"role"_L1, "assistant"_L1},
                {"content"_L1, content},
                {"status"_L1, status}};
    }

    QJsonObject response(const QString &status, const QJsonArray &output) const
    {
        return {{"id"_L1, m_head.id},  {"object"_L1, "response"_L1}, {"created_at"_L1, m_head.created},
                {"status"_L1, status}, {"model"_L1, m_head.model},   {"output"_L1, output}};
    }

    ApiAnswerHead m_head;
    QString m_item;
    int m_sequence = 0;
    bool m_hasMessage = false;
};

} // namespace

std::unique_ptr<ApiFormat> responsesFormat(const ApiAnswerHead &head)
{
    return std::make_unique<ResponsesFormat>(head);
}

} // namespace wsagent
