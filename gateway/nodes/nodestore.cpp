#include "gateway/nodes/nodestore.h"

#include "gateway/base/files.h"
#include "gateway/base/jsonstore.h"
#include "gateway/base/jsontexts.h"

#include <QJsonArray>
#include <QUuid>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct TextMember
{
    QLatin1StringView name;
    QString NodeInfo::*member;
};
constexpr std::array textMembers = {
    TextMember{"nodeId"_L1, &NodeInfo::nodeId},
    TextMember{"clientId"_L1, &NodeInfo::clientId},
    TextMember{"clientMode"_L1, &NodeInfo::clientMode},
    TextMember{"displayName"_L1, &NodeInfo::displayName},
    TextMember{"platform"_L1, &NodeInfo::platform},
    TextMember{"version"_L1, &NodeInfo::version},
    TextMember{"deviceFamily"_L1, &NodeInfo::deviceFamily},
    TextMember{"modelIdentifier"_L1, &NodeInfo::modelIdentifier},
    TextMember{"remoteIp"_L1, &NodeInfo::remoteIp},
    TextMember{"pathEnv"_L1, &NodeInfo::pathEnv},
};

struct TimeMember
{
    QLatin1StringView name;
    qint64 PairedNode::*member;
};
constexpr std::array timeMembers = {
    TimeMember{"createdAtMs"_L1, &PairedNode::createdAt},
    TimeMember{"approvedAtMs"_L1, &PairedNode::approvedAt},
    TimeMember{"lastConnectedAtMs"_L1, &PairedNode::lastConnectedAt},
    TimeMember{"lastSeenAtMs"_L1, &PairedNode::lastSeenAt},
};

QJsonObject infoToJson(const NodeInfo &info)
{
    QJsonObject json{{"caps"_L1, QJsonArray::fromStringList(info.surface.caps)},
                     {"commands"_L1, QJsonArray::fromStringList(info.surface.commands)}};
    for (const TextMember &each : textMembers) {
        if (const QString &text = info.*each.member; !text.isEmpty())
            json.insert(each.name, text);
    }
    if (!info.surface.permissions.isEmpty())
        json.insert("permissions"_L1, info.surface.permissions);
    return json;
}

NodeInfo infoFromJson(const QJsonObject &json)
{
    NodeInfo info{.surface = {.caps = textsIn(json["caps"_L1]),
                              .commands = textsIn(json["commands"_L1]),
                              .permissions = json["permissions"_L1].toObject()}};
    for (const TextMember &each : textMembers)
        info.*each.member = json[each.name].toString();
    return info;
}

PairedNode pairedFromJson(const QJsonObject &json)
{
    PairedNode node{.info = infoFromJson(json),
                    .label = json["label"_L1].toString(),
                    .lastSeenReason = json["lastSeenReason"_L1].toString()};
    for (const TimeMember &each : timeMembers)
        node.*each.member = json[each.name].toInteger();
    return node;
}

Error unknownNode()
{
    return {u"unknown nodeId"_s, u"ws-agent nodes list"_s, ErrorKind::NotFound};
}

Error unknownRequest()
{
    return {u"unknown requestId"_s, u"ws-agent nodes pending"_s, ErrorKind::NotFound};
}

} // namespace

NodeInfo nodeInfo(const ConnectParams &params, const QString &address)
{
    return {.nodeId = params.device ? params.device->id : QString(),
            .clientId = params.clientId,
            .clientMode = params.clientMode,
            .displayName = params.displayName,
            .platform = params.platform,
            .version = params.version,
            .deviceFamily = params.deviceFamily,
            .modelIdentifier = params.modelIdentifier,
            .remoteIp = address,
            .pathEnv = params.pathEnv,
            .surface = {.caps = params.caps, .commands = params.commands, .permissions = params.permissions}};
}

QJsonObject toJson(const NodeRequest &request)
{
    QJsonObject json = infoToJson(request.info);
    json.remove("pathEnv"_L1);
    json.insert("requestId"_L1, request.id);
    json.insert("requiredApproveScopes"_L1,
                QJsonArray::fromStringList(requiredApproveScopes(request.info.surface.commands)));
    json.insert("silent"_L1, false);
    json.insert("ts"_L1, request.requestedAt);
    return json;
}

QJsonObject toJson(const PairedNode &node)
{
    QJsonObject json = infoToJson(node.info);
    if (!node.label.isEmpty())
        json.insert("label"_L1, node.label);
    if (!node.lastSeenReason.isEmpty())
        json.insert("lastSeenReason"_L1, node.lastSeenReason);
    for (const TimeMember &each : timeMembers) {
        if (node.*each.member > 0)
            json.insert(each.name, node.*each.member);
    }
    return json;
}

Result<NodeStore> NodeStore::open(const QString &stateDir)
{
    NodeStore store(stateDir + "/nodes"_L1);
    if (const auto made = makePrivateDirectory(store.m_directory); !made)
        return made.error();
    const auto paired = readJsonStore(store.m_directory + "/paired.json"_L1);
    const auto pending = readJsonStore(store.m_directory + "/pending.json"_L1);
    if (!paired || !pending)
        return paired ? pending.error() : paired.error();
    for (const StoredJson &file : {*paired, *pending}) {
        if (!file.damage.isEmpty())
            store.m_damages += file.damage;
    }
    const QJsonArray nodes = paired->value["nodes"_L1].toArray();
    for (const QJsonValue &each : nodes) {
        const PairedNode node = pairedFromJson(each.toObject());
        store.m_paired.insert(node.info.nodeId, node);
    }
    const QJsonArray requests = pending->value["requests"_L1].toArray();
    for (const QJsonValue &each : requests) {
        const NodeRequest request{.id = each["requestId"_L1].toString(),
                                  .info = infoFromJson(each.toObject()),
                                  .requestedAt = each["ts"_L1].toInteger()};
        store.m_requests.insert(request.info.nodeId, request);
    }
    return store;
}

