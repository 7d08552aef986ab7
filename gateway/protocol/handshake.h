#pragma once

#include "gateway/protocol/connectparams.h"
#include "gateway/protocol/protocolerror.h"
#include "gateway/protocol/proxyuser.h"
#include "gateway/protocol/ratelimit.h"

#include <QSet>

#include <functional>
#include <variant>

namespace wsagent {

/// A device that the owner has approved.
struct DeviceGrant
{
    QString publicKey = {}; ///< base64url without padding
    QSet<QString> roles = {};
    QStringList scopes = {};
    QString platform = {}; ///< pinned
    QString deviceFamily = {};

    bool operator==(const DeviceGrant &) const = default;
};

/// Everything the decision about a `connect` rests on besides its parameters.
struct HandshakeFacts
{
    enum class AuthMode { None, Token, Password, TrustedProxy };
    enum class Origin { Absent, Allowed, Broken, Foreign };

    AuthMode mode = AuthMode::Token;
    bool hasSecret = true;
    std::function<bool(const QString &)> isSecret = {}; ///< in constant time
    bool acceptV3 = false;
    bool approvesSilently = true;

    bool localPeer = false; ///< `gateway-protocol.md` 4.6
    /// The second and third kind of local for pairing (4.10): a local peer that names a private address, as
    /// through a tunnel; a panel behind the mapped port of a container.
    bool tunnelled = false;
    bool portMapped = false;
    bool inApprovedNetwork = false; ///< of `nodes.pairing.autoApproveCidrs`, without an unknown proxy between
    Origin origin = Origin::Absent;
    ProxyUser proxyUser = {};

    std::optional<DeviceGrant> device = {}; ///< of the id that the client names
    /// The scopes of that token, if it is one of that device and the role asked for.
    std::function<std::optional<QStringList>(const QString &)> tokenScopes = {};
    QString nonce = {}; ///< of the challenge
    qint64 now = 0;     ///< ms since the epoch
};

/// What admitted a client.
struct ProvenCredential
{
    CredentialAttempt::Kind kind = CredentialAttempt::Kind::SharedSecret;
    bool hasGuessed = false; ///< beside its device token it has shown a secret that is not the secret

    bool operator==(const ProvenCredential &) const = default;
};

/// The client is let in.
struct HandshakeAccepted
{
    QString method = {}; ///< "token", "device-token", … as in hello-ok
    QStringList scopes = {};
    bool keepsDevice = false;              ///< the device is (to be) paired and gets a token
    QStringList silently = {};             ///< why it was approved on the way; empty: it was approved before
    std::optional<QString> presented = {}; ///< the device token it has shown
    ProvenCredential proven = {};

    bool operator==(const HandshakeAccepted &) const = default;
};

struct HandshakeRefused
{
    std::optional<ProtocolError> error = {}; ///< nothing: no answer is sent
    quint16 closeCode = 1008;
    QString closeReason = {};
    std::optional<CredentialAttempt::Kind> wrong = {}; ///< what was shown and is not right
    qint64 delayMs = 0;                                ///< before the client is told

    bool operator==(const HandshakeRefused &) const = default;
};

/// The owner has to approve the device first.
struct HandshakePairing
{
    QString reason = {}; ///< "not-paired", "role-upgrade", "scope-upgrade", "metadata-upgrade"
    ProvenCredential proven = {};

    bool operator==(const HandshakePairing &) const = default;
};

using HandshakeVerdict = std::variant<HandshakeAccepted, HandshakeRefused, HandshakePairing>;

/// The kinds that a client shows: each has a lock of its own.
QList<CredentialAttempt::Kind> shownCredentials(const ConnectAuth &auth);

/// Steps 3 to 11 of `gateway-protocol.md` 4.5. Pure.
HandshakeVerdict decideHandshake(const ConnectParams &params, const HandshakeFacts &facts);

/// The error and the close reason for a pairing that has become a request of this id.
HandshakeRefused pairingRequired(const QString &reason, const QString &requestId, const ConnectParams &params,
                                 const std::optional<DeviceGrant> &grant);

} // namespace wsagent
