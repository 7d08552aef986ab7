#include "gateway/protocol/handshake.h"

#include "gateway/protocol/deviceproof.h"
#include "gateway/protocol/scopes.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Facts = HandshakeFacts;

HandshakeRefused refuse(const ProtocolError &error, quint16 code = 1008)
{
    return {.error = error, .closeCode = code, .closeReason = error.message};
}

using Kind = CredentialAttempt::Kind;

/// `wrong`: nothing when none was shown.
HandshakeRefused refuseCredential(std::optional<Kind> wrong, const QString &code, const QString &reason,
                                  const QString &nextStep, const QString &message, bool mayRetry = false)
{
    HandshakeRefused refused = refuse(invalidRequest(message, {{"code"_L1, code},
                                                               {"authReason"_L1, reason},
                                                               {"canRetryWithDeviceToken"_L1, mayRetry},
                                                               {"recommendedNextStep"_L1, nextStep}}));
    refused.wrong = wrong;
    return refused;
}

/// The decision, step by step. Each step answers with a refusal or lets pass.
class Decision
{
public:
    Decision(const ConnectParams &params, const Facts &facts)
        : m_params(params)
        , m_facts(facts)
    {}

    HandshakeVerdict verdict()
    {
        for (const auto step :
             {&Decision::worker, &Decision::olderClient, &Decision::protocol, &Decision::role,
              &Decision::origin, &Decision::sharedSecret, &Decision::missingDevice, &Decision::deviceProof,
              &Decision::deviceToken, &Decision::credentials}) {
            if (auto refused = (this->*step)())
                return *std::move(refused);
        }
        if (!m_params.device)
            return HandshakeAccepted{.method = m_method,
                                     .scopes = m_keepsScopes ? m_params.scopes : QStringList()};
        return pairing();
    }

private:
    using Step = std::optional<HandshakeRefused>;

    Step worker()
    {
        if (m_params.role == "worker"_L1 || m_params.clientId == "openclaw-worker"_L1 ||
            m_params.clientMode == "worker"_L1)
            return HandshakeRefused{.closeReason = u"invalid-handshake"_s};
        return std::nullopt;
    }

    /// Those who are not let in do not learn that others would be.
    Step olderClient()
    {
        if (!m_params.isOlderClient() || m_facts.acceptV3)
            return std::nullopt;
        return refuse(invalidRequest(
            u"invalid connect params: at /client/id: must be equal to one of the allowed values"_s));
    }

    Step protocol()
    {
        if (isProtocolAccepted(m_params, m_facts.acceptV3))
            return std::nullopt;
        return refuse(invalidRequest(u"protocol mismatch"_s, {{"code"_L1, u"PROTOCOL_MISMATCH"_s},
                                                              {"clientMinProtocol"_L1, m_params.minProtocol},
                                                              {"clientMaxProtocol"_L1, m_params.maxProtocol},
                                                              {"expectedProtocol"_L1, protocolVersion},
                                                              {"minimumProbeProtocol"_L1, 3}}),
                      1002);
    }

    Step role()
    {
        if (m_params.role == "operator"_L1 || m_params.role == "node"_L1)
            return std::nullopt;
        return refuse(invalidRequest(u"invalid role"_s));
    }

    Step origin()
    {
        const bool absent = m_facts.origin == Facts::Origin::Absent;
        if (m_facts.origin == Facts::Origin::Allowed || (absent && !m_params.isBrowserClient()))
            return std::nullopt;
        const QString reason = m_facts.origin == Facts::Origin::Foreign ? u"origin not allowed"_s
                                                                        : u"origin missing or invalid"_s;
        return refuse(
            invalidRequest(u"origin not allowed (open the Control UI from the gateway host or allow it in "
                           "gateway.controlUi.allowedOrigins)"_s,
                           {{"code"_L1, u"CONTROL_UI_ORIGIN_NOT_ALLOWED"_s}, {"reason"_L1, reason}}));
    }

    /// The member named like the mode counts; the other one will do.
    std::optional<QString> givenSecret() const
    {
        const ConnectAuth &auth = m_params.auth;
        const bool password = m_facts.mode == Facts::AuthMode::Password;
        const auto &first = password ? auth.password : auth.token;
        return first ? first : password ? auth.token : auth.password;
    }

