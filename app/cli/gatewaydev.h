#pragma once

#include "app/cli/commandcontext.h"

namespace wsagent {

/// What `gateway --dev` needs, as far as it is missing: a config for this host alone with an agent called
/// dev, and a workspace without the questions of a first run.
Result<void> ensureDevInstance(CommandContext &context);

/// `gateway --dev --reset`: all of the profile dev goes to the trash. No other profile can be thrown away so.
Result<void> throwDevInstanceAway(CommandContext &context);

} // namespace wsagent
