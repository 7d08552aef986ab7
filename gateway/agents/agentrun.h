#pragma once

#include "gateway/agents/compaction.h"
#include "gateway/agents/contextpruning.h"
#include "gateway/agents/runevents.h"
#include "gateway/agents/toolset.h"

namespace wsagent {

/// What one run is to do. The message that it answers is in the session already.
struct RunPlan
{
    RunIdentity identity = {};
    SessionKey key = {};
    LlmRequest request = {};      ///< model, system prompt, tools; the messages come from the session
    QStringList clientTools = {}; ///< a call of one of these ends the run
    AskModel ask = {};
    ToolContext tools = {};
    CompactionSettings compaction = {};
    PruningSettings pruning = {};
    std::chrono::milliseconds timeout = std::chrono::seconds(600); ///< 0: none
    int ackMaxChars = 300;                                         ///< beside HEARTBEAT_OK that are no news
    QString usageMode = {};                                        ///< off, tokens, full: below the reply
};

/// A call of a tool that whoever asked carries out himself.
struct ClientCall
{
    QString id = {};
    QString name = {};
    QJsonObject arguments = {};

    bool operator==(const ClientCall &) const = default;
};

/// How a run ended, for those who wait for it.
struct RunOutcome
{
    enum class Status { Ok, Error, Aborted };

    Status status = Status::Ok;
    QString text = {};      ///< the last reply, also a partial one
    QString usageLine = {}; ///< to be shown below it
    QString error = {};
    QString errorKind = {};
    QString stopReason = {};
    LlmUsage usage = {};
    double cost = 0;
    ResolvedModel model = {};
    qint64 contextTokens = 0; ///< how full the context was in the last call
    qint64 startedAt = 0;
    qint64 endedAt = 0;
    bool calledTools = false;
    bool isHeartbeat = false; ///< nobody has spoken
    QList<ClientCall> clientCalls = {};
};

/// A message that joins a run at its next step.
struct SteeringMessage
{
    QString runId = {};
    QJsonObject message = {}; ///< as it goes into the session
};

/// What a run works with; all of it outlives the run.
struct RunServices
{
    SessionStore *sessions = nullptr;
    Toolset *tools = nullptr;
    RunEvents::Send send = {};
};

/// One run: the model is asked, its tool calls are carried out in order, their results go back to it, until
/// it has nothing to call any more (`agents.md` 1). Every row is in the session before the step that builds
/// on it begins, so that a run that is cut off anywhere can be gone on with.
class AgentRun : public QObject
{
    Q_OBJECT

public:
    AgentRun(RunPlan plan, RunServices services, QObject *parent = nullptr);
    ~AgentRun() override;

    /// `finished` follows, from the event loop.
    void start();
    /// Ends the run at once, together with what it is waiting for. `stopReason`: rpc, timeout, stop, …
    void abort(const QString &stopReason);
    /// Skips what is left of the present step; false when the run is over.
    bool steer(const SteeringMessage &message);

    const RunPlan &plan() const { return m_plan; }
    RunEvents &events() { return m_events; }
    /// Whose messages have joined this run.
    QStringList joined() const { return m_joined; }
    bool isOver() const { return m_over; }

signals:
    void finished(const wsagent::RunOutcome &outcome);

private:
    struct ToolCall
    {
        QString id = {};
        QString name = {};
        QJsonObject arguments = {};
        QString argumentsError = {};
    };

    static QList<ToolCall> toolCallsIn(const QJsonArray &content);
    bool loadMessages();
    void callModel();
    void answered(const LlmOutcome &outcome);
    void modelFailed(const LlmOutcome &outcome);
    void compactThenRetry(const QString &why);
    QJsonObject replyFrom(const LlmOutcome &outcome);
    bool leavesToClient();
    void runTools();
    ToolAbort startTool(const ToolCall &call, int turn);
    void toolDone(const ToolCall &call, const ToolResult &result);
    void skipRemaining(const QString &why);
    bool takeSteering();
    bool append(QJsonObject message, Durable durable);
    void appendNote(const QString &customType, const QString &text);
    void keepPartialReply(const QString &stopReason, const QString &error);
    void countUsage(const LlmOutcome &outcome);
    void fail(const QString &error, const QString &kind);
    void finish(RunOutcome::Status status, const QString &stopReason);

    RunPlan m_plan;
    RunServices m_services;
    RunEvents m_events;
    QTimer m_timeout;
    std::unique_ptr<LlmStream> m_stream;
    std::unique_ptr<Compaction> m_compaction;
    QList<LlmMessage> m_messages;
    QList<ToolCall> m_calls; ///< of the last reply, still to be done
    std::optional<ToolCall> m_running;
    ToolAbort m_abortTool;
    int m_toolTurn = 0; ///< a result of another turn comes too late
    bool m_inTools = false;
    QList<SteeringMessage> m_steering;
    QStringList m_joined;
    QJsonObject m_lastMessage;
    RunOutcome m_outcome;
    int m_compactions = 0;
    bool m_retriedEmpty = false;
    bool m_changedSomething = false; ///< a tool with a side effect was begun
    bool m_showedText = false;       ///< in this call or an earlier one
    bool m_replyIsPartial = false;
    bool m_over = false;
};

} // namespace wsagent
