#include "gateway/sessionports.h"

#include "gateway/agents/subagents/sessiontalk.h"
#include "gateway/base/jsontexts.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool mayTalk(const QString &one, const QString &other, const QJsonValue &agentToAgent)
{
    if (one == other)
        return true;
    const QStringList allowed = textsIn(agentToAgent["allow"_L1]);
    const auto isAllowed = [&allowed](const QString &id) {
        return allowed.contains("*"_L1) || allowed.contains(id, Qt::CaseInsensitive);
    };
    return agentToAgent["enabled"_L1].toBool() && isAllowed(one) && isAllowed(other);
}

Result<QString> visibleSession(const SessionPortFacts &facts, const ToolContext &context, const QString &name)
{
    const bool isWhole = name.startsWith("agent:"_L1); // else it is one of the agent's own
    const auto key = facts.sessions->resolve(name, isWhole ? QString() : context.agentId);
    if (!key)
        return key.error();
    const QString text = key->text();
    if (text == context.sessionKey)
        return text;
    const auto entry = facts.sessions->find(*key);
    if (!entry || !*entry)
        return Error{
            u"there is no session \"%1\" (sessions_list tells which there are)"_s.arg(name.left(200)),
            {},
            ErrorKind::NotFound};
    const bool isOwnChild = (*entry)->spawnedBy == context.sessionKey;
    if (context.reach != Reach::Host && !isOwnChild)
        return Error{u"a sandboxed session sees only sessions that it has started"_s};
    if (!isOwnChild && !mayTalk(context.agentId, key->agentId, facts.config()["tools"_L1]["agentToAgent"_L1]))
        return Error{u"the session belongs to another agent (tools.agentToAgent)"_s};
    return text;
}

QJsonArray spawnTargets(const SessionPortFacts &facts, const QString &agentId)
{
    QJsonArray rows;
    const AgentList &agents = facts.agents().agents();
    const AgentProfile *own = agents.find(agentId);
    for (const AgentProfile &agent : agents.all()) {
        if (!own || !mayStartAgent(*own, agent.id))
            continue;
        QJsonObject row{{"id"_L1, agent.id}};
        if (!agent.name.isEmpty())
            row.insert("name"_L1, agent.name);
        rows += row;
    }
    return rows;
}

Result<QJsonObject> spawn(const SessionPortFacts &facts, const ToolContext &context,
                          const QJsonObject &arguments)
{
    SubagentTask task{.requesterKey = context.sessionKey,
                      .agentId = arguments["agentId"_L1].toString(),
                      .task = arguments["task"_L1].toString(),
                      .label = arguments["label"_L1].toString().left(200),
                      .model = arguments["model"_L1].toString(),
                      .thinking = arguments["thinking"_L1].toString(),
                      .deletes = arguments["cleanup"_L1] == "delete"_L1,
                      .isOwner = context.isOwner};
    if (const int seconds = arguments["runTimeoutSeconds"_L1].toInt(); seconds > 0)
        task.timeout = std::chrono::seconds(seconds);
    const auto run = facts.agents().subagents().spawn(task);
    if (!run)
        return run.error();
    return QJsonObject{
        {"status"_L1, u"accepted"_s}, {"runId"_L1, run->runId}, {"childSessionKey"_L1, run->childKey}};
}

QJsonObject replyOf(const QString &runId, const RunOutcome &outcome)
{
    if (outcome.status == RunOutcome::Status::Ok)
        return {{"status"_L1, u"ok"_s}, {"runId"_L1, runId}, {"reply"_L1, outcome.text}};
    return {{"status"_L1, u"error"_s},
            {"runId"_L1, runId},
            {"error"_L1, outcome.error.isEmpty() ? outcome.stopReason : outcome.error}};
}

void send(const SessionPortFacts &facts, const ToolContext &context, const QString &sessionKey,
          const QString &message, std::chrono::milliseconds patience, const SessionToolPorts::Done &done)
{
    const auto key = facts.sessions->resolve(sessionKey);
    if (!key)
        return done(key.error());
    const auto requester = facts.sessions->resolve(context.sessionKey);
    if (!requester)
        return done(requester.error());
    Conversations &conversations = facts.agents().conversations();
    const QJsonValue turns = facts.config()["session"_L1]["agentToAgent"_L1]["maxPingPongTurns"_L1];
    auto *talk = new SessionTalk({.requester = *requester,
                                  .target = *key,
                                  .message = message,
                                  .turns = turns.toInt(5),
                                  .isOwner = context.isOwner},
                                 conversations, facts.report);
    const auto begun = talk->begin();
    if (!begun)
        return done(begun.error());
    const QString &runId = *begun;
    if (patience.count() == 0)
        return done(QJsonObject{{"status"_L1, u"accepted"_s}, {"runId"_L1, runId}});
    conversations.awaitRun(runId, patience, [runId, done](const RunOutcome *outcome) {
        done(outcome ? replyOf(runId, *outcome)
                     : QJsonObject{{"status"_L1, u"timeout"_s}, {"runId"_L1, runId}});
    });
}

} // namespace

SessionToolPorts sessionToolPorts(const SessionPortFacts &facts)
{
    return {.ask = facts.ask,
            .visible = [facts](const ToolContext &context,
                               const QString &name) { return visibleSession(facts, context, name); },
            .targets = [facts](const QString &agentId) { return spawnTargets(facts, agentId); },
            .spawn = [facts](const ToolContext &context,
                             const QJsonObject &arguments) { return spawn(facts, context, arguments); },
            .send =
                [facts](const ToolContext &context, const QString &sessionKey, const QString &message,
                        std::chrono::milliseconds patience, const SessionToolPorts::Done &done) {
                    send(facts, context, sessionKey, message, patience, done);
                },
            .status =
                [facts](const QString &sessionKey, const std::function<void(const QString &)> &done) {
                    const auto key = facts.sessions->resolve(sessionKey);
                    if (!key)
                        return done(key.error().message);
                    facts.agents().statusCard(*key, done);
                }};
}

} // namespace wsagent
