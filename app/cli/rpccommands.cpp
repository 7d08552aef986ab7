#include "app/cli/rpccommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewayclient.h"
#include "app/cli/gatewaysecret.h"
#include "app/cli/secretaccess.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/json5.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/instances/validator.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct RpcOptions
{
    std::string url;
    std::string port;
    std::string token;
    std::string password;
    int timeout = 10'000; ///< ms
    std::string method;
    std::string params = "{}";
};

/// The gateway of the selected profile, from its runtime file when it runs, or where its config puts it.
Result<GatewayTarget> localTarget(CommandContext &context, const RpcOptions &options)
{
    const LoadedConfig loaded = context.load();
    const auto secret = gatewaySecret(context, loaded);
    if (!secret)
        return secret.error();
    GatewayTarget target;
    (secret->isPassword ? target.password : target.token) = secret->text;

    const auto runtime = readRuntimeFile(context.selection.paths.stateDir);
    const bool runs = runtime && isAlive(*runtime);
    const auto base = basePort(context.selection.profile,
                               options.port.empty() ? std::nullopt : std::optional(text(options.port)),
                               context.selection.environment.value(u"WS_AGENT_GATEWAY_PORT"_s),
                               loaded.effective["gateway"_L1]["port"_L1]);
    if (!base)
        return base.error();
    const bool byRuntime = runs && options.port.empty();
    target.url = QUrl(u"ws://127.0.0.1:%1/"_s.arg(byRuntime ? runtime->port : base->port));
    if (byRuntime)
        target.instanceId = runtime->instanceId;
    return target;
}

/// With an address, nothing of this host's configs or environment is sent anywhere.
Result<GatewayTarget> target(CommandContext &context, const RpcOptions &options)
{
    Result<GatewayTarget> target = GatewayTarget{.url = QUrl(text(options.url))};
    if (options.url.empty()) {
        target = localTarget(context, options);
    } else if (options.token.empty() && options.password.empty()) {
        return Error{u"--url needs --token or --password"_s, u"ws-agent gateway call --help"_s};
    } else if (target->url.scheme() != "ws"_L1 && target->url.scheme() != "wss"_L1) {
        return Error{u"%1 is no ws:// or wss:// address"_s.arg(text(options.url)), {}, ErrorKind::Usage};
    }
    if (!target)
        return target;
    if (!options.token.empty())
        target->token = text(options.token);
    if (!options.password.empty())
        target->password = text(options.password);
    target->timeout = std::chrono::milliseconds(options.timeout);
    return target;
}

Result<GatewayAnswer> ask(CommandContext &context, const RpcOptions &options, const QString &method,
                          const QJsonValue &params)
{
    const auto where = target(context, options);
    if (!where)
        return where.error();
    const CommandApplication application;
    GatewayClient client(*where);
    return answerOf<GatewayAnswer>([&](const auto &answer) { client.call(method, params, answer); },
                                   where->timeout + std::chrono::seconds(1));
}

int call(CommandContext &context, const RpcOptions &options)
{
    const auto params = Json5Document::parse(QByteArray::fromStdString(options.params));
    if (!params || !params->value().isObject())
        return context.out.fail({u"--params is not a JSON object"_s,
                                 u"ws-agent gateway call health --params '{\"probe\":true}'"_s,
                                 ErrorKind::Usage});
    const auto answer = ask(context, options, text(options.method), params->value());
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

int health(CommandContext &context, const RpcOptions &options)
{
    const auto answer = ask(context, options, u"health"_s, QJsonObject());
    if (!answer)
        return context.out.fail(answer.error());
    const QJsonObject report = answer->payload.toObject();
    if (context.out.json())
        context.out.document(report);
    const QJsonValue server = answer->hello["server"_L1];
    context.out.line(u"Profile %1 is healthy."_s.arg(server["profile"_L1].toString(u"?"_s)));
    context.out.line(u"  version   %1"_s.arg(server["version"_L1].toString()));
    context.out.line(
        u"  up        %1 s"_s.arg(answer->hello["snapshot"_L1]["uptimeMs"_L1].toInteger() / 1000));
    const QJsonArray agents = report["agents"_L1].toArray();
    for (const QJsonValue &agent : agents)
        context.out.line(u"  agent     %1%2"_s.arg(
            agent["agentId"_L1].toString(), agent["isDefault"_L1].toBool() ? u" (default)"_s : QString()));
    return report["ok"_L1].toBool() ? ExitSuccess : ExitFailure;
}

void addTargetOptions(CLI::App *command, const std::shared_ptr<RpcOptions> &options)
{
    auto *url = command->add_option("--url", options->url, "Address of the gateway")->type_name("URL");
    command->add_option("--port", options->port, "Port on this host")->type_name("PORT")->excludes(url);
    command->add_option("--token", options->token, "Token of the gateway")->type_name("TOKEN");
    command->add_option("--password", options->password, "Password of the gateway")->type_name("PASSWORD");
    command->add_option("--timeout", options->timeout, "Milliseconds to wait")
        ->type_name("MS")
        ->check(CLI::Range(1, 3'600'000));
}

} // namespace

void addRpcCommands(CLI::App &root, CLI::App &gateway, Action &chosen)
{
    for (CLI::App *parent : {&root, &gateway}) {
        const auto options = std::make_shared<RpcOptions>();
        CLI::App *command = parent->add_subcommand("health", "Ask the running gateway how it is");
        addTargetOptions(command, options);
        onChosen(command, chosen, options, health);
    }
    const auto options = std::make_shared<RpcOptions>();
    CLI::App *command = gateway.add_subcommand("call", "Call one method of the running gateway");
    command->add_option("method", options->method, "For example status")->type_name("METHOD")->required();
    command->add_option("--params", options->params, "Parameters, a JSON object")->type_name("JSON");
    addTargetOptions(command, options);
    onChosen(command, chosen, options, call);
}

} // namespace wsagent
