#pragma once

#include "app/cli/commandcontext.h"

#include <QJsonObject>

namespace CLI {
class App;
}

namespace wsagent {

/// The options of every command that asks a running gateway (`cli.md` 1.4).
struct RpcOptions
{
    std::string url = {};
    std::string port = {};
    std::string token = {};
    std::string password = {};
    std::string tlsFingerprint = {}; ///< SHA-256 in hex, with or without colons
    int timeout = 10'000;            ///< ms
};

/// What a gateway has answered, and who it is.
struct GatewayAnswer
{
    QJsonValue payload = {};
    QJsonObject hello = {};
};

void addTargetOptions(CLI::App *command, RpcOptions &options);

/// Asks the gateway of the selected profile, or the one that the options name.
Result<GatewayAnswer> callGateway(CommandContext &context, const RpcOptions &options, const QString &method,
                                  const QJsonValue &params);

} // namespace wsagent
