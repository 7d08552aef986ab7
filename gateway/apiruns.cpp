#include "gateway/apiruns.h"

#include <QJsonDocument>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

/// Ends its run when nobody waits for it any more.
class ApiRuns::Turn : public ApiRun
{
public:
    Turn(ApiRuns &runs, SessionKey key, QString runId, bool wantsCall)
        : m_runs(&runs)
        , m_key(std::move(key))
        , m_runId(std::move(runId))
        , m_wantsCall(wantsCall)
    {}
    ~Turn() override
    {
        if (!m_runs || m_over)
            return;
        m_runs->m_turns.remove(m_runId);
        m_runs->m_conversations().abort(m_key, m_runId, u"client-gone"_s);
    }

    /// `reply` is the whole of the present one: a run may write several, with tools in between.
    void write(const QString &reply, const QString &delta)
    {
        if (reply == delta && m_wroteBefore)
            emit textDelta(u"\n\n"_s);
        m_wroteBefore = true;
        m_reply = reply;
        emit textDelta(delta);
    }

    void end(const RunOutcome &outcome)
    {
        m_over = true;
        if (outcome.text.startsWith(m_reply) && outcome.text.size() > m_reply.size())
            emit textDelta(outcome.text.sliced(m_reply.size()));
        ApiOutcome told{.text = outcome.text,
                        .isCut = outcome.stopReason == "length"_L1,
                        .usage = {.input = outcome.usage.total() - outcome.usage.output,
                                  .cached = outcome.usage.cacheRead,
                                  .output = outcome.usage.output,
                                  .reasoning = outcome.usage.reasoning}};
        for (const ClientCall &call : outcome.clientCalls)
            told.calls += {.id = call.id,
                           .name = call.name,
                           .arguments = QJsonDocument(call.arguments).toJson(QJsonDocument::Compact)};
        if (m_wantsCall && told.calls.isEmpty())
            told.error = u"the model called none of the tools, one of which it had to call"_s;
        if (outcome.status != RunOutcome::Status::Ok)
            told.error =
                outcome.error.isEmpty() ? u"the run was ended (%1)"_s.arg(outcome.stopReason) : outcome.error;
        emit finished(told);
    }

private:
    QPointer<ApiRuns> m_runs;
    SessionKey m_key;
    QString m_runId;
    QString m_reply;
    bool m_wantsCall;
    bool m_wroteBefore = false;
    bool m_over = false;
};

ApiRuns::ApiRuns(std::function<Conversations &()> conversations, QObject *parent)
    : QObject(parent)
    , m_conversations(std::move(conversations))
{}

Result<std::unique_ptr<ApiRun>> ApiRuns::start(const ApiTurn &turn)
{
    Conversations &conversations = m_conversations();
    if (!std::exchange(m_listens, true)) {
        connect(&conversations, &Conversations::runEnded, this,
                [this](const SessionKey &, const QString &runId, const RunOutcome &outcome) {
                    ended(runId, outcome);
                });
    }
    const QString own = u"agent:%1:"_s.arg(turn.agentId);
    const SessionKey key{.agentId = turn.agentId, .rest = turn.sessionKey.sliced(own.size())};
    RunInput input{.key = key,
                   .runId = QUuid::createUuid().toString(QUuid::WithoutBraces),
                   .text = turn.text,
                   .images = turn.images,
                   .model = turn.model,
                   .extraPrompt = turn.system,
                   .wishes = turn.wishes,
                   .queueMode = QueueMode::Followup, // every question has an answer of its own
                   .isOwner = turn.isOwner};
    if (!turn.channel.isEmpty())
        input.channel = turn.channel;
    auto run = std::make_unique<Turn>(*this, key, input.runId, turn.wishes.wantsCall());
    m_turns.insert(input.runId, run.get());
    if (const auto accepted = conversations.accept(input); !accepted) {
        m_turns.remove(input.runId);
        run->end({.status = RunOutcome::Status::Error, .error = accepted.error().message});
        return accepted.error();
    }
    return std::unique_ptr<ApiRun>(std::move(run));
}

void ApiRuns::observe(QLatin1StringView event, const QJsonObject &payload)
{
    if (m_turns.isEmpty() || event != "agent"_L1 || payload["stream"_L1] != "assistant"_L1)
        return;
    if (Turn *turn = m_turns.value(payload["runId"_L1].toString())) {
        const QJsonValue data = payload["data"_L1];
        turn->write(data["text"_L1].toString(), data["delta"_L1].toString());
    }
}

void ApiRuns::ended(const QString &runId, const RunOutcome &outcome)
{
    if (const QPointer<Turn> turn = m_turns.take(runId))
        turn->end(outcome);
}

} // namespace wsagent
