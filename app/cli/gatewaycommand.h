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
    std::string auth = {};
    std::string token = {};
    std::string password = {};
    std::string passwordFile = {};
    std::string tailscale = {};
    std::string wsLog = {};
    std::string rawStreamPath = {};
    bool tailscaleResetOnExit = false;
    bool allowUnconfigured = false;
    bool dev = false;
    bool reset = false;
    bool force = false;
    bool verbose = false;
    bool compact = false;
    bool rawStream = false;
};

/// `gateway run`, or `gateway` alone: one instance in the foreground.
void addGatewayCommand(CLI::App &root, Action &chosen);

} // namespace wsagent
