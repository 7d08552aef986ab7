#include "ui/portmap/portmaplayout.h"

#include "gateway/instances/validator.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int fewestPorts = 24;
constexpr double narrowest = 4;

QString tr(const char *text)
{
    return QCoreApplication::translate("wsagent", text);
}

QList<PortSpan> spansOf(const InstanceFacts &facts)
{
    const auto profile = ProfileName::parse(facts.name);
    const auto block = configuredBlock(profile ? *profile : ProfileName(), facts);
    if (!block)
        return {};
    QList<PortSpan> spans{{facts.name, PortSpan::Role::Gateway, {block->base, block->base}}};
    if (!facts.browserEnabled)
        return spans;
    spans += {facts.name, PortSpan::Role::Control, {block->control(), block->control()}};
    spans += {facts.name, PortSpan::Role::Relays, block->relays()};
    spans += {facts.name, PortSpan::Role::Cdp, block->cdp()};
    for (const BrowserProfileFacts &browser : facts.browserProfiles) {
        const int port = browser.cdpPort.toInt();
        if (port > 0 && port <= highestPort)
            spans += {facts.name, PortSpan::Role::Pinned, {port, port}};
    }
    return spans;
}

/// Findings name first and last of an overlap, or single ports.
bool concerns(const Finding &finding, const PortSpan &span)
{
    if (finding.severity == Severity::Info || finding.ports.isEmpty() ||
        !finding.profiles.contains(span.profile))
        return false;
    const bool isRange = finding.code == "port.range.overlap"_L1;
    if (isRange)
        return span.ports.overlaps({finding.ports.first(), finding.ports.last()});
    return std::any_of(finding.ports.begin(), finding.ports.end(),
                       [&span](int port) { return span.ports.contains(port); });
}

} // namespace

QString roleText(PortSpan::Role role)
{
    switch (role) {
    case PortSpan::Role::Gateway:
        return tr("gateway");
    case PortSpan::Role::Control:
        return tr("browser control");
    case PortSpan::Role::Relays:
        return tr("extension relays");
    case PortSpan::Role::Cdp:
        return tr("browsers (CDP)");
    case PortSpan::Role::Pinned:
        return tr("pinned browser");
    case PortSpan::Role::Listener:
        return tr("another program");
    }
    return {};
}

QString rangeText(PortRange ports)
{
    return ports.first == ports.last ? QString::number(ports.first)
                                     : u"%1–%2"_s.arg(ports.first).arg(ports.last);
}

QString describe(const PortSpan &span)
{
    const QString place = u"%1, %2: %3"_s.arg(span.profile, roleText(span.role), rangeText(span.ports));
    return span.problem.isEmpty() ? place : place + u". "_s + span.problem;
}

QList<PortSpan> portSpans(const HostFacts &host, const QList<InstanceFacts> &instances,
                          const QList<Finding> &findings)
{
    QList<PortSpan> spans;
    for (const InstanceFacts &facts : instances)
        spans += spansOf(facts);
    for (PortSpan &span : spans) {
        for (const Finding &finding : findings) { // the worst come first
            if (!concerns(finding, span))
                continue;
            span.collides = true;
            span.problem = finding.message;
            break;
        }
    }

    const PortRange used = portsOf(spans);
    for (const Listener &listener : host.listeners) {
        const auto isOurs = [&listener](const InstanceFacts &facts) {
            return facts.name == listener.profile;
        };
        if (!used.contains(listener.port) || std::any_of(instances.begin(), instances.end(), isOurs))
            continue;
        const PortSpan span{listener.processName.isEmpty() ? u"?"_s : listener.processName,
                            PortSpan::Role::Listener,
                            {listener.port, listener.port}};
        if (!spans.contains(span))
            spans += span;
    }
    return spans;
}

PortRange portsOf(const QList<PortSpan> &spans)
{
    if (spans.isEmpty())
        return {18700, 18999};
    PortRange all = spans.first().ports;
    for (const PortSpan &span : spans)
        all = {std::min(all.first, span.ports.first), std::max(all.last, span.ports.last)};
    const int room = std::max(20, (all.last - all.first) / 40);
    return {std::max(1, all.first - room), std::min(highestPort, all.last + room)};
}

double PortScale::x(double port) const
{
    const double count = visible.last - visible.first + 1;
    return left + (port - visible.first) * width / count;
}

int PortScale::port(double x) const
{
    const double count = visible.last - visible.first + 1;
    return visible.first + int(std::floor((x - left) * count / width));
}

PortScale PortScale::zoomed(double factor, double at) const
{
    const double count = visible.last - visible.first + 1;
    const double wanted = std::clamp(count / factor, double(fewestPorts), double(highestPort));
    const double share = std::clamp((at - left) / width, 0.0, 1.0);
    const double fixed = visible.first + share * count;
    PortScale scale = *this;
    scale.visible.first = int(std::round(fixed - share * wanted));
    scale.visible.last = scale.visible.first + int(std::round(wanted)) - 1;
    return scale.moved(0);
}

PortScale PortScale::moved(int ports) const
{
    PortScale scale = *this;
    const int count = visible.last - visible.first;
    scale.visible.first = std::clamp(visible.first + ports, 1, highestPort - count);
    scale.visible.last = scale.visible.first + count;
    return scale;
}

QList<int> PortScale::ticks(double gap) const
{
    static constexpr std::array steps{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000};
    const double perPort = width / (visible.last - visible.first + 1);
    const auto step =
        std::find_if(steps.begin(), steps.end(), [&](int candidate) { return candidate * perPort >= gap; });
    const int every = step == steps.end() ? steps.back() : *step;
    QList<int> ticks;
    for (int port = (visible.first + every - 1) / every * every; port <= visible.last; port += every)
        ticks += port;
    return ticks;
}

QRectF placeOf(const PortSpan &span, const PortScale &scale, double top, double height)
{
    const double left = scale.x(span.ports.first);
    const double width = std::max(scale.x(span.ports.last + 1) - left, narrowest);
    return {left, top, width, height};
}

} // namespace wsagent
