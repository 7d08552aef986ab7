#pragma once

#include "app/cli/commandcontext.h"

namespace wsagent {

/// References of the config that lead to no secret now: the variable is not set, the file or the entry of the
/// keychain is missing, the key that seals it is lost. As warnings, since a service may have an environment
/// of its own. Of what is switched off none is asked for, and no program (source exec) is run.
QList<ConfigIssue> deadReferences(const CommandContext &context, const LoadedConfig &loaded);

} // namespace wsagent
