#include "gateway/methods/chatmethods.h"

#include "gateway/methods/chatattachments.h"
#include "gateway/methods/sessionlookup.h"
#include "gateway/protocol/scopes.h"

#include <QDateTime>
#include <QUuid>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

const QString chatScope = u"chat.send:"_s;
const QString agentScope = u"agent"_s;
constexpr int rowsToLookAt = 100; // for messages that a gateway before this one has accepted

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

ProtocolError unavailable(const QString &message)
{
    return {.code = ProtocolError::Code::Unavailable, .message = message};
}

QJsonObject started(const QString &runId, const QString &status)
{
    return {{"runId"_L1, runId}, {"status"_L1, status}};
}

QString speakerName(const Caller &caller)
{
    return caller.deviceId.isEmpty() ? caller.clientId
                                     : u"%1 (device %2)"_s.arg(caller.clientId, caller.deviceId.left(12));
}

bool isAdmin(const Caller &caller)
{
    return grants(caller.scopes, u"operator.admin"_s);
}

QJsonObject resultOf(const RunOutcome &outcome, const QString &sessionId)
{
    const QString below = outcome.usageLine.isEmpty() ? QString() : u"\n\n"_s + outcome.usageLine;
    const QJsonObject payload{{"text"_L1, outcome.text + below}, {"mediaUrl"_L1, QJsonValue()}};
    const QJsonObject agentMeta{{"sessionId"_L1, sessionId},
                                {"provider"_L1, outcome.model.provider},
                                {"model"_L1, outcome.model.id},
                                {"usage"_L1, toJson(outcome.usage, outcome.model.cost)}};
    const bool isSilent = outcome.text.isEmpty() || isOnly(outcome.text, noReply);
    return {{"payloads"_L1, isSilent ? QJsonArray() : QJsonArray{payload}},
            {"meta"_L1, QJsonObject{{"durationMs"_L1, outcome.endedAt - outcome.startedAt},
                                    {"stopReason"_L1, outcome.stopReason},
                                    {"agentMeta"_L1, agentMeta}}}};
}

} // namespace

Result<RunInput, ProtocolError> ChatIntake::inputFrom(const QJsonObject &params, const SessionKey &key) const
{
    const auto attachments = chatAttachments(params["attachments"_L1].toArray());
    if (!attachments)
        return attachments.error();
    InlineDirectives directives = takeDirectives(params["message"_L1].toString());
    RunInput input{.key = key,
                   .runId = params["idempotencyKey"_L1].toString(),
                   .text = attachments->text + directives.message,
                   .images = attachments->images,
                   .model = params["model"_L1].toString(directives.model),
                   .thinking = params["thinking"_L1].toString(directives.thinking),
                   .extraPrompt = params["extraSystemPrompt"_L1].toString()};
    if (const QString mode = params["queueMode"_L1].toString(); !mode.isEmpty())
        input.queueMode = queueModeFrom(mode);
    if (params.contains("timeoutMs"_L1))
        input.timeout = std::chrono::milliseconds(params["timeoutMs"_L1].toInteger());
    if (params.contains("timeout"_L1))
        input.timeout = std::chrono::seconds(params["timeout"_L1].toInteger());
    const QString promptMode = params["promptMode"_L1].toString();
    input.promptMode = promptMode == "none"_L1      ? PromptMode::None
                       : promptMode == "minimal"_L1 ? PromptMode::Minimal
                                                    : PromptMode::Full;
    if (const QString lane = params["lane"_L1].toString(); !lane.isEmpty())
        input.lane = lane;
    return input;
}

/// A message that has come before is not taken again (`gateway-protocol.md` 7.2).
std::optional<ChatIntake::Answer> ChatIntake::repeated(const QString &scope, const SessionKey &key,
                                                       const QString &runId)
{
    const auto repeat = m_memory.begin(scope, runId, m.clock());
    if (repeat && repeat->isRunning())
        return Answer(started(runId, u"in_flight"_s));
    if (repeat) {
        const auto &outcome = *repeat->outcome;
        return outcome ? Answer(started(runId, u"ok"_s)) : Answer(outcome.error());
    }
    if (m.conversations().isKnown(runId)) {
        m_memory.forget(scope, runId);
        return Answer(started(runId, u"in_flight"_s));
    }
    if (!wasAnswered(key, runId))
        return std::nullopt;
    m_memory.forget(scope, runId);
    return Answer(started(runId, u"ok"_s));
}

