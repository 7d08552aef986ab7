#pragma once

#include "gateway/llm/modelservice.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

struct ModelMethodServices
{
    std::function<ModelService &()> models; ///< made when it is first asked for
    std::function<QString()> defaultAgent;
};

/// models.list, models.authStatus, models.probe, models.authSetApiKey, models.authLogout,
/// models.authOrderSet.
void addModelMethods(MethodTable &table, const ModelMethodServices &services);

} // namespace wsagent
