#pragma once

#include "gateway/gateway.h"

#include <QTemporaryDir>

namespace wsagent::test {

/// One gateway in this process, on a free port, with a state directory of its own. The secret is t0ken.
class GatewayInstance
{
public:
    explicit GatewayInstance(ClientLimits limits = {}, RateLimitSettings attempts = {})
    {
        options = {.paths = {.home = directory.path(),
                             .stateDir = directory.path(),
                             .configPath = directory.filePath(QStringLiteral("ws-agent.json")),
                             .defaultWorkspace = directory.filePath(QStringLiteral("workspace"))},
                   .profile = QStringLiteral("main"),
                   .instanceId = QStringLiteral("id-1"),
                   .addresses = {QHostAddress(QHostAddress::LocalHost)},
                   .auth = {.secret = QStringLiteral("t0ken"), .limit = attempts},
                   .limits = limits,
                   .schema = &schema};
        useConfig("{ // mine\n gateway: { auth: { token: 't0ken' } },\n}\n");
    }

    /// Writes it and goes by it; before `start`.
    void useConfig(const QByteArray &text)
    {
        write(text);
        const ConfigSource source{
            .configPath = options.paths.configPath, .stateDir = directory.path(), .home = directory.path()};
        options.source = source;
        options.config = loadConfig(source, schema);
        options.readConfig = [this, source] {
            return loadConfig(source, schema);
        };
    }
    Result<void> start()
    {
        gateway = std::make_unique<Gateway>(options, log);
        return gateway->start();
    }
    void write(const QByteArray &text) const
    {
        QFile file(options.paths.configPath);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("the config cannot be written");
    }

    QTemporaryDir directory;
    ConfigSchema schema;
    Log log{{.consoleLevel = LogLevel::Silent}};
    GatewayOptions options;
    std::unique_ptr<Gateway> gateway;
};

} // namespace wsagent::test
