#include "app/network/gatewaypreflight.h"

#include "app/cli/gatewaysecret.h"
#include "app/cli/secretaccess.h"
#include "app/network/forceport.h"
#include "app/network/gatewayoverrides.h"
#include "app/profiles/isolationproof.h"
#include "gateway/config/crossfieldgateway.h"
#include "gateway/gatewaysettings.h"
#include "gateway/instances/blockingfindings.h"
#include "gateway/instances/instanceid.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/instances/validator.h"
#include "gateway/net/bindaddresses.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Error refused(const QString &message, const QString &fix, ErrorKind kind = ErrorKind::ConfigInvalid)
{
    return {message, fix, kind};
}

Result<void> checkConfig(const CommandContext &context, const LoadedConfig &loaded)
{
    if (loaded.isValid())
        return {};
    QStringList lines;
    for (const ConfigIssue &issue : loaded.errors)
        lines += toString(issue);
    return refused(u"%1 is not valid:\n  %2"_s.arg(context.selection.paths.configPath, lines.join("\n  "_L1)),
                   context.hint(u"config validate"_s));
}

Result<void> checkMode(const CommandContext &context, const LoadedConfig &loaded, bool allowUnconfigured)
{
    if (loaded.config.mode == "local"_L1 || (allowUnconfigured && loaded.config.mode.isEmpty()))
        return {};
    if (!loaded.exists)
        return refused(u"profile %1 is not set up: %2 does not exist"_s.arg(
                           instanceName(context.selection), context.selection.paths.configPath),
                       context.hint(u"setup"_s));
    return refused(loaded.config.mode.isEmpty() ? u"gateway.mode is not set"_s
                                                : u"gateway.mode is %1"_s.arg(loaded.config.mode),
                   context.hint(u"config set gateway.mode local"_s));
}

bool isGiven(const LoadedConfig &loaded, const QString &key, const QString &variable)
{
    const QJsonValue value = loaded.effective["gateway"_L1]["auth"_L1][key];
    return value.isObject() || !value.toString().trimmed().isEmpty() ||
           !loaded.environment.value(variable).trimmed().isEmpty();
}

/// Otherwise nobody could come in.
Result<void> checkTrustedProxy(const CommandContext &context, const LoadedConfig &loaded, bool onlyLocal)
{
    const QJsonValue gateway = loaded.effective["gateway"_L1];
    if (gateway["auth"_L1]["trustedProxy"_L1]["userHeader"_L1].toString().isEmpty())
        return refused(
            u"gateway.auth.mode is trusted-proxy, and gateway.auth.trustedProxy.userHeader is not set"_s,
            context.hint(u"config set gateway.auth.trustedProxy.userHeader X-Forwarded-User"_s));
    if (gateway["trustedProxies"_L1].toArray().isEmpty())
        return refused(u"gateway.auth.mode is trusted-proxy, and gateway.trustedProxies names none"_s,
                       context.hint(u"config set gateway.trustedProxies '[\"10.0.0.1\"]'"_s));
    if (onlyLocal && !gateway["auth"_L1]["trustedProxy"_L1]["allowLoopback"_L1].toBool())
        return refused(u"gateway.bind loopback is reached by proxies of this machine only, and "
                       "gateway.auth.trustedProxy.allowLoopback is off"_s,
                       context.hint(u"config set gateway.auth.trustedProxy.allowLoopback true"_s));
    return {};
}

Result<void> checkCredentials(const CommandContext &context, const LoadedConfig &loaded, const QString &bind)
{
    const QString mode = effectiveAuthMode(loaded.effective["gateway"_L1]["auth"_L1].toObject());
    const bool local = bind.isEmpty() || bind == "loopback"_L1;
    if (mode == "trusted-proxy"_L1)
        return checkTrustedProxy(context, loaded, local);
    if (mode == "none"_L1 && !local)
        return refused(u"gateway.bind %1 lets others in, and gateway.auth.mode is none"_s.arg(bind),
                       context.hint(u"config set gateway.auth.mode token"_s));
    if (mode == "token"_L1 && !isGiven(loaded, u"token"_s, u"WS_AGENT_GATEWAY_TOKEN"_s))
        return refused(u"gateway.auth.mode is token, and there is no token"_s,
                       context.hint(u"doctor --fix"_s));
    if (mode == "password"_L1 && !isGiven(loaded, u"password"_s, u"WS_AGENT_GATEWAY_PASSWORD"_s))
        return refused(u"gateway.auth.mode is password, and there is no password"_s,
                       context.hint(u"config set gateway.auth.password --ref-source keychain --ref-id "
                                    "gateway.auth.password"_s));
    return {};
}

