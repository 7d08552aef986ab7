#pragma once

#include "gateway/llm/llmclient.h"
#include "gateway/llm/networkpool.h"

namespace wsagent {

/// Models that are asked over HTTP, in any of the wire formats.
class HttpClient : public LlmClient
{
public:
    std::unique_ptr<LlmStream> start(const LlmRequest &request) override;

    NetworkPool &network() { return m_network; }

private:
    NetworkPool m_network;
};

} // namespace wsagent
