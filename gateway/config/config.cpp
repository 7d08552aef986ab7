#include "gateway/config/config.h"

#include "gateway/base/paths.h"

#include <QDir>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString absolute(const QString &path, const QString &home)
{
    if (path.isEmpty())
        return path;
    if (path == "~"_L1 || path.startsWith("~/"_L1))
        return QDir::cleanPath(home + path.sliced(1));
    return resolvedPath(path, home);
}

std::optional<int> port(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toInt()) : std::nullopt;
}

QList<AgentConfig> agents(const QJsonArray &list, const QString &home)
{
    QList<AgentConfig> result;
    bool defaultFound = false;
    for (const QJsonValue &agent : list) {
        const bool isDefault = !defaultFound && agent["default"_L1].toBool();
        defaultFound = defaultFound || isDefault;
        result.append({.id = agent["id"_L1].toString().toLower(),
                       .workspace = absolute(agent["workspace"_L1].toString(), home),
                       .isDefault = isDefault});
    }
    if (result.isEmpty())
        result.append({.id = u"main"_s});
    if (!defaultFound)
        result.first().isDefault = true;
    return result;
}

} // namespace

Config typedConfig(const QJsonObject &effective, const QString &home)
{
    const QJsonValue gateway = effective.value("gateway"_L1);
    const QJsonValue agentSection = effective.value("agents"_L1);
    const QJsonValue browser = effective.value("browser"_L1);
    return {
        .mode = gateway["mode"_L1].toString(),
        .port = port(gateway["port"_L1]),
        .bind = gateway["bind"_L1].toString(),
        .customBindHost = gateway["customBindHost"_L1].toString(),
        .authMode = gateway["auth"_L1]["mode"_L1].toString(),
        .workspace = absolute(agentSection["defaults"_L1]["workspace"_L1].toString(), home),
        .agents = agents(agentSection["list"_L1].toArray(), home),
        .browserEnabled = browser["enabled"_L1].toBool(true),
        .browserControlPort = port(browser["controlPort"_L1]),
        .logFile = absolute(effective.value("logging"_L1)["file"_L1].toString(), home),
        .controlUiRoot = absolute(gateway["controlUi"_L1]["root"_L1].toString(), home),
        .tlsCertPath = absolute(gateway["tls"_L1]["certPath"_L1].toString(), home),
        .tlsKeyPath = absolute(gateway["tls"_L1]["keyPath"_L1].toString(), home),
        .tlsCaPath = absolute(gateway["tls"_L1]["caPath"_L1].toString(), home),
    };
}

} // namespace wsagent
