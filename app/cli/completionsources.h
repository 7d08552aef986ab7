#pragma once

#include "app/cli/completer.h"

namespace wsagent {

/// Profiles and config keys of this host, for the instance that `profile` (as typed; may be empty) and the
/// environment select. Reads little, and says nothing of what it cannot read.
CompletionSources completionSources(const QString &profile, const QString &accountHome);

} // namespace wsagent