    Step sharedSecret()
    {
        if (m_facts.mode == Facts::AuthMode::None) {
            m_method = u"none"_s;
            return std::nullopt;
        }
        const bool proxy = m_facts.mode == Facts::AuthMode::TrustedProxy;
        if (proxy && m_facts.proxyUser.isAllowed()) {
            m_method = u"trusted-proxy"_s;
            return std::nullopt;
        }
        if (proxy && !m_facts.localPeer) // the secret is for programs of this machine, which no proxy knows
            return std::nullopt;
        const auto given = givenSecret();
        if (m_facts.hasSecret && given && m_facts.isSecret(*given))
            m_method = m_facts.mode == Facts::AuthMode::Password ? u"password"_s : u"token"_s;
        return std::nullopt;
    }

    bool isTrustedHelper() const // `gateway-client` of this host
    {
        return m_params.clientId == "gateway-client"_L1 && m_params.clientMode == "backend"_L1 &&
               m_facts.localPeer && m_facts.origin == Facts::Origin::Absent;
    }

    Step missingDevice()
    {
        if (m_params.device)
            return std::nullopt;
        static constexpr std::array panels = {"openclaw-control-ui"_L1, "openclaw-tui"_L1,
                                              "ws-agent-control-ui"_L1, "ws-agent-tui"_L1};
        const bool byProxy = m_method == "trusted-proxy"_L1;
        for (const auto panel : panels) {
            if (m_params.knownAs() == panel && !byProxy)
                return refuse(invalidRequest(
                    u"control ui requires device identity (use HTTPS or localhost secure context)"_s,
                    {{"code"_L1, u"CONTROL_UI_DEVICE_IDENTITY_REQUIRED"_s}}));
        }
        const bool local = m_facts.localPeer && m_facts.origin == Facts::Origin::Absent;
        const bool localCommandLine =
            local && m_params.clientId == "cli"_L1 && m_params.clientMode == "cli"_L1;
        m_keepsScopes = isTrustedHelper() || localCommandLine || byProxy;

        const bool noSecret = !givenSecret() && m_facts.mode != Facts::AuthMode::TrustedProxy;
        const bool nothingNeeded = m_facts.mode == Facts::AuthMode::None && isTrustedHelper();
        if (m_params.role == "node"_L1 || (noSecret && !nothingNeeded)) {
            ProtocolError error =
                invalidRequest(u"device identity required"_s, {{"code"_L1, u"DEVICE_IDENTITY_REQUIRED"_s}});
            error.code = ProtocolError::Code::NotPaired;
            return refuse(error);
        }
        return std::nullopt;
    }

    Step deviceProof()
    {
        if (!m_params.device)
            return std::nullopt;
        const auto wrong = checkDeviceProof(m_params, m_facts.nonce, m_facts.now);
        return wrong ? Step(refuse(*wrong)) : std::nullopt;
    }

    Step deviceToken()
    {
        if (!m_params.device || !m_method.isEmpty())
            return std::nullopt;
        const ConnectAuth &auth = m_params.auth;
        const auto given = auth.deviceToken ? auth.deviceToken : auth.token;
        const auto scopes = m_facts.device && given ? m_facts.tokenScopes(*given) : std::nullopt;
        if (!scopes && auth.deviceToken)
            return refuseCredential(Kind::DeviceToken, u"AUTH_DEVICE_TOKEN_MISMATCH"_s,
                                    u"device_token_mismatch"_s, u"update_auth_credentials"_s,
                                    u"unauthorized: device token mismatch (rotate/reissue device token)"_s);
        if (!scopes)
            return std::nullopt;
        if (!beyond(m_params.scopes, *scopes).isEmpty())
            return refuseCredential(
                std::nullopt, u"AUTH_SCOPE_MISMATCH"_s, u"scope_mismatch"_s, u"review_auth_configuration"_s,
                u"unauthorized: device token scope mismatch (re-pair or approve scope upgrade)"_s);
        m_method = u"device-token"_s;
        m_presented = given;
        const auto secret = givenSecret();
        m_proven = {.kind = Kind::DeviceToken, .hasGuessed = m_facts.hasSecret && secret && secret != given};
        return std::nullopt;
    }

