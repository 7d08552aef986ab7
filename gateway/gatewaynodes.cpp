#include "gateway/gateway.h"

#include "gateway/gatewaysettings.h"
#include "gateway/methods/nodemethods.h"

namespace wsagent {

using namespace Qt::StringLiterals;

void Gateway::addNodes()
{
    const NodePorts ports{
        .send =
            [this](const QString &connectionId, QLatin1StringView event, const QJsonObject &payload) {
                return m_clients->sendTo(connectionId, event, payload);
            },
        .announce = [this](QLatin1StringView event,
                           const QJsonObject &payload) { m_clients->broadcast(event, payload); },
        .disconnect =
            [this](const QString &nodeId, const QString &why) {
                m_clients->clients().closeWhere(
                    [&nodeId](const Caller &caller) { return caller.isNode() && caller.deviceId == nodeId; },
                    4001, u"client invalidated: "_s + why);
            },
        .log =
            [this](const QString &message) {
                m_log.info("nodes"_L1, message);
            }};
    m_nodes =
        std::make_unique<NodeRegistry>(m_options.paths.stateDir, nodeCommandRules(m_options.config), ports);
    connect(m_clients.get(), &ClientService::arrived, m_nodes.get(),
            [this](const Caller &caller, const ConnectParams &params) {
                if (caller.isNode())
                    m_nodes->connected(caller, params);
            });
    connect(m_clients.get(), &ClientService::left, m_nodes.get(), [this](const Caller &caller) {
        if (caller.isNode())
            m_nodes->disconnected(caller);
    });
    addNodeMethods(m_clients->methods(), {.nodes = m_nodes.get(), .uptimeMs = [this] {
                                              return m_clients->uptimeMs();
                                          }});
    m_nodeChat = std::make_unique<NodeChat>(
        NodeChatFacts{.automation = [this]() -> Automation & { return m_agents->automation(); },
                      .conversations = [this]() -> Conversations & { return m_agents->conversations(); },
                      .send = ports.send});
    connect(m_clients.get(), &ClientService::clientGone, this,
            [this](const QString &connectionId) { m_nodeChat->forget(connectionId); });
    addNodeHostMethods(
        m_clients->methods(), m_nodes.get(),
        [this](const Caller &node, const NodeEvent &event) { return m_nodeChat->take(node, event); });
}

} // namespace wsagent
