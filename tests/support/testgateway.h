#pragma once

#include "gateway/gateway.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

namespace wsagent::test {

using namespace Qt::StringLiterals;

/// One gateway in this process, on a free port, with a state directory of its own.
struct TestGateway
{
    QTemporaryDir directory;
    ConfigSchema schema;
    Log log{{.consoleLevel = LogLevel::Silent}};
    std::unique_ptr<Gateway> gateway;

    explicit TestGateway(ClientLimits limits = {}, RateLimitSettings attempts = {})
    {
        options = {.paths = {.home = directory.path(),
                             .stateDir = directory.path(),
                             .configPath = directory.filePath(u"ws-agent.json"_s),
                             .defaultWorkspace = directory.filePath(u"workspace"_s)},
                   .profile = u"main"_s,
                   .instanceId = u"id-1"_s,
                   .addresses = {QHostAddress(QHostAddress::LocalHost)},
                   .auth = {.secret = secret(), .limit = attempts},
                   .limits = limits,
                   .schema = &schema};
        useConfig("{ // mine\n gateway: { auth: { token: 't0ken' } },\n}\n");
    }

    /// Writes it and goes by it; before `start`.
    void useConfig(const QByteArray &text, const QHash<QString, QString> &variables = {})
    {
        write(text);
        ConfigSource source{
            .configPath = options.paths.configPath, .stateDir = directory.path(), .home = directory.path()};
        for (auto it = variables.begin(); it != variables.end(); ++it)
            source.environment.insert(it.key(), it.value());
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

    static QString secret() { return QStringLiteral("t0ken"); }
    quint16 port() const { return gateway->port(); }

    GatewayOptions options;
};

/// Where `answer` does not say what `expected` says; more it may say. "*" is any text, "#" any number. Empty
/// when it does.
inline QString containedIn(const QJsonObject &expected, const QJsonObject &answer)
{
    for (auto it = expected.begin(); it != expected.end(); ++it) {
        const QJsonValue said = answer.value(it.key());
        if (it->isObject() && said.isObject()) {
            if (const QString below = containedIn(it->toObject(), said.toObject()); !below.isEmpty())
                return it.key() + u'.' + below;
            continue;
        }
        const bool fits = *it == u"*"_s   ? !said.toString().isEmpty()
                          : *it == u"#"_s ? said.isDouble()
                                          : said == *it;
        if (!fits)
            return u"%1: %2"_s.arg(it.key(), QString::fromUtf8(QJsonDocument(QJsonArray{said}).toJson()));
    }
    return {};
}

} // namespace wsagent::test