    Step credentials()
    {
        if (!m_method.isEmpty())
            return std::nullopt;
        const ConnectAuth &auth = m_params.auth;
        if (auth.bootstrapToken && !givenSecret())
            return refuseCredential(Kind::BootstrapToken, u"AUTH_BOOTSTRAP_TOKEN_INVALID"_s,
                                    u"bootstrap_token_invalid"_s, u"review_auth_configuration"_s,
                                    u"unauthorized: bootstrap token invalid"_s);
        if (m_facts.mode == Facts::AuthMode::TrustedProxy && !(m_facts.localPeer && givenSecret()))
            return proxyUser();
        const bool password = m_facts.mode == Facts::AuthMode::Password;
        const QString name = password ? u"password"_s : u"token"_s;
        const QString code = password ? u"AUTH_PASSWORD"_s : u"AUTH_TOKEN"_s;
        const QString key = u"gateway.auth."_s + name;
        if (!m_facts.hasSecret)
            return refuseCredential(std::nullopt, code + "_NOT_CONFIGURED"_L1, name + "_missing_config"_L1,
                                    u"update_auth_configuration"_s,
                                    u"unauthorized: gateway %1 not configured (set %2)"_s.arg(name, key));
        if (!givenSecret())
            return refuseCredential(
                std::nullopt, code + "_MISSING"_L1, name + "_missing"_L1, u"update_auth_configuration"_s,
                u"unauthorized: gateway %1 missing (use this gateway's %2 or pair the device)"_s.arg(name,
                                                                                                     key));
        const bool mayRetry = m_params.device && auth.token && !auth.deviceToken && !auth.password;
        return refuseCredential(
            Kind::SharedSecret, code + "_MISMATCH"_L1, name + "_mismatch"_L1,
            mayRetry ? u"retry_with_device_token"_s : u"update_auth_credentials"_s,
            u"unauthorized: gateway %1 mismatch (use this gateway's %2 or pair the device)"_s.arg(name, key),
            mayRetry);
    }

    HandshakeRefused proxyUser() const
    {
        const QString next = u"review_auth_configuration"_s;
        if (m_facts.proxyUser.verdict == ProxyUser::Verdict::NotAllowed)
            return refuseCredential(
                std::nullopt, u"AUTH_VERIFIED_USER_REQUIRED"_s, u"verified_user_required"_s, next,
                u"unauthorized: this user is not in gateway.auth.trustedProxy.allowUsers"_s);
        return refuseCredential(
            std::nullopt, u"AUTH_IDENTITY_HEADER_REQUIRED"_s, u"identity_header_required"_s, next,
            u"unauthorized: no trusted proxy says who you are (connect through the proxy)"_s);
    }

    QStringList pairingReasons() const
    {
        const auto &grant = m_facts.device;
        const QByteArray key = decodePublicKey(m_params.device->publicKey);
        if (!grant || decodePublicKey(grant->publicKey) != key)
            return {u"not-paired"_s};
        QStringList reasons;
        if (!grant->roles.contains(m_params.role))
            reasons += u"role-upgrade"_s;
        if (!beyond(m_params.scopes, grant->scopes).isEmpty())
            reasons += u"scope-upgrade"_s;
        if (grant->platform != m_params.platform || grant->deviceFamily != m_params.deviceFamily)
            reasons += u"metadata-upgrade"_s;
        return reasons;
    }

    bool isApprovedSilently(const QString &reason) const
    {
        const bool noOrigin = m_facts.origin == Facts::Origin::Absent;
        const bool bySecret = m_method == "token"_L1 || m_method == "password"_L1;
        if (m_facts.inApprovedNetwork && noOrigin && isNewNode())
            return true;
        const QString client = m_params.knownAs();
        const bool panel = client == "openclaw-control-ui"_L1 || client == "ws-agent-control-ui"_L1;
        if (!m_facts.localPeer && !(m_facts.portMapped && panel && bySecret))
            return false;
        if (!noOrigin && !m_params.isBrowserClient())
            return false;
        if (reason == "metadata-upgrade"_L1) {
            if (m_facts.tunnelled && noOrigin && bySecret)
                return true;
            static constexpr std::array apps = {"openclaw-macos"_L1, "openclaw-ios"_L1, "openclaw-android"_L1,
                                                "openclaw-linux"_L1, "ws-agent-desktop"_L1};
            const bool app = std::any_of(apps.begin(), apps.end(),
                                         [&client](QLatin1StringView id) { return client == id; });
            return app && noOrigin && m_params.clientMode == "ui"_L1;
        }
        if (reason == "scope-upgrade"_L1 && (m_method == "device-token"_L1 || m_method == "trusted-proxy"_L1))
            return false;
        return m_facts.approvesSilently;
    }

