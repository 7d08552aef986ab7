#pragma once

#include <QByteArray>
#include <QList>

namespace wsagent {

/// One figure, with the labels that tell it from others of its name.
struct MetricSample
{
    double value = 0;
    QList<std::pair<QByteArray, QByteArray>> labels = {};
};

struct Metric
{
    enum class Kind { Counter, Gauge };

    QByteArray name = {};
    QByteArray help = {};
    Kind kind = Kind::Gauge;
    QList<MetricSample> samples = {};
};

/// The text format of Prometheus, version 0.0.4. Each sample also gets the label `profile`.
QByteArray prometheusText(const QList<Metric> &metrics, const QByteArray &profile);

} // namespace wsagent
