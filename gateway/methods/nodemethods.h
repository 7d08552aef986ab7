#pragma once

#include "gateway/methods/methodtable.h"
#include "gateway/nodes/nodeevents.h"
#include "gateway/nodes/noderegistry.h"

namespace wsagent {

struct NodeServices
{
    NodeRegistry *nodes = nullptr;    ///< outlives the table
    std::function<qint64()> uptimeMs; ///< a clock that never goes back
};

/// For operators: node.pair.list, approve, reject, remove; node.list, describe, rename, invoke;
/// voicewake.get, set; voicewake.routing.get.
void addNodeMethods(MethodTable &table, const NodeServices &services);

/// What is for an agent, or about its conversations. An error has a sentence for the node.
using TakeNodeEvent = std::function<Result<void>(const Caller &node, const NodeEvent &event)>;

/// For nodes: node.invoke.result, node.event.
void addNodeHostMethods(MethodTable &table, NodeRegistry *nodes, const TakeNodeEvent &take);

} // namespace wsagent
