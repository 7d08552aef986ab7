#pragma once

#include "gateway/base/result.h"
#include "gateway/instances/portblock.h"

#include <QList>
#include <QSet>

#include <functional>

namespace wsagent {

/// What stands in the way of a new CDP port (`profiles-and-ports.md` 3.4).
struct CdpPortQuestion
{
    PortBlock own = {};
    QSet<int> ownPins = {};       ///< every `cdpPort` and loopback `cdpUrl` of this instance
    QSet<int> othersClaims = {};  ///< every claim of the other instances
    QList<PortBlock> others = {}; ///< their blocks, for what these protect
    std::function<bool(int)> isBindable = {};
};

/// The smallest free port of the CDP range; else "no free CDP port", kind NotFound.
Result<int> allocateCdpPort(const CdpPortQuestion &question);

/// The ports of an instance that no other may allocate: its fixed ports and its first nine CDP ports.
QList<PortRange> protectedSpans(const PortBlock &block);

} // namespace wsagent