QString describe(const Finding &finding)
{
    QString text = finding.message;
    if (finding.fix)
        text += u" Use "_s + finding.fix->describe() + u'.';
    else if (!finding.advice.isEmpty())
        text += u" ("_s + finding.advice + u')';
    return text;
}

/// Whether this instance keeps out of the way of all others on this host.
Result<void> checkIsolation(const CommandContext &context, const Fleet &fleet, const InstanceFacts &facts,
                            int port, int controlPort)
{
    QSet<QString> running;
    for (const FleetMember &member : fleet.members) {
        if (member.runtime)
            running.insert(member.name);
    }
    const QString name = instanceName(context.selection);
    running.remove(name);
    const QList<Finding> found = blockingFindings(checkWith(fleet, facts), {.profile = name,
                                                                            .undertaking = Undertaking::Start,
                                                                            .boundPorts = {port, controlPort},
                                                                            .running = running});
    if (found.isEmpty())
        return {};
    QStringList lines;
    for (const Finding &finding : found)
        lines += describe(finding);
    return refused(u"%1 cannot start beside the other instances:\n  %2"_s.arg(name, lines.join("\n  "_L1)),
                   context.hint(u"profiles check --fix"_s), ErrorKind::Isolation);
}

/// The running gateway of this very instance, if there is one.
std::optional<Error> runsAlready(const CommandContext &context)
{
    const auto running = readRuntimeFile(context.selection.paths.stateDir);
    if (!running || running->pid == QCoreApplication::applicationPid() || !isAlive(*running))
        return std::nullopt;
    return refused(u"the gateway of %1 runs already (pid %2, port %3)"_s.arg(instanceName(context.selection))
                       .arg(running->pid)
                       .arg(running->port),
                   u"kill %1"_s.arg(running->pid), ErrorKind::Conflict);
}

/// A program that a gateway was starting when it was killed has the gateway's sockets for some milliseconds
/// more, under the gateway's name or without one that can be read. Takes such listeners out of the survey;
/// false when there are none.
bool overlookLeftovers(const CommandContext &context, Fleet &fleet, const QSet<int> &ports)
{
    const auto former = readRuntimeFile(context.selection.paths.stateDir);
    const bool killed = former && !isAlive(*former);
    const QString program = QFileInfo(QCoreApplication::applicationFilePath()).fileName();
    return fleet.host.listeners.removeIf([&](const Listener &listener) {
        return ports.contains(listener.port) && listener.profile.isEmpty() &&
               (!listener.pid || (killed && listener.processName == program));
    }) > 0;
}

/// A supervisor that starts a hundred gateways looks at all instances once, not each of them at all. What it
/// hands over is good for one start with the config that it has seen.
bool isProvedBySupervisor(const LoadedConfig &loaded)
{
    const QByteArray proof = qgetenv(isolationProofVariable);
    qunsetenv(isolationProofVariable);
    return !proof.isEmpty() && proof == isolationProof(loaded).toLatin1();
}

Result<QString> secretOfRun(const CommandContext &context, const LoadedConfig &loaded,
                            const GatewayOverrides &overrides)
{
    const bool password =
        effectiveAuthMode(loaded.effective["gateway"_L1]["auth"_L1].toObject()) == "password"_L1;
    if (const QString given = password ? overrides.password : overrides.token; !given.isEmpty())
        return given;
    const auto secret = gatewaySecret(context, loaded);
    return secret ? Result<QString>(secret->text) : secret.error();
}

