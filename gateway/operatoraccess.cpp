#include "gateway/operatoraccess.h"

#include "gateway/net/hostpolicy.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr quint32 loopback = 0x7f000001; // 127.0.0.1

/// What the shared secret grants, whatever a header says.
QStringList allScopes()
{
    return {u"operator.admin"_s, u"operator.approvals"_s,    u"operator.pairing"_s,
            u"operator.read"_s,  u"operator.talk.secrets"_s, u"operator.write"_s};
}

/// Where nothing has to be proved the client says what it wants to be able to do.
QStringList declaredScopes(const HttpRequest &head)
{
    const QByteArrayView name = head.has("x-ws-agent-scopes") ? "x-ws-agent-scopes" : "x-openclaw-scopes";
    if (!head.has(name))
        return allScopes();
    QStringList scopes = QString::fromLatin1(head.field(name)).split(u',', Qt::SkipEmptyParts);
    for (QString &scope : scopes)
        scope = scope.trimmed();
    return scopes;
}

/// Most who ask are on this machine, and each request asks.
QString textOf(const QHostAddress &address)
{
    const bool isV4 = address.protocol() == QAbstractSocket::IPv4Protocol;
    return isV4 && address.toIPv4Address() == loopback ? u"127.0.0.1"_s : address.toString();
}

CredentialAttempt attemptOf(const HttpRequest &head, const HttpPeer &peer)
{
    return {.address = textOf(peer.address),
            .local = isLocalPeer(peer.address, head),
            .origin =
                head.has("origin") ? std::optional(QString::fromLatin1(head.field("origin"))) : std::nullopt,
            .kind = CredentialAttempt::Kind::SharedSecret};
}

HttpDenial lockedOut(qint64 waitMs)
{
    const qint64 seconds = (waitMs + 999) / 1000;
    return {.response = HttpResponse::error(429, "rate_limited"_L1, u"too many failed attempts"_s)
                            .with("Retry-After", QByteArray::number(seconds))};
}

} // namespace

OperatorAccess::OperatorAccess(const ClientAuth &auth, const Devices &devices, RateLimit &limit,
                               const QElapsedTimer &clock)
    : m_auth(auth)
    , m_devices(devices)
    , m_limit(limit)
    , m_clock(clock)
{}

Result<Caller, HttpDenial> OperatorAccess::identify(const HttpRequest &head, const HttpPeer &peer)
{
    const CredentialAttempt attempt = attemptOf(head, peer);
    Caller nobody{.role = u"operator"_s, .address = attempt.address, .local = attempt.local};
    if (m_auth.mode == HandshakeFacts::AuthMode::None) {
        nobody.scopes = declaredScopes(head);
        nobody.authMethod = toString(m_auth.mode);
        return nobody;
    }
    const bool byProxy = m_auth.mode == HandshakeFacts::AuthMode::TrustedProxy;
    if (byProxy && peer.user.isAllowed()) {
        nobody.scopes = declaredScopes(head);
        nobody.authMethod = toString(m_auth.mode);
        return nobody;
    }
    const auto credential = bearerOf(head);
    if (!credential)
        return HttpDenial{.response = unauthorized()};
    if (const qint64 wait = m_limit.lockedFor(attempt, m_clock.elapsed()); wait > 0)
        return lockedOut(wait);
    auto caller = callerBy(*credential, !byProxy || attempt.local);
    if (!caller)
        return HttpDenial{.response = unauthorized(),
                          .delay = std::chrono::milliseconds(m_limit.failed(attempt, m_clock.elapsed()))};
    if (caller->deviceId.isEmpty()) // a device token covers no guesses at the secret
        m_limit.succeeded(attempt);
    caller->role = nobody.role;
    caller->address = nobody.address;
    caller->local = nobody.local;
    return *std::move(caller);
}

std::optional<Caller> OperatorAccess::callerBy(const QString &credential, bool maybeSecret) const
{
    if (maybeSecret && m_auth.isSecret(credential))
        return Caller{.scopes = allScopes(),
                      .authMethod =
                          m_auth.mode == HandshakeFacts::AuthMode::Password ? u"password"_s : u"token"_s};
    const auto owner = m_devices.ownerOf(u"operator"_s, credential);
    if (!owner)
        return std::nullopt;
    return Caller{.scopes = owner->scopes, .deviceId = owner->deviceId, .authMethod = u"device-token"_s};
}

} // namespace wsagent
