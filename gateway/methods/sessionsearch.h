#pragma once

#include "gateway/methods/sessionservices.h"
#include "gateway/protocol/reply.h"

namespace wsagent {

/// `sessions.search`: answers from a thread of its own, newest sessions first, as far as its limits go.
void searchSessions(const SessionServices &services, const QJsonObject &params, Reply reply);

} // namespace wsagent
