#include "gateway/llm/anthropicmessages/anthropic.h"
#include "gateway/llm/conversation.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int leastThinking = 1024;

QJsonObject textBlock(const QString &text)
{
    return {{"type"_L1, "text"_L1}, {"text"_L1, text}};
}

QJsonObject imageBlock(const QJsonValue &image)
{
    return {{"type"_L1, "image"_L1},
            {"source"_L1, QJsonObject{{"type"_L1, "base64"_L1},
                                      {"media_type"_L1, image["mimeType"_L1].toString(u"image/png"_s)},
                                      {"data"_L1, image["data"_L1]}}}};
}

/// Nothing for what this model cannot be given.
std::optional<QJsonObject> block(const QJsonValue &part, const ResolvedModel &model)
{
    const QString type = part["type"_L1].toString();
    if (type == "text"_L1)
        return textBlock(part["text"_L1].toString());
    if (type == "image"_L1)
        return model.takesImages() ? imageBlock(part) : textBlock(u"(an image that this model cannot see)"_s);
    if (type == "toolCall"_L1) {
        return QJsonObject{{"type"_L1, "tool_use"_L1},
                           {"id"_L1, plainToolId(part["id"_L1].toString())},
                           {"name"_L1, part["name"_L1]},
                           {"input"_L1, part["arguments"_L1].toObject()}};
    }
    const QString signature = part["thinkingSignature"_L1].toString();
    if (type != "thinking"_L1 || signature.isEmpty())
        return std::nullopt;
    if (part["redacted"_L1].toBool())
        return QJsonObject{{"type"_L1, "redacted_thinking"_L1}, {"data"_L1, signature}};
    return QJsonObject{
        {"type"_L1, "thinking"_L1}, {"thinking"_L1, part["thinking"_L1]}, {"signature"_L1, signature}};
}

QJsonObject toolResult(const LlmMessage &message, const ResolvedModel &model)
{
    QJsonArray content;
    if (const QString text = textOf(message.content); !text.trimmed().isEmpty())
        content.append(textBlock(resultText(message)));
    if (model.takesImages()) {
        for (const QJsonValue &image : imagesOf(message.content))
            content.append(imageBlock(image));
    }
    if (content.isEmpty())
        content.append(textBlock(resultText(message)));
    QJsonObject result{{"type"_L1, "tool_result"_L1},
                       {"tool_use_id"_L1, plainToolId(message.toolCallId)},
                       {"content"_L1, content}};
    if (message.isError)
        result.insert("is_error"_L1, true);
    return result;
}

QJsonArray blocks(const LlmMessage &message, const ResolvedModel &model)
{
    if (message.role == LlmRole::ToolResult)
        return {toolResult(message, model)};
    QJsonArray result;
    for (const QJsonValue &part : message.content) {
        if (const auto made = block(part, model))
            result.append(*made);
    }
    return result;
}

/// A user comes first, and no role twice in a row; results of tools are what a user says.
QJsonArray messages(const LlmRequest &request)
{
    QJsonArray result;
    const auto say = [&result](QLatin1StringView role, const QJsonArray &content) {
        if (result.isEmpty() || result.last()["role"_L1] != role) {
            result.append(QJsonObject{{"role"_L1, role}, {"content"_L1, content}});
            return;
        }
        QJsonObject last = result.last().toObject();
        QJsonArray joined = last["content"_L1].toArray();
        for (const QJsonValue &each : content)
            joined.append(each);
        last.insert("content"_L1, joined);
        result.replace(result.size() - 1, last);
    };
    for (const LlmMessage &message : mended(request.messages, request.model)) {
        const QJsonArray content = blocks(message, request.model);
        if (content.isEmpty())
            continue;
        const QLatin1StringView role = message.role == LlmRole::Assistant ? "assistant"_L1 : "user"_L1;
        if (result.isEmpty() && role == "assistant"_L1)
            say("user"_L1, {textBlock(u"(The conversation goes on.)"_s)});
        say(role, content);
    }
    return result;
}

QJsonObject cached(QJsonObject block)
{
    block.insert("cache_control"_L1, QJsonObject{{"type"_L1, "ephemeral"_L1}});
    return block;
}

