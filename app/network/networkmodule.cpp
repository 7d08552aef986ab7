#include "app/network/networkmodule.h"

#include "app/cli/networkloader.h"

extern "C" Q_DECL_EXPORT void wsagentNetwork(wsagent::Network *network)
{
    network->run = wsagent::runGateway;
    network->call = wsagent::callFromHere;
    network->followLog = wsagent::followFromHere;
    network->scanModels = wsagent::scanFromHere;
    network->runAgent = wsagent::runAgentFromHere;
    network->chat = wsagent::chatFromHere;
}
