#include "app/cli/gatewaystatuscommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/findingsview.h"
#include "app/cli/gatewaycall.h"
#include "app/cli/secretaccess.h"
#include "app/cli/servicereport.h"
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
    QString url = {};
};

struct GatewayState
{
    LoadedConfig loaded = {};
    std::optional<RuntimeFile> runtime = {}; ///< of a process that lives
    Result<BasePort> base = BasePort();
    std::optional<Probe> probe = {};              ///< nothing: it was not wanted
    std::optional<QList<Finding>> isolation = {}; ///< nothing: it was not looked at
    ServiceReport service = {};
    QList<Listener> listeners = {}; ///< on the base port

    bool answers() const { return probe && !probe->error; }
};

QString urlOf(int port)
{
    return u"ws://127.0.0.1:%1"_s.arg(port);
}

Probe probed(CommandContext &context, const RpcOptions &options)
{
    QElapsedTimer clock;
    clock.start();
    const auto health = callGateway(context, options, u"health"_s, QJsonObject());
    if (!health)
        return {.error = health.error(), .latencyMs = clock.elapsed()};
    return {.server = health->hello["server"_L1].toObject(), .latencyMs = clock.elapsed()};
}

/// The port that the service binds is the one to ask about when there is a service.
std::optional<int> portOf(const GatewayState &state)
{
    if (state.service.facts) {
        if (const auto pinned = state.service.facts->service.definition.port())
            return pinned;
    }
    return state.base ? std::optional(state.base->port) : std::nullopt;
}

