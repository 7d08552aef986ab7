#pragma once

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace wsagent {

/// The sections of the config that code reads by name, typed. Others stay in the tree until something needs
/// them.
struct AgentConfig
{
    QString id;
    QString workspace = {};
    bool isDefault = false;
};

struct Config
{
    QString mode = {}; ///< "local", "remote", or empty
    std::optional<int> port = {};
    QString bind = {};
    QString customBindHost = {};
    QString authMode = {};
    QString workspace = {}; ///< agents.defaults.workspace, absolute; empty: by profile
    QList<AgentConfig> agents = {};
    bool browserEnabled = true;
    std::optional<int> browserControlPort = {};
    QString logFile = {};
    QString controlUiRoot = {}; ///< absolute; empty: none
    QString tlsCertPath = {};   ///< these, too
    QString tlsKeyPath = {};
    QString tlsCaPath = {};
};

/// `effective` must have passed the schema; paths are made absolute against `home`.
Config typedConfig(const QJsonObject &effective, const QString &home);

} // namespace wsagent
