#pragma once

#include "gateway/nodes/nodecalls.h"
#include "gateway/nodes/nodestore.h"
#include "gateway/nodes/voicewake.h"
#include "gateway/protocol/caller.h"

#include <QJsonArray>

namespace wsagent {

/// What the nodes need of the gateway they belong to.
struct NodePorts
{
    /// An event for one connection; false when it is gone.
    std::function<bool(const QString &connectionId, QLatin1StringView event, const QJsonObject &)> send;
    std::function<void(QLatin1StringView event, const QJsonObject &payload)> announce; ///< by its rule
    std::function<void(const QString &nodeId, const QString &why)> disconnect;
    std::function<void(const QString &message)> log;
};

/// The nodes: who is connected, what the owner has approved, and what they are told to do.
class NodeRegistry : public QObject
{
    Q_OBJECT

public:
    NodeRegistry(const QString &stateDir, NodeCommandRules rules, NodePorts ports, QObject *parent = nullptr);

    /// Opened when it is first wanted: most gateways never see a node.
    Result<NodeStore *> store();
    NodeCalls &calls() { return m_calls; }
    VoiceWake &voiceWake() { return m_voiceWake; }
    const NodePorts &ports() const { return m_ports; }

    void connected(const Caller &caller, const ConnectParams &params);
    void disconnected(const Caller &caller);
    bool isConnected(const QString &nodeId) const { return m_connected.contains(nodeId); }

    /// One row of `node.list`; empty for a node that nobody knows.
    QJsonObject row(const QString &nodeId);
    QJsonArray rows();

    /// Why the node may not be told to run the command now; nothing: it may.
    std::optional<ProtocolError> objection(const QString &nodeId, const QString &command);

    /// Ends what goes on with a node that the owner has put out.
    void putOut(const QString &nodeId, const QString &why);
    void resolved(const NodeRequest &request, const QString &decision);
    /// Something of the node is worth telling: `node.presence`, `node.hostStats`.
    void noteStats(const QString &nodeId, const QJsonObject &stats);

private:
    struct Connected
    {
        QString connectionId = {};
        NodeInfo info = {};
        qint64 since = 0;
        QJsonObject hostStats = {};
    };

    void welcome(const QString &connectionId);

    QString m_stateDir;
    NodeCommandRules m_rules;
    NodePorts m_ports;
    std::optional<NodeStore> m_store;
    VoiceWake m_voiceWake;
    QHash<QString, Connected> m_connected; ///< by node
    NodeCalls m_calls;
};

} // namespace wsagent