/// By a gateway before this one: a client that lost it sends its message again.
bool ChatIntake::wasAnswered(const SessionKey &key, const QString &runId)
{
    const QString session = key.text();
    if (!m_oldRuns.contains(session)) {
        QSet<QString> runs;
        const auto entry = m.sessions->find(key);
        if (entry && *entry) {
            if (const auto transcript = m.sessions->transcript(key)) {
                const auto page = (*transcript)->page({.limit = rowsToLookAt});
                for (const TranscriptEntry &row : page ? page->rows : QList<TranscriptEntry>())
                    runs += row.message()["idempotencyKey"_L1].toString();
            }
        }
        m_oldRuns.insert(session, runs);
    }
    return m_oldRuns[session].contains(runId + u":user"_s);
}

ChatIntake::Answer ChatIntake::send(const QJsonObject &params, const Caller &caller)
{
    const auto key = calledSession(*m.sessions, params, "sessionKey"_L1);
    if (!key)
        return key.error();
    if (params["message"_L1].toString().trimmed().isEmpty() && params["attachments"_L1].toArray().isEmpty())
        return invalidRequest(u"message or attachment required"_s);
    auto input = inputFrom(params, *key);
    if (!input)
        return input.error();
    input->isOwner = isAdmin(caller);
    const QString scope = chatScope + key->text();
    if (const auto repeat = repeated(scope, *key, input->runId))
        return *repeat;
    if (const QString wanted = params["sessionId"_L1].toString(); !wanted.isEmpty()) {
        const auto entry = m.sessions->find(*key);
        if (entry && *entry && (*entry)->sessionId != wanted) {
            m_memory.forget(scope, input->runId);
            return sessionChanged();
        }
    }
    const auto answer = params["suppressCommandInterpretation"_L1].toBool()
                            ? std::nullopt
                            : runAnyCommand(scope, params["message"_L1].toString(), *input, caller);
    if (answer) {
        if (!*answer)
            m_memory.forget(scope, input->runId);
        return *answer;
    }
    if (const auto begun = begin(scope, *input); !begun)
        return begun.error();
    return started(input->runId, u"started"_s);
}

/// The run is remembered until it ends, and its outcome for a while after that.
Result<void, ProtocolError> ChatIntake::begin(const QString &scope, const RunInput &input)
{
    const auto model =
        input.model.isEmpty() ? Result(ModelName()) : m.findModel(input.model, input.key.agentId);
    if (!model) {
        m_memory.forget(scope, input.runId);
        return invalidRequest(model.error().message);
    }
    m.freshen(input.key, input.channel);
    const auto admitted = m.conversations().accept(input);
    if (!admitted) {
        m_memory.forget(scope, input.runId);
        return unavailable(admitted.error().message);
    }
    m.conversations().ledger().wait(input.runId,
                                    [this, scope, runId = input.runId](const RunOutcome &outcome) {
                                        if (outcome.status == RunOutcome::Status::Error)
                                            m_memory.end(scope, runId, unavailable(outcome.error), m.clock());
                                        else
                                            m_memory.end(scope, runId, QJsonValue(runId), m.clock());
                                    });
    return {};
}

/// Nothing when the message is no command.
std::optional<ChatIntake::Answer> ChatIntake::runAnyCommand(const QString &scope, const QString &message,
                                                            const RunInput &input, const Caller &caller)
{
    if (const OwnerCommand command = m.ownerCommand ? m.ownerCommand(message) : nullptr)
        return isAdmin(caller) ? runOwnerCommand(scope, command, input) : missingScope(u"operator.admin"_s);
    if (const auto command = parseCommand(message))
        return runCommand(scope, *command, input, caller);
    return std::nullopt;
}

/// It may take long, so what was said is kept first.
ChatIntake::Answer ChatIntake::runOwnerCommand(const QString &scope, const OwnerCommand &command,
                                               const RunInput &input)
{
    keepCommand(input, Durable::Yes);
    command([this, scope, input](const QString &text) {
        sayCommandAnswer(input.key, input.runId, text, Durable::Yes);
        m_memory.end(scope, input.runId, QJsonValue(input.runId), m.clock());
    });
    return started(input.runId, u"started"_s);
}

