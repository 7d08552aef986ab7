#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `doctor` (`cli.md`).
void addDoctorCommand(CLI::App &root, Action &chosen);

} // namespace wsagent
