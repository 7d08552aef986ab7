#include "gateway/gateway.h"

#include "gateway/base/version.h"
#include "gateway/browser/browsercontrol.h"
#include "gateway/browser/browserservice.h"
#include "gateway/gatewayidentity.h"
#include "gateway/gatewaymetrics.h"
#include "gateway/gatewaysettings.h"
#include "gateway/instances/processidentity.h"
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

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

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

namespace {

QJsonObject execModesOf(SessionStore &sessions, const QString &session)
{
    const auto key = sessions.resolve(session);
    const auto found = key ? sessions.find(*key) : Result(std::optional<SessionEntry>());
    const SessionEntry entry = found && *found ? **found : SessionEntry();
    return {{"security"_L1, entry.value("execSecurity"_L1)}, {"ask"_L1, entry.value("execAsk"_L1)}};
}

} // namespace

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
            .execModes = [this](const QString &session) { return execModesOf(m_sessions->store(), session); },
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

} // namespace wsagent
