#include "gateway/gateway.h"

#include "gateway/base/version.h"
#include "gateway/browser/browsercontrol.h"
#include "gateway/browser/browserservice.h"
#include "gateway/gatewayidentity.h"
#include "gateway/gatewaymetrics.h"
#include "gateway/gatewaysettings.h"
#include "gateway/hookservice.h"
#include "gateway/instances/processidentity.h"
#include "gateway/instances/registry.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/instancewalls.h"
#include "gateway/methods/devicemethods.h"
#include "gateway/methods/healthreport.h"
#include "gateway/methods/modelmethods.h"
#include "gateway/methods/ownrequest.h"
#include "gateway/methods/secretmethods.h"
#include "gateway/methods/systemmethods.h"
#include "gateway/secrets/secretreferences.h"
#include "gateway/sessionports.h"
#include "gateway/surfaces/canvas/canvashost.h"
#include "gateway/surfaces/openaiapi.h"
#include "gateway/surfaces/sessionroutes.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds usualRestart{1000}; // what clients are told to expect
constexpr std::chrono::milliseconds farewell{1500};     // longer than a client has to agree to be closed

} // namespace

Gateway::Gateway(GatewayOptions options, Log &log, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_log(log)
    , m_server(m_gate, m_options.timeouts)
{
    m_sinceStart.start();
    m_drain.setSingleShot(true);
    connect(&m_drain, &QTimer::timeout, this, &Gateway::drainIsOver);
    connect(&m_server, &HttpServer::drained, this, &Gateway::letGoWhenEmpty);
}

Gateway::~Gateway()
{
    if (m_browser)
        m_browser->abandon();
    if (m_lock)
        removeRuntimeFile(m_options.paths.stateDir);
}

Result<void> Gateway::start(PortListeners inherited)
{
    auto lock = StateLock::acquire(m_options.paths, StateLock::Role::Gateway);
    if (!lock)
        return lock.error();
    m_gate.setRules(m_options.hostRules);
    m_gate.setStrictTransport(strictTransport(m_options.config));
    if (const auto secured = useTls(); !secured)
        return secured.error();
    if (inherited.serve(m_options.addresses, m_options.port))
        m_server.adopt(std::move(inherited));
    else if (const auto listening = m_server.listen(m_options.addresses, m_options.port); !listening)
        return listening.error();
    m_lock = std::move(*lock);
    auto devices = Devices::open(m_options.paths.stateDir);
    if (!devices)
        return devices.error();
    if (const QString damage = devices->damage(); !damage.isEmpty())
        m_log.error("nodes"_L1, damage);
    m_clients = std::make_unique<ClientService>(m_options.auth, card(), *std::move(devices), m_gate,
                                                m_options.limits, m_log);
    m_clients->setWireLog(m_options.wireLog);
    connect(&m_clients->clients(), &Clients::allGone, this, &Gateway::letGoWhenEmpty);
    m_sessions =
        std::make_unique<SessionService>(m_options.paths, m_options.config.effective, *m_clients, m_log);
    m_tools = std::make_unique<ToolService>(toolFacts());
    addSurfaces();
    m_configBroken = m_options.config.fromLastGood;
    addMethods();
    addNodes();
    addBrowser();
    addCanvas();
    addUpkeep();
    addAgents();
    watchConfig();
    tellTheNetwork();
    watchOthers();
    // First things first: somebody waits for the port.
    QTimer::singleShot(0, this, &Gateway::keepLastGood);
    QTimer::singleShot(0, this, &Gateway::openBrowserControl);
    QTimer::singleShot(0, this, &Gateway::tellOfRestart);
    if (const auto announced = announce(); !announced)
        return announced;
    m_agents->start();
    return {};
}

Result<void> Gateway::useTls()
{
    const TlsSettings settings = tlsSettings(m_options.config);
    if (!settings.enabled)
        return {};
    auto tls = GatewayTls::open(settings, m_options.paths.stateDir, m_server, m_log);
    if (!tls)
        return tls.error();
    m_tls = *std::move(tls);
    connect(m_tls.get(), &GatewayTls::renewed, this, [this] {
        if (const auto announced = announce(); !announced)
            m_log.error("gateway"_L1, announced.error().message);
    });
    return {};
}

InstanceCard Gateway::card() const
{
    const QByteArray stateDir = m_options.paths.stateDir.toUtf8();
    const QByteArray hash = QCryptographicHash::hash(stateDir, QCryptographicHash::Sha256).toHex();
    return {.profile = m_options.profile,
            .instanceId = m_options.instanceId,
            .stateDir = m_options.paths.stateDir,
            .stateDirHash = QString::fromLatin1(hash),
            .configPath = m_options.paths.configPath,
            .port = m_server.port(),
            .sessionDefaults = [this] { return sessionDefaults(); },
            .appliedConfigHash =
                [this] {
                    return m_options.config.hash;
                }};
}

CallGateway Gateway::ownRequests()
{
    return [this](const QString &method, const QJsonObject &params, const auto &done) {
        askMethod(m_clients->methods(), method, params, m_clients->uptimeMs(), done);
    };
}

ToolServiceFacts Gateway::toolFacts()
{
    const CallGateway ask = ownRequests();
    return {.stateDir = m_options.paths.stateDir,
            .defaultWorkspace = m_options.paths.defaultWorkspace,
            .home = m_options.paths.home,
            .config = [this]() -> const QJsonObject & { return m_options.config.effective; },
            .otherInstances = [paths = m_options.paths] { return wallsOfOthers(paths); },
            .secretVariables = [this] { return secretVariables(m_options.config.effective); },
            .broadcast =
                [this](QLatin1StringView event, const QJsonObject &payload,
                       const std::function<bool(const Caller &)> &wants) {
                    m_clients->broadcastIf(event, payload, wants);
                },
            .anyClient =
                [this](const std::function<bool(const Caller &)> &fits) {
                    return m_clients->clients().anyOf(fits);
                },
            .askBrowser =
                [this](const QByteArray &method, const QString &path, const QJsonObject &query,
                       const QJsonObject &body, const BrowserReply &done) {
                    askBrowser({.method = method, .path = path, .query = query, .body = body},
                               [done](const BrowserAnswer &answer) { done(answer.status, answer.body); });
                },
            .canvas = canvasPorts(),
            .sessions = sessionToolPorts(
                {.agents = [this]() -> AgentService & { return *m_agents; },
                 .sessions = &m_sessions->store(),
                 .config = [this]() -> const QJsonObject & { return m_options.config.effective; },
                 .ask = ask,
                 .report =
                     [this](const QString &sentence) {
                         m_log.error("agents"_L1, sentence);
                     }}),
            .callGateway = ask,
            .models = [this]() -> ModelService & { return models(); },
            .changeSkillEntry = [this](const QString &key, const QJsonObject &entry,
                                       const auto &done) { changeSkillEntry(key, entry, done); },
            .profileCommand = watchedProfiles().isEmpty()
                                  ? ProfileCommand()
                                  : [this](const QString &message) { return ownerCommand(message); },
            .log = &m_log};
}

void Gateway::addSurfaces()
{
    m_tools->addSurfaces(m_gate.router(), m_clients->operators().needing(u"operator.write"_s));
    const InstanceCard instance = card();
    addProbes(m_gate.router(), {.instance = {{"profile"_L1, instance.profile},
                                             {"port"_L1, instance.port},
                                             {"instanceId"_L1, instance.instanceId},
                                             {"stateDirHash"_L1, instance.stateDirHash}},
                                .version = QLatin1StringView(version),
                                .sinceStart = m_sinceStart,
                                .readiness = [this] { return readiness(); },
                                .operators = &m_clients->operators()});
    if (const auto path = metricsPath(m_options.config))
        addMetrics(m_gate.router(), m_clients->operators(),
                   {.path = *path, .profile = m_options.profile, .metrics = [this] {
                        return metrics();
                    }});
    if (const auto panel = controlUi(m_options.config))
        addControlUi(m_gate.router(), m_clients->operators(), *panel, [this] {
            return panelIdentity(m_options.config, wsagent::defaultAgent(m_options.config.config));
        });
}

QJsonObject Gateway::sessionDefaults() const
{
    const QString agent = wsagent::defaultAgent(m_options.config.config);
    const QString mainKey = m_sessions->store().rules().mainKey;
    const QJsonValue scope = m_options.config.effective["session"_L1]["scope"_L1];
    return {{"defaultAgentId"_L1, agent},
            {"mainKey"_L1, mainKey},
            {"mainSessionKey"_L1, u"agent:%1:%2"_s.arg(agent, mainKey)},
            {"scope"_L1, scope.toString(u"per-sender"_s)}};
}

QList<Metric> Gateway::metrics() const
{
    return gatewayMetrics({.uptimeMs = m_sinceStart.elapsed(),
                           .isReady = readiness().failing.isEmpty(),
                           .httpConnections = m_server.connectionCount(),
                           .http = m_gate.counts(),
                           .clients = m_clients->clients().counts()});
}

Readiness Gateway::readiness() const
{
    return {.failing = failing()};
}

HealthFacts Gateway::healthFacts() const
{
    return {.config = m_options.config.config,
            .sessions =
                [this](const QString &agentId) {
                    SessionStore &store = m_sessions->store();
                    const auto sessions = store.sessions(agentId);
                    return summaryOf(sessions ? *sessions : QList<SessionRef>(), store.indexPath(agentId));
                },
            .heartbeats = m_agents->automation().heartbeatSettings()};
}

QJsonObject Gateway::health(bool namesSessions) const
{
    return withCondition(healthReport(healthFacts(), namesSessions), failing());
}

QJsonObject Gateway::status(bool namesSessions) const
{
    HealthFacts facts = healthFacts();
    facts.sessionDefaults = m_agents->sessionDefaults();
    QJsonObject report = withCondition(statusReport(facts, namesSessions), failing());
    Automation &automation = m_agents->automation();
    report.insert("queuedSystemEvents"_L1,
                  QJsonArray::fromStringList(automation.events().waiting(automation.mainSession().text())));
    return report;
}

void Gateway::addMethods()
{
    MethodTable &table = m_clients->methods();
    m_clients->setHealth([this] { return health(false); });
    addSystemMethods(table, {.health = [this](bool namesSessions) { return health(namesSessions); },
                             .status = [this](bool namesSessions) { return status(namesSessions); },
                             .presence = [this] { return m_clients->presence(); },
                             .logFile = [this] { return m_log.currentFile(); },
                             .identity = [this] { return identity(); },
                             .uptimeMs = [this] { return m_clients->uptimeMs(); },
                             .port = m_server.port()});
    addSecretMethods(table, {.config = [this]() -> const QJsonObject & { return m_options.config.effective; },
                             .schema = m_options.schema,
                             .resolve = [this](const SecretRef &reference,
                                               const auto &done) { resolveSecret(reference, done); },
                             .reload =
                                 [this] {
                                     return reloadSecrets();
                                 }});
    addConfigMethods(table,
                     {.load = m_options.readConfig,
                      .schema = m_options.schema,
                      .appliedHash = [this] { return m_options.config.hash; },
                      .configPath = m_options.paths.configPath,
                      .change = [this](const ConfigRequest &request,
                                       const ConfigServices::Changed &done) { changeConfig(request, done); },
                      .restartFollows =
                          [this](std::optional<std::chrono::milliseconds> delay, const QJsonObject &params) {
                              m_restartDelay = delay.value_or(std::chrono::milliseconds(0));
                              m_restartNote = restartNoteFrom(params);
                          },
                      .log =
                          [this](const QString &message) {
                              m_log.info("config"_L1, message);
                          }});
    m_sessions->addMethods(table);
    m_tools->addMethods(table);
    addModelMethods(table, {.models = [this]() -> ModelService & { return models(); },
                            .defaultAgent =
                                [this] {
                                    return wsagent::defaultAgent(m_options.config.config);
                                }});
    addDeviceMethods(
        table, {.devices = &m_clients->devices(),
                .isConnected = [this](const QString &id) { return m_clients->isConnected(id); },
                .announce = [this](QLatin1StringView event,
                                   const QJsonObject &payload) { m_clients->broadcast(event, payload); },
                .disconnect =
                    [this](const QString &id, const QString &why) {
                        m_clients->clients().closeWhere(
                            [&id](const Caller &caller) { return caller.deviceId == id; }, 4001,
                            u"client invalidated: "_s + why);
                    }});
}

/// Nothing of them is made before somebody writes to one.
void Gateway::addAgents()
{
    m_agents = std::make_unique<AgentService>(AgentServiceFacts{
        .profile = m_options.profile,
        .isDefaultProfile = m_options.profile == "default"_L1,
        .stateDir = m_options.paths.stateDir,
        .defaultWorkspace = m_options.paths.defaultWorkspace,
        .home = m_options.paths.home,
        .config = [this]() -> const QJsonObject & { return m_options.config.effective; },
        .sessions = &m_sessions->store(),
        .announce =
            [this](QLatin1StringView event, const QString &key, const QJsonObject &payload) {
                m_apiRuns->observe(event, payload);
                if (event == "chat"_L1)
                    m_nodeChat->pass(event, key, payload);
                m_sessions->announce(event, key, payload);
            },
        .tools = [this]() -> Toolset & { return m_tools->tools(); },
        .toolsReady = [this](const std::function<void()> &ready) { m_tools->whenReady(ready); },
        .skills = [this](const QString &workspace) { return m_tools->skillsPrompt(workspace); },
        .environment = [this] { return m_tools->environment(); },
        .completeContext = [this](ToolContext &context,
                                  const QJsonObject &sandbox) { m_tools->complete(context, sandbox); },
        .broadcast = [this](QLatin1StringView event,
                            const QJsonObject &payload) { m_clients->broadcast(event, payload); },
        .configuredAgents = [this] { return m_options.config.effective["agents"_L1]["list"_L1].toArray(); },
        .configureAgents = [this](const QJsonArray &list, const auto &done) { configureAgents(list, done); },
        .approve = [this](const QString &id, const QString &decision) { return approve(id, decision); },
        .ownerCommand = [this](const QString &message) { return ownerCommand(message); },
        .ownerHelp = [this] { return m_rescue ? m_rescue->help() : QStringList(); },
        .answerFirst = [this](const std::function<void()> &work) { m_sessions->answerFirst(work); },
        .clock = [this] { return m_clients->uptimeMs(); },
        .models = [this]() -> ModelService & { return models(); },
        .log = &m_log});
    connect(m_agents.get(), &AgentService::idle, this, &Gateway::restartWhenIdle, Qt::QueuedConnection);
    m_agents->addMethods(m_clients->methods());
    m_apiRuns = std::make_unique<ApiRuns>([this]() -> Conversations & { return m_agents->conversations(); });
    const auto isOn = [this](QLatin1StringView endpoint) {
        const QJsonValue endpoints = m_options.config.effective["gateway"_L1]["http"_L1]["endpoints"_L1];
        return endpoints[endpoint]["enabled"_L1].toBool();
    };
    addOpenAiApi(m_gate.router(), m_clients->operators(),
                 {.chatEnabled = [isOn] { return isOn("chatCompletions"_L1); },
                  .responsesEnabled = [isOn] { return isOn("responses"_L1); },
                  .responses =
                      [this] {
                          const QJsonValue http = m_options.config.effective["gateway"_L1]["http"_L1];
                          return http["endpoints"_L1]["responses"_L1].toObject();
                      },
                  .agents =
                      [this] {
                          QStringList ids;
                          for (const AgentProfile &agent : m_agents->agents().all())
                              ids += agent.id;
                          return ids;
                      },
                  .defaultAgent = [this] { return m_agents->agents().defaultAgent().id; },
                  .start = [this](const ApiTurn &turn) { return m_apiRuns->start(turn); },
                  .fetch =
                      [web = std::make_shared<WebClient>()](const WebRequest &request, const auto &done) {
                          return web->get(request, done);
                      }});
    m_sessions->runs() = m_agents->sessionRuns();
    addSessionRoutes(
        m_gate.router(), m_clients->operators(),
        {.store = &m_sessions->store(), .ask = ownRequests(), .stop = [this](const SessionKey &key) {
             return m_agents->subagents().stopIn(key.text());
         }});
    const auto hooks = [this] {
        return m_options.config.effective["hooks"_L1].toObject();
    };
    addHooks(m_gate.router(), hookServices([this]() -> Automation & { return m_agents->automation(); }, hooks,
                                           [this] { return m_clients->uptimeMs(); }));
}

/// Another list of agents, by the way that every change of the config takes.
void Gateway::configureAgents(const QJsonArray &list, const std::function<void(const Result<void> &)> &done)
{
    patchConfig({{"agents"_L1, QJsonObject{{"list"_L1, list}}}}, {u"agents.list"_s},
                [done](const Result<ConfigWriteResult, ConfigRefusal> &result) {
                    done(result ? Result<void>() : Error{result.error().message});
                });
}

/// By the text command, which is the owner's.
Result<void> Gateway::approve(const QString &id, const QString &decision)
{
    static const QStringList decisions{u"allow-once"_s, u"allow-always"_s, u"deny"_s};
    if (!decisions.contains(decision))
        return Error{u"\"%1\" is no decision; say one of %2"_s.arg(decision, decisions.join(u", "_s))};
    switch (m_tools->approvals().resolve(id, decision, u"chat"_s)) {
    case Approvals::Outcome::Applied:
    case Approvals::Outcome::Repeated:
        return {};
    case Approvals::Outcome::Already:
        return Error{u"%1 has been decided otherwise already"_s.arg(id)};
    case Approvals::Outcome::Unknown:
        return Error{u"nothing waits for approval as %1"_s.arg(id)};
    }
    Q_UNREACHABLE();
}

/// The settling time of an editor is added to what the config asks for.
void Gateway::watchConfig()
{
    constexpr auto settling = std::chrono::milliseconds(200);
    m_watcher = std::make_unique<FileWatcher>(reloadDebounce(m_options.config) + settling);
    m_toldConfig = m_options.config.hash;
    m_watcher->watch(m_options.config.files.isEmpty() ? QStringList{m_options.paths.configPath}
                                                      : m_options.config.files);
    connect(m_watcher.get(), &FileWatcher::changed, this, &Gateway::configChanged);
}

void Gateway::configChanged()
{
    if (m_stopping)
        return;
    const LoadedConfig next = m_options.readConfig();
    setConfigBroken(!next.isValid());
    tellOfConfig(next.hash);
    for (const ConfigIssue &issue : next.errors)
        m_log.error("config"_L1, u"the changed config is not taken over: %1"_s.arg(toString(issue)));
    if (m_configBroken)
        return;
    m_watcher->watch(next.files);
    const ReloadPlan plan = planReload(m_options.config.effective, next.effective, *m_options.schema);
    const ReloadMode mode = reloadMode(next);
    if (plan.isEmpty() || mode == ReloadMode::Off) {
        if (plan.isEmpty()) {
            m_options.config = next; // comments, perhaps
            keepLastGood();
        } else
            m_log.info("config"_L1, u"changed, and not taken over: gateway.reload.mode is off"_s);
        return;
    }
    // Another control port means other ports all over: they are compared with the others' as at a start.
    const bool restart = plan.restartGateway || plan.validateIsolation || mode == ReloadMode::Restart;
    if (!restart)
        return takeOver(next, plan);
    const QString changed = plan.changedPaths.join(", "_L1);
    if (mode == ReloadMode::Hot) {
        m_log.warn("config"_L1, u"%1 changed: restart the gateway to take it over"_s.arg(changed));
        return;
    }
    restartFor(plan.changedPaths);
}

/// Whatever has changed in it, and whether or not it is taken over: clients that show it read it anew.
void Gateway::tellOfConfig(const QString &hash)
{
    if (std::exchange(m_toldConfig, hash) == hash)
        return;
    m_clients->broadcast("config.changed"_L1, QJsonObject{{"path"_L1, m_options.paths.configPath},
                                                          {"hash"_L1, hash},
                                                          {"ts"_L1, QDateTime::currentMSecsSinceEpoch()}});
}

void Gateway::setConfigBroken(bool broken)
{
    if (std::exchange(m_configBroken, broken) != broken)
        emit conditionChanged();
}

/// What a supervised gateway comes up with when the config is broken at its next start (D3). Nearly always it
/// is there already; the disk is waited for elsewhere.
void Gateway::keepLastGood()
{
    if (m_stopping || m_options.config.fromLastGood ||
        isLastGood(m_options.config, m_options.paths.configPath))
        return;
    m_worker.run([accepted = m_options.config,
                  path = m_options.paths.configPath] { return keepAsLastGood(accepted, path); },
                 [this](const Result<void> &kept) {
                     if (!kept)
                         m_log.warn("config"_L1, kept.error().message);
                 });
}

QStringList Gateway::watchedProfiles() const
{
    QStringList profiles;
    const QJsonArray watched = m_options.config.effective["rescue"_L1]["watch"_L1].toArray();
    for (const QJsonValue &profile : watched)
        profiles += profile.toString();
    return profiles;
}

void Gateway::watchOthers()
{
    m_rescue = std::make_unique<RescueService>(RescueFacts{.profile = m_options.profile,
                                                           .watch = watchedProfiles(),
                                                           .home = m_options.paths.home,
                                                           .environment = m_options.source.environment,
                                                           .program = m_options.program,
                                                           .tellOwner = [this](const QString &text) {
                                                               m_log.warn("rescue"_L1, text);
                                                               m_agents->tellOwner(text);
                                                           }});
}

OwnerCommand Gateway::ownerCommand(const QString &message)
{
    return m_rescue ? m_rescue->command(message) : OwnerCommand();
}

void Gateway::restartFor(const QStringList &changedPaths)
{
    const QString changed = changedPaths.join(", "_L1);
    const auto delay = std::exchange(m_restartDelay, {});
    if (delay.count() == 0) {
        if (defersRestart(changed))
            return;
        m_log.info("config"_L1, u"%1 changed: the gateway restarts"_s.arg(changed));
        wantRestart(changedPaths);
        return;
    }
    m_log.info("config"_L1, u"%1 changed: the gateway restarts in %2 ms"_s.arg(changed).arg(delay.count()));
    // Looked at again then: by that time the change may have been taken back.
    QTimer::singleShot(delay, this, &Gateway::configChanged);
}

/// On a thread of its own, with a schema of its own: somebody else may hold the lock of the file for long.
void Gateway::changeConfig(const ConfigRequest &request, const ConfigServices::Changed &done)
{
    m_worker.run(
        [request, source = m_options.source, otherReader = m_options.otherReader] {
            const ConfigSchema schema;
            return carryOut(request, source, schema, otherReader);
        },
        done);
}

/// A change of the gateway's own making.
void Gateway::patchConfig(const QJsonObject &patch, const QStringList &replacePaths,
                          const ConfigServices::Changed &done)
{
    changeConfig({.kind = ConfigRequest::Kind::Patch,
                  .raw = QJsonDocument(patch).toJson(),
                  .baseHash = m_options.readConfig().hash,
                  .replacePaths = replacePaths},
                 done);
}

void Gateway::takeOver(const LoadedConfig &next, const ReloadPlan &plan)
{
    m_options.config = next;
    if (m_models)
        m_models->service().configChanged();
    m_gate.setRules(hostRules(next));
    m_sessions->takeOver(next.effective);
    m_browserSettings.reset();
    if (plan.restartComponents.contains(u"browser"_s))
        openBrowserControl();
    m_tools->configChanged();
    m_agents->configChanged();
    const QJsonValue logging = next.effective["logging"_L1];
    m_log.setLevels(logLevelFromName(logging["level"_L1].toString()),
                    logLevelFromName(logging["consoleLevel"_L1].toString()));
    m_log.info("config"_L1, u"taken over: %1"_s.arg(plan.changedPaths.join(", "_L1)));
    keepLastGood();
    if (!plan.swapGatewaySecret)
        return;
    if (const auto secret = heldSecret(next))
        m_clients->setSecret(*secret);
    else
        emit restartWanted(plan.changedPaths); // it has to be asked for elsewhere
}

ModelService &Gateway::models()
{
    if (!m_models) {
        const ConfigSource &source = m_options.source;
        m_models = std::make_unique<InstanceModels>(
            InstanceModels::Options{.profile = m_options.profile,
                                    .stateDir = m_options.paths.stateDir,
                                    .config = [this]() -> const LoadedConfig & { return m_options.config; },
                                    .openSecrets = m_options.openSecrets,
                                    .status = [this] { return statusLines(); },
                                    .siblings =
                                        [source] {
                                            return siblingStates(source.home, source.environment,
                                                                 source.stateDir);
                                        }},
            m_log);
    }
    return m_models->service();
}

/// What the operator says of this gateway.
QStringList Gateway::statusLines() const
{
    const QString state =
        m_configBroken ? u"degraded: the config is not valid (ws-agent doctor)"_s : u"running"_s;
    return {u"gateway: %1, since %2 s, on port %3"_s.arg(state)
                .arg(m_sinceStart.elapsed() / 1000)
                .arg(m_server.port()),
            u"version: "_s + QLatin1StringView(version),
            u"connected clients: %1"_s.arg(m_clients->presence().size()),
            u"config: "_s + m_options.paths.configPath};
}

QJsonObject Gateway::identity()
{
    const auto identity = gatewayIdentity(m_options.paths.stateDir);
    if (!identity)
        m_log.error("gateway"_L1, identity.error().message);
    return identity ? *identity : QJsonObject();
}

/// Other processes of this user find the gateway by its runtime file.
Result<void> Gateway::announce()
{
    const qint64 pid = QCoreApplication::applicationPid();
    return writeRuntimeFile(m_options.paths.stateDir,
                            {.pid = pid,
                             .startTime = processStartTime(pid).value_or(QString()),
                             .profile = m_options.profile,
                             .instanceId = m_options.instanceId,
                             .port = m_server.port(),
                             .controlPort = m_options.controlPort,
                             .tlsFingerprint = fingerprint(),
                             .bind = m_options.bind,
                             .configPath = m_options.paths.configPath,
                             .version = QLatin1StringView(version),
                             .startedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODate)});
}

