#include "gateway/methods/nodeinvocations.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualTimeout = 30'000; // ms

void give(Reply &reply, const IdempotencyMemory::Outcome &outcome)
{
    if (outcome)
        reply.ok(*outcome);
    else
        reply.fail(outcome.error());
}

QJsonObject answerOf(const NodeCommand &command, const NodeAnswer &answer)
{
    return {{"ok"_L1, true},
            {"nodeId"_L1, command.nodeId},
            {"command"_L1, command.command},
            {"payload"_L1, answer.payload},
            {"payloadJSON"_L1, answer.payloadJson.isEmpty() ? QJsonValue() : QJsonValue(answer.payloadJson)}};
}

} // namespace

NodeInvocations::NodeInvocations(NodeRegistry &nodes, std::function<qint64()> clock)
    : m_nodes(nodes)
    , m_clock(std::move(clock))
{}

void NodeInvocations::invoke(const QJsonObject &params, Reply reply)
{
    const NodeCommand command{.nodeId = params["nodeId"_L1].toString(),
                              .command = params["command"_L1].toString(),
                              .params = params["params"_L1],
                              .idempotencyKey = params["idempotencyKey"_L1].toString(),
                              .timeout =
                                  std::chrono::milliseconds(params["timeoutMs"_L1].toInt(usualTimeout))};
    const QString scope = u"node.invoke "_s + command.nodeId;
    const QString key = command.idempotencyKey;
    const auto repeat = m_memory.begin(scope, key, m_clock());
    if (repeat && repeat->outcome)
        return give(reply, *repeat->outcome);
    m_waiting[scope + key].push_back(std::move(reply));
    if (repeat)
        return;
    // What was not begun may be asked for again with the same key.
    if (const auto wrong = m_nodes.objection(command.nodeId, command.command)) {
        m_memory.forget(scope, key);
        return ended(scope, key, *wrong);
    }
    m_nodes.calls().call(command, [this, scope, key, command](const NodeCalls::Outcome &outcome) {
        if (outcome)
            ended(scope, key, QJsonValue(answerOf(command, *outcome)));
        else
            ended(scope, key, outcome.error());
    });
}

void NodeInvocations::ended(const QString &scope, const QString &key,
                            const IdempotencyMemory::Outcome &outcome)
{
    m_memory.end(scope, key, outcome, m_clock());
    auto waiting = m_waiting.extract(scope + key);
    if (waiting.empty())
        return;
    for (Reply &reply : waiting.mapped())
        give(reply, outcome);
}

} // namespace wsagent
