#pragma once

#include "app/cli/commandcontext.h"
#include "gateway/config/configwriter.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `config set` and `config unset`.
void addConfigSetCommands(CLI::App &config, Action &chosen);

/// Writes the change into the selected config; no file that another profile reads as well.
Result<ConfigWriteResult> writeEdits(CommandContext &context, const ConfigChange &change);
/// The same, and says what it did; returns the exit code.
int applyEdits(CommandContext &context, const ConfigChange &change);

} // namespace wsagent
