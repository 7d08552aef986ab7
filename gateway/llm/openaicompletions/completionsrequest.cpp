#include "gateway/llm/conversation.h"
#include "gateway/llm/openaicompletions/completions.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isOpenAi(const ResolvedModel &model)
{
    return QUrl(model.baseUrl).host() == "api.openai.com"_L1;
}

QJsonObject imagePart(const QJsonValue &image)
{
    return {{"type"_L1, "image_url"_L1}, {"image_url"_L1, QJsonObject{{"url"_L1, dataUrl(image)}}}};
}

/// A plain string wherever that is enough: small servers take nothing else.
QJsonValue userContent(const QJsonArray &content, bool takesImages)
{
    const QJsonArray images = imagesOf(content);
    if (images.isEmpty() || !takesImages)
        return textOf(content);
    QJsonArray parts;
    for (const QJsonValue &part : content) {
        if (part["type"_L1] == "image"_L1)
            parts.append(imagePart(part));
        else
            parts.append(QJsonObject{{"type"_L1, "text"_L1}, {"text"_L1, part["text"_L1]}});
    }
    return parts;
}

QJsonObject assistantMessage(const QJsonArray &content)
{
    QJsonArray calls;
    for (const QJsonValue &part : content) {
        if (part["type"_L1] != "toolCall"_L1)
            continue;
        const QByteArray arguments =
            QJsonDocument(part["arguments"_L1].toObject()).toJson(QJsonDocument::Compact);
        calls.append(
            QJsonObject{{"id"_L1, plainToolId(part["id"_L1].toString())},
                        {"type"_L1, "function"_L1},
                        {"function"_L1, QJsonObject{{"name"_L1, part["name"_L1]},
                                                    {"arguments"_L1, QString::fromUtf8(arguments)}}}});
    }
    const QString text = textOf(content);
    QJsonObject message{{"role"_L1, "assistant"_L1},
                        {"content"_L1, text.isEmpty() && !calls.isEmpty() ? QJsonValue() : QJsonValue(text)}};
    if (!calls.isEmpty())
        message.insert("tool_calls"_L1, calls);
    return message;
}

QJsonArray messages(const LlmRequest &request)
{
    QJsonArray result;
    const bool developer = request.model.reasoning &&
                           request.model.compat.supportsDeveloperRole.value_or(isOpenAi(request.model));
    if (!request.system.isEmpty()) {
        result.append(QJsonObject{{"role"_L1, developer ? "developer"_L1 : "system"_L1},
                                  {"content"_L1, request.system}});
    }
    QJsonArray images; // of tool results: only a user may show them, after all results
    const auto showImages = [&result, &images] {
        if (images.isEmpty())
            return;
        QJsonArray parts{QJsonObject{{"type"_L1, "text"_L1}, {"text"_L1, "Images of the tool results:"_L1}}};
        for (const QJsonValue &image : std::exchange(images, {}))
            parts.append(imagePart(image));
        result.append(QJsonObject{{"role"_L1, "user"_L1}, {"content"_L1, parts}});
    };
    for (const LlmMessage &message : mended(request.messages, request.model)) {
        if (message.role == LlmRole::ToolResult) {
            result.append(QJsonObject{{"role"_L1, "tool"_L1},
                                      {"tool_call_id"_L1, plainToolId(message.toolCallId)},
                                      {"content"_L1, resultText(message)}});
            if (request.model.takesImages()) {
                for (const QJsonValue &image : imagesOf(message.content))
                    images.append(image);
            }
            continue;
        }
        showImages();
        if (message.role == LlmRole::Assistant) {
            const QJsonObject said = assistantMessage(message.content);
            if (!said["content"_L1].toString().isEmpty() || said.contains("tool_calls"_L1))
                result.append(said);
        } else {
            result.append(
                QJsonObject{{"role"_L1, "user"_L1},
                            {"content"_L1, userContent(message.content, request.model.takesImages())}});
        }
    }
    showImages();
    return result;
}

QJsonArray tools(const QList<ToolSpec> &specs)
{
    QJsonArray result;
    for (const ToolSpec &spec : specs) {
        result.append(QJsonObject{{"type"_L1, "function"_L1},
                                  {"function"_L1, QJsonObject{{"name"_L1, spec.name},
                                                              {"description"_L1, spec.description},
                                                              {"parameters"_L1, spec.parameters}}}});
    }
    return result;
}

QJsonValue toolChoice(const ToolChoice &choice)
{
    switch (choice.mode) {
    case ToolChoice::Mode::Auto:
        return "auto"_L1;
    case ToolChoice::Mode::None:
        return "none"_L1;
    case ToolChoice::Mode::Required:
        return "required"_L1;
    case ToolChoice::Mode::Named:
        break;
    }
    return QJsonObject{{"type"_L1, "function"_L1}, {"function"_L1, QJsonObject{{"name"_L1, choice.name}}}};
}

void addThinking(QJsonObject &body, const LlmRequest &request)
{
    if (!request.model.reasoning || request.thinking == ThinkingLevel::Off ||
        !request.model.compat.supportsReasoningEffort.value_or(true))
        return;
    body.insert("reasoning_effort"_L1, nameOf(request.thinking));
}

} // namespace

WireRequest completionsRequest(const LlmRequest &request)
{
    const ResolvedModel &model = request.model;
    QString maxTokensField = model.compat.maxTokensField;
    if (maxTokensField.isEmpty())
        maxTokensField = isOpenAi(model) ? u"max_completion_tokens"_s : u"max_tokens"_s;

    QJsonObject body{{"model"_L1, model.id},
                     {"messages"_L1, messages(request)},
                     {"stream"_L1, true},
                     {"stream_options"_L1, QJsonObject{{"include_usage"_L1, true}}},
                     {maxTokensField, request.generation.maxTokens.value_or(model.maxTokens)}};
    if (model.compat.supportsStore.value_or(isOpenAi(model)))
        body.insert("store"_L1, false);
    if (!request.tools.isEmpty()) {
        body.insert("tools"_L1, tools(request.tools));
        if (request.toolChoice.mode != ToolChoice::Mode::Auto)
            body.insert("tool_choice"_L1, toolChoice(request.toolChoice));
    }
    if (request.generation.temperature)
        body.insert("temperature"_L1, *request.generation.temperature);
    if (request.generation.topP)
        body.insert("top_p"_L1, *request.generation.topP);
    if (request.generation.frequencyPenalty)
        body.insert("frequency_penalty"_L1, *request.generation.frequencyPenalty);
    if (request.generation.presencePenalty)
        body.insert("presence_penalty"_L1, *request.generation.presencePenalty);
    if (request.generation.seed)
        body.insert("seed"_L1, *request.generation.seed);
    if (!request.generation.stop.isEmpty())
        body.insert("stop"_L1, QJsonArray::fromStringList(request.generation.stop));
    if (!request.cacheKey.isEmpty() && isOpenAi(model))
        body.insert("prompt_cache_key"_L1, request.cacheKey);
    addThinking(body, request);

    WireRequest wire{.url = endpoint(model.baseUrl, u"chat/completions"_s), .body = body};
    if (const QByteArray authorization = bearer(request.credential); !authorization.isEmpty())
        wire.headers.append({"Authorization"_ba, authorization});
    return wire;
}

} // namespace wsagent
