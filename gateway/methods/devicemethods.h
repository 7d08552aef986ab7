#pragma once

#include "gateway/methods/methodtable.h"
#include "gateway/nodes/devices.h"

namespace wsagent {

struct DeviceServices
{
    Devices *devices = nullptr; ///< outlives the table
    std::function<bool(const QString &deviceId)> isConnected;
    /// An event for those who may pair.
    std::function<void(QLatin1StringView event, const QJsonObject &payload)> announce;
    /// Ends the connections of a device.
    std::function<void(const QString &deviceId, const QString &why)> disconnect;
};

/// device.pair.list, approve, reject, remove, rename; device.token.rotate, revoke.
void addDeviceMethods(MethodTable &table, const DeviceServices &services);

} // namespace wsagent
