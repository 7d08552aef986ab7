#include "gateway/instances/portallocator.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// A control port or base that was moved into the own CDP range.
bool isOwnFixedPort(const PortBlock &own, int port)
{
    return port == own.base || port == own.aux() || port == own.control() || own.relays().contains(port);
}

bool isAnothers(const CdpPortQuestion &question, int port)
{
    if (question.othersClaims.contains(port))
        return true;
    return std::any_of(question.others.begin(), question.others.end(), [port](const PortBlock &other) {
        const QList<PortRange> spans = protectedSpans(other);
        return std::any_of(spans.begin(), spans.end(),
                           [port](PortRange span) { return span.contains(port); });
    });
}

} // namespace

QList<PortRange> protectedSpans(const PortBlock &block)
{
    if (!block.controlOverride)
        return {{block.base, block.base + minimumSpacing - 1}};
    return {{block.base, block.base}, {block.control(), block.control() + 17}};
}

Result<int> allocateCdpPort(const CdpPortQuestion &question)
{
    const PortRange range = question.own.cdp();
    for (int port = range.first; port <= std::min(range.last, highestPort); ++port) {
        const bool taken = question.ownPins.contains(port) || isOwnFixedPort(question.own, port) ||
                           isAnothers(question, port);
        if (!taken && question.isBindable(port))
            return port;
    }
    return Error{u"no free CDP port"_s,
                 u"all of %1-%2 is taken; pin browser.profiles.<name>.cdpPort elsewhere"_s.arg(range.first)
                     .arg(std::min(range.last, highestPort)),
                 ErrorKind::NotFound};
}

} // namespace wsagent
