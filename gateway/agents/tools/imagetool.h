#pragma once

#include "gateway/agents/tool.h"
#include "gateway/agents/web/webclient.h"
#include "gateway/llm/modelservice.h"

namespace wsagent {

/// What the tool needs of the gateway. All of it outlives the tool.
struct ImageToolPorts
{
    QObject *owner = nullptr; ///< of looks that are under way, also when the tool has been taken away
    WebClient *web = nullptr;
    std::function<ModelService &()> models = {};
    std::function<double()> mostMegabytes = {}; ///< of one image
};

/// `image`: a file of the workspace or an image of the web, seen by a model that can see
/// (`agents.defaults.imageModel`).
Tool imageTool(const ImageToolPorts &ports);

} // namespace wsagent
