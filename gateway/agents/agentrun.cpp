#include "gateway/agents/agentrun.h"

#include "gateway/agents/usageline.h"

#include <QDateTime>
#include <QPointer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostCompactions = 2; // in one run
constexpr int mostCalls = 128;     // in one reply

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QJsonObject toolResultMessage(const QString &callId, const QString &name, const ToolResult &result)
{
    QJsonObject message{{"role"_L1, u"toolResult"_s},   {"toolCallId"_L1, callId},
                        {"toolName"_L1, name},          {"content"_L1, result.content},
                        {"isError"_L1, result.isError}, {"timestamp"_L1, now()}};
    if (!result.details.isEmpty())
        message.insert("details"_L1, result.details);
    return message;
}

QJsonObject assistantMessage(const LlmOutcome &outcome)
{
    QJsonObject message{{"role"_L1, u"assistant"_s},
                        {"content"_L1, outcome.content},
                        {"api"_L1, nameOf(outcome.model.api)},
                        {"provider"_L1, outcome.model.provider},
                        {"model"_L1, outcome.model.id},
                        {"usage"_L1, toJson(outcome.usage, outcome.model.cost)},
                        {"stopReason"_L1, nameOf(outcome.stopReason)},
                        {"timestamp"_L1, now()}};
    if (!outcome.responseId.isEmpty())
        message.insert("responseId"_L1, outcome.responseId);
    return message;
}

/// The words of `gateway-protocol.md` 9.3.
QString errorKindOf(FailureClass failure)
{
    switch (failure) {
    case FailureClass::Refusal:
        return u"refusal"_s;
    case FailureClass::Timeout:
        return u"timeout"_s;
    case FailureClass::RateLimit:
        return u"rate_limit"_s;
    case FailureClass::ContextOverflow:
        return u"context_length"_s;
    default:
        return u"unknown"_s;
    }
}

} // namespace

AgentRun::AgentRun(RunPlan plan, RunServices services, QObject *parent)
    : QObject(parent)
    , m_plan(std::move(plan))
    , m_services(std::move(services))
    , m_events(m_plan.identity, m_services.send)
{
    m_outcome.model = m_plan.request.model;
    m_outcome.isHeartbeat = m_plan.identity.isHeartbeat;
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, [this] { abort(u"timeout"_s); });
}

AgentRun::~AgentRun()
{
    // What a tool still has to say goes nowhere any more.
    if (const auto abortTool = std::exchange(m_abortTool, nullptr)) {
        ++m_toolTurn;
        abortTool();
    }
}

void AgentRun::start()
{
    m_outcome.startedAt = now();
    if (m_plan.timeout.count() > 0)
        m_timeout.start(m_plan.timeout);
    m_events.started(m_outcome.startedAt);
    m_events.status(u"preparing_context"_s);
    // From the event loop: whoever starts a run wants to connect to it first.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!m_over && loadMessages())
                callModel();
        },
        Qt::QueuedConnection);
}

bool AgentRun::loadMessages()
{
    const auto transcript = m_services.sessions->transcript(m_plan.key);
    if (!transcript) {
        fail(transcript.error().message, u"unknown"_s);
        return false;
    }
    const auto context = (*transcript)->context();
    if (!context) {
        fail(context.error().message, u"unknown"_s);
        return false;
    }
    m_messages = llmMessages(*context);
    pruneToolResults(m_messages, m_plan.pruning, m_plan.request.model.contextWindow,
                     std::chrono::milliseconds(now() - lastCallIn(*context)));
    return true;
}

void AgentRun::callModel()
{
    m_events.status(u"starting_model"_s);
    m_events.modelChosen(m_plan.request.model.provider, m_plan.request.model.id);
    LlmRequest request = m_plan.request;
    request.messages = m_messages;
    m_stream = m_plan.ask(request, !m_changedSomething && !m_showedText);
    connect(m_stream.get(), &LlmStream::textDelta, this, [this](const QString &text) {
        m_showedText = m_showedText || !text.isEmpty();
        m_events.text(text);
    });
    connect(m_stream.get(), &LlmStream::thinkingDelta, this,
            [this](const QString &text) { m_events.thinking(text); });
    connect(m_stream.get(), &LlmStream::finished, this, &AgentRun::answered);
}

