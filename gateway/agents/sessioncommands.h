#pragma once

#include "gateway/agents/chatcommands.h"
#include "gateway/agents/conversations.h"

namespace wsagent {

/// What the commands of a chat need to know and to do besides the sessions.
struct SessionCommandServices
{
    SessionStore *sessions = nullptr;
    Conversations *conversations = nullptr;
    QString profile = {};
    QString version = {};
    /// "provider/model" that answers in the session now.
    std::function<QString(const SessionKey &key)> modelOf = {};
    /// The canonical name of a model that may be chosen, with the account when one was named.
    std::function<Result<QString>(const QString &text, const QString &agentId)> findModel = {};
    std::function<QStringList()> models = {};
    std::function<QString(const SessionKey &key)> thinkingOf = {};
    /// Empty where there are no approvals.
    std::function<Result<void>(const QString &id, const QString &decision)> approve = {};
    /// What else the owner can say here, a line each.
    std::function<QStringList()> ownerHelp = {};
    std::function<void(const SessionKey &key, const QString &instructions,
                       const std::function<void(const QString &sentence)> &done)>
        compact = {};
    std::function<QStringList(const SessionKey &key)> subagents = {};
    /// Tells hooks of what is about to happen in a session: "command" with "new", "reset" or "stop";
    /// "session" with "end" or "start".
    std::function<void(const QString &type, const QString &action, const SessionKey &key)> event = {};
    /// Ends those that are at work for the session: the ids of their runs.
    std::function<QStringList(const SessionKey &key)> stopSubagents = {};
};

/// Who wrote the command.
struct CommandSpeaker
{
    QString name = {}; ///< as /whoami tells it
    bool isAdmin = false;
    bool mayApprove = false; ///< commands that wait for approval
    QString runId = {};      ///< of the message: not ended by /stop
};

/// What a command says, and a message that is to be answered by the agent after it.
struct CommandAnswer
{
    QString text = {};
    QString prompt = {};
    bool isForbidden = false;
};

/// Carries out the slash commands (`channels.md` 8). None of them needs a model.
class SessionCommands
{
public:
    using Done = std::function<void(const CommandAnswer &)>;

    explicit SessionCommands(SessionCommandServices services)
        : m(std::move(services))
    {}

    /// `done` is called once, perhaps before this returns.
    void run(const ParsedCommand &command, const SessionKey &key, const CommandSpeaker &speaker,
             const Done &done);

private:
    CommandAnswer answer(const ParsedCommand &command, const SessionKey &key, const CommandSpeaker &speaker);
    QString help(bool all, const CommandSpeaker &speaker) const;
    QString status(const SessionKey &key) const;
    QString context(const SessionKey &key) const;
    CommandAnswer startAfresh(const ParsedCommand &command, const SessionKey &key);
    QString stop(const SessionKey &key, const CommandSpeaker &speaker);
    void tellHooks(const QString &type, const QString &action, const SessionKey &key) const;
    QString think(const SessionKey &key, const QString &level);
    QString model(const SessionKey &key, const QString &name);
    QString level(const ParsedCommand &command, const SessionKey &key);
    QString exec(const SessionKey &key, const QString &arguments);
    CommandAnswer skill(const ParsedCommand &command);
    QString queue(const SessionKey &key, const QString &arguments);
    QString usage(const SessionKey &key, const QString &mode);
    QString approve(const ParsedCommand &command);
    SessionEntry entryOf(const SessionKey &key) const;
    QString set(const SessionKey &key, const std::function<void(SessionEntry &)> &edit, const QString &said);

    SessionCommandServices m;
};

} // namespace wsagent
