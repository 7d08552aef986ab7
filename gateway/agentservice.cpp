#include "gateway/agentservice.h"

#include "gateway/base/version.h"
#include "gateway/methods/taskmethods.h"
#include "gateway/sessions/resetpolicy.h"

#include <QDateTime>
#include <QFileInfo>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QStringList modelNames(const QList<ResolvedModel> &models)
{
    QStringList names;
    for (const ResolvedModel &model : models)
        names += model.reference();
    return names;
}

ResetSubject subjectOf(const SessionKey &key, const QString &channel)
{
    return {.type = key.isThread()                          ? ResetSubject::Type::Thread
                    : key.kind() == SessionKey::Kind::Group ? ResetSubject::Type::Group
                                                            : ResetSubject::Type::Dm,
            .channel = channel};
}

} // namespace

AgentService::AgentService(AgentServiceFacts facts, QObject *parent)
    : QObject(parent)
    , m(std::move(facts))
    , m_planner(
          {.profile = m.profile,
           .isDefaultProfile = m.isDefaultProfile,
           .stateDir = m.stateDir,
           .config = m.config,
           .agents = [this]() -> const AgentList & { return agents(); },
           .sessions = m.sessions,
           .tools = [this]() -> Toolset & { return tools(); },
           .models = [this]() -> ModelService & { return models(); },
           .systemEvent = [this](const QString &session, const QString &text) { systemEvent(session, text); },
           .completeContext = m.completeContext,
           .skills = [this](const AgentProfile &agent) { return m.skills(agent.workspace); },
           .replacedFiles = [this](const QString &runId) -> std::optional<QList<BootstrapFile>> {
               return m_replacedFiles.contains(runId) ? std::optional(m_replacedFiles.value(runId))
                                                      : std::nullopt;
           }})
    , m_intake(std::make_shared<ChatIntake>(ChatServices{
          .sessions = m.sessions,
          .conversations = [this]() -> Conversations & { return conversations(); },
          .commands = [this]() -> SessionCommands & { return commands(); },
          .ownerCommand = [this](const QString &message) { return m.ownerCommand(message); },
          .isAgent = [this](const QString &id) { return agents().find(id) != nullptr; },
          .findModel = [this](const QString &text,
                              const QString &agentId) { return findModel(text, agentId); },
          .freshen = [this](const SessionKey &key, const QString &channel) { freshen(key, channel); },
          .announce = m.announce,
          .answerFirst = m.answerFirst,
          .clock = m.clock}))
    , m_automation({.stateDir = m.stateDir,
                    .config = m.config,
                    .agents = [this]() -> const AgentList & { return agents(); },
                    .conversations = [this]() -> Conversations & { return conversations(); },
                    .modelOf = [this](const SessionKey &key) { return m_planner.modelOf(key); },
                    .sessions = m.sessions,
                    .broadcast = m.broadcast,
                    .report =
                        [this](const QString &sentence) {
                            m.log->error("scheduler"_L1, sentence);
                        }})
    , m_subagents({.stateDir = m.stateDir,
                   .agents = [this]() -> const AgentList & { return agents(); },
                   .conversations = [this]() -> Conversations & { return conversations(); },
                   .sessions = m.sessions,
                   .report =
                       [this](const QString &sentence) {
                           m.log->error("agents"_L1, sentence);
                       }})
    , m_hooks(
          {.config = m.config,
           .ports = {.stateDir = m.stateDir,
                     .sessions = m.sessions,
                     .workspaceOf =
                         [this](const QString &agentId) {
                             const AgentProfile *agent = agents().find(agentId);
                             return (agent ? *agent : agents().defaultAgent()).workspace;
                         },
                     .say =
                         [this](const QString &agentId, const QString &text) {
                             const SessionKey key = m_automation.mainSession(agentId);
                             (void)conversations().accept(
                                 {.key = key,
                                  .runId = "boot-"_L1 + QUuid::createUuid().toString(QUuid::WithoutBraces),
                                  .text = text});
                         }},
           .environment = m.environment,
           .report = [this](const QString &sentence) {
               m.log->warn("agents/hooks"_L1, sentence);
           }})
{
    connect(m.sessions, &SessionStore::appended, this, &AgentService::messageAdded);
}

AgentService::~AgentService() = default;

QString AgentService::journalPath() const
{
    return m.stateDir + "/agents/open-runs.jsonl"_L1;
}