void AgentRun::answered(const LlmOutcome &outcome)
{
    m_stream.release()->deleteLater();
    countUsage(outcome);
    if (outcome.failure)
        return modelFailed(outcome);
    if (outcome.isEmpty()) {
        if (std::exchange(m_retriedEmpty, true))
            return fail(u"the model %1 gave an empty answer twice"_s.arg(outcome.model.reference()),
                        u"unknown"_s);
        return callModel();
    }
    m_calls = toolCallsIn(outcome.content);
    // What a tool will have done must not be forgotten by a power cut: the call goes to the disk first.
    if (!append(replyFrom(outcome), m_calls.isEmpty() ? Durable::No : Durable::Yes))
        return;
    m_outcome.text = textOf(outcome.content);
    if (leavesToClient())
        return finish(RunOutcome::Status::Ok, nameOf(outcome.stopReason));
    if (!m_calls.isEmpty())
        return runTools();
    if (takeSteering()) {
        m_events.nextReply();
        return callModel();
    }
    finish(RunOutcome::Status::Ok, nameOf(outcome.stopReason));
}

/// The last one says below what the run has used, when the session wants that; the model does not read it.
QJsonObject AgentRun::replyFrom(const LlmOutcome &outcome)
{
    QJsonObject message = assistantMessage(outcome);
    const bool isLast = m_calls.isEmpty() && m_steering.isEmpty();
    if (!isLast || m_plan.identity.isHeartbeat || isSilentReply(textOf(outcome.content)))
        return message;
    m_outcome.usageLine = usageLine(m_plan.usageMode, {.usage = m_outcome.usage,
                                                       .cost = m_outcome.cost,
                                                       .model = m_outcome.model,
                                                       .contextTokens = m_outcome.contextTokens});
    if (!m_outcome.usageLine.isEmpty())
        message.insert("usageLine"_L1, m_outcome.usageLine);
    return message;
}

void AgentRun::modelFailed(const LlmOutcome &outcome)
{
    const bool shown = !m_events.written().isEmpty();
    m_replyIsPartial = shown;
    if (outcome.failure.kind == FailureClass::ContextOverflow && !shown)
        return compactThenRetry(outcome.failure.message);
    if (shown)
        keepPartialReply(u"error"_s, outcome.failure.message);
    fail(outcome.failure.message, errorKindOf(outcome.failure.kind));
}

void AgentRun::compactThenRetry(const QString &why)
{
    if (m_compactions++ >= mostCompactions)
        return fail(
            u"the context is still too large after %1 compactions: %2"_s.arg(mostCompactions).arg(why),
            u"context_length"_s);
    m_events.compaction(u"start"_s);
    m_compaction = std::make_unique<Compaction>(
        Compaction::Plan{.key = m_plan.key,
                         .request = m_plan.request,
                         .keepTokens = std::min(m_plan.compaction.keepTokens,
                                                qint64(m_plan.request.model.contextWindow) / 4)},
        *m_services.sessions, m_plan.ask);
    m_compaction->start([this, why](const Result<bool> &compacted) {
        m_compaction.release()->deleteLater();
        m_events.compaction(u"end"_s);
        if (!compacted)
            return fail(compacted.error().message, u"context_length"_s);
        if (!*compacted)
            return fail(
                u"the conversation is too large for the model, and its last message cannot be left out: "
                "%1"_s.arg(why),
                u"context_length"_s);
        if (loadMessages())
            callModel();
    });
}

QList<AgentRun::ToolCall> AgentRun::toolCallsIn(const QJsonArray &content)
{
    QList<ToolCall> calls;
    for (const QJsonValue &part : content) {
        if (part["type"_L1] == "toolCall"_L1)
            calls += {.id = part["id"_L1].toString(),
                      .name = part["name"_L1].toString(),
                      .arguments = part["arguments"_L1].toObject(),
                      .argumentsError = part["argumentsError"_L1].toString()};
    }
    return calls;
}

/// Whether the reply calls tools of the client. Each call gets a result at once, without which no model would
/// go on with this session; what really came of it is the client's next message.
bool AgentRun::leavesToClient()
{
    const auto isOfClient = [this](const ToolCall &call) {
        return m_plan.clientTools.contains(call.name) && call.argumentsError.isEmpty();
    };
    if (std::none_of(m_calls.begin(), m_calls.end(), isOfClient))
        return false;
    const QList<ToolCall> calls = std::exchange(m_calls, {});
    for (const ToolCall &call : calls) {
        if (isOfClient(call))
            m_outcome.clientCalls += {.id = call.id, .name = call.name, .arguments = call.arguments};
        const ToolResult result =
            isOfClient(call)
                ? ToolResult::text(u"Handed to the client, who tells the result with the next message."_s)
                : ToolResult::error(u"Skipped: the client carries out its own tools first."_s);
        append(toolResultMessage(call.id, call.name, result), Durable::No);
    }
    return true;
}

