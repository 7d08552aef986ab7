#pragma once

#include "gateway/agents/tools/sessiontools.h"

namespace wsagent {

/// `cron`: jobs at fixed times, and wake-ups (`agents.md` 3 and 10). For the owner only.
Tool cronTool(const CallGateway &ask);

/// `gateway`: the config of this instance, and its restart, which `commands.restart` has to allow. For the
/// owner only; no other instance can be reached by it.
Tool gatewayTool(const CallGateway &ask, const std::function<bool()> &mayRestart);

} // namespace wsagent