/// What comes before this point is the same in the next call, and read from the provider's cache then.
void markForCache(QJsonArray &messages)
{
    if (messages.isEmpty())
        return;
    QJsonObject last = messages.last().toObject();
    QJsonArray content = last["content"_L1].toArray();
    if (last["role"_L1] != "user"_L1 || content.isEmpty())
        return;
    content.replace(content.size() - 1, cached(content.last().toObject()));
    last.insert("content"_L1, content);
    messages.replace(messages.size() - 1, last);
}

QJsonArray tools(const QList<ToolSpec> &specs)
{
    QJsonArray result;
    for (const ToolSpec &spec : specs) {
        QJsonObject schema = spec.parameters;
        if (!schema.contains("type"_L1))
            schema.insert("type"_L1, "object"_L1);
        result.append(QJsonObject{
            {"name"_L1, spec.name}, {"description"_L1, spec.description}, {"input_schema"_L1, schema}});
    }
    return result;
}

QJsonObject toolChoice(const ToolChoice &choice)
{
    switch (choice.mode) {
    case ToolChoice::Mode::None:
        return {{"type"_L1, "none"_L1}};
    case ToolChoice::Mode::Required:
        return {{"type"_L1, "any"_L1}};
    case ToolChoice::Mode::Named:
        return {{"type"_L1, "tool"_L1}, {"name"_L1, choice.name}};
    case ToolChoice::Mode::Auto:
        break;
    }
    return {{"type"_L1, "auto"_L1}};
}

/// 0: none.
int thinkingBudget(const LlmRequest &request)
{
    if (!request.model.reasoning)
        return 0;
    switch (request.thinking) {
    case ThinkingLevel::Off:
        return 0;
    case ThinkingLevel::Minimal:
        return leastThinking;
    case ThinkingLevel::Low:
        return 4096;
    case ThinkingLevel::Medium:
        return 10'240;
    case ThinkingLevel::High:
    case ThinkingLevel::ExtraHigh:
        break;
    }
    return 20'480;
}

/// Thinking counts as output; a budget that leaves no room for the answer is made smaller.
void addLimits(QJsonObject &body, const LlmRequest &request)
{
    const int allowed = request.model.maxTokens;
    const int wanted = std::min(request.generation.maxTokens.value_or(allowed), allowed);
    int budget = thinkingBudget(request);
    const bool forced = request.toolChoice.mode == ToolChoice::Mode::Required ||
                        request.toolChoice.mode == ToolChoice::Mode::Named;
    if (forced && !request.tools.isEmpty())
        budget = 0; // the provider refuses both together
    const int total = std::min(wanted + budget, allowed);
    budget = std::min(budget, total / 2);
    body.insert("max_tokens"_L1, total);
    if (budget >= leastThinking) {
        body.insert("thinking"_L1, QJsonObject{{"type"_L1, "enabled"_L1}, {"budget_tokens"_L1, budget}});
        return; // sampling cannot be set then
    }
    if (request.generation.temperature)
        body.insert("temperature"_L1, std::min(*request.generation.temperature, 1.0));
    else if (request.generation.topP)
        body.insert("top_p"_L1, *request.generation.topP);
}

QList<std::pair<QByteArray, QByteArray>> headers(const LlmRequest &request)
{
    QList<std::pair<QByteArray, QByteArray>> result{{"anthropic-version"_ba, "2023-06-01"_ba}};
    const Credential &credential = request.credential;
    if (credential.secret.isEmpty())
        return result;
    const bool isKey = credential.kind == Credential::Kind::ApiKey && !request.model.authHeader;
    if (isKey)
        result.append({"x-api-key"_ba, credential.secret});
    else
        result.append({"Authorization"_ba, bearer(credential)});
    return result;
}

} // namespace

WireRequest anthropicRequest(const LlmRequest &request)
{
    QJsonArray conversation = messages(request);
    markForCache(conversation);
    QJsonObject body{{"model"_L1, request.model.id}, {"messages"_L1, conversation}, {"stream"_L1, true}};
    addLimits(body, request);
    if (!request.system.isEmpty())
        body.insert("system"_L1, QJsonArray{cached(textBlock(request.system))});
    if (!request.tools.isEmpty()) {
        body.insert("tools"_L1, tools(request.tools));
        body.insert("tool_choice"_L1, toolChoice(request.toolChoice));
    }
    if (!request.generation.stop.isEmpty())
        body.insert("stop_sequences"_L1, QJsonArray::fromStringList(request.generation.stop));
    return {
        .url = endpoint(request.model.baseUrl, u"v1/messages"_s), .headers = headers(request), .body = body};
}

} // namespace wsagent
