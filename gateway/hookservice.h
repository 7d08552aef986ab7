#pragma once

#include "gateway/automation.h"
#include "gateway/surfaces/hooks.h"

namespace wsagent {

/// Webhooks of a gateway: what they ask for is done by its automation, which outlives them. `settings`: the
/// section `hooks` of the config.
HookServices hookServices(const std::function<Automation &()> &automation,
                          const std::function<QJsonObject()> &settings, const std::function<qint64()> &clock);

} // namespace wsagent
