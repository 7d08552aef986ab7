#include "gateway/gatewaymetrics.h"

#include "gateway/base/version.h"
#include "gateway/surfaces/metrics.h"

namespace wsagent {

namespace {

using Kind = Metric::Kind;

Metric figure(const char *name, const char *help, Kind kind, double value)
{
    return {.name = name, .help = help, .kind = kind, .samples = {{.value = value}}};
}

Metric clientsByRole(const Clients::Counts &clients)
{
    const auto sample = [](const char *role, int count) {
        return MetricSample{.value = double(count), .labels = {{"role", role}}};
    };
    return {.name = "wsagent_clients",
            .help = "Connections that speak the gateway protocol.",
            .samples = {sample("operator", clients.operators), sample("node", clients.nodes),
                        sample("none", clients.strangers)}};
}

} // namespace

QList<Metric> gatewayMetrics(const GatewayFigures &figures)
{
    const auto gauge = [](const char *name, const char *help, double value) {
        return figure(name, help, Kind::Gauge, value);
    };
    const auto counter = [](const char *name, const char *help, quint64 value) {
        return figure(name, help, Kind::Counter, double(value));
    };
    return QList<Metric>{
               {.name = "wsagent_info",
                .help = "The version that runs.",
                .samples = {{.value = 1, .labels = {{"version", version}}}}},
               gauge("wsagent_uptime_seconds", "Since the gateway started.", double(figures.uptimeMs) / 1000),
               gauge("wsagent_ready", "1 when it is ready.", figures.isReady ? 1 : 0),
               gauge("wsagent_http_connections", "Connections that speak HTTP.", figures.httpConnections),
               counter("wsagent_http_requests_total", "Requests that were let in.", figures.http.admitted),
               counter("wsagent_http_denied_total", "Requests that were not.", figures.http.denied),
               clientsByRole(figures.clients),
               counter("wsagent_events_sent_total", "Events sent to clients.", figures.clients.eventsSent),
               counter("wsagent_events_dropped_total", "Events that slow clients did not get.",
                       figures.clients.eventsDropped)} +
           processMetrics();
}

} // namespace wsagent
