#pragma once

#include "gateway/agents/exec/command.h"

#include <map>

namespace wsagent {

/// The commands that agents have running, and those that ended a while ago. An agent sees its own only.
class Commands : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostOfOneAgent = 64; ///< running ones

    /// Null when the agent has too many running.
    Command *start(const CommandSpec &spec);
    Command *find(const QString &agentId, const QString &id) const;
    QList<Command *> of(const QString &agentId) const; ///< oldest first
    void remove(Command *command);
    /// Ends and forgets it: it has never gone to the background.
    void forgetWhenEnded(Command *command);
    /// How long an ended one is remembered.
    void setCleanup(std::chrono::milliseconds after) { m_cleanup = after; }

    /// Ends all that one session has running; for `/stop` and deleted sessions.
    void endAllOf(const QString &sessionKey);

private:
    void cleanUp(Command *command);

    std::map<QString, std::unique_ptr<Command>> m_commands; ///< by number
    std::chrono::milliseconds m_cleanup{1'800'000};
    quint64 m_next = 1;
};

} // namespace wsagent
