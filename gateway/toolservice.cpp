#include "gateway/toolservice.h"

#include "gateway/agents/exec/execenvironment.h"
#include "gateway/agents/skills/skillfolders.h"
#include "gateway/agents/tools/exectool.h"
#include "gateway/agents/tools/filetools.h"
#include "gateway/agents/tools/imagetool.h"
#include "gateway/agents/tools/processtool.h"
#include "gateway/agents/tools/webtools.h"
#include "gateway/base/files.h"
#include "gateway/protocol/scopes.h"
#include "gateway/sessions/sessionkey.h"

#include <QDateTime>
#include <QDir>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// What of its own state directory an agent works with.
QStringList openDirectories(const QString &stateDir, const QString &workspace)
{
    QStringList open{workspace};
    for (const QString &name : {u"tmp"_s, u"media"_s, u"skills"_s, u"canvas"_s, u"sandboxes"_s})
        open += stateDir + u'/' + name;
    return open;
}

QJsonObject merged(QJsonObject base, const QJsonObject &over)
{
    for (auto it = over.begin(); it != over.end(); ++it) {
        const bool both = base[it.key()].isObject() && it.value().isObject();
        base.insert(it.key(), both
                                  ? QJsonValue(merged(base.value(it.key()).toObject(), it.value().toObject()))
                                  : it.value());
    }
    return base;
}

bool showsApprovals(const Caller &caller)
{
    return caller.caps.contains("approvals"_L1) || caller.caps.contains("exec-approvals"_L1);
}

} // namespace

ToolService::ToolService(ToolServiceFacts facts, QObject *parent)
    : QObject(parent)
    , m(std::move(facts))
{}

ToolService::~ToolService() = default;

ExecApprovalsFile &ToolService::approvalsFile()
{
    if (!m_approvalsFile)
        m_approvalsFile.emplace(m.stateDir);
    return *m_approvalsFile;
}

Approvals &ToolService::approvals()
{
    if (m_approvals)
        return *m_approvals;
    m_approvals = std::make_unique<Approvals>();
    const auto tellSession = [this](const Approval &approval) {
        const QString key = approval.request["sessionKey"_L1].toString();
        if (!key.isEmpty())
            m.broadcast(
                "session.approval"_L1,
                {{"sessionKey"_L1, key},
                 {"updatedAtMs"_L1, QDateTime::currentMSecsSinceEpoch()},
                 {"phase"_L1, approval.status == Approval::Status::Pending ? u"pending"_s : u"terminal"_s},
                 {"approval"_L1, snapshot(approval)}},
                showsApprovals);
    };
    connect(m_approvals.get(), &Approvals::requested, this, [this, tellSession](const Approval &approval) {
        m.broadcast("exec.approval.requested"_L1, approvalRow(approval), {});
        tellSession(approval);
    });
    connect(m_approvals.get(), &Approvals::resolved, this, [this, tellSession](const Approval &approval) {
        m.broadcast("exec.approval.resolved"_L1,
                    {{"id"_L1, approval.id},
                     {"approvalKind"_L1, u"exec"_s},
                     {"decision"_L1, approval.decision.isEmpty() ? QJsonValue(QJsonValue::Null)
                                                                 : QJsonValue(approval.decision)},
                     {"status"_L1, QString(statusName(approval.status))},
                     {"resolvedBy"_L1, approval.resolver},
                     {"request"_L1, approval.request},
                     {"ts"_L1, approval.resolvedAtMs}},
                    {});
        tellSession(approval);
    });
    return *m_approvals;
}

Questions &ToolService::questions()
{
    if (m_questions)
        return *m_questions;
    m_questions = std::make_unique<Questions>();
    connect(m_questions.get(), &Questions::requested, this,
            [this](const Question &question) { m.broadcast("question.requested"_L1, toJson(question), {}); });
    connect(m_questions.get(), &Questions::resolved, this, [this](const Question &question) {
        // Not the answers: one of them may be a secret.
        m.broadcast("question.resolved"_L1, {{"id"_L1, question.id}, {"status"_L1, question.status}}, {});
    });
    return *m_questions;
}

Commands &ToolService::commands()
{
    if (m_commands)
        return *m_commands;
    m_commands = std::make_unique<Commands>();
    m_commands->setCleanup(
        std::chrono::milliseconds(m.config()["tools"_L1]["exec"_L1]["cleanupMs"_L1].toInteger(1'800'000)));
    return *m_commands;
}

ExecGate &ToolService::gate()
{
    if (m_gate)
        return *m_gate;
    m_gate.emplace(approvals(), approvalsFile());
    m_gate->hasReviewer = [this](const ToolContext &) {
        return hasReviewer({});
    };
    if (m.execModes) {
        m_gate->sessionModes = [this](const ToolContext &context) {
            return m.execModes(context.sessionKey);
        };
    }
    return *m_gate;
}

