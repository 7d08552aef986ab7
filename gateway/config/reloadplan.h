#pragma once

#include "gateway/config/configschema.h"

#include <QJsonObject>
#include <QSet>
#include <QStringList>

namespace wsagent {

/// What a change of the config means for a running gateway (`config.md` 2). Pure.
struct ReloadPlan
{
    QStringList changedPaths = {}; ///< leaf paths, sorted; arrays count as one leaf
    bool restartGateway = false;
    bool validateIsolation = false;       ///< port, bind or control port changed: check before the restart
    QSet<QString> restartComponents = {}; ///< "heartbeat", "hooks", "cron", "browser"
    /// Channel ids, or "id/account" when the change is below one account; "*" for all.
    QSet<QString> restartChannels = {};
    bool swapGatewaySecret = false;
    bool resolveSecrets = false;

    bool isEmpty() const { return changedPaths.isEmpty(); }
    bool operator==(const ReloadPlan &) const = default;
};

QStringList changedLeaves(const QJsonObject &before, const QJsonObject &after);
ReloadPlan planReload(const QJsonObject &before, const QJsonObject &after, const ConfigSchema &schema);

} // namespace wsagent
