#include "gateway/nodes/noderegistry.h"

#include <QDateTime>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

NodeRegistry::NodeRegistry(const QString &stateDir, NodeCommandRules rules, NodePorts ports, QObject *parent)
    : QObject(parent)
    , m_stateDir(stateDir)
    , m_rules(std::move(rules))
    , m_ports(std::move(ports))
    , m_voiceWake(stateDir)
    , m_calls([this](const QString &nodeId, QLatin1StringView event, const QJsonObject &payload) {
        return m_ports.send(m_connected.value(nodeId).connectionId, event, payload);
    })
{}

Result<NodeStore *> NodeRegistry::store()
{
    if (!m_store) {
        auto opened = NodeStore::open(m_stateDir);
        if (!opened)
            return opened.error();
        m_store = *std::move(opened);
        for (const QString &damage : m_store->damages())
            m_ports.log(damage);
    }
    return &*m_store;
}

void NodeRegistry::connected(const Caller &caller, const ConnectParams &params)
{
    const NodeInfo info = nodeInfo(params, caller.address);
    // The same node comes again before its old connection is known to be gone.
    if (m_connected.contains(info.nodeId))
        m_calls.nodeGone(info.nodeId, NodeCalls::notConnected());
    m_connected.insert(info.nodeId, {.connectionId = caller.connectionId, .info = info, .since = now()});
    welcome(caller.connectionId);
    const auto nodes = store();
    const auto arrival = nodes ? (*nodes)->arrived(info, now()) : Result<NodeStore::Arrival>(nodes.error());
    if (!arrival)
        return m_ports.log(arrival.error().message);
    if (arrival->replaced)
        resolved(*arrival->replaced, u"superseded"_s);
    if (arrival->isNew) {
        m_ports.log(u"node %1 asks for its commands to be approved"_s.arg(info.nodeId));
        m_ports.announce("node.pair.requested"_L1, toJson(*arrival->asks));
    }
    m_ports.announce("node.presence"_L1,
                     {{"nodeId"_L1, info.nodeId}, {"connected"_L1, true}, {"ts"_L1, now()}});
}

void NodeRegistry::welcome(const QString &connectionId)
{
    const auto triggers = m_voiceWake.triggers();
    if (!triggers)
        m_ports.log(triggers.error().message);
    const QJsonArray words = QJsonArray::fromStringList(triggers ? *triggers : VoiceWake::usualTriggers());
    m_ports.send(connectionId, "voicewake.changed"_L1, {{"triggers"_L1, words}});
    m_ports.send(connectionId, "voicewake.routing.changed"_L1, {{"config"_L1, VoiceWake::routing()}});
}

void NodeRegistry::disconnected(const Caller &caller)
{
    const auto found = m_connected.constFind(caller.deviceId);
    if (found == m_connected.constEnd() || found->connectionId != caller.connectionId)
        return; // it has come again since
    m_connected.erase(found);
    m_calls.nodeGone(caller.deviceId, NodeCalls::notConnected());
    if (m_store)
        m_store->seen(caller.deviceId, u"disconnect"_s, now());
    m_ports.announce("node.presence"_L1,
                     {{"nodeId"_L1, caller.deviceId}, {"connected"_L1, false}, {"ts"_L1, now()}});
}

QJsonObject NodeRegistry::row(const QString &nodeId)
{
    const auto nodes = store();
    const PairedNode *paired = nodes ? (*nodes)->find(nodeId) : nullptr;
    const auto live = m_connected.constFind(nodeId);
    const bool isLive = live != m_connected.constEnd();
    if (!paired && !isLive)
        return {};
    const NodeSurface approved = paired ? paired->info.surface : NodeSurface();
    PairedNode shown = paired ? *paired : PairedNode();
    if (isLive) {
        shown.info = live->info;
        shown.info.surface = common(live->info.surface, approved);
    }
    QJsonObject json = toJson(shown);
    if (!shown.label.isEmpty())
        json.insert("displayName"_L1, shown.label);
    const bool waits = isLive && !approved.covers(live->info.surface);
    json.insert("approvalState"_L1, waits ? u"pending"_s : u"approved"_s);
    json.insert("paired"_L1, paired != nullptr);
    json.insert("connected"_L1, isLive);
    if (isLive) {
        json.insert("connectedAtMs"_L1, live->since);
        if (!live->hostStats.isEmpty())
            json.insert("hostStats"_L1, live->hostStats);
    }
    return json;
}

QJsonArray NodeRegistry::rows()
{
    QStringList ids = m_connected.keys();
    if (const auto nodes = store()) {
        const QList<PairedNode> paired = (*nodes)->paired();
        for (const PairedNode &node : paired) {
            if (!ids.contains(node.info.nodeId))
                ids += node.info.nodeId;
        }
    }
    ids.sort();
    QJsonArray rows;
    for (const QString &id : std::as_const(ids))
        rows += row(id);
    return rows;
}

std::optional<ProtocolError> NodeRegistry::objection(const QString &nodeId, const QString &command)
{
    const auto nodes = store();
    const PairedNode *paired = nodes ? (*nodes)->find(nodeId) : nullptr;
    const auto live = m_connected.constFind(nodeId);
    const bool isLive = live != m_connected.constEnd();
    if (!paired && !isLive)
        return NodeCalls::pairingChanged();
    if (!isLive)
        return NodeCalls::notConnected();
    const QString platform = live->info.platform;
    if (!isCommandAllowed(command, platform, m_rules))
        return invalidRequest(
            u"node command not allowed: \"%1\" is not in the allowlist for platform \"%2\""_s.arg(command,
                                                                                                  platform),
            {{"reason"_L1, u"command not allowlisted"_s}, {"command"_L1, command}});
    const NodeSurface approved = paired ? paired->info.surface : NodeSurface();
    if (common(live->info.surface, approved).commands.contains(command))
        return std::nullopt;
    const bool declared = live->info.surface.commands.contains(command);
    return invalidRequest(
        declared ? u"node command not allowed: \"%1\" is not approved for this node"_s.arg(command)
                 : u"node command not allowed: this node does not offer \"%1\""_s.arg(command),
        {{"reason"_L1, declared ? u"command not approved"_s : u"command not declared by node"_s},
         {"command"_L1, command}});
}

void NodeRegistry::putOut(const QString &nodeId, const QString &why)
{
    m_calls.nodeGone(nodeId, NodeCalls::pairingChanged());
    m_ports.disconnect(nodeId, why);
}

void NodeRegistry::resolved(const NodeRequest &request, const QString &decision)
{
    const QJsonObject payload{{"requestId"_L1, request.id},
                              {"nodeId"_L1, request.info.nodeId},
                              {"decision"_L1, decision},
                              {"ts"_L1, now()}};
    m_ports.announce("node.pair.resolved"_L1, payload);
}

void NodeRegistry::noteStats(const QString &nodeId, const QJsonObject &stats)
{
    if (const auto live = m_connected.find(nodeId); live != m_connected.end())
        live->hostStats = stats;
    QJsonObject payload = stats;
    payload.insert("nodeId"_L1, nodeId);
    m_ports.announce("node.hostStats"_L1, payload);
}

} // namespace wsagent
