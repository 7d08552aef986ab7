#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

void addDoctorCommand(CLI::App &root, Action &chosen);

} // namespace wsagent
