#include "app/network/gatewayclient.h"
#include "app/network/gatewaypreflight.h"
#include "app/network/gatewaytarget.h"
#include "app/network/networkmodule.h"
#include "app/platform/unixsignals.h"

#include <QCoreApplication>

#include <sys/stat.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto localDrain = std::chrono::seconds(5);

/// A gateway of this process alone, for a turn without one that runs already. It holds the instance as any
/// other, so that there are never two.
class LocalGateway
{
public:
    Result<GatewayTarget> start(CommandContext &context)
    {
        ::umask(0077);
        auto plan = planGateway(context, {}, context.load());
        if (!plan)
            return plan.error();
        plan->options.port = 0;
        plan->options.controlPort = 0;
        plan->options.addresses = {QHostAddress(QHostAddress::LocalHost)};
        m_log = std::make_unique<Log>(
            LogOptions{.directory = plan->options.paths.logDir(), .consoleLevel = LogLevel::Silent});
        GatewayTarget target{.token = plan->options.auth.secret,
                             .password = plan->options.auth.secret,
                             .instanceId = plan->options.instanceId};
        m_gateway = std::make_unique<Gateway>(plan->options, *m_log);
        if (const auto started = m_gateway->start(); !started)
            return started.error();
        target.url = QUrl(u"ws://127.0.0.1:%1/"_s.arg(m_gateway->port()));
        return target;
    }

    ~LocalGateway()
    {
        if (!m_gateway || m_gateway->port() == 0)
            return;
        QEventLoop loop;
        QObject::connect(m_gateway.get(), &Gateway::stopped, &loop, &QEventLoop::quit);
        m_gateway->stop(localDrain);
        loop.exec();
    }

private:
    std::unique_ptr<Log> m_log;
    std::unique_ptr<Gateway> m_gateway;
};

void show(const AgentTurn &turn, const QString &runId, const QString &name, const QJsonObject &payload)
{
    if (payload["runId"_L1] != runId)
        return;
    if (name == "chat"_L1 && payload["state"_L1] == "delta"_L1 && turn.text)
        turn.text(payload["deltaText"_L1].toString(), payload["replace"_L1].toBool());
    const QJsonValue data = payload["data"_L1];
    if (name == "agent"_L1 && payload["stream"_L1] == "tool"_L1 && data["phase"_L1] == "start"_L1 &&
        turn.toolStarted)
        turn.toolStarted(data["name"_L1].toString(), data["args"_L1].toObject());
}

} // namespace

Result<AgentTurnEnd> runAgentFromHere(CommandContext &context, const RpcOptions &options,
                                      const AgentTurn &turn)
{
    LocalGateway local;
    const auto target = turn.local ? local.start(context) : gatewayTarget(context, options);
    if (!target)
        return target.error();
    GatewayClient client(*target);
    UnixSignals signalled;
    QEventLoop loop;
    AgentTurnEnd end;
    std::optional<Result<GatewayAnswer>> answer;
    const QString runId = turn.params["idempotencyKey"_L1].toString();
    QString sessionKey;
    QObject::connect(
        &client, &GatewayClient::eventReceived, &loop,
        [&](const QString &name, const QJsonObject &payload) { show(turn, runId, name, payload); });
    QObject::connect(&client, &GatewayClient::accepted, &loop,
                     [&](const QJsonObject &payload) { sessionKey = payload["sessionKey"_L1].toString(); });
    QObject::connect(&signalled, &UnixSignals::endWanted, &loop, [&](int number) {
        const bool again = std::exchange(end.interruptedBy, number) != 0;
        if (again || sessionKey.isEmpty()) // the gateway does not answer: leave at once
            return loop.quit();
        client.tell(u"chat.abort"_s, QJsonObject{{"sessionKey"_L1, sessionKey}, {"runId"_L1, runId}});
    });
    client.call(u"agent"_s, turn.params, [&](const Result<GatewayAnswer> &answered) {
        answer = answered;
        loop.quit();
    });
    if (!answer)
        loop.exec();
    if (answer && *answer)
        end.payload = (*answer)->payload.toObject();
    else if (answer && end.interruptedBy == 0)
        return answer->error();
    return end;
}

} // namespace wsagent
