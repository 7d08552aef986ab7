#pragma once

#include "gateway/base/result.h"
#include "gateway/protocol/handshake.h"

#include <QJsonObject>
#include <QMap>

namespace wsagent {

/// A device that wants to be approved.
struct DeviceRequest
{
    QString id = {};
    QString reason = {};
    ConnectParams params = {};
    QString address = {};
    QString origin = {};
    qint64 requestedAt = 0; ///< ms since the epoch

    QString deviceId() const { return params.device ? params.device->id : QString(); }
};

/// Whose token it is, and what it grants.
struct DeviceTokenOwner
{
    QString deviceId = {};
    QStringList scopes = {};
};

/// The devices that the owner has approved, with their tokens, in `devices/paired.json` (0600), and those
/// that wait. Of a token only a keyed hash is kept.
class Devices
{
public:
    static constexpr qint64 requestLifetime = 5 * 60'000; ///< ms

    /// Reads the file. One that is damaged is put aside: the owner can log in with the secret, and devices
    /// pair again.
    static Result<Devices> open(const QString &stateDir);
    QString damage() const { return m_damage; } ///< what became of such a file, for the log

    std::optional<DeviceGrant> grant(const QString &deviceId) const;
    /// What that token may do, if it is the one of this device and role.
    std::optional<QStringList> tokenScopes(const QString &deviceId, const QString &role,
                                           const QString &token) const;
    /// For those who show nothing but the token.
    std::optional<DeviceTokenOwner> ownerOf(const QString &role, const QString &token) const;

    /// Adds what the client asks for to what its device may do. A token that the device has stays, and may
    /// do as much.
    Result<void> approve(const ConnectParams &params, const QString &via, const QString &address, qint64 now);
    /// Whether the device has no token for this role: none was issued yet, or it was revoked or withheld.
    bool lacksToken(const QString &deviceId, const QString &role) const;
    /// The first token, or the next, for a device that lacks it: with what was withheld, else all it may do.
    Result<QString> issueToken(const QString &deviceId, const QString &role, qint64 now);
    std::optional<qint64> tokenIssuedAt(const QString &deviceId, const QString &role) const; ///< ms
    /// A new token with which the old one ends; `scopes` are among those of the device. One that is withheld
    /// is told to nobody: the device gets another when it comes with the secret. Kind NotFound for an
    /// unknown device or role.
    enum class Delivery { InBand, Withheld };
    Result<QString> rotateToken(const QString &deviceId, const QString &role, const QStringList &scopes,
                                Delivery delivery, qint64 now);
    Result<void> revokeToken(const QString &deviceId, const QString &role, qint64 now);
    Result<void> remove(const QString &deviceId);
    Result<void> rename(const QString &deviceId, const QString &label);
    void seen(const QString &deviceId, const QString &address, qint64 now);

    /// One request for each device: asking again refreshes it.
    DeviceRequest ask(const ConnectParams &params, const QString &reason, const QString &address,
                      const QString &origin, qint64 now);
    std::optional<DeviceRequest> takeRequest(const QString &requestId, qint64 now);
    QList<DeviceRequest> requests(qint64 now);

    /// As `device.pair.list` shows it, without tokens.
    QJsonArray list(const std::function<bool(const QString &deviceId)> &isConnected) const;

private:
    Devices(QString path, QByteArray key);
    Result<void> save() const;
    QString hashOf(const QString &token) const;
    QString newToken(QJsonObject &device, const QString &role, const QStringList &scopes, Delivery delivery,
                     qint64 now) const;

    QString m_path;
    QString m_damage;
    QByteArray m_key;
    QMap<QString, QJsonObject> m_devices; ///< by id
    QMap<QString, DeviceRequest> m_requests;
};

QJsonObject toJson(const DeviceRequest &request);

/// What people call the device of a row of `device.pair.list`, paired or pending.
QString deviceName(const QJsonValue &row);

} // namespace wsagent
