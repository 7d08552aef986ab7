#pragma once

#include "gateway/base/result.h"
#include "gateway/llm/llmtypes.h"
#include "gateway/surfaces/openaimedia.h"

namespace wsagent {

/// What a client of the OpenAI-style API asks for (`gateway-http.md` 4). The agent and the session are still
/// to be found out.
struct ApiQuestion
{
    QString model = {}; ///< as sent: names an agent
    bool stream = false;
    bool includeUsage = false;
    QString user = {};
    QString previousResponse = {};
    QString text = {};
    QJsonArray images = {};
    QList<ApiSource> sources = {}; ///< more of both, still to be fetched
    QString system = {};
    ModelWishes wishes = {};
};

/// The body of `POST /v1/chat/completions`. Errors are the message for the client.
Result<ApiQuestion, QString> parseChatRequest(const QByteArray &body);
/// The body of `POST /v1/responses`.
Result<ApiQuestion, QString> parseResponsesRequest(const QByteArray &body, const ApiMedia &media);

/// The agent that `model` names; nothing for another kind of name. Empty: the default one.
std::optional<QString> agentOfModel(const QString &model);

} // namespace wsagent