const AgentList &AgentService::agents()
{
    if (!m_agents)
        m_agents.emplace(
            m.config(),
            AgentFolders{.stateDir = m.stateDir, .defaultWorkspace = m.defaultWorkspace, .home = m.home});
    return *m_agents;
}

void AgentService::configChanged()
{
    m_agents.reset();
    m_automation.configChanged();
    if (m_conversations)
        applyLimits(m_conversations->lanes());
}

/// How many runs there may be at once (`channels.md` 7).
void AgentService::applyLimits(Lanes &lanes)
{
    const QJsonObject &defaults = agents().defaults();
    lanes.setLimit(u"main"_s, defaults["maxConcurrent"_L1].toInt(4));
    lanes.setLimit(u"subagent"_s, defaults["subagents"_L1]["maxConcurrent"_L1].toInt(8));
    lanes.setLimit(u"cron"_s, m.config()["cron"_L1]["maxConcurrentRuns"_L1].toInt(1));
}

Conversations &AgentService::conversations()
{
    if (m_conversations)
        return *m_conversations;
    const auto send = [this](QLatin1StringView event, const QJsonObject &payload) {
        m.announce(event, payload["sessionKey"_L1].toString(), payload);
    };
    m_conversations = std::make_unique<Conversations>(
        ConversationServices{
            .run = {.sessions = m.sessions, .tools = &tools(), .send = send},
            .whenReady =
                [this](const RunInput &input, const std::function<void()> &ready) {
                    m.toolsReady([this, input, ready] { askHooksForFiles(input, ready); });
                },
            .plan = [this](const RunInput &input) { return m_planner.plan(input); },
            .queueSettings = [this](const SessionKey &key,
                                    const QString &channel) { return queueSettings(key, channel); },
            .takeEvents = [this](const SessionKey &key) { return m_automation.events().take(key.text()); },
            .report =
                [this](const QString &sentence) {
                    m.log->error("agents"_L1, sentence);
                }},
        journalPath());
    applyLimits(m_conversations->lanes());
    connect(m_conversations.get(), &Conversations::idle, this, &AgentService::idle);
    connect(m_conversations.get(), &Conversations::runEnded, this,
            [this](const SessionKey &key, const QString &runId, const RunOutcome &outcome) {
                m_replacedFiles.remove(runId);
                afterRun(key, outcome);
            });
    return *m_conversations;
}

/// When nothing is open and nothing planned, that costs two looks at directories.
void AgentService::start()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (RunJournal::exists(journalPath()))
                conversations().recover();
            m_subagents.start();
            m_automation.start();
            tellHooks(u"gateway"_s, u"startup"_s, m_automation.mainSession());
        },
        Qt::QueuedConnection);
}

QueueSettings AgentService::queueSettings(const SessionKey &key, const QString &channel) const
{
    const auto entry = m.sessions->find(key);
    return QueueSettings::from(m.config()["messages"_L1]["queue"_L1].toObject(), channel,
                               entry && *entry ? (*entry)->others : QJsonObject());
}

/// A conversation that is too old begins anew with the message that comes (`config.md` 5.4).
void AgentService::freshen(const SessionKey &key, const QString &channel)
{
    if (conversations().isBusy(key))
        return;
    const auto entry = m.sessions->find(key);
    if (!entry || !*entry || (*entry)->updatedAt == 0)
        return;
    const ResetPolicy policy = resetPolicyFor(m.config()["session"_L1].toObject(), subjectOf(key, channel));
    if (!isStale(policy, (*entry)->updatedAt, QDateTime::currentDateTime()))
        return;
    if (const auto reset = m.sessions->reset(key, u"new"_s, SessionStore::ResetKind::NewId); !reset)
        m.log->error("sessions"_L1, reset.error().message);
}

void AgentService::tellHooks(const QString &type, const QString &action, const SessionKey &key,
                             const QJsonObject &context)
{
    m_hooks.fire({.type = type,
                  .action = action,
                  .agentId = key.agentId,
                  .sessionKey = key.text(),
                  .context = context});
}

