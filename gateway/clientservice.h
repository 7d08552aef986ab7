#pragma once

#include "gateway/base/log.h"
#include "gateway/clientauth.h"
#include "gateway/methods/methodtable.h"
#include "gateway/net/clients.h"
#include "gateway/nodes/devices.h"
#include "gateway/operatoraccess.h"
#include "gateway/protocol/presence.h"

#include <QElapsedTimer>
#include <QTimer>

namespace wsagent {

/// What clients are told of the instance they reach.
struct InstanceCard
{
    QString profile = {};
    QString instanceId = {};
    QString stateDir = {};
    QString stateDirHash = {};
    QString configPath = {};
    int port = 0;
    std::function<QJsonObject()> sessionDefaults = {}; ///< as `hello-ok.snapshot` says them
    std::function<QString()> appliedConfigHash = {};   ///< of the config that the gateway goes by now
};

/// What of the clients goes into the log at the usual level.
enum class WireLog { Quiet, Connections, Requests };

/// Stands behind the connections: lets clients in, knows who is there, hands their requests to the methods.
class ClientService : public QObject, public ClientHost
{
    Q_OBJECT

public:
    ClientService(ClientAuth auth, InstanceCard card, Devices devices, HttpGate &gate,
                  const ClientLimits &limits, Log &log, QObject *parent = nullptr);

    MethodTable &methods() { return m_methods; }
    Clients &clients() { return m_clients; }
    Devices &devices() { return m_devices; }
    HttpOperators &operators() { return m_operators; }
    /// Another secret from now on: who used the old one has to come again.
    void setSecret(const QString &secret);
    bool isSecret(const QString &given) const { return m_auth.isSecret(given); }
    QJsonArray presence();
    /// The key of the main session of the default agent.
    bool isConnected(const QString &deviceId) const;
    /// To all who may see such an event (`eventRules()`).
    void broadcast(QLatin1StringView event, const QJsonValue &payload) { broadcastIf(event, payload, {}); }
    /// … and whom the predicate names, when there is one.
    void broadcastIf(QLatin1StringView event, const QJsonValue &payload,
                     const std::function<bool(const Caller &)> &wants);
    /// To one connection, which does not count it; false when it is gone.
    bool sendTo(const QString &connectionId, QLatin1StringView event, const QJsonValue &payload);
    void setWireLog(WireLog what) { m_wireLog = what; }
    /// Addresses of surfaces for one that is let in; empty: it is told none.
    void setSurfaceUrls(std::function<QJsonObject(const Caller &)> urls) { m_surfaceUrls = std::move(urls); }
    void setHealth(std::function<QJsonObject()> health) { m_health = std::move(health); }
    /// Tells everybody how the gateway is when that has changed since it was last told.
    void refreshHealth();
    /// What somebody says of a device or an instance, for the list of who is there.
    void report(const PresenceEntry &entry);
    /// From now on nobody is let in and nothing is begun: `reason` such as "gateway-restarting".
    void shut(const QString &reason);
    qint64 uptimeMs() const { return m_sinceStart.elapsed(); }

    Admission connect(const ConnectParams &params, const ClientPeer &peer, const QString &nonce) override;
    void connected(const Caller &caller, const ConnectParams &params) override;
    void disconnected(const Caller &caller) override;
    void alive(const Caller &caller) override;
    Outcome request(const RequestFrame &frame, const Caller &caller, Reply reply) override;

signals:
    void clientGone(const QString &connectionId);
    void arrived(const wsagent::Caller &caller, const wsagent::ConnectParams &params);
    void left(const wsagent::Caller &caller);

private:
    HandshakeFacts factsFor(const ConnectParams &params, const ClientPeer &peer, const QString &nonce,
                            qint64 now) const;
    qint64 lockedFor(const ConnectParams &params, const ClientPeer &peer) const;
    void count(const ProvenCredential &proven, const ClientPeer &peer);
    HandshakeRefused refused(HandshakeRefused refusal, const ClientPeer &peer);
    HandshakeRefused askOwner(const QString &reason, const ConnectParams &params, const ClientPeer &peer,
                              qint64 now);
    Admission welcome(const HandshakeAccepted &accepted, const ConnectParams &params, const ClientPeer &peer,
                      qint64 now);
    Result<QString> tokenFor(const ConnectParams &params, bool isWidened, qint64 now);
    QJsonObject hello(const Caller &caller, const QString &deviceToken);
    void presenceChanged();
    void logConnection(const QString &message, const Caller &caller);

    ClientAuth m_auth;
    InstanceCard m_card;
    Devices m_devices;
    Log &m_log;
    RateLimit m_limit; ///< by `m_sinceStart`
    MethodTable m_methods;
    ClientLimits m_limits;
    Clients m_clients;
    PresenceList m_presence;
    StateVersion m_version;
    QElapsedTimer m_sinceStart;
    OperatorAccess m_operators{m_auth, m_devices, m_limit, m_sinceStart};
    QString m_bootId;
    std::function<QJsonObject(const Caller &)> m_surfaceUrls;
    std::function<QJsonObject()> m_health;
    QJsonObject m_toldHealth;
    WireLog m_wireLog = WireLog::Quiet;
    QTimer m_healthTimer; ///< runs while there are clients
    QString m_shut;       ///< why nobody is let in; empty: they are
};

} // namespace wsagent
