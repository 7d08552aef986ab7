#include "tests/support/scriptedmodel.h"

#include <QJsonDocument>

#include <algorithm>

namespace wsagent::test {

using namespace Qt::StringLiterals;

namespace {

QByteArray compact(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QByteArray event(const QJsonObject &data, const QByteArray &type = {})
{
    return (type.isEmpty() ? QByteArray() : "event: " + type + '\n') + "data: " + compact(data) + "\n\n";
}

QStringList pieces(const QString &text, qsizetype size)
{
    QStringList result;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype length = std::min(size, text.size() - at);
        if (text[at + length - 1].isHighSurrogate() && at + length < text.size())
            ++length; // JSON cannot hold half a character
        result.append(text.sliced(at, length));
        at += length;
    }
    return result;
}

QByteArray argumentsOf(const ScriptedToolCall &call)
{
    return call.argumentsText.isEmpty() ? compact(call.arguments) : call.argumentsText;
}

QString idOf(const ScriptedToolCall &call, int index)
{
    return call.id.isEmpty() ? u"call_%1"_s.arg(index + 1) : call.id;
}

QString errorText(const ScriptedTurn &turn)
{
    return turn.body.isEmpty() ? u"Overloaded"_s : QString::fromUtf8(turn.body);
}

/// What the text events are, with the fault in their middle.
template <typename Make>
QList<QByteArray> texts(const ScriptedTurn &turn, const QString &text, Make make, const QByteArray &error)
{
    QList<QByteArray> result;
    const QStringList all = pieces(text, turn.charactersPerEvent);
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (turn.fault == ScriptedTurn::Fault::ErrorInStream && i == all.size() / 2)
            return result << error;
        result.append(make(all[i]));
    }
    return result;
}

QList<QByteArray> completions(const ScriptedTurn &turn, const QString &model)
{
    const auto chunk = [&model](const QJsonObject &delta, const QJsonValue &finish = QJsonValue::Null) {
        return event(
            {{"id"_L1, "chatcmpl-1"_L1},
             {"object"_L1, "chat.completion.chunk"_L1},
             {"created"_L1, 1},
             {"model"_L1, model},
             {"choices"_L1,
              QJsonArray{QJsonObject{{"index"_L1, 0}, {"delta"_L1, delta}, {"finish_reason"_L1, finish}}}}});
    };
    const QByteArray error =
        event({{"error"_L1, QJsonObject{{"message"_L1, errorText(turn)}, {"type"_L1, "server_error"_L1}}}});
    QList<QByteArray> events{chunk({{"role"_L1, "assistant"_L1}, {"content"_L1, ""_L1}})};
    events += texts(
        turn, turn.thinking,
        [&](const QString &piece) {
            return chunk({{"reasoning_content"_L1, piece}});
        },
        error);
    events += texts(
        turn, turn.text,
        [&](const QString &piece) {
            return chunk({{"content"_L1, piece}});
        },
        error);
    for (int i = 0; i < turn.tools.size(); ++i) {
        const auto call = [i](const QJsonObject &function, const QString &id = {}) {
            QJsonObject json{{"index"_L1, i}, {"function"_L1, function}};
            if (!id.isEmpty()) {
                json.insert("id"_L1, id);
                json.insert("type"_L1, "function"_L1);
            }
            return QJsonObject{{"tool_calls"_L1, QJsonArray{json}}};
        };
        events.append(
            chunk(call({{"name"_L1, turn.tools[i].name}, {"arguments"_L1, ""_L1}}, idOf(turn.tools[i], i))));
        const QStringList written =
            pieces(QString::fromUtf8(argumentsOf(turn.tools[i])), turn.charactersPerEvent);
        for (const QString &piece : written)
            events.append(chunk(call({{"arguments"_L1, piece}})));
    }
    const QString reason = !turn.stopReason.isEmpty() ? turn.stopReason
                           : turn.tools.isEmpty()     ? u"stop"_s
                                                      : u"tool_calls"_s;
    events.append(chunk({}, reason));
    events.append(event(
        {{"id"_L1, "chatcmpl-1"_L1},
         {"choices"_L1, QJsonArray()},
         {"usage"_L1,
          QJsonObject{{"prompt_tokens"_L1, turn.inputTokens + turn.cachedTokens},
                      {"completion_tokens"_L1, turn.outputTokens},
                      {"total_tokens"_L1, turn.inputTokens + turn.cachedTokens + turn.outputTokens},
                      {"prompt_tokens_details"_L1, QJsonObject{{"cached_tokens"_L1, turn.cachedTokens}}}}}}));
    return events << "data: [DONE]\n\n";
}

/// An event of Anthropic's and of the responses API, which say their type twice.
QByteArray typed(const QByteArray &type, QJsonObject data)
{
    data.insert("type"_L1, QString::fromLatin1(type));
    return event(data, type);
}

QList<QByteArray> anthropicBlock(int index, const QJsonObject &block, const QList<QByteArray> &deltas)
{
    QList<QByteArray> events{
        typed("content_block_start", {{"index"_L1, index}, {"content_block"_L1, block}})};
    return events + deltas << typed("content_block_stop", {{"index"_L1, index}});
}

QList<QByteArray> anthropic(const ScriptedTurn &turn, const QString &model)
{
    const QByteArray error = typed("error", {{"error"_L1, QJsonObject{{"type"_L1, "overloaded_error"_L1},
                                                                      {"message"_L1, errorText(turn)}}}});
    QList<QByteArray> events{
        typed("message_start",
              {{"message"_L1,
                QJsonObject{{"id"_L1, "msg_1"_L1},
                            {"type"_L1, "message"_L1},
                            {"role"_L1, "assistant"_L1},
                            {"model"_L1, model},
                            {"content"_L1, QJsonArray()},
                            {"usage"_L1, QJsonObject{{"input_tokens"_L1, turn.inputTokens},
                                                     {"cache_read_input_tokens"_L1, turn.cachedTokens},
                                                     {"cache_creation_input_tokens"_L1, 0},
                                                     {"output_tokens"_L1, 1}}}}}}),
        typed("ping", {})};
    int index = 0;
    const auto deltas = [&turn, &error, &index](const QString &text, QLatin1StringView type,
                                                QLatin1StringView member) {
        return texts(
            turn, text,
            [&index, type, member](const QString &piece) {
                return typed(
                    "content_block_delta",
                    {{"index"_L1, index}, {"delta"_L1, QJsonObject{{"type"_L1, type}, {member, piece}}}});
            },
            error);
    };
    if (!turn.thinking.isEmpty()) {
        QList<QByteArray> thinking = deltas(turn.thinking, "thinking_delta"_L1, "thinking"_L1);
        thinking += deltas(u"signed"_s, "signature_delta"_L1, "signature"_L1);
        events += anthropicBlock(index++, {{"type"_L1, "thinking"_L1}, {"thinking"_L1, ""_L1}}, thinking);
    }
    if (!turn.text.isEmpty()) {
        const QList<QByteArray> text = deltas(turn.text, "text_delta"_L1, "text"_L1);
        events += anthropicBlock(index++, {{"type"_L1, "text"_L1}, {"text"_L1, ""_L1}}, text);
    }
    for (int i = 0; i < turn.tools.size(); ++i) {
        const QList<QByteArray> arguments =
            deltas(QString::fromUtf8(argumentsOf(turn.tools[i])), "input_json_delta"_L1, "partial_json"_L1);
        events += anthropicBlock(index++,
                                 {{"type"_L1, "tool_use"_L1},
                                  {"id"_L1, idOf(turn.tools[i], i)},
                                  {"name"_L1, turn.tools[i].name},
                                  {"input"_L1, QJsonObject()}},
                                 arguments);
    }
    const QString reason = !turn.stopReason.isEmpty() ? turn.stopReason
                           : turn.tools.isEmpty()     ? u"end_turn"_s
                                                      : u"tool_use"_s;
    events.append(
        typed("message_delta", {{"delta"_L1, QJsonObject{{"stop_reason"_L1, reason}}},
                                {"usage"_L1, QJsonObject{{"output_tokens"_L1, turn.outputTokens}}}}));
    return events << typed("message_stop", {});
}

QList<QByteArray> responses(const ScriptedTurn &turn, const QString &model)
{
    const QByteArray error = typed(
        "error",
        {{"code"_L1, "server_error"_L1}, {"message"_L1, errorText(turn)}, {"param"_L1, QJsonValue::Null}});
    QList<QByteArray> events{
        typed("response.created",
              {{"response"_L1,
                QJsonObject{{"id"_L1, "resp_1"_L1}, {"model"_L1, model}, {"status"_L1, "in_progress"_L1}}}})};
    int index = 0;
    if (!turn.thinking.isEmpty()) {
        const QJsonObject item{
            {"type"_L1, "reasoning"_L1}, {"id"_L1, "rs_1"_L1}, {"encrypted_content"_L1, "sealed"_L1}};
        events.append(typed("response.output_item.added", {{"output_index"_L1, index}, {"item"_L1, item}}));
        events += texts(
            turn, turn.thinking,
            [index](const QString &piece) {
                return typed("response.reasoning_summary_text.delta",
                             {{"output_index"_L1, index}, {"summary_index"_L1, 0}, {"delta"_L1, piece}});
            },
            error);
        events.append(typed("response.output_item.done", {{"output_index"_L1, index++}, {"item"_L1, item}}));
    }
    if (!turn.text.isEmpty()) {
        const QJsonObject item{{"type"_L1, "message"_L1}, {"id"_L1, "msg_1"_L1}, {"role"_L1, "assistant"_L1}};
        events.append(typed("response.output_item.added", {{"output_index"_L1, index}, {"item"_L1, item}}));
        events += texts(
            turn, turn.text,
            [index](const QString &piece) {
                return typed("response.output_text.delta",
                             {{"output_index"_L1, index}, {"content_index"_L1, 0}, {"delta"_L1, piece}});
            },
            error);
        events.append(
            typed("response.output_text.done", {{"output_index"_L1, index}, {"text"_L1, turn.text}}));
        events.append(typed("response.output_item.done", {{"output_index"_L1, index++}, {"item"_L1, item}}));
    }
    for (int i = 0; i < turn.tools.size(); ++i) {
        QJsonObject item{{"type"_L1, "function_call"_L1},
                         {"id"_L1, u"fc_%1"_s.arg(i)},
                         {"call_id"_L1, idOf(turn.tools[i], i)},
                         {"name"_L1, turn.tools[i].name},
                         {"arguments"_L1, ""_L1}};
        const QString arguments = QString::fromUtf8(argumentsOf(turn.tools[i]));
        events.append(typed("response.output_item.added", {{"output_index"_L1, index}, {"item"_L1, item}}));
        const QStringList written = pieces(arguments, turn.charactersPerEvent);
        for (const QString &piece : written) {
            events.append(typed("response.function_call_arguments.delta",
                                {{"output_index"_L1, index}, {"delta"_L1, piece}}));
        }
        item.insert("arguments"_L1, arguments);
        events.append(typed("response.output_item.done", {{"output_index"_L1, index++}, {"item"_L1, item}}));
    }
    const bool cutShort = turn.stopReason == "max_output_tokens"_L1;
    QJsonObject response{{"id"_L1, "resp_1"_L1},
                         {"status"_L1, cutShort ? "incomplete"_L1 : "completed"_L1},
                         {"usage"_L1, QJsonObject{{"input_tokens"_L1, turn.inputTokens + turn.cachedTokens},
                                                  {"input_tokens_details"_L1,
                                                   QJsonObject{{"cached_tokens"_L1, turn.cachedTokens}}},
                                                  {"output_tokens"_L1, turn.outputTokens}}}};
    if (cutShort)
        response.insert("incomplete_details"_L1, QJsonObject{{"reason"_L1, turn.stopReason}});
    return events << typed(cutShort ? "response.incomplete" : "response.completed",
                           {{"response"_L1, response}});
}

QList<QByteArray> google(const ScriptedTurn &turn, const QString &model)
{
    const auto chunk = [&model](const QJsonObject &part, const QJsonObject &more = {}) {
        QJsonObject candidate{
            {"content"_L1, QJsonObject{{"role"_L1, "model"_L1}, {"parts"_L1, QJsonArray{part}}}}};
        if (more.contains("finishReason"_L1))
            candidate.insert("finishReason"_L1, more["finishReason"_L1]);
        QJsonObject json{
            {"candidates"_L1, QJsonArray{candidate}}, {"modelVersion"_L1, model}, {"responseId"_L1, "g1"_L1}};
        if (more.contains("usageMetadata"_L1))
            json.insert("usageMetadata"_L1, more["usageMetadata"_L1]);
        return event(json);
    };
    const QByteArray error = event(
        {{"error"_L1,
          QJsonObject{{"code"_L1, 503}, {"status"_L1, "UNAVAILABLE"_L1}, {"message"_L1, errorText(turn)}}}});
    QList<QByteArray> events;
    events += texts(
        turn, turn.thinking,
        [&](const QString &piece) {
            return chunk({{"text"_L1, piece}, {"thought"_L1, true}});
        },
        error);
    events += texts(
        turn, turn.text,
        [&](const QString &piece) {
            return chunk({{"text"_L1, piece}});
        },
        error);
    for (const ScriptedToolCall &call : turn.tools) {
        events.append(
            chunk({{"functionCall"_L1, QJsonObject{{"name"_L1, call.name}, {"args"_L1, call.arguments}}}}));
    }
    const QJsonObject usage{{"promptTokenCount"_L1, turn.inputTokens + turn.cachedTokens},
                            {"cachedContentTokenCount"_L1, turn.cachedTokens},
                            {"candidatesTokenCount"_L1, turn.outputTokens}};
    const QString reason = turn.stopReason.isEmpty() ? u"STOP"_s : turn.stopReason;
    return events << chunk({{"text"_L1, ""_L1}}, {{"finishReason"_L1, reason}, {"usageMetadata"_L1, usage}});
}

} // namespace

QList<QByteArray> scriptedEvents(const ScriptedTurn &turn, const QByteArray &path, const QString &model)
{
    if (path.endsWith("/messages"))
        return anthropic(turn, model);
    if (path.endsWith("/responses"))
        return responses(turn, model);
    if (path.contains(":streamGenerateContent"))
        return google(turn, model);
    return completions(turn, model);
}

} // namespace wsagent::test
