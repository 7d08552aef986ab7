#include "gateway/hookservice.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestSummary = 500;

HookOutcome outcomeOf(const RunOutcome &outcome)
{
    const bool wasCrowdedOut = outcome.stopReason == "queue-full"_L1;
    const bool ok = outcome.status == RunOutcome::Status::Ok;
    return {.status = ok              ? u"ok"_s
                      : wasCrowdedOut ? u"skipped"_s
                                      : u"error"_s,
            .replyDisposition = outcome.text.trimmed().isEmpty() ? u"empty"_s
                                : isOnly(outcome.text, noReply)  ? u"silent"_s
                                                                 : u"visible"_s};
}

/// What the main session is told of it: of an answer unless that is not wanted, of a failure always.
QString newsOf(const HookAction &action, const RunOutcome &outcome)
{
    const bool ok = outcome.status == RunOutcome::Status::Ok;
    const QString said = ok ? outcome.text : outcome.error;
    if (said.isEmpty() || isOnly(said, noReply) || (ok && !action.deliver))
        return {};
    return u"Hook %1: %2"_s.arg(action.name, said.left(longestSummary));
}

Result<void> begin(Automation &automation, const HookTurn &turn,
                   const std::function<void(const HookOutcome &)> &done)
{
    const HookAction &action = turn.action;
    AutomaticTurn automatic{.key = turn.key,
                            .runId = turn.runId,
                            .message = turn.message,
                            .lane = u"main"_s,
                            .model = action.model,
                            .thinking = action.thinking,
                            .isFresh = action.isFresh,
                            .isOwner = false};
    if (action.timeoutSeconds > 0)
        automatic.timeout = std::chrono::seconds(action.timeoutSeconds);
    return automation.run(automatic, [&automation, turn, done](const RunOutcome &outcome) {
        if (const QString news = newsOf(turn.action, outcome); !news.isEmpty())
            automation.tell(automation.mainSession(turn.key.agentId), news, turn.action.now);
        done(outcomeOf(outcome));
    });
}

} // namespace

HookServices hookServices(const std::function<Automation &()> &automation,
                          const std::function<QJsonObject()> &settings, const std::function<qint64()> &clock)
{
    return {.settings = settings,
            .session =
                [automation](const QString &sessionKey, const QString &agentId) {
                    return automation().session(
                        sessionKey.isEmpty() ? automation().mainSession(agentId).rest : sessionKey, agentId);
                },
            .wake = [automation](const SessionKey &key, const QString &text,
                                 bool now) { return automation().tell(key, text, now); },
            .run = [automation](const HookTurn &turn,
                                const auto &done) { return begin(automation(), turn, done); },
            .clock = clock};
}

} // namespace wsagent