/// One after the other, in the order of the model. Tools that are done at once do not nest.
void AgentRun::runTools()
{
    if (std::exchange(m_inTools, true))
        return;
    m_outcome.calledTools = true;
    int done = 0;
    while (!m_over && !m_running && !m_calls.isEmpty()) {
        if (!m_steering.isEmpty()) {
            skipRemaining(u"Skipped: a new message has come."_s);
            break;
        }
        if (++done > mostCalls) {
            skipRemaining(u"Skipped: these were too many calls in one reply."_s);
            break;
        }
        const ToolCall call = m_calls.takeFirst();
        m_running = call;
        m_events.toolStarted(call.name, call.id, call.arguments);
        ToolAbort abortTool = startTool(call, ++m_toolTurn);
        if (m_running)
            m_abortTool = std::move(abortTool);
    }
    m_inTools = false;
    if (m_over || m_running)
        return;
    takeSteering();
    m_events.nextReply();
    callModel();
}

ToolAbort AgentRun::startTool(const ToolCall &call, int turn)
{
    const auto done = [self = QPointer(this), call, turn](const ToolResult &result) {
        if (self && self->m_toolTurn == turn && self->m_running)
            self->toolDone(call, result);
    };
    const auto &allowed = m_plan.request.tools;
    const bool mayCall = std::any_of(allowed.begin(), allowed.end(),
                                     [&call](const ToolSpec &tool) { return tool.name == call.name; });
    if (!mayCall) {
        done(ToolResult::error(u"There is no tool called %1 here."_s.arg(call.name)));
        return {};
    }
    if (!call.argumentsError.isEmpty()) {
        done(ToolResult::error(call.argumentsError));
        return {};
    }
    const Tool *tool = m_services.tools->find(call.name);
    m_changedSomething = m_changedSomething || (tool && tool->hasSideEffect);
    ToolContext context = m_plan.tools;
    context.toolCallId = call.id;
    context.progress = [self = QPointer(this), call](const QString &text) {
        if (self)
            self->m_events.toolProgress(call.name, call.id, text);
    };
    return m_services.tools->start(call.name, call.arguments, context, done);
}

void AgentRun::toolDone(const ToolCall &call, const ToolResult &result)
{
    m_running.reset();
    m_abortTool = nullptr;
    if (!append(toolResultMessage(call.id, call.name, result), Durable::No))
        return;
    m_events.toolEnded(call.name, call.id, result.content, result.isError);
    if (!m_inTools)
        runTools();
}

void AgentRun::skipRemaining(const QString &why)
{
    const QList<ToolCall> skipped = std::exchange(m_calls, {});
    for (const ToolCall &call : skipped)
        append(toolResultMessage(call.id, call.name, ToolResult::error(why)), Durable::No);
}

bool AgentRun::takeSteering()
{
    const QList<SteeringMessage> messages = std::exchange(m_steering, {});
    for (const SteeringMessage &message : messages) {
        m_joined += message.runId;
        append(message.message, Durable::Yes);
    }
    return !messages.isEmpty();
}

bool AgentRun::steer(const SteeringMessage &message)
{
    if (m_over)
        return false;
    m_steering += message;
    return true;
}

/// False when the disk does not take it: the run has failed then.
bool AgentRun::append(QJsonObject message, Durable durable)
{
    if (m_plan.identity.isHeartbeat && message["role"_L1] == "assistant"_L1)
        message.insert("isHeartbeat"_L1, true);
    const auto entry = m_services.sessions->append(m_plan.key, message, m_plan.identity.runId, durable);
    if (!entry) {
        if (!m_over)
            fail(entry.error().message, u"unknown"_s);
        return false;
    }
    if (auto known = llmMessage(*entry))
        m_messages += *std::move(known);
    if (message["role"_L1] == "assistant"_L1)
        m_lastMessage = messageRow(*entry);
    return true;
}

void AgentRun::appendNote(const QString &customType, const QString &text)
{
    (void)m_services.sessions->appendEntry(m_plan.key, u"custom_message"_s,
                                           {{"customType"_L1, customType},
                                            {"runId"_L1, m_plan.identity.runId},
                                            {"content"_L1, text},
                                            {"display"_L1, true}},
                                           Durable::No);
}

