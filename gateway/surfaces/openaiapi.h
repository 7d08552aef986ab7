#pragma once

#include "gateway/base/result.h"
#include "gateway/net/httpoperators.h"
#include "gateway/surfaces/apirun.h"
#include "gateway/surfaces/openaisources.h"

namespace wsagent {

/// What the OpenAI-style API needs of the gateway; each is asked when somebody asks.
struct OpenAiServices
{
    std::function<bool()> chatEnabled;      ///< gateway.http.endpoints.chatCompletions.enabled
    std::function<bool()> responsesEnabled; ///< gateway.http.endpoints.responses.enabled
    std::function<QJsonObject()> responses; ///< gateway.http.endpoints.responses
    std::function<QStringList()> agents;
    std::function<QString()> defaultAgent;
    /// An error is a sentence for the client.
    std::function<Result<std::unique_ptr<ApiRun>>(const ApiTurn &turn)> start;
    ApiFetch fetch; ///< of images and files that are told by their addresses
};

/// `/v1/models`, `/v1/chat/completions`, `/v1/responses`, `/v1/embeddings` (`gateway-http.md` 4).
/// `operators` outlives the router.
void addOpenAiApi(Router &router, HttpOperators &operators, const OpenAiServices &services);

} // namespace wsagent
