#pragma once

#include "gateway/llm/wireformat.h"

namespace wsagent {

/// `POST <base>/models/<id>:streamGenerateContent?alt=sse`.
WireRequest googleRequest(const LlmRequest &request);
std::unique_ptr<AnswerDecoder> googleDecoder();

} // namespace wsagent
