#include "app/cli/gatewaycommand.h"

#include "app/cli/authtokencommand.h"
#include "app/cli/commandtree.h"
#include "app/cli/gatewaystatuscommand.h"
#include "app/cli/networkloader.h"
#include "app/cli/rpccommands.h"
#include "app/cli/secretaccess.h"
#include "app/cli/servicecommands.h"

#include <future>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

int run(CommandContext &context, const GatewayRunOptions &options)
{
    const CommandApplication application;
    // Each takes some three milliseconds, most of the start, and neither needs the other.
    auto loading = std::async(loadNetwork);
    LoadedConfig config = context.loadForStart();
    const auto network = loading.get();
    return network ? network->run(context, options, std::move(config)) : context.out.fail(network.error());
}

} // namespace

void addGatewayCommand(CLI::App &root, Action &chosen)
{
    CLI::App *gateway = root.add_subcommand("gateway", "Run the gateway of a profile in the foreground");
    const auto options = std::make_shared<GatewayRunOptions>();
    const auto addOptions = [&options](CLI::App *command) {
        command->add_option("--port", options->port, "Base port for this run")->type_name("PORT");
        command->add_option("--bind", options->bind, "Where to listen for this run")
            ->check(CLI::IsMember({"loopback", "lan", "tailnet", "auto", "custom"}));
        command->add_flag("--allow-unconfigured", options->allowUnconfigured, "Start without gateway.mode");
        command->add_flag("--verbose", options->verbose, "Say more on the console");
    };
    addOptions(gateway);
    // CLI11 tells the command above one that was chosen, too.
    gateway->callback([gateway, &chosen, options] {
        if (gateway->get_subcommands().empty())
            chosen = [options](CommandContext &context) {
                return run(context, *options);
            };
    });
    CLI::App *runCommand = gateway->add_subcommand("run", "The same");
    addOptions(runCommand);
    onChosen(runCommand, chosen, options, run);
    addAuthTokenCommand(*gateway, chosen);
    addGatewayStatusCommand(*gateway, chosen);
    addServiceCommands(*gateway, chosen);
    addRpcCommands(root, *gateway, chosen);

    CLI::App *daemon = root.add_subcommand("daemon", "The service verbs of gateway under their older name");
    daemon->require_subcommand(1);
    addGatewayStatusCommand(*daemon, chosen);
    addServiceCommands(*daemon, chosen);
}

} // namespace wsagent
