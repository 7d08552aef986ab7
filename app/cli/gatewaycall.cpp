#include "app/cli/gatewaycall.h"

#include "app/cli/networkloader.h"
#include "app/cli/secretaccess.h"

#include <CLI/CLI.hpp>

namespace wsagent {

using namespace Qt::StringLiterals;

void addTargetOptions(CLI::App *command, RpcOptions &options)
{
    auto *url = command->add_option("--url", options.url, "Address of the gateway")->type_name("URL");
    command->add_option("--port", options.port, "Port on this host")->type_name("PORT")->excludes(url);
    command->add_option("--token", options.token, "Token of the gateway")->type_name("TOKEN");
    command->add_option("--password", options.password, "Password of the gateway")->type_name("PASSWORD");
    command->add_option("--tls-fingerprint", options.tlsFingerprint, "The certificate that --url has to show")
        ->type_name("SHA256")
        ->needs(url);
    command->add_option("--timeout", options.timeout, "Milliseconds to wait")
        ->type_name("MS")
        ->check(CLI::Range(1, 3'600'000));
}

Result<GatewayAnswer> callGateway(CommandContext &context, const RpcOptions &options, const QString &method,
                                  const QJsonValue &params)
{
    const CommandApplication application;
    const auto network = loadNetwork();
    if (!network)
        return network.error();
    return network->call(context, options, method, params);
}

} // namespace wsagent