    /// Whoever asks for scopes, or comes back with another key, is for the owner to judge.
    bool isNewNode() const
    {
        return !m_facts.device && m_params.role == "node"_L1 && m_params.scopes.isEmpty();
    }

    HandshakeVerdict pairing() const
    {
        HandshakeAccepted accepted{
            .method = m_method, .scopes = m_params.scopes, .presented = m_presented, .proven = m_proven};
        if (isTrustedHelper())
            return accepted;
        accepted.keepsDevice = true;
        const QStringList reasons = pairingReasons();
        for (const QString &reason : reasons) {
            if (!isApprovedSilently(reason))
                return HandshakePairing{.reason = reason, .proven = m_proven};
        }
        accepted.silently = reasons;
        return accepted;
    }

    const ConnectParams &m_params;
    const Facts &m_facts;
    QString m_method; ///< empty: nothing has admitted the client yet
    std::optional<QString> m_presented;
    ProvenCredential m_proven;
    bool m_keepsScopes = false;
};

struct PairingText
{
    QLatin1StringView reason;
    QLatin1StringView message;
    QLatin1StringView hint;
};

constexpr std::array pairingTexts = {
    PairingText{"not-paired"_L1, "pairing required: device is not approved yet"_L1,
                "Approve this device from the pending pairing requests."_L1},
    PairingText{"role-upgrade"_L1,
                "pairing required: device is asking for a higher role than currently approved"_L1,
                "Review the requested role upgrade, then approve the pending request."_L1},
    PairingText{"scope-upgrade"_L1,
                "pairing required: device is asking for more scopes than currently approved"_L1,
                "Review the requested scopes, then approve the pending upgrade."_L1},
    PairingText{"metadata-upgrade"_L1, "pairing required: device identity changed and must be re-approved"_L1,
                "Review the refreshed device details, then approve the pending request."_L1},
};

} // namespace

QList<CredentialAttempt::Kind> shownCredentials(const ConnectAuth &auth)
{
    QList<Kind> kinds;
    if (auth.token || auth.password)
        kinds += Kind::SharedSecret;
    if (auth.deviceToken)
        kinds += Kind::DeviceToken;
    if (auth.bootstrapToken)
        kinds += Kind::BootstrapToken;
    return kinds;
}

HandshakeVerdict decideHandshake(const ConnectParams &params, const HandshakeFacts &facts)
{
    return Decision(params, facts).verdict();
}

HandshakeRefused pairingRequired(const QString &reason, const QString &requestId, const ConnectParams &params,
                                 const std::optional<DeviceGrant> &grant)
{
    const auto text = std::find_if(pairingTexts.begin(), pairingTexts.end(),
                                   [&reason](const PairingText &row) { return reason == row.reason; });
    Q_ASSERT(text != pairingTexts.end());
    QJsonObject details{{"code"_L1, u"PAIRING_REQUIRED"_s},
                        {"reason"_L1, reason},
                        {"requestId"_L1, requestId},
                        {"remediationHint"_L1, QString(text->hint)},
                        {"deviceId"_L1, params.device ? params.device->id : QString()},
                        {"requestedRole"_L1, params.role},
                        {"requestedScopes"_L1, QJsonArray::fromStringList(params.scopes)}};
    if (grant) {
        details.insert("approvedRoles"_L1, QJsonArray::fromStringList(grant->roles.values()));
        details.insert("approvedScopes"_L1, QJsonArray::fromStringList(grant->scopes));
    }
    return {.error = ProtocolError{.code = ProtocolError::Code::NotPaired,
                                   .message = QString(text->message),
                                   .details = details},
            .closeReason = u"%1 (requestId: %2)"_s.arg(text->message, requestId)};
}

} // namespace wsagent