Result<void> NodeStore::savePaired() const
{
    QJsonArray nodes;
    for (const PairedNode &node : m_paired)
        nodes += toJson(node);
    return writeJsonStore(m_directory + "/paired.json"_L1, {{"nodes"_L1, nodes}});
}

Result<void> NodeStore::savePending() const
{
    QJsonArray waiting;
    for (const NodeRequest &request : m_requests) {
        QJsonObject json = infoToJson(request.info);
        json.insert("requestId"_L1, request.id);
        json.insert("ts"_L1, request.requestedAt);
        waiting += json;
    }
    return writeJsonStore(m_directory + "/pending.json"_L1, {{"requests"_L1, waiting}});
}

const PairedNode *NodeStore::find(const QString &nodeId) const
{
    const auto found = m_paired.constFind(nodeId);
    return found == m_paired.constEnd() ? nullptr : &*found;
}

QList<NodeRequest> NodeStore::requests() const
{
    QList<NodeRequest> waiting = m_requests.values();
    std::sort(waiting.begin(), waiting.end(),
              [](const NodeRequest &a, const NodeRequest &b) { return a.requestedAt < b.requestedAt; });
    return waiting;
}

std::optional<NodeRequest> NodeStore::request(const QString &requestId) const
{
    for (const NodeRequest &each : m_requests) {
        if (each.id == requestId)
            return each;
    }
    return std::nullopt;
}

/// One that can do nothing has nothing to be approved.
Result<NodeStore::Arrival> NodeStore::arrived(const NodeInfo &info, qint64 now)
{
    const PairedNode *before = find(info.nodeId);
    const NodeSurface approved = before ? before->info.surface : NodeSurface();
    const bool asks = !approved.covers(info.surface);
    if (before || !asks) {
        PairedNode node = before ? *before : PairedNode{.createdAt = now, .approvedAt = now};
        node.info = info;
        node.info.surface = approved;
        node.lastConnectedAt = now;
        node.lastSeenAt = now;
        node.lastSeenReason = u"connect"_s;
        m_paired.insert(info.nodeId, node);
        if (const auto saved = savePaired(); !saved)
            return saved.error();
    }
    if (!asks)
        return Arrival();
    Arrival arrival;
    if (m_requests.contains(info.nodeId)) {
        const NodeRequest waiting = m_requests.value(info.nodeId);
        if (waiting.info.surface == info.surface)
            return Arrival{.asks = waiting};
        arrival.replaced = waiting;
    } else if (m_requests.size() >= mostRequests) {
        m_requests.remove(requests().first().info.nodeId);
    }
    arrival.isNew = true;
    arrival.asks = NodeRequest{
        .id = QUuid::createUuid().toString(QUuid::WithoutBraces), .info = info, .requestedAt = now};
    m_requests.insert(info.nodeId, *arrival.asks);
    if (const auto saved = savePending(); !saved)
        return saved.error();
    return arrival;
}

Result<PairedNode> NodeStore::approve(const QString &requestId, qint64 now)
{
    const auto waiting = request(requestId);
    if (!waiting)
        return unknownRequest();
    const QString id = waiting->info.nodeId;
    PairedNode node = m_paired.value(id, PairedNode{.createdAt = now});
    node.info = waiting->info;
    node.approvedAt = now;
    node.lastConnectedAt = std::max(node.lastConnectedAt, waiting->requestedAt);
    m_paired.insert(id, node);
    m_requests.remove(id);
    // In this order a crash in between leaves the request as it was.
    if (const auto saved = savePaired(); !saved)
        return saved.error();
    if (const auto saved = savePending(); !saved)
        return saved.error();
    return node;
}

Result<NodeRequest> NodeStore::reject(const QString &requestId)
{
    const auto waiting = request(requestId);
    if (!waiting)
        return unknownRequest();
    m_requests.remove(waiting->info.nodeId);
    if (const auto saved = savePending(); !saved)
        return saved.error();
    return *waiting;
}

Result<void> NodeStore::remove(const QString &nodeId)
{
    const bool waited = m_requests.remove(nodeId) > 0;
    const bool known = m_paired.remove(nodeId) > 0;
    if (!known && !waited)
        return unknownNode();
    if (const auto saved = known ? savePaired() : Result<void>(); !saved)
        return saved.error();
    return waited ? savePending() : Result<void>();
}

Result<void> NodeStore::rename(const QString &nodeId, const QString &label)
{
    const auto found = m_paired.find(nodeId);
    if (found == m_paired.end())
        return unknownNode();
    found->label = label;
    return savePaired();
}

void NodeStore::seen(const QString &nodeId, const QString &reason, qint64 now)
{
    const auto found = m_paired.find(nodeId);
    if (found == m_paired.end())
        return;
    found->lastSeenAt = now;
    found->lastSeenReason = reason;
}

} // namespace wsagent
