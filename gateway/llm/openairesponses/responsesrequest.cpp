#include "gateway/llm/conversation.h"
#include "gateway/llm/openairesponses/responses.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QJsonObject userMessage(const QJsonArray &content, bool takesImages)
{
    QJsonArray parts;
    for (const QJsonValue &part : content) {
        if (part["type"_L1] == "text"_L1)
            parts.append(QJsonObject{{"type"_L1, "input_text"_L1}, {"text"_L1, part["text"_L1]}});
        else if (part["type"_L1] == "image"_L1 && takesImages)
            parts.append(QJsonObject{{"type"_L1, "input_image"_L1}, {"image_url"_L1, dataUrl(part)}});
    }
    return {{"role"_L1, "user"_L1}, {"content"_L1, parts}};
}

/// Nothing for what cannot be given back.
std::optional<QJsonObject> assistantItem(const QJsonValue &part)
{
    const QString type = part["type"_L1].toString();
    if (type == "text"_L1) {
        const QJsonArray content{QJsonObject{
            {"type"_L1, "output_text"_L1}, {"text"_L1, part["text"_L1]}, {"annotations"_L1, QJsonArray()}}};
        return QJsonObject{{"type"_L1, "message"_L1}, {"role"_L1, "assistant"_L1}, {"content"_L1, content}};
    }
    if (type == "toolCall"_L1) {
        const QByteArray arguments =
            QJsonDocument(part["arguments"_L1].toObject()).toJson(QJsonDocument::Compact);
        return QJsonObject{{"type"_L1, "function_call"_L1},
                           {"call_id"_L1, plainToolId(part["id"_L1].toString())},
                           {"name"_L1, part["name"_L1]},
                           {"arguments"_L1, QString::fromUtf8(arguments)}};
    }
    const QJsonDocument item = QJsonDocument::fromJson(part["thinkingSignature"_L1].toString().toUtf8());
    return item.isObject() ? std::optional(item.object()) : std::nullopt;
}

QJsonArray input(const LlmRequest &request)
{
    const bool takesImages = request.model.takesImages();
    QJsonArray items;
    QJsonArray images; // of tool results, shown by the user after all of them
    const auto showImages = [&items, &images] {
        if (!images.isEmpty())
            items.append(userMessage(std::exchange(images, {}), true));
    };
    for (const LlmMessage &message : mended(request.messages, request.model)) {
        if (message.role == LlmRole::ToolResult) {
            items.append(QJsonObject{{"type"_L1, "function_call_output"_L1},
                                     {"call_id"_L1, plainToolId(message.toolCallId)},
                                     {"output"_L1, resultText(message)}});
            if (takesImages) {
                for (const QJsonValue &image : imagesOf(message.content))
                    images.append(image);
            }
            continue;
        }
        showImages();
        if (message.role == LlmRole::User) {
            items.append(userMessage(message.content, takesImages));
            continue;
        }
        for (const QJsonValue &part : message.content) {
            if (const auto item = assistantItem(part))
                items.append(*item);
        }
    }
    showImages();
    return items;
}

QJsonArray tools(const QList<ToolSpec> &specs)
{
    QJsonArray result;
    for (const ToolSpec &spec : specs) {
        result.append(QJsonObject{{"type"_L1, "function"_L1},
                                  {"name"_L1, spec.name},
                                  {"description"_L1, spec.description},
                                  {"parameters"_L1, spec.parameters},
                                  {"strict"_L1, false}});
    }
    return result;
}

QJsonValue toolChoice(const ToolChoice &choice)
{
    switch (choice.mode) {
    case ToolChoice::Mode::None:
        return "none"_L1;
    case ToolChoice::Mode::Required:
        return "required"_L1;
    case ToolChoice::Mode::Named:
        return QJsonObject{{"type"_L1, "function"_L1}, {"name"_L1, choice.name}};
    case ToolChoice::Mode::Auto:
        break;
    }
    return "auto"_L1;
}

} // namespace

WireRequest responsesRequest(const LlmRequest &request)
{
    const ResolvedModel &model = request.model;
    QJsonObject body{{"model"_L1, model.id},
                     {"input"_L1, input(request)},
                     {"stream"_L1, true},
                     {"store"_L1, false},
                     {"max_output_tokens"_L1, request.generation.maxTokens.value_or(model.maxTokens)}};
    if (!request.system.isEmpty())
        body.insert("instructions"_L1, request.system);
    if (!request.tools.isEmpty()) {
        body.insert("tools"_L1, tools(request.tools));
        body.insert("tool_choice"_L1, toolChoice(request.toolChoice));
    }
    if (request.generation.temperature)
        body.insert("temperature"_L1, *request.generation.temperature);
    if (request.generation.topP)
        body.insert("top_p"_L1, *request.generation.topP);
    if (!request.cacheKey.isEmpty())
        body.insert("prompt_cache_key"_L1, request.cacheKey);
    if (model.reasoning && request.thinking != ThinkingLevel::Off) {
        body.insert("reasoning"_L1,
                    QJsonObject{{"effort"_L1, nameOf(request.thinking)}, {"summary"_L1, "auto"_L1}});
        body.insert("include"_L1, QJsonArray{"reasoning.encrypted_content"_L1});
    }
    WireRequest wire{.url = endpoint(model.baseUrl, u"responses"_s), .body = body};
    if (const QByteArray authorization = bearer(request.credential); !authorization.isEmpty())
        wire.headers.append({"Authorization"_ba, authorization});
    return wire;
}

} // namespace wsagent
