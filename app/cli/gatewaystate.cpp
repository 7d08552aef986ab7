#include "app/cli/gatewaystate.h"

#include "app/cli/findingsview.h"
#include "app/cli/gatewayurls.h"
#include "app/cli/porthints.h"
#include "gateway/instances/validator.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

GatewayUrls urlsOf(const GatewayState &state, int port)
{
    const bool isItsPort = state.runtime && state.runtime->port == port;
    return gatewayUrls(port, state.loaded, isItsPort ? &*state.runtime : nullptr);
}

QStringList portHintsOf(const CommandContext &context, const GatewayState &state)
{
    return portHints(state.listeners, instanceName(context.selection),
                     state.runtime ? std::optional(state.runtime->pid) : std::nullopt);
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
    json.insert("bindHost"_L1, bindHostOf(state));
    json.insert("degraded"_L1, state.isDegraded() ? QJsonValue(u"config"_s) : QJsonValue());
    const auto port = state.port();
    if (!port)
        return json;
    const bool byService = state.service.facts && state.service.facts->service.definition.port();
    json.insert("port"_L1, *port);
    json.insert("portSource"_L1, byService ? u"service args"_s : u"env/config"_s);
    json.insert("probeUrl"_L1, urlsOf(state, *port).webSocket);
    return json;
}

QJsonObject portToJson(const CommandContext &context, const GatewayState &state)
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
                     {"hints"_L1, QJsonArray::fromStringList(portHintsOf(context, state))}};
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

QJsonObject probeToJson(const GatewayProbe &probe)
{
    QJsonObject json{{"ok"_L1, !probe.error}, {"url"_L1, probe.url}, {"latencyMs"_L1, probe.latencyMs}};
    if (probe.error)
        json.insert("error"_L1, probe.error->message);
    else
        json.insert("self"_L1, probe.server);
    return json;
}

QString probeLine(const GatewayProbe &probe)
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

QString runtimeLine(const Output &out, const GatewayState &state)
{
    if (!state.runtime) {
        const auto lastExit = state.service.state.lastExit;
        return u"does not run"_s + (lastExit ? u" (last exit code %1)"_s.arg(*lastExit) : QString());
    }
    const QString degraded =
        state.isDegraded() ? out.styled(u"degraded: config (it serves the last good one), "_s, Style::Warning)
                           : QString();
    return degraded + u"runs (pid %1, port %2, version %3, since %4)"_s.arg(state.runtime->pid)
                          .arg(state.runtime->port)
                          .arg(state.runtime->version, state.runtime->startedAt);
}

void printPlace(const Output &out, const GatewayState &state)
{
    const auto port = state.port();
    if (!port)
        return out.line(u"Gateway:          "_s + state.base.error().message);
    out.line(u"Gateway:          bind %1 (%2), port %3 (from: %4)"_s
                 .arg(state.loaded.config.bind, bindHostOf(state))
                 .arg(*port)
                 .arg(state.service.facts ? u"service"_s : portSourceName(state.base->source)));
    if (state.base && port != state.base->port)
        out.line(u"                  the config of this profile says port %1"_s.arg(state.base->port));
    const GatewayUrls urls = urlsOf(state, *port);
    out.line(u"Probe target:     "_s + urls.webSocket);
    out.line(u"Dashboard:        "_s + (urls.page.isEmpty() ? u"switched off"_s : urls.page));
}

void printWhatRuns(const Output &out, const GatewayState &state)
{
    out.line(u"Runtime:          "_s + runtimeLine(out, state));
    if (state.probe)
        out.line(u"RPC probe:        "_s + probeLine(*state.probe));
    for (const Listener &listener : state.listeners)
        out.line(u"Listening:        %1:%2 %3"_s.arg(listener.address)
                     .arg(listener.port)
                     .arg(listener.profile.isEmpty() ? listener.commandLine : listener.profile));
    if (!state.lastError.isEmpty())
        out.line(u"Last error:       %1 %2"_s.arg(state.lastError["time"_L1].toString(),
                                                  state.lastError["message"_L1].toString()));
}

void printOthers(const Output &out, const GatewayState &state)
{
    printExtraServices(out, state.service);
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

} // namespace

std::optional<int> GatewayState::port() const
{
    if (service.facts) {
        if (const auto pinned = service.facts->service.definition.port())
            return pinned;
    }
    return base ? std::optional(base->port) : std::nullopt;
}

const Listener *GatewayState::stranger(const QString &profile) const
{
    return strangerAmong(listeners, profile, runtime ? std::optional(runtime->pid) : std::nullopt);
}

QStringList GatewayState::hints(const CommandContext &context) const
{
    QStringList hints = portHintsOf(context, *this);
    if (isDegraded())
        hints += u"see what is wrong with the config: %1"_s.arg(context.hint(u"doctor"_s));
    else if (!runtime && hints.isEmpty())
        hints +=
            u"start it: %1"_s.arg(context.hint(service.isInstalled() ? u"gateway start"_s : u"gateway"_s));
    return hints;
}

QString bindHostOf(const GatewayState &state)
{
    const QString mode = state.runtime ? state.runtime->bind : state.loaded.config.bind;
    if (mode == "lan"_L1)
        return u"0.0.0.0"_s;
    if (mode == "custom"_L1 && !state.loaded.config.customBindHost.isEmpty())
        return state.loaded.config.customBindHost;
    for (const Listener &listener : state.listeners) {
        const bool isLoopback = listener.address.startsWith("127."_L1) || listener.address == "::1"_L1;
        if (mode == "tailnet"_L1 && state.runtime && listener.pid == state.runtime->pid && !isLoopback)
            return listener.address;
    }
    return u"127.0.0.1"_s;
}

QJsonObject toJson(const CommandContext &context, const GatewayState &state)
{
    QJsonObject json{{"profile"_L1, instanceName(context.selection)},
                     {"service"_L1, serviceToJson(state.service)},
                     {"gateway"_L1, gatewayToJson(state)},
                     {"config"_L1, configToJson(context, state)},
                     {"stateDir"_L1, context.selection.paths.stateDir},
                     {"port"_L1, portToJson(context, state)},
                     {"legacyServices"_L1, toJson(state.service.openClaw)},
                     {"extraServices"_L1, toJson(state.service.extra)}};
    if (!state.lastError.isEmpty())
        json.insert("lastError"_L1, QJsonObject{{"time"_L1, state.lastError["time"_L1]},
                                                {"message"_L1, state.lastError["message"_L1]}});
    if (state.probe)
        json.insert("rpc"_L1, probeToJson(*state.probe));
    if (const auto port = state.port(); port && state.base && *port != state.base->port)
        json.insert("portCli"_L1, state.base->port);
    if (!state.isolation)
        return json;
    json.insert("isolation"_L1, QJsonObject{{"findings"_L1, toJson(*state.isolation)}});
    json.insert("profiles"_L1, state.service.profiles);
    return json;
}

/// In the order of `services.md` 7.
void printState(const CommandContext &context, const GatewayState &state)
{
    const Output &out = context.out;
    out.line(out.styled(u"Profile %1"_s.arg(out.shortPath(instanceName(context.selection))), Style::Bold));
    printServiceState(out, state.service);
    out.line(u"File logs:        "_s + out.shortPath(context.selection.paths.logDir()));
    printDefinition(out, state.service);
    printConfig(context, state);
    printPlace(out, state);
    printWhatRuns(out, state);
    printOthers(out, state);
    for (const QString &hint : state.hints(context))
        out.line(u"Hint:             "_s + hint);
}

} // namespace wsagent