ChatIntake::Answer ChatIntake::runCommand(const QString &scope, const ParsedCommand &command,
                                          const RunInput &input, const Caller &caller)
{
    if (command.command->adminOnly && !isAdmin(caller))
        return missingScope(u"operator.admin"_s);
    const bool mayApprove = grants(caller.scopes, u"operator.approvals"_s);
    if (command.command->name == "approve"_L1 && !mayApprove)
        return missingScope(u"operator.approvals"_s);
    const CommandSpeaker speaker{.name = speakerName(caller),
                                 .isAdmin = isAdmin(caller),
                                 .mayApprove = mayApprove,
                                 .runId = input.runId};
    m.commands().run(command, input.key, speaker, [this, scope, input](const CommandAnswer &answer) {
        if (!answer.prompt.isEmpty()) {
            RunInput first = input;
            first.text = answer.prompt;
            if (begin(scope, first))
                return;
        }
        keepCommand(input, Durable::No);
        sayCommandAnswer(input.key, input.runId, answer.text, Durable::No);
        m_memory.end(scope, input.runId, QJsonValue(input.runId), m.clock());
    });
    return started(input.runId, u"started"_s);
}

void ChatIntake::keepCommand(const RunInput &input, Durable durable)
{
    QJsonObject message = userMessage(input.runId, input.text, {});
    message.insert("isCommand"_L1, true);
    (void)m.sessions->append(input.key, message, input.runId, durable);
}

void ChatIntake::tell(const SessionKey &key, const QString &text)
{
    sayCommandAnswer(key, QUuid::createUuid().toString(QUuid::WithoutBraces), text, Durable::Yes);
}

/// A reply like any other, but for the model, which does not get to read it.
void ChatIntake::sayCommandAnswer(const SessionKey &key, const QString &runId, const QString &text,
                                  Durable durable)
{
    const QJsonObject message{
        {"role"_L1, u"assistant"_s},
        {"content"_L1, QJsonArray{QJsonObject{{"type"_L1, u"text"_s}, {"text"_L1, text}}}},
        {"provider"_L1, u"ws-agent"_s},
        {"model"_L1, u"command"_s},
        {"stopReason"_L1, u"stop"_s},
        {"isCommand"_L1, true},
        {"timestamp"_L1, now()}};
    const auto row = m.sessions->append(key, message, runId, durable);
    RunEvents events({.runId = runId, .sessionKey = key.text(), .agentId = key.agentId},
                     [this, &key](QLatin1StringView event, const QJsonObject &payload) {
                         m.announce(event, key.text(), payload);
                     });
    events.started(now());
    events.end({.message = row ? messageRow(*row) : message,
                .stopReason = u"stop"_s,
                .startedAt = now(),
                .endedAt = now()});
    RunOutcome outcome{.text = text, .stopReason = u"stop"_s, .startedAt = now(), .endedAt = now()};
    outcome.model = {.provider = u"ws-agent"_s, .id = u"command"_s};
    m.conversations().ledger().ended(runId, outcome);
}

ChatIntake::Answer ChatIntake::abort(const QJsonObject &params)
{
    const QString runId = params["runId"_L1].toString();
    const auto key = calledSession(*m.sessions, params, "sessionKey"_L1);
    if (!key && runId.isEmpty())
        return key.error();
    const QStringList aborted =
        m.conversations().abort(key ? std::optional(*key) : std::nullopt, runId, u"rpc"_s);
    return QJsonObject{{"ok"_L1, true},
                       {"aborted"_L1, !aborted.isEmpty()},
                       {"runIds"_L1, QJsonArray::fromStringList(aborted)}};
}

/// Two responses: that the run was accepted, and what came of it.
void ChatIntake::agent(const MethodCall &call, Reply reply)
{
    QJsonObject params = call.params;
    const QString agentId = params["agentId"_L1].toString();
    if (!agentId.isEmpty() && !m.isAgent(agentId))
        return reply.fail(invalidRequest(u"invalid agent params: unknown agent id \"%1\""_s.arg(agentId)));
    if (params["sessionKey"_L1].toString().isEmpty())
        params.insert("sessionKey"_L1, u"main"_s);
    const auto key = calledSession(*m.sessions, params, "sessionKey"_L1);
    if (!key)
        return reply.fail(key.error());
    auto input = inputFrom(params, *key);
    if (!input)
        return reply.fail(input.error());
    input->isOwner = isAdmin(call.caller);
    const QString runId = input->runId;
    if (const auto repeat = repeated(agentScope, *key, runId)) {
        if (!*repeat)
            return reply.fail(repeat->error());
        return reply.ok(**repeat);
    }
    const auto waiting = std::make_shared<Reply>(std::move(reply));
    m.answerFirst([&] {
        const auto refused = beginAgent(*input, params["message"_L1].toString(), call.caller);
        if (refused)
            return waiting->fail(*refused);
        waiting->accepted(QJsonObject{{"runId"_L1, runId},
                                      {"status"_L1, u"accepted"_s},
                                      {"acceptedAt"_L1, now()},
                                      {"sessionKey"_L1, key->text()},
                                      {"agentId"_L1, key->agentId}});
        RunLedger &ledger = m.conversations().ledger();
        if (const auto outcome = ledger.find(runId))
            return agentEnded(std::move(*waiting), runId, *key, *outcome);
        ledger.wait(runId, [this, waiting, runId, key = *key](const RunOutcome &outcome) {
            agentEnded(std::move(*waiting), runId, key, outcome);
        });
    });
}

