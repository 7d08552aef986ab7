#pragma once

#include "gateway/net/clients.h"
#include "gateway/surfaces/prometheus.h"

namespace wsagent {

struct GatewayFigures
{
    qint64 uptimeMs = 0;
    bool isReady = true;
    int httpConnections = 0;
    HttpGate::Counts http = {};
    Clients::Counts clients = {};
};

/// What a gateway tells of itself in figures, with those of its process.
QList<Metric> gatewayMetrics(const GatewayFigures &figures);

} // namespace wsagent
