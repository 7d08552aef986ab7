#pragma once

#include "gateway/llm/wireformat.h"

namespace wsagent {

/// `POST <base>/chat/completions`, as OpenAI and nearly everybody who is compatible with it.
WireRequest completionsRequest(const LlmRequest &request);
std::unique_ptr<AnswerDecoder> completionsDecoder();

} // namespace wsagent
