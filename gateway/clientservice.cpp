#include "gateway/clientservice.h"

#include "gateway/base/version.h"
#include "gateway/protocol/scopes.h"

#include <QDateTime>
#include <QJsonArray>
#include <QSysInfo>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestShown = 100; // of what a client says, in the log
constexpr auto healthInterval = std::chrono::seconds(60);
constexpr qint64 largestAttachment = 19'464'192;
constexpr qint64 largestImage = 6'291'456;

QString newUuid()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

/// The header of the upgrade can only narrow.
QStringList capped(const QStringList &scopes, const QString &cap)
{
    if (cap.isEmpty())
        return scopes;
    QStringList allowed = cap.split(u',', Qt::SkipEmptyParts);
    for (QString &scope : allowed)
        scope = scope.trimmed();
    QStringList kept;
    std::copy_if(scopes.begin(), scopes.end(), std::back_inserter(kept),
                 [&allowed](const QString &scope) { return grants(allowed, scope); });
    return kept;
}

CredentialAttempt attempt(const ClientPeer &peer, CredentialAttempt::Kind kind)
{
    const bool page = peer.origin != HandshakeFacts::Origin::Absent;
    return {.address = peer.address,
            .local = peer.local,
            .origin = page ? std::optional(peer.originText) : std::nullopt,
            .kind = kind};
}

PresenceEntry presenceOf(const InstanceCard &gateway)
{
    return {.host = QSysInfo::machineHostName(),
            .version = QLatin1StringView(version),
            .platform = QSysInfo::kernelType(),
            .instanceId = gateway.instanceId};
}

/// When it was asked and how long that took is no change of health.
QJsonObject withoutTimes(QJsonObject health)
{
    health.remove("ts"_L1);
    health.remove("durationMs"_L1);
    return health;
}

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

ClientService::ClientService(ClientAuth auth, InstanceCard card, Devices devices, HttpGate &gate,
                             const ClientLimits &limits, Log &log, QObject *parent)
    : QObject(parent)
    , m_auth(std::move(auth))
    , m_card(std::move(card))
    , m_devices(std::move(devices))
    , m_log(log)
    , m_limit(m_auth.limit)
    , m_limits(limits)
    , m_clients(*this, gate, limits)
    , m_presence(presenceOf(m_card))
    , m_bootId(newUuid())
    , m_health([] { return QJsonObject(); })
{
    m_sinceStart.start();
    m_healthTimer.setInterval(healthInterval);
    m_healthTimer.setTimerType(Qt::VeryCoarseTimer);
    QObject::connect(&m_healthTimer, &QTimer::timeout, this, &ClientService::refreshHealth);
    QObject::connect(&m_clients, &Clients::allGone, &m_healthTimer, &QTimer::stop);
}

void ClientService::setSecret(const QString &secret)
{
    m_auth.secret = secret;
    m_clients.closeWhere(
        [](const Caller &caller) {
            return caller.authMethod == "token"_L1 || caller.authMethod == "password"_L1;
        },
        4001, u"gateway auth changed"_s);
}

HandshakeFacts ClientService::factsFor(const ConnectParams &params, const ClientPeer &peer,
                                       const QString &nonce, qint64 now) const
{
    HandshakeFacts facts{.mode = m_auth.mode,
                         .hasSecret = !m_auth.secret.isEmpty(),
                         .isSecret = [this](const QString &given) { return isSecret(given); },
                         .acceptV3 = m_auth.acceptV3,
                         .approvesSilently = m_auth.approvesSilently,
                         .localPeer = peer.local,
                         .tunnelled = peer.tunnelled,
                         .portMapped = peer.portMapped,
                         .inApprovedNetwork = !peer.forwarded && isInNetworks(QHostAddress(peer.address),
                                                                              m_auth.approvedNetworks),
                         .origin = peer.origin,
                         .proxyUser = peer.user,
                         .nonce = nonce,
                         .now = now};
    if (params.device) {
        facts.device = m_devices.grant(params.device->id);
        facts.tokenScopes = [this, id = params.device->id, role = params.role](const QString &token) {
            return m_devices.tokenScopes(id, role, token);
        };
    }
    return facts;
}

