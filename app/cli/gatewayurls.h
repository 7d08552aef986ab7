#pragma once

#include "gateway/config/configloader.h"
#include "gateway/instances/runtimefile.h"

namespace wsagent {

/// Where programs and people of this host reach a gateway. It is on the loopback address however it is bound.
struct GatewayUrls
{
    QString webSocket;
    QString page; ///< empty: it is switched off

    bool operator==(const GatewayUrls &) const = default;
};

/// `runtime` of the gateway that lives; null: as its config says.
GatewayUrls gatewayUrls(int port, const LoadedConfig &loaded, const RuntimeFile *runtime);

} // namespace wsagent
