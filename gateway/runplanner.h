#pragma once

#include "gateway/agents/agentlist.h"
#include "gateway/agents/conversations.h"
#include "gateway/llm/modelservice.h"

namespace wsagent {

/// What a run is planned from. All of it outlives the planner.
struct PlannerFacts
{
    QString profile = {};
    bool isDefaultProfile = true;
    QString stateDir = {};
    std::function<const QJsonObject &()> config = {}; ///< effective
    std::function<const AgentList &()> agents = {};
    SessionStore *sessions = nullptr;
    std::function<Toolset &()> tools = {};
    std::function<ModelService &()> models = {};
    std::function<void(const QString &sessionKey, const QString &text)> systemEvent = {};
    std::function<void(ToolContext &context, const QJsonObject &agentSandbox)> completeContext = {};
    std::function<QString(const AgentProfile &agent)> skills = {}; ///< `<available_skills>…`; may be empty
    /// Files for the prompt of a run that take the place of those of the workspace; may be empty.
    std::function<std::optional<QList<BootstrapFile>>(const QString &runId)> replacedFiles = {};
};

/// Decides what a run may do and with which model, from the config, the session and the message.
class RunPlanner
{
public:
    explicit RunPlanner(PlannerFacts facts)
        : m(std::move(facts))
    {}

    Result<RunPlan> plan(const RunInput &input) const;
    /// "provider/model" that answers in the session, when a message does not ask for another.
    QString modelOf(const SessionKey &key) const;
    QString thinkingOf(const SessionKey &key) const;
    /// The files of the workspace that a run gets to see.
    QList<BootstrapFile> filesFor(const AgentProfile &agent, const RunInput &input) const;

private:
    SessionEntry entryOf(const SessionKey &key) const;
    QStringList chain(const RunInput &input, const SessionEntry &entry) const;
    QStringList withAccountOf(const QString &chosen, QStringList others) const;
    QString thinkingLevel(const RunInput &input, const SessionEntry &entry, const ResolvedModel &model) const;
    QStringList allowedTools(const AgentProfile &agent, const ToolContext &context,
                             const ResolvedModel &model) const;
    ToolContext toolContext(const AgentProfile &agent, const RunInput &input,
                            const ResolvedModel &model) const;
    QString prompt(const AgentProfile &agent, const RunInput &input, const ResolvedModel &model,
                   const QStringList &tools, const QString &thinking) const;

    PlannerFacts m;
};

} // namespace wsagent
