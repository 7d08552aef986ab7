#include "gateway/hookservice.h"

#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestSummary = 500;

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

Result<QString> begin(Automation &automation, const HookTurn &turn,
                      const std::function<void(const HookOutcome &)> &done)
{
    const QString session = turn.sessionKey.isEmpty() ? u"hook:"_s + newId() : turn.sessionKey;
    const auto key = automation.session(session, turn.agentId);
    if (!key)
        return key.error();
    AutomaticTurn automatic{.key = *key,
                            .runId = newId(),
                            .message = turn.message,
                            .lane = u"main"_s,
                            .model = turn.model,
                            .thinking = turn.thinking,
                            .isFresh = turn.isFresh};
    if (turn.timeoutSeconds > 0)
        automatic.timeout = std::chrono::seconds(turn.timeoutSeconds);
    const SessionKey main = automation.mainSession(key->agentId);
    const auto begun = automation.run(automatic, [&automation, main, done, name = turn.name,
                                                  wakes = turn.wakesMain](const RunOutcome &outcome) {
        const bool ok = outcome.status == RunOutcome::Status::Ok;
        const QString said = ok ? outcome.text : outcome.error;
        if (!said.isEmpty() && !isOnly(said, noReply))
            automation.tell(main, u"Hook %1: %2"_s.arg(name, said.left(longestSummary)), wakes);
        done({.status = ok ? u"ok"_s : u"error"_s, .text = outcome.text});
    });
    if (!begun)
        return begun.error();
    return automatic.runId;
}

} // namespace

HookServices hookServices(const std::function<Automation &()> &automation,
                          const std::function<QJsonObject()> &settings, const std::function<qint64()> &clock)
{
    return {.settings = settings,
            .wake = [automation](const QString &agentId, const QString &sessionKey, const QString &text,
                                 bool now) -> Result<bool> {
                const auto key = automation().session(
                    sessionKey.isEmpty() ? automation().mainSession(agentId).text() : sessionKey, agentId);
                if (!key)
                    return key.error();
                return automation().tell(*key, text, now);
            },
            .run = [automation](const HookTurn &turn,
                                const auto &done) { return begin(automation(), turn, done); },
            .clock = clock};
}

} // namespace wsagent
