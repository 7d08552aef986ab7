#include "gateway/surfaces/metrics.h"

#include "gateway/net/hostpolicy.h"

#include <QFile>

#include <ctime>

#ifdef Q_OS_LINUX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

void answer(const MetricsSettings &settings, HttpResponder responder)
{
    responder.send({.fields = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"},
                               {"Cache-Control", "no-store"}},
                    .body = prometheusText(settings.metrics(), settings.profile.toUtf8())});
}

Result<Caller, HttpDenial> onlyFromHere(const HttpRequest &head, const HttpPeer &peer)
{
    if (isLocalPeer(peer.address, head))
        return Caller{.local = true};
    return HttpDenial{.response = HttpResponse::notFound()};
}

} // namespace

void addMetrics(Router &router, HttpOperators &operators, const MetricsSettings &settings)
{
    const auto serve = [settings](const HttpCall &, HttpResponder responder) {
        answer(settings, std::move(responder));
    };
    router.add({.path = settings.path, .guard = operators.needing(u"operator.read"_s), .serve = serve});
    router.add({.path = u"/metrics"_s, .guard = onlyFromHere, .serve = serve});
}

QList<Metric> processMetrics()
{
    QList<Metric> metrics{{.name = "process_cpu_seconds_total",
                           .help = "Processor time used.",
                           .kind = Metric::Kind::Counter,
                           .samples = {{.value = double(std::clock()) / CLOCKS_PER_SEC}}}};
#ifdef Q_OS_LINUX
    QFile statm(u"/proc/self/statm"_s); // total, resident, … in pages
    if (statm.open(QIODevice::ReadOnly)) {
        const double pages = statm.readAll().split(' ').value(1).toDouble();
        metrics.append({.name = "process_resident_memory_bytes",
                        .help = "Memory in use, shared libraries included.",
                        .samples = {{.value = pages * double(::sysconf(_SC_PAGESIZE))}}});
    }
#endif
    return metrics;
}

} // namespace wsagent
