#include "app/cli/gatewaystatuscommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"
#include "app/cli/gatewaystate.h"
#include "app/cli/gatewayurls.h"
#include "app/cli/logtail.h"
#include "app/cli/porthints.h"
#include "app/cli/secretaccess.h"
#include "gateway/base/exitcodes.h"
#include "gateway/instances/validator.h"

#include <QElapsedTimer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct StatusOptions : RpcOptions
{
    bool noProbe = false;
    bool deep = false;
    bool requireRpc = false;
};

GatewayProbe probed(CommandContext &context, const RpcOptions &options)
{
    QElapsedTimer clock;
    clock.start();
    const auto health = callGateway(context, options, u"health"_s, QJsonObject());
    if (!health)
        return {.error = health.error(), .latencyMs = clock.elapsed()};
    return {.server = health->hello["server"_L1].toObject(), .latencyMs = clock.elapsed()};
}

void lookAround(CommandContext &context, bool deep, GatewayState &state)
{
    const CommandApplication application;
    const Fleet fleet = context.survey({.ownConfig = &state.loaded});
    state.service = collectServiceReport(context, fleet, deep);
    if (deep)
        state.isolation = fleet.findingsOf(instanceName(context.selection));
    const auto port = state.port();
    for (const Listener &listener : fleet.host.listeners) {
        if (listener.port == port)
            state.listeners += listener;
    }
}

/// What another program says to a greeting helps nobody; whose it is does.
void explainProbe(CommandContext &context, const StatusOptions &options, GatewayState &state)
{
    const RuntimeFile *runtime = state.runtime ? &*state.runtime : nullptr;
    const auto asked = runtime ? std::optional(runtime->port) : state.port();
    if (!options.url.empty())
        state.probe->url = text(options.url);
    else if (asked)
        state.probe->url = gatewayUrls(*asked, state.loaded, runtime).webSocket;
    const Listener *stranger = state.stranger(instanceName(context.selection));
    if (options.url.empty() && options.port.empty() && !runtime && state.probe->error && stranger)
        state.probe->error->message =
            u"this gateway does not run, and port %1 belongs to %2"_s.arg(stranger->port)
                .arg(ownerOf(*stranger));
}

/// Reads only: no key, no device and no directory comes into being by looking.
GatewayState stateOf(CommandContext &context, const StatusOptions &options)
{
    GatewayState state{.loaded = context.load()};
    if (const auto runtime = readRuntimeFile(context.selection.paths.stateDir); runtime && isAlive(*runtime))
        state.runtime = *runtime;
    const bool flag = !options.port.empty();
    state.base = basePort(context.selection.profile, flag ? std::optional(text(options.port)) : std::nullopt,
                          context.selection.environment.value(u"WS_AGENT_GATEWAY_PORT"_s),
                          state.loaded.effective["gateway"_L1]["port"_L1]);
    if (!options.noProbe)
        state.probe = probed(context, options);
    lookAround(context, options.deep, state);
    const InstancePaths &paths = context.selection.paths;
    state.lastError = lastError(lastLines(newestLogFile(paths, state.loaded.config)));
    if (state.probe)
        explainProbe(context, options, state);
    return state;
}

int status(CommandContext &context, const StatusOptions &options)
{
    const GatewayState state = stateOf(context, options);
    if (context.out.json())
        context.out.document(toJson(context, state));
    else
        printState(context, state);
    return options.requireRpc && !state.answers() ? ExitFailure : ExitSuccess;
}

} // namespace

void addGatewayStatusCommand(CLI::App &gateway, Action &chosen)
{
    const auto options = std::make_shared<StatusOptions>();
    CLI::App *command = gateway.add_subcommand("status", "Whether the gateway of this profile runs");
    addTargetOptions(command, *options);
    auto *noProbe = command->add_flag("--no-probe", options->noProbe, "Do not ask it, only look at files");
    command->add_flag("--deep", options->deep, "Also look at the other instances of this host");
    command->add_flag("--require-rpc", options->requireRpc, "Exit code 1 when it does not answer")
        ->excludes(noProbe);
    onChosen(command, chosen, options, status);
}

} // namespace wsagent