/// Hooks may replace the files of the workspace that go into the prompt of a run (`agents.md` 13).
void AgentService::askHooksForFiles(const RunInput &input, const std::function<void()> &ready)
{
    const AgentProfile *agent = agents().find(input.key.agentId);
    const HookEvent event{.type = u"agent"_s,
                          .action = u"bootstrap"_s,
                          .agentId = input.key.agentId,
                          .sessionKey = input.key.text()};
    if (!agent || !m_hooks.isHeard(event))
        return ready();
    HookEvent whole = event;
    whole.context = {{"runId"_L1, input.runId},
                     {"workspace"_L1, agent->workspace},
                     {"bootstrapFiles"_L1, toJson(m_planner.filesFor(*agent, input))}};
    m_hooks.ask(whole, [this, runId = input.runId, ready](const QList<QJsonObject> &answers) {
        for (const QJsonObject &answer : answers) {
            if (answer["bootstrapFiles"_L1].isArray())
                m_replacedFiles.insert(runId, bootstrapFilesFrom(answer["bootstrapFiles"_L1].toArray(),
                                                                 BootstrapLimits::from(agents().defaults())));
        }
        ready();
    });
}

/// What people and agents say to each other; not what the gateway says to itself.
void AgentService::messageAdded(const SessionKey &key, const TranscriptEntry &entry)
{
    const QJsonObject message = entry.message();
    const QString text = plainText(message["content"_L1]);
    if (text.isEmpty() || message["isCommand"_L1].toBool() || key.isSystem())
        return;
    if (entry.role() == "user"_L1)
        tellHooks(u"message"_s, u"received"_s, key, {{"content"_L1, text}, {"messageId"_L1, entry.id}});
    else if (entry.role() == "assistant"_L1 && message["stopReason"_L1] == "stop"_L1)
        tellHooks(u"message"_s, u"sent"_s, key, {{"content"_L1, text}, {"messageId"_L1, entry.id}});
}

void AgentService::afterRun(const SessionKey &key, const RunOutcome &outcome)
{
    const bool aborted = outcome.status == RunOutcome::Status::Aborted;
    if (aborted)
        m_subagents.stopAll(key.text());
    (void)m.sessions->change(key,
                             [aborted, isHeartbeat = outcome.isHeartbeat](SessionEntry &entry) {
                                 entry.set("abortedLastRun"_L1, aborted);
                                 if (!isHeartbeat)
                                     entry.updatedAt = QDateTime::currentMSecsSinceEpoch();
                             },
                             {.reason = u"agent.input.settled"_s, .durable = Durable::No});
    if (outcome.status == RunOutcome::Status::Error)
        m.log->warn("agents"_L1, u"a run of %1 failed: %2"_s.arg(key.text(), outcome.error));
    const auto settings = CompactionSettings::from(agents().defaults()["compaction"_L1].toObject());
    if (outcome.status != RunOutcome::Status::Ok || outcome.contextTokens == 0 || conversations().isBusy(key))
        return;
    const qint64 window = outcome.model.contextWindow;
    if (settings.needsFlush(outcome.contextTokens, window) && flushMemory(key, settings))
        return; // the end of that run comes here again
    if (settings.needsCompaction(outcome.contextTokens, window))
        compact(key, {}, [](const auto &) {});
}

/// Before the older part of a conversation becomes a summary, its agent may write down what is to last: once
/// for each summary (`agents.md` 7). False: there is nothing to do.
bool AgentService::flushMemory(const SessionKey &key, const CompactionSettings &settings)
{
    const AgentProfile *agent = agents().find(key.agentId);
    const auto entry = m.sessions->find(key);
    if (!agent || key.isSubagent() || !entry || !*entry || !QFileInfo(agent->workspace).isWritable())
        return false;
    const qint64 cycle = (*entry)->number("compactionCount"_L1) + 1; // 0: never
    if ((*entry)->number("memoryFlushCycle"_L1) == cycle)
        return false;
    const auto noted = m.sessions->change(
        key, [cycle](SessionEntry &changed) { changed.set("memoryFlushCycle"_L1, cycle); }, {});
    if (!noted)
        return false;
    const QString usual =
        u"This conversation is about to be summarized. Write what is worth keeping for later days to "
        "memory/%1.md in the workspace; add to the file when it is there. If there is nothing, or "
        "when you have done it, answer NO_REPLY."_s.arg(QDate::currentDate().toString(Qt::ISODate));
    const auto accepted =
        conversations().accept({.key = key,
                                .runId = "flush-"_L1 + QUuid::createUuid().toString(QUuid::WithoutBraces),
                                .text = settings.flushPrompt.isEmpty() ? usual : settings.flushPrompt,
                                .isQuiet = true,
                                .isOwner = false});
    return bool(accepted);
}

