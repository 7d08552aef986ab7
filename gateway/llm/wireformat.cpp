#include "gateway/llm/wireformat.h"

#include "gateway/llm/anthropicmessages/anthropic.h"
#include "gateway/llm/googlegenerativeai/google.h"
#include "gateway/llm/openaicompletions/completions.h"
#include "gateway/llm/openairesponses/responses.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

const WireFormat &wireFormat(LlmApi api)
{
    static constexpr WireFormat completions{.request = completionsRequest, .decoder = completionsDecoder};
    static constexpr WireFormat responses{.request = responsesRequest, .decoder = responsesDecoder};
    static constexpr WireFormat anthropic{.request = anthropicRequest, .decoder = anthropicDecoder};
    static constexpr WireFormat google{.request = googleRequest, .decoder = googleDecoder};

    switch (api) {
    case LlmApi::OpenAiResponses:
        return responses;
    case LlmApi::AnthropicMessages:
        return anthropic;
    case LlmApi::GoogleGenerativeAi:
        return google;
    case LlmApi::OpenAiCompletions:
    case LlmApi::Builtin:
        break;
    }
    return completions;
}

QUrl endpoint(const QString &base, const QString &path)
{
    QString trimmed = base.trimmed();
    while (trimmed.endsWith(u'/'))
        trimmed.chop(1);
    const QString first = u'/' + path.section(u'/', 0, 0);
    if (path.contains(u'/') && trimmed.endsWith(first))
        trimmed.chop(first.size());
    return QUrl(trimmed + u'/' + path);
}

std::optional<QJsonObject> jsonOf(const SseEvent &event, AnswerBuilder &answer)
{
    const QJsonDocument document = QJsonDocument::fromJson(event.data);
    if (document.isObject())
        return document.object();
    answer.fail(
        {.kind = FailureClass::Server, .message = u"the server sent an event that is no JSON object"_s});
    return std::nullopt;
}

QByteArray bearer(const Credential &credential)
{
    return credential.secret.isEmpty() ? QByteArray() : "Bearer " + credential.secret;
}

QString dataUrl(const QJsonValue &image)
{
    return u"data:%1;base64,%2"_s.arg(image["mimeType"_L1].toString(u"image/png"_s),
                                      image["data"_L1].toString());
}

} // namespace wsagent
