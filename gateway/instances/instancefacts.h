#pragma once

#include "gateway/instances/instancepaths.h"

#include <QHash>
#include <QJsonObject>
#include <QMap>

#include <optional>

namespace wsagent {

struct BrowserProfileFacts
{
    QJsonValue cdpPort = QJsonValue::Undefined; ///< as written; may be no port at all
    QString cdpUrl = {};
    bool extension = false;
};

/// Everything the validator needs to know of one instance. Paths are absolute and expanded but not resolved
/// through links; see HostFacts for that.
struct InstanceFacts
{
    QString name;                                   ///< as given; folded by the validator
    QJsonValue gatewayPort = QJsonValue::Undefined; ///< as written in the config; undefined when absent
    std::optional<QString> portFlag = {};           ///< --port, for the instance being started
    QString bind = QStringLiteral("loopback");
    QString customBindHost = {};
    bool browserEnabled = true;
    QJsonValue controlPort = QJsonValue::Undefined;
    QString cdpUrl = {};
    QMap<QString, BrowserProfileFacts> browserProfiles = {};
    bool signalAutoStart = false;
    QJsonValue signalPort = QJsonValue::Undefined;
    QString stateDir = {};                    ///< empty: the profile's default
    QString configPath = {};                  ///< empty: in the state dir
    QStringList workspaces = {};              ///< the default one first; empty: the profile's default
    QMap<QString, QString> dataPaths = {};    ///< pinned absolute paths by key
    QMap<QString, QString> secretHashes = {}; ///< "channel:account" → SHA-256 of the credential
    QString gatewaySecretHash = {};
    QString gatewaySecretKey = {}; ///< where the config has it as text; empty: it is kept elsewhere
    QMap<QString, QString> relativeValues = {}; ///< key or variable → the relative text
    int servicePort = 0; ///< what its installed service starts it on; 0: no service, or nothing pinned
    bool running = false;
    int registryOrder = 0; ///< position in the registry; equal to the input order unless set
};

/// Reads the facts out of an effective config tree (after substitution and defaults).
InstanceFacts factsFromConfig(const ProfileName &profile, const InstancePaths &paths,
                              const QJsonObject &config);

} // namespace wsagent
