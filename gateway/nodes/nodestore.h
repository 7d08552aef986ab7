#pragma once

#include "gateway/base/result.h"
#include "gateway/nodes/nodesurface.h"
#include "gateway/protocol/connectparams.h"

#include <QMap>

namespace wsagent {

/// What a node says of itself when it connects.
struct NodeInfo
{
    QString nodeId = {}; ///< the id of its device
    QString clientId = {};
    QString clientMode = {};
    QString displayName = {};
    QString platform = {};
    QString version = {};
    QString deviceFamily = {};
    QString modelIdentifier = {};
    QString remoteIp = {};
    QString pathEnv = {};
    NodeSurface surface = {};

    bool operator==(const NodeInfo &) const = default;
};

NodeInfo nodeInfo(const ConnectParams &params, const QString &address);

/// A node that the owner knows; its surface is what he has approved.
struct PairedNode
{
    NodeInfo info = {};
    QString label = {};   ///< what the owner calls it
    qint64 createdAt = 0; ///< ms since the epoch, like the others
    qint64 approvedAt = 0;
    qint64 lastConnectedAt = 0;
    qint64 lastSeenAt = 0;
    QString lastSeenReason = {};

    bool operator==(const PairedNode &) const = default;
};

/// A surface that waits for the owner. It does not expire.
struct NodeRequest
{
    QString id = {};
    NodeInfo info = {};
    qint64 requestedAt = 0;

    bool operator==(const NodeRequest &) const = default;
};

/// The nodes that the owner knows and those that wait, in `nodes/paired.json` and `nodes/pending.json`
/// (0600).
class NodeStore
{
public:
    static constexpr qsizetype mostRequests = 50; ///< then the oldest has to go

    static Result<NodeStore> open(const QString &stateDir);
    /// Files that were damaged and are put aside.
    const QStringList &damages() const { return m_damages; }

    const PairedNode *find(const QString &nodeId) const;
    QList<PairedNode> paired() const { return m_paired.values(); }
    QList<NodeRequest> requests() const; ///< oldest first
    std::optional<NodeRequest> request(const QString &requestId) const;

    /// What came of a node that has connected.
    struct Arrival
    {
        std::optional<NodeRequest> asks = {};     ///< for a surface that nobody has approved
        std::optional<NodeRequest> replaced = {}; ///< the request before, for another surface
        bool isNew = false;                       ///< `asks` did not wait already
    };
    Result<Arrival> arrived(const NodeInfo &info, qint64 now);
    Result<PairedNode> approve(const QString &requestId, qint64 now); ///< kind NotFound
    Result<NodeRequest> reject(const QString &requestId);             ///< kind NotFound
    /// With what waits; kind NotFound.
    Result<void> remove(const QString &nodeId);
    Result<void> rename(const QString &nodeId, const QString &label);
    /// Kept until something else is written.
    void seen(const QString &nodeId, const QString &reason, qint64 now);

private:
    explicit NodeStore(const QString &directory)
        : m_directory(directory)
    {}
    Result<void> savePaired() const;
    Result<void> savePending() const;

    QString m_directory;
    QStringList m_damages;
    QMap<QString, PairedNode> m_paired;    ///< by node
    QMap<QString, NodeRequest> m_requests; ///< by node: one each
};

/// As `node.pair.requested` and `node.pair.list` show it.
QJsonObject toJson(const NodeRequest &request);
/// As `node.pair.list` and `node.pair.approve` show it.
QJsonObject toJson(const PairedNode &node);

} // namespace wsagent