qint64 ClientService::lockedFor(const ConnectParams &params, const ClientPeer &peer) const
{
    qint64 wait = 0;
    for (const CredentialAttempt::Kind kind : shownCredentials(params.auth))
        wait = std::max(wait, m_limit.lockedFor(attempt(peer, kind), uptimeMs()));
    return wait;
}

ClientHost::Admission ClientService::connect(const ConnectParams &params, const ClientPeer &peer,
                                             const QString &nonce)
{
    if (!m_shut.isEmpty())
        return HandshakeRefused{.error = notNow(u"connect"_s, m_shut, 1000),
                                .closeCode = WebSocketClose::TryAgainLater,
                                .closeReason = u"gateway restart in progress"_s};
    if (const qint64 wait = lockedFor(params, peer); wait > 0) {
        ProtocolError error = invalidRequest(u"unauthorized: too many failed attempts"_s,
                                             {{"code"_L1, u"AUTH_RATE_LIMITED"_s},
                                              {"authReason"_L1, u"rate_limited"_s},
                                              {"canRetryWithDeviceToken"_L1, false},
                                              {"recommendedNextStep"_L1, u"wait_then_retry"_s}});
        error.retryAfterMs = int(wait);
        return HandshakeRefused{.error = error, .closeReason = error.message};
    }
    const qint64 time = now();
    const HandshakeVerdict verdict = decideHandshake(params, factsFor(params, peer, nonce, time));
    if (const auto *refusal = std::get_if<HandshakeRefused>(&verdict))
        return refused(*refusal, peer);
    if (const auto *pairing = std::get_if<HandshakePairing>(&verdict)) {
        count(pairing->proven, peer);
        return askOwner(pairing->reason, params, peer, time);
    }
    const auto &accepted = std::get<HandshakeAccepted>(verdict);
    count(accepted.proven, peer);
    return welcome(accepted, params, peer, time);
}

/// What is right forgives what was wrong, of its kind: a device token covers no guesses at the secret.
void ClientService::count(const ProvenCredential &proven, const ClientPeer &peer)
{
    m_limit.succeeded(attempt(peer, proven.kind));
    if (proven.hasGuessed)
        m_limit.failed(attempt(peer, CredentialAttempt::Kind::SharedSecret), uptimeMs());
}

HandshakeRefused ClientService::refused(HandshakeRefused refusal, const ClientPeer &peer)
{
    const QString code = refusal.error ? refusal.error->details["code"_L1].toString() : refusal.closeReason;
    m_log.write(LogLevel::Info, "net"_L1, u"refused a client"_s,
                {{"connection"_L1, peer.connectionId}, {"address"_L1, peer.address}, {"code"_L1, code}});
    if (refusal.wrong)
        refusal.delayMs = m_limit.failed(attempt(peer, *refusal.wrong), uptimeMs());
    return refusal;
}

HandshakeRefused ClientService::askOwner(const QString &reason, const ConnectParams &params,
                                         const ClientPeer &peer, qint64 now)
{
    const DeviceRequest request = m_devices.ask(params, reason, peer.address, peer.originText, now);
    m_log.write(LogLevel::Info, "nodes"_L1, u"a device asks to be approved"_s,
                {{"device"_L1, request.deviceId()}, {"reason"_L1, reason}});
    broadcast("device.pair.requested"_L1, toJson(request));
    return pairingRequired(reason, request.id, params, m_devices.grant(request.deviceId()));
}