/// Why it does not begin; nothing when it has.
std::optional<ProtocolError> ChatIntake::beginAgent(const RunInput &input, const QString &message,
                                                    const Caller &caller)
{
    if (const auto said = runAnyCommand(agentScope, message, input, caller)) {
        if (*said)
            return std::nullopt;
        m_memory.forget(agentScope, input.runId);
        return said->error();
    }
    const auto begun = begin(agentScope, input);
    return begun ? std::nullopt : std::optional(begun.error());
}

void ChatIntake::agentEnded(Reply reply, const QString &runId, const SessionKey &key,
                            const RunOutcome &outcome)
{
    const auto entry = m.sessions->find(key);
    const QString sessionId = entry && *entry ? (*entry)->sessionId : QString();
    if (outcome.status == RunOutcome::Status::Ok)
        return reply.ok(QJsonObject{{"runId"_L1, runId},
                                    {"status"_L1, u"ok"_s},
                                    {"summary"_L1, u"completed"_s},
                                    {"result"_L1, resultOf(outcome, sessionId)}});
    const QString message =
        outcome.error.isEmpty() ? u"the run was ended (%1)"_s.arg(outcome.stopReason) : outcome.error;
    ProtocolError error = unavailable(message);
    error.details = {{"runId"_L1, runId}, {"status"_L1, u"error"_s}, {"stopReason"_L1, outcome.stopReason}};
    reply.fail(error);
}

