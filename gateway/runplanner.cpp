#include "gateway/runplanner.h"

#include "gateway/agents/toolpolicy.h"
#include "gateway/sessions/chosenmodel.h"

#include <QDir>
#include <QSysInfo>
#include <QTimeZone>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualTimeoutSeconds = 600;

bool isNotMain(const SessionKey &key, const SessionKeyRules &rules)
{
    return !isMainSession(key, rules);
}

} // namespace

SessionEntry RunPlanner::entryOf(const SessionKey &key) const
{
    const auto entry = m.sessions->find(key);
    return entry && *entry ? **entry : SessionEntry();
}

/// The message, the session, the agent: the first that says something.
QStringList RunPlanner::chain(const RunInput &input, const SessionEntry &entry) const
{
    QStringList models = m.models().catalog().chain(input.key.agentId);
    for (const QString &chosen : {chosenModel(entry), input.model}) {
        if (!chosen.isEmpty())
            models = withAccountOf(chosen, models);
    }
    models.removeDuplicates();
    return models;
}

/// An account that somebody has chosen is not left for another one of its provider, whatever the model.
QStringList RunPlanner::withAccountOf(const QString &chosen, QStringList others) const
{
    const ModelCatalog &catalog = m.models().catalog();
    const auto first = catalog.resolve(chosen);
    for (QString &other : others) {
        const auto choice = catalog.resolve(other);
        const bool isPinned =
            first && choice && !first->account.isEmpty() && first->model.provider == choice->model.provider;
        if (isPinned)
            other = choice->model.reference() + u'@' + first->account;
    }
    others.prepend(chosen);
    return others;
}

QString RunPlanner::thinkingLevel(const RunInput &input, const SessionEntry &entry,
                                  const ResolvedModel &model) const
{
    for (const QString &level : {input.thinking, entry.text("thinkingLevel"_L1)}) {
        if (!level.isEmpty())
            return level;
    }
    const AgentProfile *agent = m.agents().find(input.key.agentId);
    if (agent && !agent->thinkingDefault.isEmpty())
        return agent->thinkingDefault;
    return model.reasoning ? u"low"_s : u"off"_s;
}

QString RunPlanner::modelOf(const SessionKey &key) const
{
    const QString first = chain({.key = key}, entryOf(key)).first();
    const auto choice = m.models().catalog().resolve(first);
    return choice ? choice->model.reference() : first;
}

QString RunPlanner::thinkingOf(const SessionKey &key) const
{
    const SessionEntry entry = entryOf(key);
    const auto choice = m.models().catalog().resolve(chain({.key = key}, entry).first());
    return thinkingLevel({.key = key}, entry, choice ? choice->model : ResolvedModel());
}

QStringList RunPlanner::allowedTools(const AgentProfile &agent, const ToolContext &context,
                                     const ResolvedModel &model) const
{
    if (model.api == LlmApi::Builtin)
        return {};
    const ToolPolicy policy({.tools = m.config()["tools"_L1].toObject(),
                             .agentTools = agent.settings["tools"_L1].toObject(),
                             .provider = model.provider,
                             .model = model.id,
                             .sandboxed = context.reach != Reach::Host,
                             .subagent = context.isSubagent});
    return policy.allowed(m.tools().names());
}

ToolContext RunPlanner::toolContext(const AgentProfile &agent, const RunInput &input,
                                    const ResolvedModel &model) const
{
    const bool isMain = !isNotMain(input.key, m.sessions->rules());
    ToolContext context{.agentId = agent.id,
                        .sessionKey = input.key.text(),
                        .runId = input.runId,
                        .workspace = agent.workspace,
                        .stateDir = m.stateDir,
                        .tempDir = m.stateDir + "/tmp"_L1,
                        .modelRef = model.reference(),
                        .isMain = isMain,
                        .isSubagent = input.key.isSubagent(),
                        .isOwner = input.isOwner,
                        .environment = QProcessEnvironment::systemEnvironment(),
                        .settings = m.config()["tools"_L1].toObject()};
    m.completeContext(context, agent.settings["sandbox"_L1].toObject());
    context.systemEvent = m.systemEvent;
    return context;
}

QList<BootstrapFile> RunPlanner::filesFor(const AgentProfile &agent, const RunInput &input) const
{
    const BootstrapFor reader = input.key.isSubagent()                      ? BootstrapFor::Subagent
                                : isNotMain(input.key, m.sessions->rules()) ? BootstrapFor::Shared
                                                                            : BootstrapFor::Main;
    return bootstrapFiles(agent.workspace, reader, BootstrapLimits::from(m.agents().defaults()));
}