void AgentRun::keepPartialReply(const QString &stopReason, const QString &error)
{
    const QString text = m_events.written();
    m_outcome.text = text;
    const ResolvedModel &model = m_outcome.model;
    QJsonObject message{
        {"role"_L1, u"assistant"_s},   {"content"_L1, textMessage(LlmRole::Assistant, text).content},
        {"api"_L1, nameOf(model.api)}, {"provider"_L1, model.provider},
        {"model"_L1, model.id},        {"usage"_L1, toJson(LlmUsage{}, model.cost)},
        {"stopReason"_L1, stopReason}, {"timestamp"_L1, now()}};
    if (!error.isEmpty())
        message.insert("errorMessage"_L1, error);
    append(message, Durable::No);
}

void AgentRun::countUsage(const LlmOutcome &outcome)
{
    if (!outcome.model.id.isEmpty())
        m_outcome.model = outcome.model;
    m_outcome.usage += outcome.usage;
    m_outcome.cost += costOf(outcome.usage, outcome.model.cost);
    if (outcome.usage.total() > 0)
        m_outcome.contextTokens = outcome.usage.total();
    if (outcome.usage == LlmUsage())
        return;
    const TokenUsage usage = tokenUsageFrom(toJson(outcome.usage, outcome.model.cost));
    (void)m_services.sessions->change(m_plan.key,
                                      [&](SessionEntry &entry) {
                                          addUsage(entry, usage, outcome.model.provider, outcome.model.id,
                                                   outcome.model.contextWindow);
                                      },
                                      {.durable = Durable::No});
}

void AgentRun::abort(const QString &stopReason)
{
    if (m_over)
        return;
    const bool writing = m_stream != nullptr;
    m_stream.reset();
    m_compaction.reset();
    if (const auto call = std::exchange(m_running, std::nullopt)) {
        ++m_toolTurn;
        if (const auto abortTool = std::exchange(m_abortTool, nullptr))
            abortTool();
        append(toolResultMessage(call->id, call->name, ToolResult::aborted()), Durable::No);
        m_events.toolEnded(call->name, call->id, ToolResult::aborted().content, true);
    }
    skipRemaining(u"Skipped: the run was ended."_s);
    if (writing && !m_events.written().isEmpty())
        keepPartialReply(u"aborted"_s, {});
    else
        appendNote(u"run-aborted"_s, u"The run was ended (%1)."_s.arg(stopReason));
    if (stopReason == "timeout"_L1) {
        m_outcome.error = u"the run took longer than %1 s"_s.arg(m_plan.timeout.count() / 1000);
        m_outcome.errorKind = u"timeout"_s;
    }
    finish(RunOutcome::Status::Aborted, stopReason);
}

void AgentRun::fail(const QString &error, const QString &kind)
{
    if (m_over)
        return;
    m_outcome.error = error;
    m_outcome.errorKind = kind;
    if (!m_replyIsPartial) // that one tells it itself
        appendNote(u"run-failed-before-reply"_s, error);
    finish(RunOutcome::Status::Error, u"error"_s);
}

void AgentRun::finish(RunOutcome::Status status, const QString &stopReason)
{
    if (std::exchange(m_over, true))
        return;
    m_timeout.stop();
    m_outcome.status = status;
    m_outcome.stopReason = stopReason;
    m_outcome.endedAt = now();
    if (const auto transcript = m_services.sessions->transcript(m_plan.key))
        (void)(*transcript)->sync();
    const bool isEmptyBeat =
        m_plan.identity.isHeartbeat && heartbeatNews(m_outcome.text, m_plan.ackMaxChars).isEmpty();
    const bool silent = status == RunOutcome::Status::Ok && (isEmptyBeat || isSilentReply(m_outcome.text));
    const bool older = status == RunOutcome::Status::Error && !m_replyIsPartial; // from before a tool
    m_events.end({.state = status == RunOutcome::Status::Ok        ? RunEnding::State::Final
                           : status == RunOutcome::Status::Aborted ? RunEnding::State::Aborted
                                                                   : RunEnding::State::Error,
                  .message = silent || older ? QJsonObject() : m_lastMessage,
                  .usage = toJson(m_outcome.usage, m_outcome.model.cost),
                  .stopReason = stopReason,
                  .errorMessage = m_outcome.error,
                  .errorKind = m_outcome.errorKind,
                  .startedAt = m_outcome.startedAt,
                  .endedAt = m_outcome.endedAt});
    emit finished(m_outcome);
}

} // namespace wsagent
