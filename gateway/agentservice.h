#pragma once

#include "gateway/agents/hooks/hookrunner.h"
#include "gateway/agents/subagents/subagents.h"
#include "gateway/automation.h"
#include "gateway/base/log.h"
#include "gateway/methods/agentmethods.h"
#include "gateway/methods/chatmethods.h"
#include "gateway/runplanner.h"

namespace wsagent {

/// What the agents of an instance need to know of it.
struct AgentServiceFacts
{
    QString profile = {};
    bool isDefaultProfile = true;
    QString stateDir = {};
    QString defaultWorkspace = {};
    QString home = {};
    std::function<const QJsonObject &()> config = {}; ///< effective
    SessionStore *sessions = nullptr;
    std::function<void(QLatin1StringView event, const QString &sessionKey, const QJsonObject &payload)>
        announce = {};
    std::function<Toolset &()> tools = {};
    std::function<void(const std::function<void()> &ready)> toolsReady = {}; ///< those of `mcp.servers` too
    std::function<QString(const QString &workspace)> skills = {};            ///< for the system prompt
    std::function<QProcessEnvironment()> environment = {}; ///< without secrets of the gateway
    std::function<void(ToolContext &context, const QJsonObject &agentSandbox)> completeContext = {};
    std::function<void(QLatin1StringView event, const QJsonObject &payload)> broadcast = {};
    std::function<QJsonArray()> configuredAgents = {}; ///< `agents.list`, as it is written
    std::function<void(const AgentsChange &change, const std::function<void(const Result<void> &)> &done)>
        configureAgents = {};
    std::function<Result<void>(const QString &id, const QString &decision)> approve = {};
    std::function<OwnerCommand(const QString &message)> ownerCommand = {};   ///< about other instances
    std::function<QStringList()> ownerHelp = {};                             ///< their lines for `/help`
    std::function<void(const std::function<void()> &work)> answerFirst = {}; ///< before events
    std::function<qint64()> clock = {};                                      ///< ms, never goes back
    std::function<ModelService &()> models = {};
    Log *log = nullptr;
};

/// Puts together what answers messages. Nothing of it exists before the first message, and nothing is read.
class AgentService : public QObject
{
    Q_OBJECT

public:
    explicit AgentService(AgentServiceFacts facts, QObject *parent = nullptr);
    ~AgentService() override;

    void addMethods(MethodTable &table);
    /// What the methods of sessions ask of those who run agents.
    SessionRuns sessionRuns();
    /// Goes on with what a gateway before this one has left, and begins what is planned; when there is
    /// something.
    void start();
    void configChanged();
    /// A message in the main session that nobody has asked for.
    void tellOwner(const QString &text);

    Conversations &conversations();
    /// Conversations in which an agent works, or a message waits.
    int workingCount() const { return m_conversations ? m_conversations->activeCount() : 0; }
    ModelService &models() { return m.models(); }
    Toolset &tools() { return m.tools(); }
    Automation &automation() { return m_automation; }
    Subagents &subagents() { return m_subagents; }
    /// What the chat command /status says of a session.
    void statusCard(const SessionKey &key, const std::function<void(const QString &card)> &done);
    const AgentList &agents();
    /// Of an agent's sessions, empty: the default one's: model, thinking, size of the context.
    QJsonObject sessionDefaults(const QString &agentId = {});
    RunPlanner &planner() { return m_planner; }
    ChatIntake &intake() { return *m_intake; }

signals:
    void idle(); ///< `workingCount()` is 0 again

private:
    SessionCommands &commands();
    void systemEvent(const QString &session, const QString &text);
    void freshen(const SessionKey &key, const QString &channel);
    void compact(const SessionKey &key, const QString &instructions,
                 const std::function<void(const Result<CompactOutcome> &)> &done);
    QueueSettings queueSettings(const SessionKey &key, const QString &channel) const;
    void tellHooks(const QString &type, const QString &action, const SessionKey &key,
                   const QJsonObject &context = {});
    void askHooksForFiles(const RunInput &input, const std::function<void()> &ready);
    void messageAdded(const SessionKey &key, const TranscriptEntry &entry);
    void applyLimits(Lanes &lanes);
    void afterRun(const SessionKey &key, const RunOutcome &outcome);
    bool flushMemory(const SessionKey &key, const CompactionSettings &settings);
    Result<ModelName> findModel(const QString &text, const QString &agentId);
    QJsonObject agentsList();
    QString journalPath() const;

    AgentServiceFacts m;
    std::optional<AgentList> m_agents;
    RunPlanner m_planner;
    std::unique_ptr<Conversations> m_conversations;
    std::unique_ptr<SessionCommands> m_commands;
    std::shared_ptr<ChatIntake> m_intake;
    Automation m_automation;
    Subagents m_subagents;
    HookRunner m_hooks;
    QHash<QString, Compaction *> m_compactions;           ///< by session; children
    QHash<QString, QList<BootstrapFile>> m_replacedFiles; ///< by run, until its end
};

} // namespace wsagent
