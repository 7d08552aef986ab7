#include "gateway/llm/conversation.h"
#include "gateway/llm/googlegenerativeai/google.h"
#include "gateway/llm/googlegenerativeai/googleschema.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QJsonObject textPart(const QString &text)
{
    return {{"text"_L1, text}};
}

QJsonObject imagePart(const QJsonValue &image)
{
    return {{"inlineData"_L1, QJsonObject{{"mimeType"_L1, image["mimeType"_L1].toString(u"image/png"_s)},
                                          {"data"_L1, image["data"_L1]}}}};
}

/// Nothing for what this model cannot be given.
std::optional<QJsonObject> partOf(const QJsonValue &part, bool takesImages)
{
    const QString type = part["type"_L1].toString();
    if (type == "text"_L1)
        return textPart(part["text"_L1].toString());
    if (type == "image"_L1)
        return takesImages ? imagePart(part) : textPart(u"(an image that this model cannot see)"_s);
    if (type != "toolCall"_L1)
        return std::nullopt;
    QJsonObject call{{"functionCall"_L1, QJsonObject{{"name"_L1, part["name"_L1]},
                                                     {"args"_L1, part["arguments"_L1].toObject()}}}};
    if (part["thoughtSignature"_L1].isString())
        call.insert("thoughtSignature"_L1, part["thoughtSignature"_L1]);
    return call;
}

QJsonArray resultParts(const LlmMessage &message, bool takesImages)
{
    const QLatin1StringView kind = message.isError ? "error"_L1 : "output"_L1;
    QJsonArray parts{QJsonObject{
        {"functionResponse"_L1, QJsonObject{{"name"_L1, message.toolName},
                                            {"response"_L1, QJsonObject{{kind, resultText(message)}}}}}}};
    if (takesImages) {
        for (const QJsonValue &image : imagesOf(message.content))
            parts.append(imagePart(image));
    }
    return parts;
}

/// Strictly in turns, a user first; results of tools are what a user says.
QJsonArray contents(const LlmRequest &request)
{
    const bool takesImages = request.model.takesImages();
    QJsonArray result;
    const auto say = [&result](QLatin1StringView role, const QJsonArray &parts) {
        if (result.isEmpty() || result.last()["role"_L1] != role) {
            result.append(QJsonObject{{"role"_L1, role}, {"parts"_L1, parts}});
            return;
        }
        QJsonArray joined = result.last()["parts"_L1].toArray();
        for (const QJsonValue &part : parts)
            joined.append(part);
        result.replace(result.size() - 1, QJsonObject{{"role"_L1, role}, {"parts"_L1, joined}});
    };
    for (const LlmMessage &message : mended(request.messages, request.model)) {
        if (message.role == LlmRole::ToolResult) {
            say("user"_L1, resultParts(message, takesImages));
            continue;
        }
        QJsonArray parts;
        for (const QJsonValue &part : message.content) {
            if (const auto made = partOf(part, takesImages))
                parts.append(*made);
        }
        if (parts.isEmpty())
            continue;
        const bool model = message.role == LlmRole::Assistant;
        if (result.isEmpty() && model)
            say("user"_L1, {textPart(u"(The conversation goes on.)"_s)});
        say(model ? "model"_L1 : "user"_L1, parts);
    }
    return result;
}

QJsonArray tools(const QList<ToolSpec> &specs)
{
    QJsonArray declarations;
    for (const ToolSpec &spec : specs) {
        QJsonObject declaration{{"name"_L1, spec.name}, {"description"_L1, spec.description}};
        if (!spec.parameters["properties"_L1].toObject().isEmpty()) // an object without members is refused
            declaration.insert("parameters"_L1, googleSchema(spec.parameters));
        declarations.append(declaration);
    }
    return {QJsonObject{{"functionDeclarations"_L1, declarations}}};
}

QJsonObject toolConfig(const ToolChoice &choice)
{
    QJsonObject calling{{"mode"_L1, choice.mode == ToolChoice::Mode::None   ? "NONE"_L1
                                    : choice.mode == ToolChoice::Mode::Auto ? "AUTO"_L1
                                                                            : "ANY"_L1}};
    if (choice.mode == ToolChoice::Mode::Named)
        calling.insert("allowedFunctionNames"_L1, QJsonArray{choice.name});
    return {{"functionCallingConfig"_L1, calling}};
}

int thinkingBudget(ThinkingLevel level)
{
    switch (level) {
    case ThinkingLevel::Off:
        return 0;
    case ThinkingLevel::Minimal:
        return 1024;
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

QJsonObject generationConfig(const LlmRequest &request)
{
    QJsonObject config{
        {"maxOutputTokens"_L1, request.generation.maxTokens.value_or(request.model.maxTokens)}};
    if (request.generation.temperature)
        config.insert("temperature"_L1, *request.generation.temperature);
    if (request.generation.topP)
        config.insert("topP"_L1, *request.generation.topP);
    if (request.generation.seed)
        config.insert("seed"_L1, *request.generation.seed);
    if (!request.generation.stop.isEmpty())
        config.insert("stopSequences"_L1, QJsonArray::fromStringList(request.generation.stop));
    if (request.model.reasoning && request.thinking != ThinkingLevel::Off) {
        config.insert("thinkingConfig"_L1,
                      QJsonObject{{"thinkingBudget"_L1, thinkingBudget(request.thinking)},
                                  {"includeThoughts"_L1, true}});
    }
    return config;
}

} // namespace

WireRequest googleRequest(const LlmRequest &request)
{
    QJsonObject body{{"contents"_L1, contents(request)}, {"generationConfig"_L1, generationConfig(request)}};
    if (!request.system.isEmpty())
        body.insert("systemInstruction"_L1, QJsonObject{{"parts"_L1, QJsonArray{textPart(request.system)}}});
    if (!request.tools.isEmpty()) {
        body.insert("tools"_L1, tools(request.tools));
        body.insert("toolConfig"_L1, toolConfig(request.toolChoice));
    }
    WireRequest wire{.url = endpoint(request.model.baseUrl,
                                     u"models/%1:streamGenerateContent?alt=sse"_s.arg(request.model.id)),
                     .body = body};
    const Credential &credential = request.credential;
    if (credential.secret.isEmpty())
        return wire;
    if (credential.kind == Credential::Kind::ApiKey && !request.model.authHeader)
        wire.headers.append({"x-goog-api-key"_ba, credential.secret});
    else
        wire.headers.append({"Authorization"_ba, bearer(credential)});
    return wire;
}

} // namespace wsagent
