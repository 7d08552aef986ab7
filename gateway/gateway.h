#pragma once

#include "gateway/agentservice.h"
#include "gateway/apiruns.h"
#include "gateway/base/filewatcher.h"
#include "gateway/base/log.h"
#include "gateway/base/worker.h"
#include "gateway/clientservice.h"
#include "gateway/config/configloader.h"
#include "gateway/config/reloadplan.h"
#include "gateway/gatewaytls.h"
#include "gateway/instancemodels.h"
#include "gateway/instances/instancepaths.h"
#include "gateway/instances/statelock.h"
#include "gateway/mdnsadvertisement.h"
#include "gateway/methods/configmethods.h"
#include "gateway/methods/healthreport.h"
#include "gateway/net/httpgate.h"
#include "gateway/net/httpserver.h"
#include "gateway/nodechat.h"
#include "gateway/nodes/noderegistry.h"
#include "gateway/rescue/rescueservice.h"
#include "gateway/restartnote.h"
#include "gateway/sessionservice.h"
#include "gateway/surfaces/metrics.h"
#include "gateway/surfaces/probes.h"
#include "gateway/toolservice.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace wsagent {

/// What one gateway is to be. Everything has been checked by whoever starts it.
struct GatewayOptions
{
    InstancePaths paths = {};
    QString profile = {}; ///< display name
    QString instanceId = {};
    QString bind = {};
    QList<QHostAddress> addresses = {}; ///< the one that must do first
    quint16 port = 0;                   ///< 0: any free one, for tests
    int controlPort = 0;
    HostRules hostRules = {};
    HttpTimeouts timeouts = {};
    ClientAuth auth = {};
    ClientLimits limits = {};
    WireLog wireLog = WireLog::Quiet;
    LoadedConfig config = {};                      ///< what it goes by
    std::function<LoadedConfig()> readConfig = {}; ///< what the file says now
    const ConfigSchema *schema = nullptr;          ///< outlives the gateway
    ConfigSource source = {};                      ///< where a change of the config goes
    /// Names another instance that an included file belongs to as well; called on any thread.
    std::function<QString(const QString &file)> otherReader = {};
    QString program = {}; ///< the command line, for what is done with other instances
    std::function<Result<std::unique_ptr<SecretStore>>()> openSecrets = {}; ///< asked when a secret is needed
};

class BrowserControl;
template <typename T>
class Later;
class BrowserService;
class CanvasHost;
struct CanvasAction;
struct CanvasPorts;
struct BrowserAnswer;
struct BrowserError;
struct BrowserRequest;
struct BrowserSettings;

/// One instance at work: its locks, its port, and everything that answers there. Several may live in one
/// process.
class Gateway : public QObject
{
    Q_OBJECT

public:
    Gateway(GatewayOptions options, Log &log, QObject *parent = nullptr);
    ~Gateway() override;

    /// Takes the instance and the port, and serves. An error of kind Conflict when somebody else has one of
    /// them.
    /// `inherited` is the port of the gateway that this one replaces; it is taken when it is the same.
    Result<void> start(PortListeners inherited = {});
    /// The port, for the gateway that takes the place of this one; before `stop`.
    PortListeners releasePort() { return m_server.releaseListeners(); }
    enum class Ending { ForGood, ForAnother };
    /// Accepts nobody any more and lets go of the instance when what is being answered has been answered, or
    /// after that time. `stopped` follows. For good, new requests on open connections are refused.
    void stop(std::chrono::milliseconds drain, Ending ending = Ending::ForGood);

    /// Looks at the config now, as after a change of its file.
    void reload() { configChanged(); }
    /// `restartWanted` follows.
    void restart(const QString &reason) { askForRestart(reason, false); }