Toolset &ToolService::tools()
{
    if (m_tools)
        return *m_tools;
    m_worker = std::make_unique<ToolWorker>();
    m_tools = std::make_unique<Toolset>();
    addFileTools(*m_tools, *m_worker);
    m_tools->add(execTool(commands(), gate()));
    m_tools->add(processTool(commands()));
    m_web = std::make_unique<WebClient>();
    m_tools->add(webFetchTool(*m_web));
    m_tools->add(webSearchTool(*m_web));
    offerImages();
    if (m.askBrowser)
        m_tools->add(browserTool(m.askBrowser));
    if (m.canvas.address)
        m_tools->add(canvasTool(m.canvas));
    if (m.profileCommand)
        m_tools->add(profilesTool(m.profileCommand));
    if (m.sessions)
        addSessionTools(*m_tools, *m.sessions);
    if (m.callGateway) {
        m_tools->add(cronTool(m.callGateway));
        m_tools->add(
            gatewayTool(m.callGateway, [this] { return m.config()["commands"_L1]["restart"_L1].toBool(); }));
    }
    const auto memory = std::make_shared<MemoryService>(
        [this](const QString &agentId) { return memoryOf(agentId); },
        [this](const QString &agentId) { return embeddersOf(agentId); },
        [this](const QString &sentence) { m.log->warn("agents/memory"_L1, sentence); });
    for (const Tool &tool : MemoryService::tools(memory))
        m_tools->add(tool);
    return *m_tools;
}

/// Nobody is told of a tool for which no model is there.
void ToolService::offerImages()
{
    if (!m.models || m.models().catalog().imageChain().isEmpty())
        return m_tools->remove(u"image"_s);
    m_tools->add(imageTool({.owner = this, .web = m_web.get(), .models = m.models, .mostMegabytes = [this] {
                                return m.config()["agents"_L1]["defaults"_L1]["mediaMaxMb"_L1].toDouble(5);
                            }}));
}

MemorySettings ToolService::memoryOf(const QString &agentId) const
{
    const AgentList agents(m.config(),
                           {.stateDir = m.stateDir, .defaultWorkspace = m.defaultWorkspace, .home = m.home});
    const AgentProfile *agent = agents.find(agentId);
    return memorySettings(m.config(), agentId, (agent ? *agent : agents.defaultAgent()).workspace,
                          m.stateDir);
}

QList<Embedder> ToolService::embeddersOf(const QString &agentId) const
{
    QList<Embedder> embedders;
    if (!m.models)
        return embedders;
    const QList<EmbeddingEndpoint> endpoints =
        embeddingEndpoints(memorySection(m.config(), agentId), m.models().catalog());
    for (const EmbeddingEndpoint &endpoint : endpoints)
        embedders += {.name = endpoint.name(),
                      .mostTexts = mostTextsAtOnce,
                      .embed = [models = m.models, endpoint, agentId](const QStringList &texts,
                                                                      const Embedder::Done &done) {
                          embedTexts(models(), endpoint, agentId, texts, done);
                      }};
    return embedders;
}

void ToolService::whenReady(const std::function<void()> &ready)
{
    const auto servers = [this] {
        return m.config()["mcp"_L1]["servers"_L1].toObject();
    };
    if (!m_servers && servers().isEmpty())
        return ready();
    if (!m_servers) {
        m_servers = std::make_unique<McpServers>(
            tools(), McpServers::Facts{.servers = servers,
                                       .environment = [this] { return environment(); },
                                       .walls = m.otherInstances,
                                       .directory = m.home,
                                       .warn =
                                           [this](const QString &message) {
                                               m.log->warn("agents/mcp"_L1, message);
                                           }});
    }
    constexpr std::chrono::seconds patience{10}; // of a person who waits for an answer
    m_servers->need(patience, ready);
}

void ToolService::configChanged()
{
    if (m_tools)
        offerImages();
    if (m_servers)
        m_servers->configChanged();
}

/// Who may decide and has said that he shows such questions.
bool ToolService::hasReviewer(const QString &exceptConnection) const
{
    return m.anyClient([&exceptConnection](const Caller &caller) {
        return caller.connectionId != exceptConnection && !caller.isNode() &&
               grants(caller.scopes, u"operator.approvals"_s) && showsApprovals(caller);
    });
}

void ToolService::complete(ToolContext &context, const QJsonObject &agentSandbox) const
{
    const QJsonObject sandbox =
        merged(m.config()["agents"_L1]["defaults"_L1]["sandbox"_L1].toObject(), agentSandbox);
    const QString mode = sandbox["mode"_L1].toString(u"off"_s);
    const QString backend = sandbox["backend"_L1].toString(u"landlock"_s);
    const bool isSandboxed = mode == "all"_L1 || (mode == "non-main"_L1 && !context.isMain);
    context.container = sandbox;
    if (isSandboxed)
        context.reach = backend == "landlock"_L1 ? Reach::Confined : Reach::Container;
    const QJsonValue fileTools = context.settings["fs"_L1]["workspaceOnly"_L1];
    context.workspaceOnly = fileTools.toBool(context.isSubagent && !context.isMain && !context.isOwner) ||
                            context.reach != Reach::Host;
    context.environment = withoutGatewaySecrets(context.environment, m.secretVariables());
    // Into the run's environment, never into that of the gateway, where other runs would see it.
    const QMap<QString, QString> given = m.config()["skills"_L1]["entries"_L1].toObject().isEmpty()
                                             ? QMap<QString, QString>()
                                             : skillVariables(eligibleSkills(context.workspace), m.config());
    for (auto it = given.begin(); it != given.end(); ++it) {
        if (!context.environment.contains(it.key()))
            context.environment.insert(it.key(), *it);
    }
    context.stateDir = m.stateDir;
    context.tempDir = m.stateDir + "/tmp"_L1;
    (void)makePrivateDirectory(context.tempDir); // a tool that needs it says so
    context.walls = m.otherInstances();
    context.walls += Wall{.directory = m.stateDir,
                          .except = openDirectories(m.stateDir, context.workspace),
                          .owner = u"the gateway itself"_s};
}