ClientHost::Admission ClientService::welcome(const HandshakeAccepted &accepted, const ConnectParams &params,
                                             const ClientPeer &peer, qint64 now)
{
    QString deviceToken = accepted.presented.value_or(QString());
    if (!accepted.silently.isEmpty()) {
        const auto approved = m_devices.approve(params, u"silent"_s, peer.address, now);
        if (!approved) {
            m_log.error("nodes"_L1, approved.error().message);
            return HandshakeRefused{.error = internalError(), .closeCode = 1011};
        }
        broadcast("device.pair.resolved"_L1, QJsonObject{{"requestId"_L1, newUuid()},
                                                         {"deviceId"_L1, params.device->id},
                                                         {"decision"_L1, u"approved"_s},
                                                         {"ts"_L1, now}});
    }
    if (accepted.keepsDevice && deviceToken.isEmpty()) {
        const auto issued = tokenFor(params, !accepted.silently.isEmpty(), now);
        if (!issued) {
            m_log.error("nodes"_L1, issued.error().message);
            return HandshakeRefused{.error = internalError(), .closeCode = 1011};
        }
        deviceToken = *issued;
    }
    if (params.device)
        m_devices.seen(params.device->id, peer.address, now);
    const Caller caller{.connectionId = peer.connectionId,
                        .clientId = params.clientId,
                        .clientMode = params.clientMode,
                        .role = params.role,
                        .scopes = capped(accepted.scopes, peer.scopeCap),
                        .caps = params.caps,
                        .deviceId = params.device ? params.device->id : QString(),
                        .authMethod = accepted.method,
                        .address = peer.address,
                        .local = peer.local,
                        .reachedAt = peer.reachedAt};
    QJsonObject greeting = hello(caller, deviceToken);
    if (const QJsonObject urls = m_surfaceUrls ? m_surfaceUrls(caller) : QJsonObject(); !urls.isEmpty())
        greeting.insert("pluginSurfaceUrls"_L1, urls);
    if (m_auth.acceptV3 && params.maxProtocol < protocolVersion && !isProtocolAccepted(params, false))
        greeting.insert("protocol"_L1, params.maxProtocol); // what it can speak
    return Welcome{.caller = caller, .hello = greeting};
}

/// A secret that widens what a device may do replaces its token. Empty: it keeps the one it has.
Result<QString> ClientService::tokenFor(const ConnectParams &params, bool isWidened, qint64 now)
{
    if (!isWidened && !m_devices.lacksToken(params.device->id, params.role))
        return QString();
    return m_devices.issueToken(params.device->id, params.role, now);
}

QJsonObject ClientService::hello(const Caller &caller, const QString &deviceToken)
{
    const bool admin = grants(caller.scopes, u"operator.admin"_s);
    QJsonObject auth{{"role"_L1, caller.role},
                     {"scopes"_L1, QJsonArray::fromStringList(caller.scopes)},
                     {"method"_L1, caller.authMethod}};
    if (!deviceToken.isEmpty()) {
        auth.insert("deviceToken"_L1, deviceToken);
        if (const auto issued = m_devices.tokenIssuedAt(caller.deviceId, caller.role))
            auth.insert("issuedAtMs"_L1, *issued);
    }
    QJsonObject snapshot{
        {"presence"_L1, presence()},
        {"health"_L1, m_health()},
        {"stateVersion"_L1, toJson(m_version)},
        {"uptimeMs"_L1, uptimeMs()},
        {"authMode"_L1, QString(toString(m_auth.mode))},
        {"configPath"_L1, m_card.configPath},
        {"suspension"_L1, QJsonObject{{"phase"_L1, u"accepting"_s}}},
        {"sessionDefaults"_L1, m_card.sessionDefaults ? m_card.sessionDefaults() : QJsonObject()}};
    if (admin)
        snapshot.insert("stateDir"_L1, m_card.stateDir);
    if (m_card.appliedConfigHash)
        snapshot.insert("appliedConfigHash"_L1, m_card.appliedConfigHash());
    const QStringList events =
        offeredEvents([this](const QString &method) { return m_methods.contains(method); });
    return {{"type"_L1, u"hello-ok"_s},
            {"protocol"_L1, protocolVersion},
            {"server"_L1, QJsonObject{{"version"_L1, QLatin1StringView(version)},
                                      {"connId"_L1, caller.connectionId},
                                      {"bootId"_L1, m_bootId},
                                      {"profile"_L1, m_card.profile},
                                      {"instanceId"_L1, m_card.instanceId},
                                      {"stateDirHash"_L1, m_card.stateDirHash}}},
            {"features"_L1, QJsonObject{{"methods"_L1, QJsonArray::fromStringList(m_methods.names())},
                                        {"events"_L1, QJsonArray::fromStringList(events)},
                                        {"capabilities"_L1, QJsonArray()}}},
            {"snapshot"_L1, snapshot},
            {"auth"_L1, auth},
            {"policy"_L1, QJsonObject{{"maxPayload"_L1, m_limits.message},
                                      {"maxBufferedBytes"_L1, m_limits.buffered},
                                      {"tickIntervalMs"_L1, qint64(m_limits.tick.count())},
                                      {"attachments"_L1, QJsonObject{{"maxBytes"_L1, largestAttachment},
                                                                     {"maxImageBytes"_L1, largestImage}}}}}};
}

