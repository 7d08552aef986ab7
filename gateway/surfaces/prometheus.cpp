#include "gateway/surfaces/prometheus.h"

namespace wsagent {

namespace {

QByteArray escaped(QByteArray text)
{
    return text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
}

QByteArray labelText(const MetricSample &sample, const QByteArray &profile)
{
    QByteArray text = "{profile=\"" + escaped(profile) + '"';
    for (const auto &[name, value] : sample.labels)
        text += ',' + name + "=\"" + escaped(value) + '"';
    return text + '}';
}

} // namespace

QByteArray prometheusText(const QList<Metric> &metrics, const QByteArray &profile)
{
    QByteArray text;
    for (const Metric &metric : metrics) {
        text += "# HELP " + metric.name + ' ' + metric.help + '\n';
        text += "# TYPE " + metric.name + (metric.kind == Metric::Kind::Counter ? " counter\n" : " gauge\n");
        for (const MetricSample &sample : metric.samples)
            text += metric.name + labelText(sample, profile) + ' ' +
                    QByteArray::number(sample.value, 'g', 15) + '\n';
    }
    return text;
}

} // namespace wsagent