Result<ToolSession> ToolService::session(const QString &sessionKey, const QString &agentId) const
{
    const QJsonObject &config = m.config();
    const SessionKeyRules rules = sessionKeyRules(config);
    const auto key = parseSessionKey(sessionKey.isEmpty() ? u"main"_s : sessionKey, agentId, rules);
    if (!key)
        return key.error();
    const AgentList agents(config,
                           {.stateDir = m.stateDir, .defaultWorkspace = m.defaultWorkspace, .home = m.home});
    const AgentProfile *agent = agents.find(key->agentId.isEmpty() ? agents.defaultAgent().id : key->agentId);
    if (!agent || (!agentId.isEmpty() && normalizedAgentId(agentId) != agent->id))
        return Error{u"Agent \"%1\" no longer exists in configuration"_s.arg(agentId.isEmpty() ? key->agentId
                                                                                               : agentId),
                     {},
                     ErrorKind::NotFound};
    ToolContext context{.agentId = agent->id,
                        .sessionKey = key->text(),
                        .workspace = agent->workspace,
                        .isMain = isMainSession(*key, rules),
                        .isSubagent = key->isSubagent(),
                        .environment = QProcessEnvironment::systemEnvironment(),
                        .settings = config["tools"_L1].toObject()};
    complete(context, agent->settings["sandbox"_L1].toObject());
    const ToolPolicy policy({.tools = config["tools"_L1].toObject(),
                             .agentTools = agent->settings["tools"_L1].toObject(),
                             .sandboxed = context.reach != Reach::Host,
                             .subagent = context.isSubagent});
    return ToolSession{.context = context, .policy = policy};
}

void ToolService::addSurfaces(Router &router, const HttpGuard &guard)
{
    addToolsInvoke(router, {.tools = [this]() -> Toolset & { return tools(); },
                            .session = [this](const QString &key, const QString &agentId,
                                              const Caller &caller) -> Result<ToolsInvokeServices::Session> {
                                auto found = session(key, agentId);
                                if (!found)
                                    return found.error();
                                found->context.isOwner = grants(caller.scopes, u"operator.admin"_s);
                                return ToolsInvokeServices::Session{.context = found->context,
                                                                    .policy = found->policy};
                            },
                            .settings = [this] { return m.config()["gateway"_L1]["tools"_L1].toObject(); },
                            .whenReady = [this](const std::function<void()> &ready) { whenReady(ready); },
                            .guard = guard});
}

QProcessEnvironment ToolService::environment() const
{
    return withoutGatewaySecrets(QProcessEnvironment::systemEnvironment(), m.secretVariables());
}

QList<Skill> ToolService::eligibleSkills(const QString &workspace) const
{
    const SkillFacts facts = skillFacts(m.config());
    QList<Skill> skills = loadSkills(skillFolders(workspace, m.stateDir, m.config()));
    skills.removeIf([&facts](const Skill &skill) { return !judgeSkill(skill, facts).eligible; });
    return skills;
}

QString ToolService::skillsPrompt(const QString &workspace) const
{
    return skillPrompt(eligibleSkills(workspace));
}

void ToolService::addMethods(MethodTable &table)
{
    const SkillServices skills{
        .agent = [this](const QString &key, const QString &agentId) -> Result<SkillServices::Agent> {
            const auto found = session(key, agentId);
            if (!found)
                return found.error();
            return SkillServices::Agent{.id = found->context.agentId, .workspace = found->context.workspace};
        },
        .config = m.config,
        .stateDir = m.stateDir,
        .environment = [this] { return environment(); },
        .changeEntry = m.changeSkillEntry};
    addSkillMethods(table, skills);
    addSkillChangeMethods(table, skills);
    addToolMethods(table, {.tools = [this]() -> Toolset & { return tools(); },
                           .session = [this](const QString &key,
                                             const QString &agentId) { return session(key, agentId); },
                           .whenReady =
                               [this](const std::function<void()> &ready) {
                                   whenReady(ready);
                               }});
    addApprovalMethods(table, {.approvals = [this]() -> Approvals & { return approvals(); },
                               .file = [this]() -> ExecApprovalsFile & { return approvalsFile(); },
                               .questions = [this]() -> Questions & { return questions(); },
                               .hasReviewer =
                                   [this](const QString &except) {
                                       return hasReviewer(except);
                                   }});
}

} // namespace wsagent
