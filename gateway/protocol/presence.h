#pragma once

#include "gateway/protocol/caller.h"
#include "gateway/protocol/connectparams.h"
#include "gateway/protocol/recentmap.h"

#include <QJsonArray>

namespace wsagent {

/// One that is there, as clients see it (`gateway-protocol.md` 9.4). What is empty is unknown, and not shown.
struct PresenceEntry
{
    QString host = {};
    QString clientId = {};
    QString ip = {};
    QString version = {};
    QString platform = {};
    QString deviceFamily = {};
    QString modelIdentifier = {};
    QString timeZone = {};
    QString mode = {};
    QString reason = {};
    QString text = {};
    QString deviceId = {};
    QString instanceId = {};
    QStringList tags = {};
    QStringList roles = {};
    QStringList scopes = {};
    std::optional<int> lastInputSeconds = {};
    qint64 onlineSince = 0; ///< ms since the epoch, like the next one
    qint64 refreshed = 0;   ///< `ts` on the wire

    bool operator==(const PresenceEntry &) const = default;
};

PresenceEntry presenceEntry(const Caller &caller, const ConnectParams &params);
QJsonObject toJson(const PresenceEntry &entry);

/// Who is there: the gateway, then one entry for each device, or for each connection without one. Command
/// lines come and go too fast to be listed. Times are in ms since the epoch and come from the caller.
class PresenceList
{
public:
    static constexpr qint64 expiry = 300'000;     ///< of an entry that nobody refreshes
    static constexpr qsizetype mostEntries = 200; ///< with the gateway; then the oldest has to go

    explicit PresenceList(const PresenceEntry &gateway);

    // Each tells whether the list has changed.
    bool connected(const QString &connectionId, const PresenceEntry &entry, qint64 now);
    bool disconnected(const QString &connectionId);
    /// What somebody says of a device or of an instance; adds to what is known of it.
    bool reported(const PresenceEntry &entry, qint64 now);
    bool forgetExpired(qint64 now);

    /// The connection is alive. Nobody has to be told.
    void refresh(const QString &connectionId, qint64 now);

    /// The gateway first, then whoever was refreshed last.
    QJsonArray toJson(qint64 now) const;
    /// Grows with each change.
    qint64 version() const { return m_version; }

private:
    /// What one connection may do; the device may do it as long as it lasts.
    struct Share
    {
        QString connectionId = {}; ///< empty: from a report
        QStringList roles = {};
        QStringList scopes = {};
    };
    struct Present
    {
        PresenceEntry entry = {};
        QList<Share> shares = {};
    };

    void merge(const QString &key, const QString &connectionId, const PresenceEntry &entry, qint64 now);

    PresenceEntry m_gateway;
    RecentMap<QString, Present, mostEntries - 1> m_present; ///< by device, else by connection
    QHash<QString, QString> m_keys;                         ///< of the listed connections
    qint64 m_version = 0;
};

} // namespace wsagent
