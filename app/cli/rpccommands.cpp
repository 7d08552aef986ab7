#include "app/cli/rpccommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"
#include "app/cli/gatewayprobe.h"
#include "app/cli/logcommand.h"
#include "app/cli/systemcommands.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/json5.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct CallOptions : RpcOptions
{
    std::string method = {};
    std::string params = "{}";
};

int call(CommandContext &context, const CallOptions &options)
{
    const auto params = Json5Document::parse(QByteArray::fromStdString(options.params));
    if (!params || !params->value().isObject())
        return context.out.fail({u"--params is not a JSON object"_s,
                                 u"ws-agent gateway call health --params '{\"probe\":true}'"_s,
                                 ErrorKind::Usage});
    const auto answer = callGateway(context, options, text(options.method), params->value());
    if (!answer)
        return context.out.fail(answer.error());
    const QByteArray json =
        answer->payload.isObject()
            ? QJsonDocument(answer->payload.toObject()).toJson()
            : QJsonDocument(QJsonArray{answer->payload}).toJson(QJsonDocument::Compact).chopped(1).sliced(1) +
                  '\n';
    context.out.raw(json);
    return ExitSuccess;
}

struct HealthOptions : RpcOptions
{
    bool verbose = false;
};

QString conditionOf(const QJsonObject &report)
{
    QStringList failing;
    const QJsonArray degraded = report["degraded"_L1].toArray();
    for (const QJsonValue &each : degraded)
        failing += each.toString();
    return failing.isEmpty() ? u"healthy"_s : u"degraded: "_s + failing.join(", "_L1);
}

QString sessionsOf(const QJsonValue &agent)
{
    const QJsonValue sessions = agent["sessions"_L1];
    return u", %1 session(s)"_s.arg(sessions["count"_L1].toInteger());
}

/// `--verbose`: as it is now, not as it was a while ago.
int health(CommandContext &context, const HealthOptions &options)
{
    const QJsonObject params = options.verbose ? QJsonObject{{"probe"_L1, true}} : QJsonObject();
    const auto answer = callGateway(context, options, u"health"_s, params);
    if (!answer)
        return context.out.fail(answer.error());
    const QJsonObject report = answer->payload.toObject();
    if (context.out.json())
        context.out.document(report);
    const QJsonValue server = answer->hello["server"_L1];
    context.out.line(u"Profile %1 is %2."_s.arg(server["profile"_L1].toString(u"?"_s), conditionOf(report)));
    context.out.line(u"  version   %1"_s.arg(server["version"_L1].toString()));
    context.out.line(
        u"  up        %1 s"_s.arg(answer->hello["snapshot"_L1]["uptimeMs"_L1].toInteger() / 1000));
    const QJsonArray agents = report["agents"_L1].toArray();
    for (const QJsonValue &agent : agents)
        context.out.line(u"  agent     %1%2%3"_s.arg(
            agent["agentId"_L1].toString(), agent["isDefault"_L1].toBool() ? u" (default)"_s : QString(),
            options.verbose ? sessionsOf(agent) : QString()));
    return report["ok"_L1].toBool() ? ExitSuccess : ExitFailure;
}

} // namespace

void addRpcCommands(CLI::App &root, CLI::App &gateway, Action &chosen)
{
    for (CLI::App *parent : {&root, &gateway}) {
        const auto options = std::make_shared<HealthOptions>();
        CLI::App *command = parent->add_subcommand("health", "Ask the running gateway how it is");
        command->add_flag("--verbose", options->verbose, "Let it look anew, and say more");
        addTargetOptions(command, *options);
        onChosen(command, chosen, options, health);
    }
    const auto options = std::make_shared<CallOptions>();
    CLI::App *command = gateway.add_subcommand("call", "Call one method of the running gateway");
    command->add_option("method", options->method, "For example status")->type_name("METHOD")->required();
    command->add_option("--params", options->params, "Parameters, a JSON object")->type_name("JSON");
    addTargetOptions(command, *options);
    onChosen(command, chosen, options, call);
    addProbeCommand(gateway, chosen);
    addLogCommand(root, gateway, chosen);
    addSystemCommands(root, chosen);
}

} // namespace wsagent
