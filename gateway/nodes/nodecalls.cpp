#include "gateway/nodes/nodecalls.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds firstPause{100}; // before a node that was not ready is asked again; doubles

/// Parameters travel as JSON text, whatever they are.
QString jsonText(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.sliced(1, list.size() - 2));
}

milliseconds leftUntil(steady_clock::time_point deadline)
{
    return std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
}

ProtocolError nodeError(const NodeFailure &failure)
{
    QJsonObject said{{"message"_L1, failure.message}};
    if (!failure.code.isEmpty())
        said.insert("code"_L1, failure.code);
    return {.code = ProtocolError::Code::Unavailable,
            .message = failure.message.isEmpty() ? u"node invoke failed"_s : failure.message,
            .details = {{"nodeError"_L1, said}}};
}

} // namespace

ProtocolError NodeCalls::notConnected()
{
    return {.code = ProtocolError::Code::Unavailable,
            .message = u"node not connected"_s,
            .details = {{"code"_L1, u"NOT_CONNECTED"_s}}};
}

ProtocolError NodeCalls::pairingChanged()
{
    return {.code = ProtocolError::Code::Unavailable,
            .message = u"node pairing changed"_s,
            .details = {{"code"_L1, u"PAIRING_CHANGED"_s}},
            .retryable = true};
}

void NodeCalls::call(const NodeCommand &command, const Done &done)
{
    attempt({.command = command, .done = done, .deadline = steady_clock::now() + command.timeout});
}

/// Each attempt has an id of its own: what comes late from one before counts for nothing.
void NodeCalls::attempt(Call call)
{
    const milliseconds left = leftUntil(call.deadline);
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QJsonObject request{{"id"_L1, id},
                        {"nodeId"_L1, call.command.nodeId},
                        {"command"_L1, call.command.command},
                        {"timeoutMs"_L1, qint64(left.count())},
                        {"idempotencyKey"_L1, call.command.idempotencyKey}};
    if (!call.command.params.isUndefined())
        request.insert("paramsJSON"_L1, jsonText(call.command.params));
    ++call.attempts;
    call.timer = std::make_unique<QTimer>();
    call.timer->setSingleShot(true);
    connect(call.timer.get(), &QTimer::timeout, this, [this, id] { timedOut(id); });
    call.timer->start(left);
    const QString nodeId = call.command.nodeId;
    const Done done = call.done;
    m_calls.emplace(id, std::move(call));
    if (!m_send(nodeId, "node.invoke.request"_L1, request) && m_calls.erase(id) > 0)
        done(notConnected());
}

bool NodeCalls::answered(const QString &nodeId, const QString &id,
                         const Result<NodeAnswer, NodeFailure> &answer)
{
    const auto found = m_calls.find(id);
    if (found == m_calls.end() || found->second.command.nodeId != nodeId)
        return false;
    Call call = std::move(found->second);
    m_calls.erase(found);
    call.timer->stop();
    if (answer)
        call.done(*answer);
    else if (answer.error().code == "NODE_NOT_READY"_L1 && call.attempts <= mostRetries)
        retry(std::move(call));
    else
        call.done(nodeError(answer.error()));
    return true;
}

/// Waits as a call of its own, so that the end of the node and of the time end it too.
void NodeCalls::retry(Call call)
{
    const milliseconds pause = firstPause * (1 << (call.attempts - 1));
    if (pause >= leftUntil(call.deadline))
        return call.done(nodeError({.code = u"NODE_NOT_READY"_s, .message = u"the node is not ready"_s}));
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    call.timer = std::make_unique<QTimer>();
    call.timer->setSingleShot(true);
    connect(call.timer.get(), &QTimer::timeout, this, [this, id] {
        auto node = m_calls.extract(id);
        node.mapped().timer.release()->deleteLater(); // it is what calls
        attempt(std::move(node.mapped()));
    });
    call.timer->start(pause);
    m_calls.emplace(id, std::move(call));
}

void NodeCalls::timedOut(const QString &id)
{
    auto node = m_calls.extract(id);
    const Call &call = node.mapped();
    node.mapped().timer.release()->deleteLater(); // it is what calls
    const QString nodeId = call.command.nodeId;
    (void)m_send(nodeId, "node.invoke.cancel"_L1, {{"id"_L1, id}, {"nodeId"_L1, nodeId}});
    call.done(nodeError({.code = u"TIMEOUT"_s, .message = u"node invoke timed out"_s}));
}

void NodeCalls::nodeGone(const QString &nodeId, const ProtocolError &why)
{
    QList<Done> ended;
    for (auto it = m_calls.begin(); it != m_calls.end();) {
        if (it->second.command.nodeId != nodeId) {
            ++it;
            continue;
        }
        ended += it->second.done;
        it = m_calls.erase(it);
    }
    for (const Done &done : std::as_const(ended))
        done(why);
}

} // namespace wsagent
