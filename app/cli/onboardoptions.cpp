#include "app/cli/onboardoptions.h"

#include "app/cli/commandtree.h"
#include "gateway/base/duration.h"

#include <QDateTime>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Result<void> takeKey(const OnboardOptions &options, OnboardAnswers &answers)
{
    for (qsizetype i = 0; i < askedProviders().size(); ++i) {
        if (options.keys[i].empty())
            continue;
        answers.provider = providerOfChoice(askedProviders()[i]);
        answers.providerKey = text(options.keys[i]);
    }
    const QString choice = text(options.authChoice);
    if (choice.isEmpty() || choice == "skip"_L1 || choice == "token"_L1 || !answers.provider.isEmpty())
        return {};
    // A key that is in the environment need not stand on a command line.
    answers.provider = providerOfChoice(choice);
    answers.providerKey = qEnvironmentVariable(qPrintable(choice.toUpper() + "_API_KEY"_L1));
    if (answers.providerKey.isEmpty())
        return Error{u"--auth-choice %1 needs --%1-api-key, or %2_API_KEY in the environment"_s.arg(
                         choice, choice.toUpper()),
                     {},
                     ErrorKind::Usage};
    return {};
}

Result<void> takeToken(const OnboardOptions &options, OnboardAnswers &answers)
{
    const bool isGiven = !options.modelToken.empty();
    if (!isGiven && options.authChoice != "token")
        return {};
    if (!isGiven || options.tokenProvider.empty())
        return Error{u"--token-provider and --token belong together"_s, {}, ErrorKind::Usage};
    answers.provider = providerOfChoice(text(options.tokenProvider));
    answers.providerToken = text(options.modelToken);
    answers.tokenProfile = text(options.tokenProfile);
    if (options.tokenExpiresIn.empty())
        return {};
    const auto lasts = parseDuration(text(options.tokenExpiresIn));
    if (!lasts)
        return lasts.error();
    answers.tokenExpires = QDateTime::currentMSecsSinceEpoch() + lasts->count();
    return {};
}

void addAccessOptions(CLI::App *command, OnboardOptions &options)
{
    command->add_option("--gateway-port", options.port, "Base port (default: the next free one)")
        ->type_name("PORT");
    command->add_option("--gateway-bind", options.bind, "Who can reach the gateway")
        ->check(CLI::IsMember({"loopback", "lan", "tailnet", "auto", "custom"}));
    command->add_option("--gateway-auth", options.auth, "How clients prove who they are")
        ->check(CLI::IsMember({"token", "password"}));
    command->add_option("--gateway-token", options.token, "Their token (default: a random one)")
        ->type_name("TOKEN");
    command->add_option("--gateway-password", options.password, "Their password")->type_name("PASSWORD");
    command->add_option("--remote-url", options.remoteUrl, "Gateway to use in remote mode")->type_name("URL");
    command->add_option("--remote-token", options.remoteToken, "Its token")->type_name("TOKEN");
    command->add_option("--tailscale", options.tailscale, "Offer the gateway through Tailscale")
        ->check(CLI::IsMember({"off", "serve", "funnel"}));
}

void addModelOptions(CLI::App *command, OnboardOptions &options)
{
    command
        ->add_option("--auth-choice", options.authChoice, "Whose model answers; skip: the built-in operator")
        ->check(CLI::IsMember({"skip", "token", "anthropic", "openai", "gemini", "openrouter"}));
    for (qsizetype i = 0; i < askedProviders().size(); ++i)
        command
            ->add_option((u"--%1-api-key"_s.arg(askedProviders()[i])).toStdString(), options.keys[i],
                         "Key of this provider, kept in the secret store")
            ->type_name("KEY");
    command->add_option("--token-provider", options.tokenProvider, "Whose --token it is")
        ->type_name("PROVIDER");
    command->add_option("--token", options.modelToken, "Token of an account at a provider of models")
        ->type_name("TOKEN");
    command->add_option("--token-profile-id", options.tokenProfile, "Name of that account (default)")
        ->type_name("NAME");
    command->add_option("--token-expires-in", options.tokenExpiresIn, "When it expires, such as 365d")
        ->type_name("DURATION");
}

void addSkipOptions(CLI::App *command, OnboardOptions &options)
{
    command->add_flag("--skip-health", options.skipHealth, "Do not look whether it runs");
    command->add_flag("--skip-bootstrap", options.skipBootstrap,
                      "Leave the questions of a first conversation out of the workspace");
    command->add_flag("--skip-channels,--skip-skills,--skip-hooks,--skip-ui", options.skipNothing,
                      "For scripts: there are no such questions yet");
}

} // namespace

void addOnboardOptions(CLI::App *command, OnboardOptions &options)
{
    command->add_option("--flow", options.flow, "Few questions or all")
        ->check(CLI::IsMember({"quickstart", "manual", "advanced"}));
    command->add_option("--mode", options.mode, "local or remote")->check(CLI::IsMember({"local", "remote"}));
    command->add_option("--workspace", options.workspace, "Where the agent works")->type_name("DIR");
    command->add_option("--agent-name", options.agentName, "What the agent is called")->type_name("NAME");
    addAccessOptions(command, options);
    addModelOptions(command, options);
    command->add_flag("--reset", options.reset, "Begin anew; see --reset-scope");
    command->add_option("--reset-scope", options.resetScope, "What goes to the trash before")
        ->check(CLI::IsMember({"config", "config+creds+sessions", "full"}));
    command->add_flag("--non-interactive", options.nonInteractive, "Never ask");
    command->add_flag("--accept-risk", options.acceptRisk, "Know what an agent may do");
    auto *install = command->add_flag("--install-daemon", options.installDaemon, "Run it as a service");
    command->add_flag("--no-install-daemon", options.noInstallDaemon, "Do not run it as a service")
        ->excludes(install);
    addSkipOptions(command, options);
}

Result<OnboardAnswers> answersFrom(const OnboardOptions &options)
{
    OnboardAnswers answers{.mode = text(options.mode),
                           .remoteUrl = text(options.remoteUrl),
                           .remoteToken = text(options.remoteToken),
                           .workspace = text(options.workspace),
                           .agentName = text(options.agentName),
                           .port = text(options.port),
                           .bind = text(options.bind),
                           .authMode = text(options.auth)};
    if (!options.tailscale.empty() && options.tailscale != "off")
        return Error{u"--tailscale %1 is not built into this version"_s.arg(text(options.tailscale)),
                     u"tailscale serve --bg 18789"_s, ErrorKind::Usage};
    answers.authSecret = text(options.auth == "password" ? options.password : options.token);
    answers.firstRun = !options.skipBootstrap;
    answers.wantsService = options.installDaemon;
    if (const auto taken = takeKey(options, answers); !taken)
        return taken.error();
    if (const auto taken = takeToken(options, answers); !taken)
        return taken.error();
    return answers;
}

} // namespace wsagent
