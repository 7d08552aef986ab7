#pragma once

#include "gateway/llm/modelservice.h"

namespace wsagent {

/// The models of an agent as one: whoever asks it gets the answer of the first that gives one.
class FailoverClient : public LlmClient
{
public:
    /// `call` says which models, for which agent; its request is replaced by that of each call. The service
    /// outlives this client.
    FailoverClient(ModelService &service, ModelCall call)
        : m_service(service)
        , m_call(std::move(call))
    {}

    /// false once a tool of this turn has changed something.
    void setMayTakeAnother(bool may) { m_call.mayTakeAnother = may; }

    std::unique_ptr<LlmStream> start(const LlmRequest &request) override
    {
        m_call.request = request;
        return m_service.start(m_call);
    }

private:
    ModelService &m_service;
    ModelCall m_call;
};

} // namespace wsagent
