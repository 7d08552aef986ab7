#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

/// What `gateway run` is told on the command line; nothing of it is kept.
struct GatewayRunOptions
{
    std::string port = {};
    std::string bind = {};
    bool allowUnconfigured = false;
    bool verbose = false;
};

/// `gateway run`, or `gateway` alone: one instance in the foreground.
void addGatewayCommand(CLI::App &root, Action &chosen);

} // namespace wsagent
