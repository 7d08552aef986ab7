#pragma once

#include "gateway/agents/tools/sessiontools.h"
#include "gateway/net/httpoperators.h"
#include "gateway/sessions/sessionstore.h"

namespace wsagent {

/// What the routes of sessions work with. All of it outlives them.
struct SessionRouteServices
{
    SessionStore *store = nullptr;
    CallGateway ask; ///< `chat.history`
    /// Ends the sub-agent that works in the session; false when there is none.
    std::function<bool(const SessionKey &key)> stop;
};

/// `/sessions/<key>/history` and `/sessions/<key>/kill` (`gateway-http.md` 7).
void addSessionRoutes(Router &router, HttpOperators &operators, const SessionRouteServices &services);

} // namespace wsagent
