#pragma once

#include "gateway/llm/wireformat.h"

namespace wsagent {

/// `POST <base>/responses`; nothing is kept at the provider.
WireRequest responsesRequest(const LlmRequest &request);
std::unique_ptr<AnswerDecoder> responsesDecoder();

} // namespace wsagent
