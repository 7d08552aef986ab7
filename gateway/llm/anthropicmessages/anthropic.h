#pragma once

#include "gateway/llm/wireformat.h"

namespace wsagent {

/// `POST <base>/v1/messages`.
WireRequest anthropicRequest(const LlmRequest &request);
std::unique_ptr<AnswerDecoder> anthropicDecoder();

} // namespace wsagent
