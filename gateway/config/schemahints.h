#pragma once

#include "gateway/config/configschema.h"

namespace wsagent {

/// What a form shows of every key, by its path: "gateway.port", "agents.list[].name", "channels.*.enabled"
/// (`gateway-methods.md` 2). Walks the whole schema.
QJsonObject schemaHints(const ConfigSchema &schema);

} // namespace wsagent