QString RunPlanner::prompt(const AgentProfile &agent, const RunInput &input, const ResolvedModel &model,
                           const QStringList &tools, const QString &thinking) const
{
    if (model.api == LlmApi::Builtin)
        return {};
    const bool isSubagent = input.key.isSubagent();
    const bool isMain = !isNotMain(input.key, m.sessions->rules());
    SystemPromptFacts facts{.mode = isSubagent && input.promptMode == PromptMode::Full ? PromptMode::Minimal
                                                                                       : input.promptMode,
                            .profile = m.isDefaultProfile ? QString() : m.profile,
                            .agentName = agent.name,
                            .hasMemory = tools.contains(u"memory_search"_s),
                            .mayConfigure = tools.contains(u"gateway"_s),
                            .workspace = agent.workspace,
                            .extra = input.extraPrompt,
                            .hasHeartbeats = isMain};
    for (const Tool &tool : m.tools().tools(tools))
        facts.tools.append({tool.name, tool.summary});
    if (m.skills && tools.contains(u"read"_s))
        facts.skills = m.skills(agent);
    const auto aliases = m.models().catalog().aliases();
    for (auto it = aliases.cbegin(); it != aliases.cend(); ++it)
        facts.modelAliases += u"%1 → %2"_s.arg(it.key(), it.value());
    const QJsonObject &defaults = m.agents().defaults();
    const QString zone = defaults["userTimezone"_L1].toString();
    facts.timeZone = zone.isEmpty() ? QString::fromLatin1(QTimeZone::systemTimeZoneId()) : zone;
    const auto replaced = m.replacedFiles ? m.replacedFiles(input.runId) : std::nullopt;
    facts.files = replaced ? *replaced : filesFor(agent, input);
    facts.runtime = u"agent=%1 host=%2 os=%3 model=%4 channel=%5 thinking=%6"_s.arg(
        agent.id, QSysInfo::machineHostName(), QSysInfo::kernelType(), model.reference(), input.channel,
        thinking);
    return systemPrompt(facts);
}

namespace {

/// A tool of the one who asks takes the place of the agent's of that name; one that has to be called, the
/// place of all of them.
void addWishes(LlmRequest &request, const ModelWishes &wishes)
{
    request.generation = wishes.generation;
    if (auto &most = request.generation.maxTokens)
        most = std::min(*most, request.model.maxTokens);
    if (wishes.wantsCall())
        request.tools.clear();
    for (const ToolSpec &tool : wishes.tools) {
        request.tools.removeIf([&tool](const ToolSpec &own) { return own.name == tool.name; });
        request.tools += tool;
    }
    if (wishes.wantsCall())
        request.toolChoice = wishes.toolChoice;
}

QStringList namesOf(const QList<ToolSpec> &tools)
{
    QStringList names;
    for (const ToolSpec &tool : tools)
        names += tool.name;
    return names;
}

} // namespace

Result<RunPlan> RunPlanner::plan(const RunInput &input) const
{
    const AgentProfile *agent = m.agents().find(input.key.agentId);
    if (!agent)
        return Error{u"Agent \"%1\" no longer exists in configuration"_s.arg(input.key.agentId),
                     u"ws-agent agents list"_s, ErrorKind::NotFound};
    const SessionEntry entry = entryOf(input.key);
    const QStringList models = chain(input, entry);
    const auto choice = m.models().catalog().resolve(models.first());
    if (!choice)
        return choice.error();
    const ResolvedModel &model = choice->model;
    QDir().mkpath(agent->workspace);

    const ToolContext context = toolContext(*agent, input, model);
    const QStringList tools = allowedTools(*agent, context, model);
    const QString thinking = thinkingLevel(input, entry, model);
    LlmRequest request{.model = model, .system = prompt(*agent, input, model, tools, thinking)};
    for (const Tool &tool : m.tools().tools(tools))
        request.tools += {.name = tool.name,
                          .description = tool.description.isEmpty() ? tool.summary : tool.description,
                          .parameters = tool.parameters};
    request.thinking = thinkingLevelFromName(thinking).value_or(ThinkingLevel::Off);
    request.cacheKey = entry.sessionId;
    addWishes(request, input.wishes);

    const ModelCall call{
        .models = models, .agentId = agent->id, .account = entry.text("authProfileOverride"_L1)};
    const QJsonObject &defaults = m.agents().defaults();
    return RunPlan{.identity = {.runId = input.runId,
                                .sessionKey = input.key.text(),
                                .agentId = agent->id,
                                .sessionId = entry.sessionId,
                                .spawnedBy = input.spawnedBy,
                                .lane = input.lane,
                                .isHeartbeat = input.isHeartbeat,
                                .isQuiet = input.isQuiet},
                   .key = input.key,
                   .request = request,
                   .clientTools = namesOf(input.wishes.tools),
                   .ask =
                       [service = &m.models(), call](const LlmRequest &asked, bool mayTakeAnother) {
                           ModelCall one = call;
                           one.request = asked;
                           one.mayTakeAnother = mayTakeAnother;
                           return service->start(one);
                       },
                   .tools = context,
                   .compaction = CompactionSettings::from(defaults["compaction"_L1].toObject()),
                   .pruning = PruningSettings::from(defaults["contextPruning"_L1].toObject()),
                   .timeout = input.timeout.value_or(
                       std::chrono::seconds(defaults["timeoutSeconds"_L1].toInt(usualTimeoutSeconds))),
                   .usageMode = entry.text("responseUsage"_L1)};
}

} // namespace wsagent
