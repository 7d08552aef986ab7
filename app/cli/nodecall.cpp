#include "app/cli/nodecall.h"

#include <QJsonArray>
#include <QUuid>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shortestPrefix = 6; // of an id; fewer characters are more likely a slip

bool isMeant(const QJsonValue &node, const QString &given)
{
    for (const auto key : {"nodeId"_L1, "displayName"_L1, "remoteIp"_L1}) {
        if (node[key].toString().compare(given, Qt::CaseInsensitive) == 0)
            return true;
    }
    return given.size() >= shortestPrefix && node["nodeId"_L1].toString().startsWith(given);
}

} // namespace

Result<QString> nodeId(CommandContext &context, const NodeOptions &options)
{
    const auto answer = callGateway(context, options, u"node.list"_s, QJsonObject());
    if (!answer)
        return answer.error();
    const QString given = text(options.node);
    QStringList found;
    const QJsonArray nodes = answer->payload["nodes"_L1].toArray();
    for (const QJsonValue &node : nodes) {
        if (isMeant(node, given))
            found += node["nodeId"_L1].toString();
    }
    if (found.size() == 1)
        return found.first();
    return Error{found.isEmpty() ? u"no node is called %1"_s.arg(given)
                                 : u"%1 nodes are called %2; use the id"_s.arg(found.size()).arg(given),
                 context.hint(u"nodes list"_s), ErrorKind::NotFound};
}

Result<QJsonValue> tellNode(CommandContext &context, const NodeOptions &options, const QString &command,
                            const QJsonValue &params)
{
    const auto id = nodeId(context, options);
    if (!id)
        return id.error();
    RpcOptions patient = options; // the gateway gives up before this command does
    patient.timeout = std::max(options.timeout, options.invokeTimeout + 5000);
    const auto answer =
        callGateway(context, patient, u"node.invoke"_s,
                    QJsonObject{{"nodeId"_L1, *id},
                                {"command"_L1, command},
                                {"params"_L1, params},
                                {"timeoutMs"_L1, options.invokeTimeout},
                                {"idempotencyKey"_L1, QUuid::createUuid().toString(QUuid::WithoutBraces)}});
    if (!answer)
        return answer.error();
    return answer->payload["payload"_L1];
}

} // namespace wsagent
