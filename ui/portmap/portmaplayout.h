#pragma once

#include "gateway/instances/findings.h"
#include "gateway/instances/hostfacts.h"
#include "gateway/instances/instancefacts.h"

#include <QRectF>

namespace wsagent {

/// What stands in a port map: ports from `first` to `last` of one instance, in one part.
struct PortSpan
{
    enum class Role { Gateway, Control, Relays, Cdp, Pinned, Listener };

    QString profile; ///< display name; of a listener the program that listens
    Role role = Role::Gateway;
    PortRange ports = {};
    bool collides = false; ///< an error or warning names these ports and this profile
    QString problem = {};  ///< the message of the worst of them

    bool operator==(const PortSpan &) const = default;
};

QString roleText(PortSpan::Role role); ///< in the language of the user
QString rangeText(PortRange ports);    ///< "18789", "18800–18899"
/// "rescue, browser control: 19791", for tooltips and for those who do not see the picture.
QString describe(const PortSpan &span);

/// All that instances claim and reserve, and what else listens within the ports that they use; by instance in
/// the order given, then by port.
QList<PortSpan> portSpans(const HostFacts &host, const QList<InstanceFacts> &instances,
                          const QList<Finding> &findings);

/// The ports that a map of these spans shows at first: all of them with some room at both ends.
PortRange portsOf(const QList<PortSpan> &spans);

/// A part of the axis on a given width.
struct PortScale
{
    PortRange visible = {};
    double left = 0;  ///< where the first port begins
    double width = 1; ///< of all visible ports

    double x(double port) const;
    int port(double x) const;
    /// `factor` > 1 shows fewer ports; the one below `x` stays where it is. Never fewer than 24 ports, never
    /// more than there are.
    PortScale zoomed(double factor, double x) const;
    PortScale moved(int ports) const;
    /// Round numbers to write along the axis, at least `gap` apart.
    QList<int> ticks(double gap) const;
};

/// Where a span is drawn within its row; never narrower than what one can hit.
QRectF placeOf(const PortSpan &span, const PortScale &scale, double top, double height);

} // namespace wsagent
