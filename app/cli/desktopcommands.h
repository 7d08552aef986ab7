#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `tray` and `settings`: the desktop application, which is another program.
void addDesktopCommands(CLI::App &root, Action &chosen);

/// Becomes `ws-agent-tray`, and returns only when that is not possible.
Error becomeDesktop(const QStringList &arguments, const QProcessEnvironment &environment);

/// Whether there is a screen, and the program that shows something on it.
bool hasDesktop(const QProcessEnvironment &environment);

} // namespace wsagent
