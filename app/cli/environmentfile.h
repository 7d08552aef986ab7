#pragma once

#include "gateway/base/result.h"
#include "gateway/config/configloader.h"
#include "gateway/instances/instancepaths.h"

namespace wsagent {

/// Makes `gateway.env`, by whose variables a service goes before it goes by its config, fit to the config: a
/// secret that only this shell knows is kept there, never in the definition; one that the config has
/// otherwise goes. What else stands there stays.
Result<void> fitEnvironmentFile(const InstanceSelection &selection, const LoadedConfig &loaded);

} // namespace wsagent
