#pragma once

#include "gateway/base/result.h"
#include "gateway/llm/llmtypes.h"

namespace wsagent {

/// What a request of the API says about how the model is to answer, and with which tools of the client. The
/// error is for the client.
Result<ModelWishes, QString> modelWishes(const QJsonObject &request);

} // namespace wsagent