void lookAround(CommandContext &context, bool deep, GatewayState &state)
{
    const CommandApplication application;
    const Fleet fleet = context.survey({.ownConfig = &state.loaded});
    state.service = collectServiceReport(context, fleet, deep);
    if (deep)
        state.isolation = fleet.findingsOf(instanceName(context.selection));
    const auto port = portOf(state);
    for (const Listener &listener : fleet.host.listeners) {
        if (listener.port == port)
            state.listeners += listener;
    }
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
    if (const auto asked = state.runtime ? std::optional(state.runtime->port) : portOf(state);
        asked && state.probe)
        state.probe->url = options.url.empty() ? urlOf(*asked) : text(options.url);
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

QJsonObject gatewayToJson(const GatewayState &state)
{
    QJsonObject json = runtimeToJson(state.runtime);
    json.insert("bindMode"_L1, state.loaded.config.bind);
    json.insert("bindHost"_L1, state.loaded.config.bind == "loopback"_L1 ? u"127.0.0.1"_s : u"0.0.0.0"_s);
    const auto port = portOf(state);
    if (!port)
        return json;
    const bool byService = state.service.facts && state.service.facts->service.definition.port();
    json.insert("port"_L1, *port);
    json.insert("portSource"_L1, byService ? u"service args"_s : u"env/config"_s);
    json.insert("probeUrl"_L1, urlOf(*port));
    return json;
}

QJsonObject portToJson(const GatewayState &state)
{
    QJsonArray listeners;
    for (const Listener &listener : state.listeners) {
        QJsonObject json{{"address"_L1, listener.address}};
        if (listener.pid)
            json.insert("pid"_L1, *listener.pid);
        if (!listener.commandLine.isEmpty())
            json.insert("command"_L1, listener.commandLine);
        if (!listener.profile.isEmpty())
            json.insert("profile"_L1, listener.profile);
        listeners += json;
    }
    QJsonObject json{{"status"_L1, listeners.isEmpty() ? u"free"_s : u"busy"_s},
                     {"listeners"_L1, listeners},
                     {"hints"_L1, QJsonArray()}};
    if (state.base) {
        json.insert("value"_L1, state.base->port);
        json.insert("source"_L1, portSourceName(state.base->source));
    }
    return json;
}

/// The config this command reads beside the one that the service was told of.
QJsonObject configToJson(const CommandContext &context, const GatewayState &state)
{
    const LoadedConfig &loaded = state.loaded;
    QJsonArray issues;
    for (const ConfigIssue &issue : loaded.errors)
        issues += QJsonObject{{"path"_L1, issue.path}, {"message"_L1, issue.message}};
    const QString cli = context.selection.paths.configPath;
    QJsonObject json{
        {"path"_L1, cli}, {"exists"_L1, loaded.exists}, {"valid"_L1, loaded.isValid()}, {"issues"_L1, issues},
        {"cli"_L1, cli},  {"mismatch"_L1, false}};
    if (!state.service.facts)
        return json;
    const QString service = state.service.facts->service.configPath();
    json.insert("daemon"_L1, service);
    json.insert("mismatch"_L1, service != cli);
    return json;
}

QJsonObject probeToJson(const Probe &probe)
{
    QJsonObject json{{"ok"_L1, !probe.error}, {"url"_L1, probe.url}, {"latencyMs"_L1, probe.latencyMs}};
    if (probe.error)
        json.insert("error"_L1, probe.error->message);
    else
        json.insert("self"_L1, probe.server);
    return json;
}

QJsonObject toJson(const CommandContext &context, const GatewayState &state)
{
    QJsonObject json{{"profile"_L1, instanceName(context.selection)},
                     {"service"_L1, serviceToJson(state.service)},
                     {"gateway"_L1, gatewayToJson(state)},
                     {"config"_L1, configToJson(context, state)},
                     {"stateDir"_L1, context.selection.paths.stateDir},
                     {"port"_L1, portToJson(state)},
                     {"legacyServices"_L1, toJson(state.service.openClaw)},
                     {"extraServices"_L1, toJson(state.service.extra)}};
    if (state.probe)
        json.insert("rpc"_L1, probeToJson(*state.probe));
    if (const auto port = portOf(state); port && state.base && *port != state.base->port)
        json.insert("portCli"_L1, state.base->port);
    if (!state.isolation)
        return json;
    json.insert("isolation"_L1, QJsonObject{{"findings"_L1, toJson(*state.isolation)}});
    json.insert("profiles"_L1, state.service.profiles);
    return json;
}

QString probeLine(const Probe &probe)
{
    if (probe.error)
        return u"no: "_s + probe.error->message;
    return u"yes, in %1 ms (profile %2, version %3)"_s.arg(probe.latencyMs)
        .arg(probe.server["profile"_L1].toString(u"?"_s), probe.server["version"_L1].toString());
}

void printConfig(const CommandContext &context, const GatewayState &state)
{
    const Output &out = context.out;
    const QString path = out.shortPath(context.selection.paths.configPath);
    const QString verdict = !state.loaded.exists     ? u"does not exist"_s
                            : state.loaded.isValid() ? u"valid"_s
                                                     : u"NOT valid"_s;
    out.line(u"Config (cli):     %1 (%2)"_s.arg(path, verdict));
    for (const ConfigIssue &issue : state.loaded.errors)
        out.line(u"                  "_s + toString(issue));
    if (!state.service.facts)
        return;
    const QString service = state.service.facts->service.configPath();
    const bool same = service == context.selection.paths.configPath;
    out.line(u"Config (service): %1%2"_s.arg(out.shortPath(service),
                                             same ? QString() : u"  (another file than the one above)"_s));
}

void printGateway(const CommandContext &context, const GatewayState &state)
{
    const Output &out = context.out;
    const auto port = portOf(state);
    if (port)
        out.line(u"Gateway:          bind %1, port %2 (from: %3)"_s.arg(state.loaded.config.bind)
                     .arg(*port)
                     .arg(state.service.facts ? u"service"_s : portSourceName(state.base->source)));
    else
        out.line(u"Gateway:          "_s + state.base.error().message);
    if (state.base && port != state.base->port)
        out.line(u"                  the config of this profile says port %1"_s.arg(state.base->port));
    if (port) {
        out.line(u"Probe target:     "_s + urlOf(*port));
        out.line(u"Dashboard:        http://127.0.0.1:%1/"_s.arg(*port));
    }
    if (state.runtime)
        out.line(u"Runtime:          runs (pid %1, port %2, version %3, since %4)"_s.arg(state.runtime->pid)
                     .arg(state.runtime->port)
                     .arg(state.runtime->version, state.runtime->startedAt));
    else
        out.line(u"Runtime:          does not run"_s);
    if (state.probe)
        out.line(u"RPC probe:        "_s + probeLine(*state.probe));
    for (const Listener &listener : state.listeners)
        out.line(u"Listening:        %1:%2 %3"_s.arg(listener.address)
                     .arg(listener.port)
                     .arg(listener.profile.isEmpty() ? listener.commandLine : listener.profile));
}

void print(const CommandContext &context, const GatewayState &state)
{
    const Output &out = context.out;
    out.line(out.styled(u"Profile %1"_s.arg(out.shortPath(instanceName(context.selection))), Style::Bold));
    printService(out, state.service);
    out.line(u"File logs:        "_s + out.shortPath(context.selection.paths.logDir()));
    printConfig(context, state);
    printGateway(context, state);
    for (const FoundService &service : state.service.openClaw)
        out.line(u"OpenClaw service: %1 (left alone)"_s.arg(out.shortPath(service.file)));
    if (!state.isolation)
        return;
    for (const QJsonValue &other : std::as_const(state.service.profiles))
        out.line(
            u"Other service:    %1, %2"_s.arg(other["label"_L1].toString(), other["status"_L1].toString()));
    out.line(u"Isolation:        %1"_s.arg(state.isolation->isEmpty() ? u"nothing found"_s : QString()));
    for (const Finding &finding : *state.isolation)
        out.line(u"                  "_s + describeFinding(out, finding));
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
