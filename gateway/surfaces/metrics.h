#pragma once

#include "gateway/net/httpoperators.h"
#include "gateway/surfaces/prometheus.h"

namespace wsagent {

struct MetricsSettings
{
    QString path = QStringLiteral("/api/diagnostics/prometheus");
    QString profile = {};
    std::function<QList<Metric>()> metrics = {};
};

/// Figures for Prometheus: for operators who may read, and at `/metrics` for whoever asks on this machine.
void addMetrics(Router &router, HttpOperators &operators, const MetricsSettings &settings);

/// What the system knows of this process.
QList<Metric> processMetrics();

} // namespace wsagent