void AgentService::compact(const SessionKey &key, const QString &instructions,
                           const std::function<void(const Result<CompactOutcome> &)> &done)
{
    const QString session = key.text();
    if (m_compactions.contains(session))
        return done(Error{u"This session is being compacted already."_s, {}, ErrorKind::Conflict});
    const auto plan = m_planner.plan({.key = key, .promptMode = PromptMode::None});
    if (!plan)
        return done(plan.error());
    auto *compaction = new Compaction(
        {.key = key,
         .request = plan->request,
         .keepTokens = std::min(plan->compaction.keepTokens, qint64(plan->request.model.contextWindow) / 4),
         .instructions = instructions},
        *m.sessions, plan->ask, this);
    m_compactions.insert(session, compaction);
    const auto tell = [this, session, agent = key.agentId](const QString &phase) {
        m.announce("session.operation"_L1, session,
                   {{"operationId"_L1, u"compact:"_s + session},
                    {"operation"_L1, u"compact"_s},
                    {"phase"_L1, phase},
                    {"sessionKey"_L1, session},
                    {"agentId"_L1, agent},
                    {"ts"_L1, QDateTime::currentMSecsSinceEpoch()}});
    };
    tell(u"start"_s);
    compaction->start([this, session, compaction, done, tell](const Result<bool> &compacted) {
        m_compactions.remove(session);
        compaction->deleteLater();
        tell(u"end"_s);
        if (!compacted)
            return done(compacted.error());
        done(CompactOutcome{.compacted = *compacted,
                            .reason = *compacted ? QString() : u"nothing to compact"_s});
    });
}

Result<ModelName> AgentService::findModel(const QString &text, const QString &agentId)
{
    const ModelCatalog &catalog = models().catalog();
    const auto choice = catalog.resolve(text);
    if (!choice)
        return choice.error();
    if (!catalog.maySelect(choice->model, agentId))
        return Error{u"%1 is not among the models that may be chosen here (agents.defaults.models): %2"_s.arg(
            choice->model.reference(), catalog.selectable(agentId).join(u", "_s))};
    const auto account = models().namedAccount(*choice, agentId);
    if (!account)
        return account.error();
    return ModelName{.provider = choice->model.provider, .id = choice->model.id, .account = *account};
}

/// Something has ended that nobody waits for: the session hears of it soon.
void AgentService::systemEvent(const QString &session, const QString &text)
{
    if (const auto key = m.sessions->resolve(session))
        m_automation.tell(*key, text, true);
}

void AgentService::tellOwner(const QString &text)
{
    if (const auto key = m.sessions->resolve(u"main"_s))
        m_intake->tell(*key, text);
}

void AgentService::statusCard(const SessionKey &key, const std::function<void(const QString &card)> &done)
{
    const auto command = parseCommand(u"/status"_s);
    commands().run(*command, key, {}, [done](const CommandAnswer &answer) { done(answer.text); });
}

SessionCommands &AgentService::commands()
{
    if (m_commands)
        return *m_commands;
    m_commands = std::make_unique<SessionCommands>(SessionCommandServices{
        .sessions = m.sessions,
        .conversations = &conversations(),
        .profile = m.profile,
        .version = QLatin1StringView(version),
        .modelOf = [this](const SessionKey &key) { return m_planner.modelOf(key); },
        .findModel = [this](const QString &text, const QString &agentId) -> Result<QString> {
            const auto found = findModel(text, agentId);
            if (!found)
                return found.error();
            const QString account = found->account.isEmpty() ? QString() : u'@' + found->account;
            return found->provider + u'/' + found->id + account;
        },
        .models = [this] { return modelNames(models().catalog().configuredModels()); },
        .thinkingOf = [this](const SessionKey &key) { return m_planner.thinkingOf(key); },
        .approve = m.approve,
        .ownerHelp = m.ownerHelp,
        .compact =
            [this](const SessionKey &key, const QString &instructions, const auto &done) {
                compact(key, instructions, [done](const Result<CompactOutcome> &outcome) {
                    if (!outcome)
                        return done(outcome.error().message);
                    done(outcome->compacted ? u"The older part of the conversation is a summary now."_s
                                            : u"There is nothing to compact yet."_s);
                });
            },
        .subagents =
            [this](const SessionKey &key) {
                QStringList lines;
                const QList<SubagentRun> runs = m_subagents.of(key.text());
                for (const SubagentRun &run : runs)
                    lines += u"%1: %2 (%3)"_s.arg(
                        run.isOver() ? run.status : u"at work"_s,
                        run.label.isEmpty() ? run.task.left(80).simplified() : run.label, run.childKey);
                return lines;
            },
        .event = [this](const QString &type, const QString &action,
                        const SessionKey &key) { tellHooks(type, action, key); },
        .stopSubagents =
            [this](const SessionKey &key) {
                return m_subagents.stopAll(key.text());
            }});
    return *m_commands;
}

