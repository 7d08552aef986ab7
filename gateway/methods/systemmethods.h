#pragma once

#include "gateway/base/result.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

/// What the system methods show; each is asked when a client asks.
struct SystemServices
{
    std::function<QJsonObject(bool namesSessions)> health;
    std::function<QJsonObject(bool namesSessions)> status;
    std::function<QJsonArray()> presence;
    std::function<QString()> logFile;
    std::function<QJsonObject()> identity; ///< `{deviceId, publicKey}` of the gateway
    std::function<qint64()> uptimeMs;
    int port = 0;
};

/// health, status, system-presence, system.info, logs.tail, gateway.identity.get, update.status.
void addSystemMethods(MethodTable &table, const SystemServices &services);

} // namespace wsagent