    const LoadedConfig &config() const { return m_options.config; } ///< what it goes by
    quint16 port() const { return m_server.port(); }
    /// Of the certificate, in hex; empty without TLS.
    QString fingerprint() const { return m_tls ? m_tls->fingerprint() : QString(); }
    ClientService &clients() { return *m_clients; }    ///< since start()
    ToolService &tools() { return *m_tools; }          ///< since start()
    SessionService &sessions() { return *m_sessions; } ///< since start()
    /// What is wrong while it serves nevertheless, such as "config".
    QStringList failing() const
    {
        return m_configBroken ? QStringList{QStringLiteral("config")} : QStringList();
    }
    AgentService &agents() { return *m_agents; } ///< since start()
    QStringList unavailableAddresses() const { return m_server.listeners().unavailable(); }

signals:
    void stopped();
    /// Another gateway is needed in the place of this one: the paths of the config that have changed, or a
    /// sentence of who asks for it.
    void restartWanted(const QStringList &reasons);
    /// `failing()` has another answer than before.
    void conditionChanged();

private:
    Result<void> useTls();
    Result<void> announce();
    void addSurfaces();
    QList<Metric> metrics() const;
    void addMethods();
    void addAgents();
    InstanceCard card() const;
    QJsonObject sessionDefaults() const;
    CallGateway ownRequests();
    ToolServiceFacts toolFacts();
    void watchConfig();
    void configChanged();
    void tellOfConfig(const QString &hash);
    void setConfigBroken(bool broken);
    void keepLastGood();
    QStringList watchedProfiles() const;
    void watchOthers();
    OwnerCommand ownerCommand(const QString &message);
    void changeConfig(const ConfigRequest &request, const ConfigServices::Changed &done);
    void resolveSecret(const SecretRef &reference,
                       const std::function<void(const Result<QByteArray> &)> &done);
    void changeSkillEntry(const QString &key, const QJsonObject &entry,
                          const std::function<void(const Result<QJsonObject> &)> &done);
    void patchConfig(const QJsonObject &patch, const QStringList &replacePaths,
                     const ConfigServices::Changed &done);
    void restartFor(const QStringList &changedPaths);
    void takeOver(const LoadedConfig &next, const ReloadPlan &plan);
    Readiness readiness() const;
    void configureAgents(const AgentsChange &change, const std::function<void(const Result<void> &)> &done);
    Result<void> approve(const QString &id, const QString &decision);
    QJsonObject identity();
    Result<int> reloadSecrets();
    ModelService &models();
    QStringList statusLines() const;
    void addNodes();
    void addBrowser();
    void addCanvas();
    CanvasPorts canvasPorts();
    Result<void> tellAgent(const CanvasAction &action, const QString &sessionKey);
    void invokeOnCanvas(const QString &named, const QString &command, const QJsonObject &params,
                        const std::function<void(const Result<QJsonObject> &)> &done);
    void openBrowserControl();
    Later<Result<int, BrowserError>> allocateBrowserPort();
    Later<Result<void, BrowserError>> writeBrowserProfile(const QString &name, const QJsonValue &profile);
    void closeBrowser();
    Result<QString> browserSecret() const;
    const BrowserSettings &browserSettings();
    void askBrowser(const BrowserRequest &request, const std::function<void(const BrowserAnswer &)> &done);
    void addUpkeep();
    void tellTheNetwork();
    void addRestart();
    HealthFacts healthFacts() const;
    QJsonObject health(bool namesSessions) const;
    QJsonObject status(bool namesSessions) const;
    void askForRestart(const QString &reason, bool whenIdle);
    void wantRestart(const QStringList &reasons);
    void tellOfRestart();
    bool defersRestart(const QString &changed);
    void restartWhenIdle();
    void restartNow();
    void sendClientsAway();
    void hangUp();
    void drainIsOver();
    void letGoWhenEmpty();
    void letGo();

    GatewayOptions m_options;
    Log &m_log;
    HttpGate m_gate;
    HttpServer m_server;
    std::unique_ptr<GatewayTls> m_tls; ///< null: no TLS
    std::unique_ptr<ClientService> m_clients;
    std::unique_ptr<SessionService> m_sessions;
    std::unique_ptr<ToolService> m_tools;
    std::unique_ptr<NodeRegistry> m_nodes;
    std::unique_ptr<NodeChat> m_nodeChat;
    std::optional<MdnsAdvertisement> m_advertisement; ///< none on loopback
    std::optional<StateLock> m_lock;
    std::unique_ptr<FileWatcher> m_watcher;
    std::unique_ptr<InstanceModels> m_models; ///< made when a model is first asked for
    std::unique_ptr<RescueService> m_rescue;
    std::unique_ptr<CanvasHost> m_canvas;               ///< null: it is switched off
    std::unique_ptr<BrowserSettings> m_browserSettings; ///< of the config now; null: not read yet
    std::shared_ptr<BrowserService> m_browser;          ///< made when a browser is first asked for
    std::unique_ptr<BrowserControl> m_browserControl;   ///< null: the port is not open
    std::unique_ptr<ApiRuns> m_apiRuns;                 ///< before the agents, whose end it hears of
    std::unique_ptr<AgentService> m_agents;
    QElapsedTimer m_sinceStart;
    QTimer m_drain;
    std::chrono::milliseconds m_restartDelay{0}; ///< for the next restart, once
    RestartNote m_restartNote;                   ///< likewise
    QString m_toldConfig;                        ///< hash of the last one that clients have heard of
    bool m_configBroken = false;                 ///< the file, not what the gateway goes by
    bool m_stopping = false;
    bool m_clientsSentAway = false;
    QTimer m_deferral;         ///< runs while a restart waits until nothing is done here
    QString m_deferredRestart; ///< who has asked for it; empty: a change of the config
    bool m_isDeferralOver = false;
    Worker m_worker; ///< last: it ends before anything that its jobs report to
};

} // namespace wsagent
