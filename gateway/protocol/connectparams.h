#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace wsagent {

/// Credentials of a `connect`. One that is present and empty is another thing than one that is absent: what a
/// device signs differs.
struct ConnectAuth
{
    std::optional<QString> token = {};
    std::optional<QString> password = {};
    std::optional<QString> deviceToken = {};
    std::optional<QString> bootstrapToken = {};

    bool operator==(const ConnectAuth &) const = default;
};

/// The proof that a client has the key of a device (`gateway-protocol.md` 4.8).
struct DeviceBlock
{
    QString id = {};
    QString publicKey = {};
    QString signature = {};
    qint64 signedAt = 0; ///< ms since the epoch
    QString nonce = {};

    bool operator==(const DeviceBlock &) const = default;
};

/// The parameters of `connect` (4.2), checked.
struct ConnectParams
{
    int minProtocol = 0;
    int maxProtocol = 0;
    QString clientId = {};
    QString clientMode = {};
    QString version = {};
    QString platform = {};
    QString displayName = {};
    QString deviceFamily = {};
    QString modelIdentifier = {};
    QString instanceId = {};
    QString timeZone = {};
    QString role = QStringLiteral("operator");
    QStringList scopes = {};
    QStringList caps = {};
    QStringList commands = {};
    QString pathEnv = {};
    QJsonObject permissions = {};
    std::optional<DeviceBlock> device = {};
    ConnectAuth auth = {};

    /// What the client is called today; an older one calls itself otherwise, and signs that (11).
    QString knownAs() const;
    bool isOlderClient() const { return knownAs() != clientId; }
    /// A panel in a browser: it must name its origin, and prove a device.
    bool isBrowserClient() const;
    bool operator==(const ConnectParams &) const = default;
};

/// An error is the text behind "invalid connect params: ".
Result<ConnectParams, QString> parseConnectParams(const QJsonValue &params);

constexpr int protocolVersion = 4;

/// Whether the client speaks a version that is spoken here (4.4).
bool isProtocolAccepted(const ConnectParams &params, bool acceptV3);

} // namespace wsagent