void Gateway::stop(std::chrono::milliseconds drain, Ending ending)
{
    if (m_stopping)
        return;
    m_stopping = true;
    m_log.info("gateway"_L1, u"stopping"_s);
    m_watcher.reset();
    m_rescue.reset();
    m_deferral.stop();
    if (m_canvas)
        m_canvas->shut();
    if (ending == Ending::ForGood)
        m_gate.shut();
    m_drain.start(drain);
    m_server.close(ending == Ending::ForAnother);
    if (!m_clients)
        return;
    QJsonObject notice{{"reason"_L1, ending == Ending::ForGood ? u"shutdown"_s : u"restart"_s}};
    if (ending == Ending::ForAnother)
        notice.insert("restartExpectedMs"_L1, qint64(usualRestart.count()));
    m_clients->broadcast("shutdown"_L1, notice);
    m_clients->shut(u"gateway-restarting"_s);
    connect(&m_clients->clients(), &Clients::allAnswered, this, &Gateway::sendClientsAway);
    connect(m_agents.get(), &AgentService::idle, this, &Gateway::sendClientsAway, Qt::QueuedConnection);
    sendClientsAway();
}

/// When all that was begun has been answered, and agents have done what they were at.
void Gateway::sendClientsAway()
{
    if (!m_stopping || m_clientsSentAway || m_clients->clients().unanswered() > 0 ||
        m_agents->workingCount() > 0)
        return;
    hangUp();
    QMetaObject::invokeMethod(this, &Gateway::letGoWhenEmpty, Qt::QueuedConnection); // perhaps it is by now
}

void Gateway::hangUp()
{
    m_clientsSentAway = true;
    closeBrowser();
    m_clients->clients().closeAll(WebSocketClose::ServiceRestart, u"service restart"_s);
}

/// What is not answered by now is not waited for; the clients still hear why they are hung up on.
void Gateway::drainIsOver()
{
    if (m_clientsSentAway || !m_clients)
        return letGo();
    hangUp();
    m_drain.start(farewell);
}

void Gateway::letGoWhenEmpty()
{
    if (m_clientsSentAway && !m_browser && m_server.connectionCount() == 0 &&
        m_clients->clients().count() == 0)
        letGo();
}

void Gateway::letGo()
{
    if (!m_lock)
        return;
    m_drain.stop();
    if (const auto written = m_sessions->store().flush(); !written)
        m_log.error("sessions"_L1, written.error().message);
    removeRuntimeFile(m_options.paths.stateDir);
    m_lock.reset();
    emit stopped();
}

} // namespace wsagent
