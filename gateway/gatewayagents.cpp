#include "gateway/gateway.h"

#include "gateway/base/version.h"
#include "gateway/hookservice.h"
#include "gateway/surfaces/openaiapi.h"
#include "gateway/surfaces/sessionroutes.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

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
        .configureAgents = [this](const AgentsChange &change,
                                  const auto &done) { configureAgents(change, done); },
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
                  .start = [this](const ApiTurn &turn) -> Result<std::unique_ptr<ApiRun>> {
                      const auto model = turn.model.isEmpty()
                                             ? Result(ModelName())
                                             : m_agents->sessionRuns().findModel(turn.model, turn.agentId);
                      if (!model)
                          return model.error();
                      return m_apiRuns->start(turn);
                  },
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
void Gateway::configureAgents(const AgentsChange &change,
                              const std::function<void(const Result<void> &)> &done)
{
    QJsonObject patch{{"agents"_L1, QJsonObject{{"list"_L1, change.list}}}};
    if (change.bindings)
        patch.insert("bindings"_L1, *change.bindings);
    patchConfig(patch, {u"agents.list"_s, u"bindings"_s},
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

} // namespace wsagent
