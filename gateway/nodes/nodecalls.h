#pragma once

#include "gateway/base/result.h"
#include "gateway/protocol/protocolerror.h"

#include <QHash> // std::hash of QString
#include <QJsonValue>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <unordered_map>

namespace wsagent {

/// A command that a node is to run.
struct NodeCommand
{
    QString nodeId = {};
    QString command = {};
    QJsonValue params = QJsonValue::Undefined;
    QString idempotencyKey = {};
    std::chrono::milliseconds timeout = std::chrono::seconds(30);
};

/// What a node has answered: the value, and the text in which it came when it came as text.
struct NodeAnswer
{
    QJsonValue payload = {};
    QString payloadJson = {}; ///< empty: it did not come as text

    bool operator==(const NodeAnswer &) const = default;
};

/// What a node could not do, in its own words.
struct NodeFailure
{
    QString code = {};
    QString message = {};
};

/// The commands that nodes are at work on (`gateway-methods.md` 10): each is answered once, by the node, by
/// the end of its time or by the end of the node.
class NodeCalls : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostRetries = 4; ///< of a node that is not ready

    using Outcome = Result<NodeAnswer, ProtocolError>;
    using Done = std::function<void(const Outcome &)>;
    /// False when the node is not connected.
    using Send = std::function<bool(const QString &nodeId, QLatin1StringView event, const QJsonObject &)>;

    explicit NodeCalls(Send send, QObject *parent = nullptr)
        : QObject(parent)
        , m_send(std::move(send))
    {}

    void call(const NodeCommand &command, const Done &done);
    /// What the node says about the call of this id. False when nobody waits for that any more.
    bool answered(const QString &nodeId, const QString &id, const Result<NodeAnswer, NodeFailure> &answer);
    /// Ends all calls of the node.
    void nodeGone(const QString &nodeId, const ProtocolError &why);

    qsizetype count() const { return qsizetype(m_calls.size()); }

    static ProtocolError notConnected();
    static ProtocolError pairingChanged();

private:
    struct Call
    {
        NodeCommand command = {};
        Done done = {};
        std::chrono::steady_clock::time_point deadline = {};
        int attempts = 0;
        std::unique_ptr<QTimer> timer = {};
    };

    void attempt(Call call);
    void retry(Call call);
    void timedOut(const QString &id);

    Send m_send;
    std::unordered_map<QString, Call> m_calls; ///< by the id that the node knows
};

} // namespace wsagent