void ChatIntake::wait(const MethodCall &call, Reply reply)
{
    const QString runId = call.params["runId"_L1].toString();
    const int timeout = call.params["timeoutMs"_L1].toInt(30'000);
    const auto waiting = std::make_shared<Reply>(std::move(reply));
    m.conversations().awaitRun(
        runId, std::chrono::milliseconds(timeout), [waiting, runId](const RunOutcome *outcome) {
            if (!outcome)
                return waiting->ok(QJsonObject{{"runId"_L1, runId}, {"status"_L1, u"timeout"_s}});
            QJsonObject result{
                {"runId"_L1, runId},
                {"status"_L1, outcome->status == RunOutcome::Status::Ok ? u"ok"_s : u"error"_s},
                {"startedAt"_L1, outcome->startedAt},
                {"endedAt"_L1, outcome->endedAt},
                {"stopReason"_L1, outcome->stopReason}};
            if (!outcome->error.isEmpty())
                result.insert("error"_L1, outcome->error);
            if (!outcome->text.isEmpty())
                result.insert("terminalReply"_L1,
                              QJsonObject{{"disposition"_L1, u"visible"_s}, {"text"_L1, outcome->text}});
            waiting->ok(result);
        });
}

QJsonArray commandRows()
{
    QJsonArray rows;
    for (const ChatCommand &command : chatCommands()) {
        if (!command.elsewhere.isEmpty())
            continue;
        const QString name = command.name;
        QJsonObject row{{"name"_L1, name},
                        {"textAliases"_L1, QJsonArray{u"/"_s + name}},
                        {"description"_L1, QString(command.description)},
                        {"category"_L1, QString(command.category)},
                        {"source"_L1, u"native"_s},
                        {"scope"_L1, u"text"_s},
                        {"acceptsArgs"_L1, !command.arguments.isEmpty()}};
        if (!command.arguments.isEmpty())
            row.insert("args"_L1, QJsonArray{QJsonObject{{"name"_L1, QString(command.arguments)},
                                                         {"description"_L1, QString(command.description)},
                                                         {"type"_L1, u"string"_s},
                                                         {"required"_L1, false}}});
        rows += row;
    }
    return rows;
}

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape anything{};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape text{.kind = Kind::String};
constexpr ParamShape word{.kind = Kind::String, .least = 1};
constexpr ParamShape keyWord{.kind = Kind::String, .least = 1, .most = 512};
constexpr ParamShape count{.kind = Kind::Integer};
constexpr ParamShape attachment{.kind = Kind::Object, .open = true};
constexpr ParamShape attachmentList{.kind = Kind::Array, .item = &attachment, .most = 32};
constexpr std::array modes = {"steer", "followup", "collect", "interrupt"};
constexpr ParamShape queueModeWord{.kind = Kind::String, .allowed = modes};

constexpr std::array sendMembers = {ParamMember{"sessionKey", &keyWord, true},
                                    ParamMember{"message", &text, true},
                                    ParamMember{"idempotencyKey", &word, true},
                                    ParamMember{"sessionId", &word},
                                    ParamMember{"attachments", &attachmentList},
                                    ParamMember{"thinking", &text},
                                    ParamMember{"fastMode", &anything},
                                    ParamMember{"fastAutoOnSeconds", &count},
                                    ParamMember{"queueMode", &queueModeWord},
                                    ParamMember{"deliver", &flag},
                                    ParamMember{"timeoutMs", &count},
                                    ParamMember{"expectedLeafEntryId", &anything},
                                    ParamMember{"agentId", &word},
                                    ParamMember{"mentions", &anything},
                                    ParamMember{"workContext", &anything},
                                    ParamMember{"intent", &anything},
                                    ParamMember{"replyToId", &anything},
                                    ParamMember{"toolBindings", &anything},
                                    ParamMember{"originatingChannel", &anything},
                                    ParamMember{"originatingTo", &anything},
                                    ParamMember{"originatingAccountId", &anything},
                                    ParamMember{"originatingThreadId", &anything},
                                    ParamMember{"systemInputProvenance", &anything},
                                    ParamMember{"systemProvenanceReceipt", &anything},
                                    ParamMember{"suppressCommandInterpretation", &flag},
                                    ParamMember{"expectedPermissionMode", &anything},
                                    ParamMember{"expectedToolOverrides", &anything},
                                    ParamMember{"expectedSessionRoutingContract", &anything}};
constexpr ParamShape sendShape{.kind = Kind::Object, .members = sendMembers};
constexpr std::array abortMembers = {ParamMember{"sessionKey", &keyWord, true}, ParamMember{"agentId", &word},
                                     ParamMember{"runId", &word}, ParamMember{"preserveSideRuns", &flag}};
constexpr ParamShape abortShape{.kind = Kind::Object, .members = abortMembers};
constexpr std::array sessionSendMembers = {
    ParamMember{"key", &keyWord, true},          ParamMember{"agentId", &word},
    ParamMember{"message", &text, true},         ParamMember{"thinking", &text},
    ParamMember{"attachments", &attachmentList}, ParamMember{"timeoutMs", &count},
    ParamMember{"idempotencyKey", &word},        ParamMember{"mentions", &anything}};
constexpr ParamShape sessionSendShape{.kind = Kind::Object, .members = sessionSendMembers};
constexpr std::array sessionAbortMembers = {ParamMember{"key", &keyWord}, ParamMember{"runId", &word},
                                            ParamMember{"agentId", &word}, ParamMember{"clearQueued", &flag}};
constexpr ParamShape sessionAbortShape{.kind = Kind::Object, .members = sessionAbortMembers};
constexpr std::array agentMembers = {ParamMember{"message", &word, true},
                                     ParamMember{"idempotencyKey", &word, true},
                                     ParamMember{"agentId", &word},
                                     ParamMember{"sessionKey", &keyWord},
                                     ParamMember{"sessionId", &word},
                                     ParamMember{"to", &text},
                                     ParamMember{"channel", &text},
                                     ParamMember{"accountId", &text},
                                     ParamMember{"threadId", &text},
                                     ParamMember{"replyTo", &text},
                                     ParamMember{"replyChannel", &text},
                                     ParamMember{"replyAccountId", &text},
                                     ParamMember{"groupId", &text},
                                     ParamMember{"groupChannel", &text},
                                     ParamMember{"groupSpace", &text},
                                     ParamMember{"deliver", &flag},
                                     ParamMember{"bestEffortDeliver", &flag},
                                     ParamMember{"thinking", &text},
                                     ParamMember{"model", &text},
                                     ParamMember{"provider", &text},
                                     ParamMember{"attachments", &attachmentList},
                                     ParamMember{"timeout", &count},
                                     ParamMember{"lane", &text},
                                     ParamMember{"cwd", &text},
                                     ParamMember{"label", &text},
                                     ParamMember{"extraSystemPrompt", &text},
                                     ParamMember{"promptMode", &text},
                                     ParamMember{"bootstrapContextMode", &text},
                                     ParamMember{"inputProvenance", &anything},
                                     ParamMember{"voiceWakeTrigger", &text}};
constexpr ParamShape agentShape{.kind = Kind::Object, .members = agentMembers};
constexpr std::array waitMembers = {ParamMember{"runId", &word, true}, ParamMember{"timeoutMs", &count}};
constexpr ParamShape waitShape{.kind = Kind::Object, .members = waitMembers};
constexpr std::array listMembers = {ParamMember{"sessionKey", &keyWord}, ParamMember{"agentId", &word},
                                    ParamMember{"provider", &text}, ParamMember{"scope", &text},
                                    ParamMember{"includeArgs", &flag}};
constexpr ParamShape listShape{.kind = Kind::Object, .members = listMembers};

/// `/new` and `/reset` change more than a message does.
bool needsAdmin(const QString &message)
{
    const auto command = parseCommand(message);
    return command && command->command->adminOnly;
}

/// `sessions.send` and `.abort` name a session otherwise than `chat.send` and `.abort` do.
QJsonObject byKey(QJsonObject params)
{
    const QJsonValue key = params.take("key"_L1);
    if (!key.isUndefined())
        params.insert("sessionKey"_L1, key);
    if (params["idempotencyKey"_L1].toString().isEmpty())
        params.insert("idempotencyKey"_L1, QUuid::createUuid().toString(QUuid::WithoutBraces));
    return params;
}

/// What `sessions.abort` says of what `chat.abort` does.
ChatIntake::Answer abortedOne(const ChatIntake::Answer &answer)
{
    if (!answer)
        return answer;
    const QJsonValue first = answer->value("runIds"_L1)[0];
    return QJsonObject{{"ok"_L1, true},
                       {"abortedRunId"_L1, first.isString() ? first : QJsonValue(QJsonValue::Null)},
                       {"status"_L1, first.isString() ? u"aborted"_s : u"no-active-run"_s}};
}

void send(Reply &reply, const ChatIntake::Answer &answer)
{
    if (answer)
        reply.ok(*answer);
    else
        reply.fail(answer.error());
}

} // namespace

