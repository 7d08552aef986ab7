#pragma once

#include "gateway/instances/claims.h"

namespace wsagent {

/// The ports that the installed service of an instance binds in place of those its config names now. A
/// service keeps the port it was installed with (`services.md` 2). Base and control port have to be known.
QList<Claim> serviceClaimsOf(const ClaimedInstance &instance);

/// Whether the instance is in the way with nothing but its installed service; no key of the config helps
/// then.
bool isHeldByServiceOnly(const ClaimedInstance &instance, const QList<int> &ports);

/// The command that gives the service the port of the config.
QString installServiceAgain(const ClaimedInstance &instance);

} // namespace wsagent