QJsonObject AgentService::agentsList()
{
    QJsonArray rows;
    for (const AgentProfile &agent : agents().all()) {
        const QStringList chain = models().catalog().chain(agent.id);
        QJsonObject row{
            {"id"_L1, agent.id},
            {"workspace"_L1, agent.workspace},
            {"model"_L1, QJsonObject{{"primary"_L1, chain.first()},
                                     {"fallbacks"_L1, QJsonArray::fromStringList(chain.mid(1))}}}};
        if (!agent.name.isEmpty())
            row.insert("name"_L1, agent.name);
        if (!agent.identity.isEmpty())
            row.insert("identity"_L1, agent.identity);
        rows += row;
    }
    return {{"defaultId"_L1, agents().defaultAgent().id},
            {"mainKey"_L1, m.sessions->rules().mainKey},
            {"scope"_L1, m.config()["session"_L1]["scope"_L1].toString(u"per-sender"_s)},
            {"agents"_L1, rows}};
}

QJsonObject AgentService::sessionDefaults(const QString &agentId)
{
    const SessionKey key{.agentId = agentId.isEmpty() ? agents().defaultAgent().id : agentId,
                         .rest = m.sessions->rules().mainKey};
    const QString primary = models().catalog().primary(key.agentId);
    const auto choice = models().catalog().resolve(primary);
    const ResolvedModel model = choice ? choice->model : ResolvedModel();
    return {{"modelProvider"_L1, model.provider},
            {"model"_L1, model.id},
            {"contextTokens"_L1, model.contextWindow},
            {"thinkingDefault"_L1, model.reasoning ? u"low"_s : u"off"_s}};
}

SessionRuns AgentService::sessionRuns()
{
    SessionRuns runs;
    runs.start = [this](const QJsonObject &params, const Caller &caller) {
        return m_intake->send(params, caller);
    };
    runs.abort = [this](const QString &session) {
        const auto key = m.sessions->resolve(session);
        if (key && m_conversations)
            (void)m_conversations->abort(*key, {}, u"reset"_s);
    };
    runs.activeRunIds = [this](const QString &session) {
        const auto key = m.sessions->resolve(session);
        return key && m_conversations ? m_conversations->activeRuns(*key) : QStringList();
    };
    runs.pendingInputs = [this](const QString &session, const QJsonValue &) -> QJsonObject {
        const auto key = m.sessions->resolve(session);
        if (!key || !m_conversations)
            return {};
        QJsonArray items;
        const QList<QueuedMessage> queued = m_conversations->queued(*key);
        for (const QueuedMessage &message : queued)
            items += QJsonObject{{"id"_L1, message.runId},
                                 {"runId"_L1, message.runId},
                                 {"message"_L1, message.text},
                                 {"acceptedAt"_L1, message.acceptedAt},
                                 {"state"_L1, u"queued"_s}};
        return {{"items"_L1, items}, {"total"_L1, items.size()}};
    };
    runs.compact = [this](const SessionKey &key, const QString &instructions,
                          const SessionRuns::Compacted &done) {
        compact(key, instructions, done);
    };
    runs.findModel = [this](const QString &model, const QString &agentId) {
        return findModel(model, agentId);
    };
    runs.defaults = [this](const QString &agentId) {
        return sessionDefaults(agentId);
    };
    runs.commands = [](const QString &) {
        return commandRows();
    };
    runs.agentsList = [this] {
        return agentsList();
    };
    return runs;
}

void AgentService::addMethods(MethodTable &table)
{
    addChatMethods(table, m_intake);
    m_automation.addMethods(table);
    addTaskMethods(table, {.runs = [this] { return m_subagents.all(); },
                           .stop =
                               [this](const QString &runId) {
                                   return m_subagents.stop(runId);
                               }});
    addAgentMethods(table, {.agents = [this]() -> const AgentList & { return agents(); },
                            .agentsList = [this] { return agentsList(); },
                            .agentOfSession = [this](const QString &session) -> Result<QString> {
                                const auto key = m.sessions->resolve(session);
                                if (!key)
                                    return key.error();
                                return key->agentId;
                            },
                            .configured = m.configuredAgents,
                            .bindings = [this] { return m.config()["bindings"_L1].toArray(); },
                            .configure = m.configureAgents});
}

} // namespace wsagent
