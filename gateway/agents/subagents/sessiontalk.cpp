#include "gateway/agents/subagents/sessiontalk.h"

#include <QPointer>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

SessionTalk::SessionTalk(TalkPlan plan, Conversations &conversations,
                         std::function<void(const QString &sentence)> report)
    : QObject(&conversations)
    , m_plan(std::move(plan))
    , m_conversations(conversations)
    , m_report(std::move(report))
{}

Result<QString> SessionTalk::begin()
{
    const auto runId = say(
        m_plan.target, m_plan.message,
        u"The last message is from another session, not from the user. Your reply goes back to it."_s, false);
    if (runId)
        wait(*runId, &SessionTalk::replied);
    else
        deleteLater();
    return runId;
}

Result<QString> SessionTalk::say(const SessionKey &to, const QString &text, const QString &extraPrompt,
                                 bool isQuiet)
{
    const SessionKey &from = to == m_plan.target ? m_plan.requester : m_plan.target;
    const QString runId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto accepted =
        m_conversations.accept({.key = to,
                                .runId = runId,
                                .text = u"[from the session %1]\n%2"_s.arg(from.text(), text),
                                .extraPrompt = extraPrompt,
                                .queueMode = QueueMode::Followup,
                                .isQuiet = isQuiet,
                                .isOwner = m_plan.isOwner});
    return accepted ? Result(runId) : accepted.error();
}

void SessionTalk::wait(const QString &runId, void (SessionTalk::*next)(const RunOutcome &outcome))
{
    m_conversations.ledger().wait(runId, [self = QPointer(this), next](const RunOutcome &outcome) {
        if (!self)
            return;
        // Not from here: the run is still being ended.
        QMetaObject::invokeMethod(
            self, [self, next, outcome] { (self->*next)(outcome); }, Qt::QueuedConnection);
    });
}

void SessionTalk::replied(const RunOutcome &outcome)
{
    if (outcome.status != RunOutcome::Status::Ok)
        return deleteLater(); // who has asked is told of the failure, or has stopped it
    const bool isOver = outcome.text.isEmpty() || isSilentReply(outcome.text) || m_turn >= m_plan.turns;
    isOver ? announce() : nextTurn(outcome.text);
}

void SessionTalk::nextTurn(const QString &reply)
{
    ++m_turn;
    const SessionKey &to = m_turn % 2 == 1 ? m_plan.requester : m_plan.target;
    const auto runId =
        say(to, reply,
            u"The last message is the reply of another session to yours, not from the user (turn %1 of %2). "
            "Your reply goes back to it. If there is nothing to add, answer %3."_s.arg(m_turn)
                .arg(m_plan.turns)
                .arg(replySkip),
            true);
    if (runId)
        return wait(*runId, &SessionTalk::replied);
    m_report(runId.error().message);
    deleteLater();
}

void SessionTalk::announce()
{
    const auto runId =
        say(m_plan.target, u"The talk between the sessions is over."_s,
            u"The last message ends the talk with another session, which has begun with: \"%1\". Your reply "
            "is shown to the people of this session: tell them what they should know of it. If nothing, "
            "answer %2."_s.arg(m_plan.message.left(500), announceSkip),
            true);
    if (runId)
        return wait(*runId, &SessionTalk::done);
    m_report(runId.error().message);
    deleteLater();
}

} // namespace wsagent
