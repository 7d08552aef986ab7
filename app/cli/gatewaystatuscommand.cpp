#include "app/cli/gatewaystatuscommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/findingsview.h"
#include "app/cli/gatewaycall.h"
#include "gateway/base/exitcodes.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/instances/validator.h"

#include <QElapsedTimer>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct StatusOptions : RpcOptions
{
    bool noProbe = false;
    bool deep = false;
    bool requireRpc = false;
};

/// What came of asking the gateway.
struct Probe
{
    std::optional<Error> error = {};
    QJsonObject server = {};
    qint64 latencyMs = 0;
};

struct GatewayState
{
    LoadedConfig loaded = {};
    std::optional<RuntimeFile> runtime = {}; ///< of a process that lives
    Result<BasePort> base = BasePort();
    std::optional<Probe> probe = {};              ///< nothing: it was not wanted
    std::optional<QList<Finding>> isolation = {}; ///< nothing: it was not looked at

    bool answers() const { return probe && !probe->error; }
};

Probe probed(CommandContext &context, const RpcOptions &options)
{
    QElapsedTimer clock;
    clock.start();
    const auto health = callGateway(context, options, u"health"_s, QJsonObject());
    if (!health)
        return {.error = health.error(), .latencyMs = clock.elapsed()};
    return {.server = health->hello["server"_L1].toObject(), .latencyMs = clock.elapsed()};
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
    if (options.deep)
        state.isolation = context.survey().findingsOf(instanceName(context.selection));
    if (!options.noProbe)
        state.probe = probed(context, options);
    return state;
}

QJsonObject runtimeToJson(const std::optional<RuntimeFile> &runtime)
{
    if (!runtime)
        return {{"running"_L1, false}};
    return {{"running"_L1, true},
            {"pid"_L1, runtime->pid},
            {"port"_L1, runtime->port},
            {"bind"_L1, runtime->bind},
            {"instanceId"_L1, runtime->instanceId},
            {"version"_L1, runtime->version},
            {"startedAt"_L1, runtime->startedAt}};
}

QJsonObject configToJson(const CommandContext &context, const LoadedConfig &loaded)
{
    QJsonArray issues;
    for (const ConfigIssue &issue : loaded.errors)
        issues += QJsonObject{{"path"_L1, issue.path}, {"message"_L1, issue.message}};
    return {{"path"_L1, context.selection.paths.configPath},
            {"exists"_L1, loaded.exists},
            {"valid"_L1, loaded.isValid()},
            {"issues"_L1, issues}};
}

QJsonObject probeToJson(const Probe &probe)
{
    QJsonObject json{{"ok"_L1, !probe.error}, {"latencyMs"_L1, probe.latencyMs}};
    if (probe.error)
        json.insert("error"_L1, probe.error->message);
    else
        json.insert("self"_L1, probe.server);
    return json;
}

QJsonObject toJson(const CommandContext &context, const GatewayState &state)
{
    QJsonObject json{{"profile"_L1, instanceName(context.selection)},
                     {"gateway"_L1, runtimeToJson(state.runtime)},
                     {"config"_L1, configToJson(context, state.loaded)},
                     {"stateDir"_L1, context.selection.paths.stateDir}};
    if (state.base)
        json.insert("port"_L1, QJsonObject{{"value"_L1, state.base->port},
                                           {"source"_L1, portSourceName(state.base->source)}});
    if (state.probe)
        json.insert("probe"_L1, probeToJson(*state.probe));
    if (!state.isolation)
        return json;
    json.insert("isolation"_L1, QJsonObject{{"findings"_L1, toJson(*state.isolation)}});
    return json;
}

QString probeLine(const Probe &probe)
{
    if (probe.error)
        return u"no: "_s + probe.error->message;
    return u"yes, in %1 ms (profile %2, version %3)"_s.arg(probe.latencyMs)
        .arg(probe.server["profile"_L1].toString(u"?"_s), probe.server["version"_L1].toString());
}

void print(const CommandContext &context, const GatewayState &state)
{
    const Output &out = context.out;
    out.line(u"profile   "_s + out.shortPath(instanceName(context.selection)));
    if (state.runtime)
        out.line(u"gateway   runs (pid %1, port %2, version %3, since %4)"_s.arg(state.runtime->pid)
                     .arg(state.runtime->port)
                     .arg(state.runtime->version, state.runtime->startedAt));
    else
        out.line(u"gateway   does not run"_s);
    if (state.base)
        out.line(u"port      %1 (from: %2)"_s.arg(state.base->port).arg(portSourceName(state.base->source)));
    else
        out.line(u"port      "_s + state.base.error().message);
    const QString path = out.shortPath(context.selection.paths.configPath);
    const QString verdict = !state.loaded.exists     ? u"does not exist"_s
                            : state.loaded.isValid() ? u"valid"_s
                                                     : u"NOT valid"_s;
    out.line(u"config    %1 (%2)"_s.arg(path, verdict));
    for (const ConfigIssue &issue : state.loaded.errors)
        out.line(u"          "_s + toString(issue));
    out.line(u"state     "_s + out.shortPath(context.selection.paths.stateDir));
    if (state.probe)
        out.line(u"answers   "_s + probeLine(*state.probe));
    if (!state.isolation)
        return;
    out.line(u"isolation %1"_s.arg(state.isolation->isEmpty() ? u"nothing found"_s : QString()));
    for (const Finding &finding : *state.isolation)
        out.line(u"          "_s + describeFinding(out, finding));
}

int status(CommandContext &context, const StatusOptions &options)
{
    const GatewayState state = stateOf(context, options);
    if (context.out.json())
        context.out.document(toJson(context, state));
    else
        print(context, state);
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
