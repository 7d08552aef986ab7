#pragma once

#include "gateway/agents/conversations.h"

namespace wsagent {

/// Something that one session says to another one.
struct TalkPlan
{
    SessionKey requester = {};
    SessionKey target = {};
    QString message = {};
    int turns = 5; ///< of answers to answers, `session.agentToAgent.maxPingPongTurns`
    bool isOwner = true;
};

/// What follows when one session says something to another one (`agents.md` 11): the reply goes back, and
/// each side may answer the other until one has nothing to add or the turns are used up; then the target
/// tells its own people what came of it, if anything. Deletes itself when that is done.
class SessionTalk : public QObject
{
public:
    /// A child of the conversations.
    SessionTalk(TalkPlan plan, Conversations &conversations,
                std::function<void(const QString &sentence)> report);

    /// The run that answers the message; the rest follows by itself.
    Result<QString> begin();

private:
    Result<QString> say(const SessionKey &to, const QString &text, const QString &extraPrompt, bool isQuiet);
    void replied(const RunOutcome &outcome);
    void nextTurn(const QString &reply);
    void announce();
    void wait(const QString &runId, void (SessionTalk::*next)(const RunOutcome &outcome));
    void done(const RunOutcome &) { deleteLater(); }

    TalkPlan m_plan;
    Conversations &m_conversations;
    std::function<void(const QString &sentence)> m_report;
    int m_turn = 0; ///< even: the target has spoken last
};

} // namespace wsagent
