#pragma once

#include "gateway/agents/agentlist.h"
#include "gateway/agents/exec/commands.h"
#include "gateway/agents/exec/execgate.h"
#include "gateway/agents/mcp/mcpservers.h"
#include "gateway/agents/memory/memorytools.h"
#include "gateway/agents/questions.h"
#include "gateway/agents/skills/skill.h"
#include "gateway/agents/tools/automationtools.h"
#include "gateway/agents/tools/browsertool.h"
#include "gateway/agents/tools/canvastool.h"
#include "gateway/agents/tools/profilestool.h"
#include "gateway/agents/toolset.h"
#include "gateway/agents/toolworker.h"
#include "gateway/agents/web/webclient.h"
#include "gateway/base/log.h"
#include "gateway/llm/embeddings.h"
#include "gateway/methods/approvalmethods.h"
#include "gateway/methods/skillmethods.h"
#include "gateway/methods/toolmethods.h"
#include "gateway/surfaces/toolsinvoke.h"

namespace wsagent {

/// What tools need to know of the instance they work for.
struct ToolServiceFacts
{
    QString stateDir = {};
    QString defaultWorkspace = {};
    QString home = {};
    std::function<const QJsonObject &()> config = {};  ///< effective
    std::function<QList<Wall>()> otherInstances = {};  ///< asked for each run
    std::function<QStringList()> secretVariables = {}; ///< that SecretRefs of the config name
    /// To those who may see it, and whom the predicate names when there is one.
    std::function<void(QLatin1StringView event, const QJsonObject &payload,
                       const std::function<bool(const Caller &)> &wants)>
        broadcast = {};
    /// Whether a connection fits that is let in.
    std::function<bool(const std::function<bool(const Caller &)> &)> anyClient = {};
    /// Asks the browser service of this instance.
    AskBrowser askBrowser = {};
    CanvasPorts canvas = {};
    std::optional<SessionToolPorts> sessions = {}; ///< none: no tools about sessions
    /// `{security, ask}` that a session wants stricter (`/exec`).
    std::function<QJsonObject(const QString &sessionKey)> execModes = {};
    CallGateway callGateway = {};
    std::function<ModelService &()> models = {};
    /// Changes `skills.entries.<key>`, see SkillServices.
    decltype(SkillServices::changeEntry) changeSkillEntry = {};
    /// Carries out commands about other instances; empty where none is watched.
    ProfileCommand profileCommand = {};
    Log *log = nullptr;
};

/// The tools of one gateway and what they share. Nothing of it exists before it is needed.
class ToolService : public QObject
{
    Q_OBJECT

public:
    explicit ToolService(ToolServiceFacts facts, QObject *parent = nullptr);
    ~ToolService() override;

    void addMethods(MethodTable &table);
    void addSurfaces(Router &router, const HttpGuard &guard);
    void configChanged();

    Toolset &tools();
    /// Starts what offers more tools (`mcp.servers`), and calls back when it is there or has failed; at once
    /// when there is nothing of that kind.
    void whenReady(const std::function<void()> &ready);
    Approvals &approvals();
    Questions &questions();
    Commands &commands();
    ExecGate &gate();
    ExecApprovalsFile &approvalsFile();

    /// What every run has in common: the walls, the environment without secrets, how far it may reach by
    /// `agents.*.sandbox` (`agentSandbox`: that of the agent, over the defaults). An error when the session
    /// has to be sandboxed in a way that this machine cannot do.
    void complete(ToolContext &context, const QJsonObject &agentSandbox) const;
    /// For programs that the gateway starts: its own, without secrets.
    QProcessEnvironment environment() const;
    /// The list of skills for the system prompt of an agent; empty without any.
    QString skillsPrompt(const QString &workspace) const;
    /// What a call from outside belongs to.
    Result<ToolSession> session(const QString &sessionKey, const QString &agentId) const;

private:
    QList<Skill> eligibleSkills(const QString &workspace) const;
    MemorySettings memoryOf(const QString &agentId) const;
    QList<Embedder> embeddersOf(const QString &agentId) const;
    void offerImages();
    bool hasReviewer(const QString &exceptConnection) const;

    ToolServiceFacts m;
    std::optional<ExecApprovalsFile> m_approvalsFile;
    std::unique_ptr<Approvals> m_approvals;
    std::unique_ptr<Questions> m_questions;
    std::unique_ptr<Commands> m_commands;
    std::optional<ExecGate> m_gate;
    std::unique_ptr<ToolWorker> m_worker;
    std::unique_ptr<WebClient> m_web;
    std::unique_ptr<Toolset> m_tools; ///< goes before what its tools use
    std::unique_ptr<McpServers> m_servers;
};

} // namespace wsagent
