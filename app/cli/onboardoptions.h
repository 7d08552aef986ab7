#pragma once

#include "app/cli/onboarding.h"

namespace CLI {
class App;
}

namespace wsagent {

/// What `onboard` is told on the command line.
struct OnboardOptions
{
    std::string flow = {};
    std::string mode = "local";
    std::string workspace = {};
    std::string agentName = {};
    std::string authChoice = {};
    std::string keys[4] = {}; ///< in the order of askedProviders()
    std::string tokenProvider = {};
    std::string modelToken = {};
    std::string tokenProfile = {};
    std::string tokenExpiresIn = {};
    std::string port = {};
    std::string bind = {};
    std::string auth = {};
    std::string token = {};
    std::string password = {};
    std::string remoteUrl = {};
    std::string remoteToken = {};
    std::string tailscale = {};
    std::string resetScope = {};
    bool reset = false;
    bool nonInteractive = false;
    bool acceptRisk = false;
    bool installDaemon = false;
    bool noInstallDaemon = false;
    bool skipHealth = false;
    bool skipBootstrap = false;
    bool skipNothing = false; ///< questions that there are none of
};

void addOnboardOptions(CLI::App *command, OnboardOptions &options);

/// Secrets that are not there are looked for in the environment.
Result<OnboardAnswers> answersFrom(const OnboardOptions &options);

} // namespace wsagent
