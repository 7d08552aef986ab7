#pragma once

#include "app/cli/serviceinstall.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `gateway install|uninstall|start|stop|restart`; `gateway` may be the command's alias as well.
void addServiceCommands(CLI::App &gateway, Action &chosen);

/// What `gateway uninstall` does, for the commands that take away more. Needs a QCoreApplication.
Result<ServiceOutcome> uninstallService(CommandContext &context);

} // namespace wsagent
