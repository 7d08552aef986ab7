#pragma once

#include "gateway/agents/sessioncommands.h"
#include "gateway/methods/methodtable.h"
#include "gateway/methods/sessionservices.h"
#include "gateway/protocol/idempotency.h"

namespace wsagent {

/// Carries out, once, what the owner has said; the answer in words may come later.
using OwnerCommand = std::function<void(const std::function<void(const QString &text)> &done)>;

/// What the methods that talk to agents work with. The parts behind the functions are made when the first
/// message comes.
struct ChatServices
{
    SessionStore *sessions = nullptr;
    std::function<Conversations &()> conversations = {};
    std::function<SessionCommands &()> commands = {};
    /// A command about other instances (D11), which comes before those of the session; empty when the message
    /// is none.
    std::function<OwnerCommand(const QString &message)> ownerCommand = {};
    std::function<bool(const QString &agentId)> isAgent = {};
    /// A model that may be chosen; an error that says which may.
    std::function<Result<ModelName>(const QString &model, const QString &agentId)> findModel = {};
    /// The session that a message without one goes to: stale ones begin anew.
    std::function<void(const SessionKey &key, const QString &channel)> freshen = {};
    std::function<void(QLatin1StringView event, const QString &sessionKey, const QJsonObject &payload)>
        announce = {};
    /// Keeps events back until the work, which answers, is done.
    std::function<void(const std::function<void()> &work)> answerFirst = {};
    std::function<qint64()> clock = {}; ///< ms, never goes back
};

/// A message of a client on its way to an agent: checked, known by its key, a command or a run.
class ChatIntake
{
public:
    using Answer = Result<QJsonObject, ProtocolError>;

    explicit ChatIntake(ChatServices services)
        : m(std::move(services))
    {}

    /// `chat.send`, and what else is started the same way (`gateway-methods.md` 5.1).
    Answer send(const QJsonObject &params, const Caller &caller);
    void agent(const MethodCall &call, Reply reply);
    void wait(const MethodCall &call, Reply reply);
    Answer abort(const QJsonObject &params);
    void answerFirst(const std::function<void()> &work) { m.answerFirst(work); }
    /// Says something that nobody has asked for.
    void tell(const SessionKey &key, const QString &text);

private:
    Result<RunInput, ProtocolError> inputFrom(const QJsonObject &params, const SessionKey &key) const;
    std::optional<Answer> repeated(const QString &scope, const SessionKey &key, const QString &runId);
    bool wasAnswered(const SessionKey &key, const QString &runId);
    std::optional<Answer> runAnyCommand(const QString &scope, const QString &message, const RunInput &input,
                                        const Caller &caller);
    Answer runCommand(const QString &scope, const ParsedCommand &command, const RunInput &input,
                      const Caller &caller);
    Answer runOwnerCommand(const QString &scope, const OwnerCommand &command, const RunInput &input);
    void keepCommand(const RunInput &input, Durable durable);
    void sayCommandAnswer(const SessionKey &key, const QString &runId, const QString &text, Durable durable);
    Result<void, ProtocolError> begin(const QString &scope, const RunInput &input);
    std::optional<ProtocolError> beginAgent(const RunInput &input, const QString &message,
                                            const Caller &caller);
    void agentEnded(Reply reply, const QString &runId, const SessionKey &key, const RunOutcome &outcome);

    ChatServices m;
    IdempotencyMemory m_memory;
    QHash<QString, QSet<QString>> m_oldRuns; ///< by session: those of gateways before this one
};

void addChatMethods(MethodTable &table, const std::shared_ptr<ChatIntake> &intake);

/// The answer of `commands.list`.
QJsonArray commandRows();

} // namespace wsagent