void addChatMethods(MethodTable &table, const std::shared_ptr<ChatIntake> &intake)
{
    const QString write = u"operator.write"_s;
    table.add({.name = u"chat.send"_s,
               .scope = write,
               .shape = &sendShape,
               .run = [intake](const MethodCall &call, Reply reply) {
                   intake->answerFirst([&] { send(reply, intake->send(call.params, call.caller)); });
               }});
    table.add({.name = u"chat.abort"_s,
               .scope = write,
               .shape = &abortShape,
               .run = [intake](const MethodCall &call, Reply reply) {
                   intake->answerFirst([&] { send(reply, intake->abort(call.params)); });
               }});
    // The same by the key of a session.
    table.add({.name = u"sessions.send"_s,
               .scope = write,
               .shape = &sessionSendShape,
               .run = [intake](const MethodCall &call, Reply reply) {
                   intake->answerFirst([&] { send(reply, intake->send(byKey(call.params), call.caller)); });
               }});
    table.add({.name = u"sessions.abort"_s,
               .scope = write,
               .shape = &sessionAbortShape,
               .run = [intake](const MethodCall &call, Reply reply) {
                   intake->answerFirst([&] { send(reply, abortedOne(intake->abort(byKey(call.params)))); });
               }});
    table.add({.name = u"agent"_s,
               .scope = write,
               .shape = &agentShape,
               .run = [intake](const MethodCall &call, Reply reply) {
                   if (needsAdmin(call.params["message"_L1].toString()) && !isAdmin(call.caller))
                       return reply.fail(missingScope(u"operator.admin"_s));
                   intake->agent(call, std::move(reply));
               }});
    table.add({.name = u"agent.wait"_s,
               .scope = write,
               .shape = &waitShape,
               .run = [intake](const MethodCall &call, Reply reply) {
                   intake->wait(call, std::move(reply));
               }});
    table.add({.name = u"commands.list"_s,
               .scope = u"operator.read"_s,
               .shape = &listShape,
               .run = [](const MethodCall &, Reply reply) {
                   reply.ok(QJsonObject{{"commands"_L1, commandRows()}});
               }});
}

} // namespace wsagent
