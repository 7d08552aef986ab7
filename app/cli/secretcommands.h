#pragma once

#include "app/cli/commandtree.h"

namespace wsagent {

/// `secrets store list|set|get|rm|import`
void addSecretCommands(CLI::App &root, Action &chosen);

} // namespace wsagent
