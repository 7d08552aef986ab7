#pragma once

#include "gateway/nodes/noderegistry.h"
#include "gateway/protocol/idempotency.h"
#include "gateway/protocol/reply.h"

namespace wsagent {

/// `node.invoke`: each idempotency key is carried out once, however often it is asked for; all who ask get
/// the same answer.
class NodeInvocations
{
public:
    /// The clock never goes back, in ms.
    NodeInvocations(NodeRegistry &nodes, std::function<qint64()> clock);

    void invoke(const QJsonObject &params, Reply reply);

private:
    void ended(const QString &scope, const QString &key, const IdempotencyMemory::Outcome &outcome);

    NodeRegistry &m_nodes;
    std::function<qint64()> m_clock;
    IdempotencyMemory m_memory;
    std::unordered_map<QString, std::vector<Reply>> m_waiting; ///< by scope and key
};

} // namespace wsagent
