#include "app/cli/gatewaycommand.h"

#include "app/cli/authtokencommand.h"
#include "app/cli/commandtree.h"
#include "app/cli/gatewaydev.h"
#include "app/cli/gatewaydiscover.h"
#include "app/cli/gatewaystatuscommand.h"
#include "app/cli/networkloader.h"
#include "app/cli/rpccommands.h"
#include "app/cli/secretaccess.h"
#include "app/cli/servicecommands.h"

#include <future>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// What `--dev` makes before there is anything to run.
Result<void> prepare(CommandContext &context, const GatewayRunOptions &options)
{
    if (options.reset && !options.dev)
        return Error{u"--reset needs --dev"_s, u"ws-agent --profile dev gateway --dev --reset"_s,
                     ErrorKind::Usage};
    if (const auto thrown = options.reset ? throwDevInstanceAway(context) : Result<void>(); !thrown)
        return thrown.error();
    return options.dev ? ensureDevInstance(context) : Result<void>();
}

int run(CommandContext &context, const GatewayRunOptions &options)
{
    const CommandApplication application;
    if (const auto prepared = prepare(context, options); !prepared)
        return context.out.fail(prepared.error());
    // Each takes some three milliseconds, most of the start, and neither needs the other.
    auto loading = std::async(loadNetwork);
    LoadedConfig config = context.loadForStart();
    const auto network = loading.get();
    return network ? network->run(context, options, std::move(config)) : context.out.fail(network.error());
}

void addRunOptions(CLI::App *command, GatewayRunOptions &options)
{
    command->add_option("--port", options.port, "Base port for this run")->type_name("PORT");
    command->add_option("--bind", options.bind, "Where to listen for this run")
        ->check(CLI::IsMember({"loopback", "lan", "tailnet", "auto", "custom"}));
    command->add_option("--auth", options.auth, "What opens the gateway in this run")
        ->check(CLI::IsMember({"token", "password", "none", "trusted-proxy"}));
    command->add_option("--token", options.token, "Token for this run; others can read command lines")
        ->type_name("TOKEN");
    auto *password = command->add_option("--password", options.password, "Password for this run; the same")
                         ->type_name("PASSWORD");
    command
        ->add_option("--password-file", options.passwordFile, "The password is the first line of this file")
        ->type_name("FILE")
        ->excludes(password);
    command->add_option("--tailscale", options.tailscale, "Offer the gateway through Tailscale")
        ->check(CLI::IsMember({"off", "serve", "funnel"}));
    command->add_flag("--tailscale-reset-on-exit", options.tailscaleResetOnExit,
                      "And take that back at the end");
    command->add_flag("--allow-unconfigured", options.allowUnconfigured, "Start without gateway.mode");
    command->add_flag("--dev", options.dev, "Make what is missing of an instance for development");
    command->add_flag("--reset", options.reset, "With --dev: throw all of the profile dev away before");
    command->add_flag("--force", options.force, "End whoever listens on the port before");
    command->add_flag("--verbose", options.verbose, "Say more on the console");
    command->add_option("--ws-log", options.wsLog, "How much of the clients goes into the log")
        ->check(CLI::IsMember({"auto", "full", "compact"}));
    command->add_flag("--compact", options.compact, "The same as --ws-log compact");
    command->add_flag("--raw-stream", options.rawStream, "Log what models say as it comes");
    command->add_option("--raw-stream-path", options.rawStreamPath, "Where to")->type_name("FILE");
}

} // namespace

void addGatewayCommand(CLI::App &root, Action &chosen)
{
    CLI::App *gateway = root.add_subcommand("gateway", "Run the gateway of a profile in the foreground");
    const auto options = std::make_shared<GatewayRunOptions>();
    for (CLI::App *command : {gateway, gateway->add_subcommand("run", "The same")})
        addRunOptions(command, *options);
    onChosen(gateway, chosen, options, run);
    onChosen(gateway->get_subcommand("run"), chosen, options, run);
    addAuthTokenCommand(*gateway, chosen);
    addGatewayStatusCommand(*gateway, chosen);
    addServiceCommands(*gateway, chosen);
    addDiscoverCommand(*gateway, chosen);
    addRpcCommands(root, *gateway, chosen);

    CLI::App *daemon = root.add_subcommand("daemon", "The service verbs of gateway under their older name");
    daemon->require_subcommand(1);
    addGatewayStatusCommand(*daemon, chosen);
    addServiceCommands(*daemon, chosen);
}

} // namespace wsagent