WireLog wireLog(const GatewayRunOptions &options)
{
    if (options.wsLog == "full")
        return WireLog::Requests;
    return options.wsLog == "compact" || options.compact ? WireLog::Connections : WireLog::Quiet;
}

} // namespace

Result<GatewayPlan> planGateway(CommandContext &context, const GatewayRunOptions &options,
                                LoadedConfig config, bool isRestart)
{
    const auto overrides = overridesFrom(options);
    if (!overrides)
        return overrides.error();
    GatewayPlan plan;
    plan.loaded = overridden(std::move(config), *overrides);
    const LoadedConfig &loaded = plan.loaded;
    const QString bind = options.bind.empty() ? loaded.config.bind : QString::fromStdString(options.bind);
    if (const auto valid = checkConfig(context, loaded); !valid)
        return valid.error();
    if (const auto mode = checkMode(context, loaded, options.allowUnconfigured); !mode)
        return mode.error();
    if (const auto credentials = checkCredentials(context, loaded, bind); !credentials)
        return credentials.error();

    const InstancePaths &paths = context.selection.paths;
    InstanceFacts facts = factsFromConfig(context.selection.profile, paths, loaded.effective);
    facts.name = instanceName(context.selection);
    if (!options.port.empty())
        facts.portFlag = QString::fromStdString(options.port);
    const auto base =
        basePort(context.selection.profile, facts.portFlag,
                 context.selection.environment.value(u"WS_AGENT_GATEWAY_PORT"_s), facts.gatewayPort);
    if (!base)
        return base.error();
    facts.portFlag = QString::number(base->port);
    const int controlPort = loaded.config.browserControlPort.value_or(base->port + 2);

    if (const auto freed = options.force && !isRestart ? freePort(context, base->port) : Result<void>();
        !freed)
        return freed.error();
    if (auto already = runsAlready(context))
        return *std::move(already);
    if (!isProvedBySupervisor(loaded)) {
        Fleet fleet = context.survey({.ownersOf = {base->port, controlPort}, .ownConfig = &loaded});
        auto isolated = checkIsolation(context, fleet, facts, base->port, controlPort);
        if (!isolated && overlookLeftovers(context, fleet, {base->port, controlPort})) {
            plan.portHeld = isolated.error();
            isolated = checkIsolation(context, fleet, facts, base->port, controlPort);
        }
        if (!isolated)
            return isolated.error();
    }

    const auto addresses = bindAddresses(bind, loaded.config.customBindHost,
                                         bind == "tailnet"_L1 ? tailnetAddress() : QHostAddress());
    if (!addresses)
        return addresses.error();
    auto secret = secretOfRun(context, loaded, *overrides);
    if (!secret)
        return secret.error();
    const auto id = instanceId(paths.stateDir);
    if (!id)
        return id.error();
    for (const ConfigIssue &issue : loaded.warnings)
        plan.notices += toString(issue);
    plan.options = {
        .paths = paths,
        .profile = instanceName(context.selection),
        .instanceId = *id,
        .bind = bind,
        .addresses = *addresses,
        .port = quint16(base->port),
        .controlPort = loaded.config.browserEnabled ? controlPort : 0,
        .hostRules = hostRules(loaded),
        .auth = clientAuth(loaded),
        .limits = clientLimits(loaded),
        .wireLog = wireLog(options),
        .config = loaded,
        .readConfig = [source = overridden(context.source(), *overrides), &schema = context.schema(),
                       overrides = *overrides] { return overridden(loadConfig(source, schema), overrides); },
        .schema = &context.schema(),
        .source = context.source(),
        .otherReader =
            [selection = context.selection](const QString &file) {
                const ConfigSchema schema;
                return surveyFleet(selection, schema, {.listeners = false})
                    .otherReader(selection.paths.configPath, file);
            },
        .program = QCoreApplication::applicationFilePath(),
        .openSecrets =
            [selection = context.selection] {
                return openStore(selection);
            }};
    plan.options.auth.secret = *secret;
    return plan;
}

} // namespace wsagent
