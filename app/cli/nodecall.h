#pragma once

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"

namespace wsagent {

/// What commands about nodes take.
struct NodeOptions : RpcOptions
{
    std::string node = {};
    std::string request = {};
    std::string name = {};
    std::string command = {};
    std::string params = "{}";
    int invokeTimeout = 30'000; ///< ms
    bool connected = false;
};

/// The node that is meant: by id, the beginning of an id, name or address.
Result<QString> nodeId(CommandContext &context, const NodeOptions &options);

/// Has the node do something, and waits for what it answers.
Result<QJsonValue> tellNode(CommandContext &context, const NodeOptions &options, const QString &command,
                            const QJsonValue &params);

/// What nodes can do, as commands: `canvas …`, `camera …`, `screen record`, `location get`, `notify`.
void addNodeDeedCommands(CLI::App &nodes, Action &chosen);

} // namespace wsagent