void ClientService::connected(const Caller &caller, const ConnectParams &params)
{
    logConnection(u"a client is connected"_s, caller);
    if (m_presence.connected(caller.connectionId, presenceEntry(caller, params), now()))
        presenceChanged();
    if (!m_healthTimer.isActive()) {
        m_toldHealth = withoutTimes(m_health());
        m_healthTimer.start();
    }
    emit arrived(caller, params);
}

void ClientService::disconnected(const Caller &caller)
{
    emit clientGone(caller.connectionId);
    logConnection(u"a client has gone"_s, caller);
    if (m_presence.disconnected(caller.connectionId))
        presenceChanged();
    emit left(caller);
}

void ClientService::alive(const Caller &caller)
{
    m_presence.refresh(caller.connectionId, now());
    if (m_presence.forgetExpired(now()))
        presenceChanged();
}

void ClientService::logConnection(const QString &message, const Caller &caller)
{
    m_log.write(m_wireLog == WireLog::Quiet ? LogLevel::Debug : LogLevel::Info, "net"_L1, message,
                {{"connection"_L1, caller.connectionId}, {"client"_L1, caller.clientId}});
}

void ClientService::presenceChanged()
{
    m_version.presence = m_presence.version();
    broadcast("presence"_L1, QJsonObject{{"presence"_L1, presence()}});
}

QJsonArray ClientService::presence()
{
    m_presence.forgetExpired(now());
    m_version.presence = m_presence.version();
    return m_presence.toJson(now());
}

bool ClientService::isConnected(const QString &deviceId) const
{
    return m_clients.anyOf([&deviceId](const Caller &caller) { return caller.deviceId == deviceId; });
}

void ClientService::broadcastIf(QLatin1StringView event, const QJsonValue &payload,
                                const std::function<bool(const Caller &)> &wants)
{
    const EventRule *rule = findEventRule(event);
    Q_ASSERT_X(rule, "ClientService", "an event that nobody may get");
    // The numbers tell whether a snapshot is newer than what the client has (`gateway-protocol.md` 9).
    const bool countsStates = event == "presence"_L1 || event == "health"_L1;
    // What is about a node is not for the other ones.
    const bool aboutNode = rule->audience == EventRule::Audience::OperatorsAndTheNode;
    const auto concerned = [node = payload["nodeId"_L1].toString()](const Caller &caller) {
        return !caller.isNode() || caller.deviceId == node;
    };
    m_clients.broadcastIf(EventText(event, payload, countsStates ? std::optional(m_version) : std::nullopt),
                          *rule, aboutNode ? std::function<bool(const Caller &)>(concerned) : wants);
}

bool ClientService::sendTo(const QString &connectionId, QLatin1StringView event, const QJsonValue &payload)
{
    Q_ASSERT(findEventRule(event));
    return m_clients.sendTo(connectionId, EventText(event, payload));
}

void ClientService::refreshHealth()
{
    const QJsonObject health = m_health();
    if (const QJsonObject now = withoutTimes(health); now != m_toldHealth) {
        m_toldHealth = now;
        ++m_version.health;
        broadcast("health"_L1, health);
    }
}

void ClientService::report(const PresenceEntry &entry)
{
    if (m_presence.reported(entry, now()))
        presenceChanged();
}

void ClientService::shut(const QString &reason)
{
    m_shut = reason;
    m_methods.close(reason);
}

ClientHost::Outcome ClientService::request(const RequestFrame &frame, const Caller &caller, Reply reply)
{
    if (m_wireLog == WireLog::Requests) // else not even the line is made
        m_log.info("net"_L1, u"%1 asks for %2"_s.arg(caller.clientId, frame.method.left(longestShown)));
    return m_methods.dispatch(frame, caller, uptimeMs(), std::move(reply));
}

} // namespace wsagent
