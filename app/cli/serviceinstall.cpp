#include "app/cli/serviceinstall.h"

#include "app/cli/gatewaysecret.h"
#include "app/cli/secretaccess.h"
#include "gateway/base/files.h"
#include "gateway/base/version.h"
#include "gateway/config/configwriter.h"
#include "gateway/config/crossfieldgateway.h"
#include "gateway/instances/blockingfindings.h"
#include "gateway/instances/instanceid.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/instances/statelock.h"
#include "gateway/instances/validator.h"

#include <QDir>
#include <QElapsedTimer>
#include <QThread>

#include <cstdio>
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

bool isTerminal()
{
#ifdef Q_OS_UNIX
    return ::isatty(STDIN_FILENO) != 0;
#else
    return false;
#endif
}

std::optional<RuntimeFile> livingGateway(const InstancePaths &paths)
{
    const auto runtime = readRuntimeFile(paths.stateDir);
    return runtime && isAlive(*runtime) ? std::optional(*runtime) : std::nullopt;
}

template <typename Condition>
bool waitFor(Condition condition, std::chrono::milliseconds patience)
{
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
        if (std::chrono::milliseconds(clock.elapsed()) > patience)
            return false;
        QThread::msleep(20);
    }
    return true;
}

/// The first finding that forbids a service of this profile. A damaged definition of its own may name another
/// profile, which does not exist: installing is what mends that.
QString validatorError(CommandContext &context, const QString &definitionFile)
{
    const Fleet fleet = context.survey();
    const QString name = instanceName(context.selection);
    QList<InstanceFacts> instances;
    for (const FleetMember &member : fleet.members) {
        if (member.name == name || member.serviceFile != definitionFile)
            instances += member.facts;
    }
    const QList<Finding> blocking = blockingFindings(
        checkIsolation(fleet.host, instances), {.profile = name, .undertaking = Undertaking::InstallService});
    return blocking.isEmpty() ? QString() : blocking.first().message;
}

/// A service has to find something to run.
Result<void> checkSetUp(const CommandContext &context, const LoadedConfig &loaded)
{
    if (!loaded.exists)
        return Error{u"%1 is not set up yet"_s.arg(instanceName(context.selection)), context.hint(u"setup"_s),
                     ErrorKind::NotFound};
    if (loaded.config.mode != "local"_L1)
        return Error{u"gateway.mode is %1, and only local runs a gateway here"_s.arg(
                         loaded.config.mode.isEmpty() ? u"not set"_s : loaded.config.mode),
                     context.hint(u"config set gateway.mode local"_s), ErrorKind::ConfigInvalid};
    return {};
}

Result<void> writeKeys(CommandContext &context, const QList<JsonEdit> &edits)
{
    const auto written = writeConfig(context.source(), context.schema(), {.edits = edits});
    return written ? Result<void>() : written.error();
}

/// What the command line says goes into the config, where the service and everybody else finds it.
Result<LoadedConfig> withOptions(CommandContext &context, const InstallOptions &options)
{
    LoadedConfig loaded = context.load();
    QList<JsonEdit> edits;
    if (!options.port.empty()) {
        const auto port = basePort({}, QString::fromStdString(options.port), {}, QJsonValue::Undefined);
        if (!port)
            return Error{port.error().message, {}, ErrorKind::Usage};
        if (loaded.config.port != port->port)
            edits += {*parseJsonPath(u"gateway.port"_s), port->port};
    }
    const QString token = QString::fromStdString(options.token);
    if (!token.isEmpty() && loaded.effective["gateway"_L1]["auth"_L1]["token"_L1] != token)
        edits += {*parseJsonPath(u"gateway.auth.token"_s), token};
    if (edits.isEmpty())
        return loaded;
    if (const auto written = writeKeys(context, edits); !written)
        return written.error();
    return context.load();
}

/// A secret that only this shell knows has to be found by the service, too; never in its definition.
Result<void> keepShellSecret(const CommandContext &context, const LoadedConfig &loaded)
{
    const QJsonObject auth = loaded.effective["gateway"_L1]["auth"_L1].toObject();
    const bool byPassword = effectiveAuthMode(auth) == "password"_L1;
    const QString name = byPassword ? u"WS_AGENT_GATEWAY_PASSWORD"_s : u"WS_AGENT_GATEWAY_TOKEN"_s;
    const QString given = context.selection.environment.value(name).trimmed();
    if (given.isEmpty() || !auth[byPassword ? "password"_L1 : "token"_L1].isUndefined())
        return {};
    const QString file = context.selection.paths.stateDir + "/gateway.env"_L1;
    return replaceFile(file, u"%1=%2\n"_s.arg(name, given).toUtf8());
}

Result<ServiceSpec> wantedSpec(CommandContext &context, const ServiceHost &host, const LoadedConfig &loaded,
                               const InstallOptions &options)
{
    const InstanceSelection &selection = context.selection;
    const auto port = basePort(selection.profile, {}, {}, loaded.effective["gateway"_L1]["port"_L1]);
    if (!port)
        return port.error();
    const auto executable = serviceExecutable(QCoreApplication::applicationFilePath(), selection.environment,
                                              selection.paths.home);
    if (!executable)
        return executable.error();
    const QString wrapper = QString::fromStdString(options.wrapper);
    if (!wrapper.isEmpty() && !QFileInfo(wrapper).isExecutable())
        return Error{u"the wrapper %1 is no program"_s.arg(wrapper), {}, ErrorKind::Usage};
    const auto id = instanceId(selection.paths.stateDir);
    if (!id)
        return id.error();
    return serviceSpec({.platform = host.platform,
                        .profile = selection.profile,
                        .paths = selection.paths,
                        .executable = *executable,
                        .wrapper = wrapper.isEmpty() ? QString() : QFileInfo(wrapper).absoluteFilePath(),
                        .port = port->port,
                        .instanceId = *id,
                        .tempDir = host.platform == Platform::Linux ? u"/tmp"_s : QDir::tempPath(),
                        .version = QString::fromLatin1(version),
                        .notifies = true});
}

/// Linger and the like: what the owner should know of a service that was installed.
void addAdvice(const ServiceHost &host, const ServiceNames &names, ServiceOutcome &outcome)
{
    if (const QString notice = host.manager->notice(names); !notice.isEmpty())
        outcome.warnings += notice;
    if (host.platform != Platform::Linux || lingers(host.places.account, host.run) != false)
        return;
    outcome.warnings += u"the service ends when you log out, and does not start before you log in"_s;
    outcome.hints += u"loginctl enable-linger %1"_s.arg(host.places.account);
}

} // namespace

bool waitUntilServing(const InstancePaths &paths, std::chrono::milliseconds patience)
{
    return waitFor([&paths] { return livingGateway(paths).has_value(); }, patience);
}

bool waitUntilGone(const InstancePaths &paths, std::chrono::milliseconds patience)
{
    const auto isFree = [&paths] {
        return !livingGateway(paths) && (!QFileInfo::exists(StateLock::path(paths.stateDir)) ||
                                         StateLock::acquire(paths, StateLock::Role::Maintenance, 0ms));
    };
    return waitFor(isFree, patience);
}

std::optional<Error> refuseVerb(CommandContext &context, const ServiceHost &host, ServiceVerb verb,
                                const LoadedConfig &loaded, bool isForced)
{
    const QJsonObject auth = loaded.effective["gateway"_L1]["auth"_L1].toObject();
    const auto isSet = [&auth](QLatin1StringView key) {
        return auth[key].isObject() || !auth[key].toString().isEmpty();
    };
    RefusalFacts facts{.verb = verb, .platform = host.platform, .selection = context.selection};
    facts.environment = QProcessEnvironment::systemEnvironment();
    facts.hasBothSecrets = isSet("token"_L1) && isSet("password"_L1) &&
                           loaded.source["gateway"_L1]["auth"_L1]["mode"_L1].isUndefined();
    if (!loaded.isValid())
        facts.configError = toString(loaded.errors.first());
    if (loaded.config.bind != "loopback"_L1 && effectiveAuthMode(auth) == "none"_L1)
        facts.wideBind = loaded.config.bind;
    const ServiceSpec nameplate = serviceNameplate(context.selection.profile, context.selection.paths);
    const QString definitionFile = host.manager->definitionFile(nameplate);
    if (verb == ServiceVerb::Install)
        facts.validatorError = validatorError(context, definitionFile);
    facts.unsafePaths = unsafePaths(definitionFile);
    facts.isInside = isInsideService(host.platform, nameplate.names, facts.environment);
    facts.isInteractive = isTerminal();
    facts.isHealthy = livingGateway(context.selection.paths).has_value();
    facts.isForced = isForced;
    return serviceRefusal(facts);
}

std::optional<Error> refuseUnforcedStop(const CommandContext &context, bool isForced)
{
    return serviceRefusal({.verb = ServiceVerb::Stop,
                           .selection = context.selection,
                           .isInteractive = isTerminal(),
                           .isHealthy = livingGateway(context.selection.paths).has_value(),
                           .isForced = isForced});
}

Result<ServiceOutcome> installService(CommandContext &context, const ServiceHost &host,
                                      const InstallOptions &options)
{
    if (auto refused = refuseVerb(context, host, ServiceVerb::Install, context.load(), options.force))
        return *std::move(refused);
    const auto loaded = withOptions(context, options);
    if (!loaded)
        return loaded.error();
    if (const auto setUp = checkSetUp(context, *loaded); !setUp)
        return setUp.error();
    if (const auto secret = gatewaySecret(context, *loaded); !secret)
        return secret.error();
    const auto spec = wantedSpec(context, host, *loaded, options);
    if (!spec)
        return spec.error();
    const auto text = host.manager->definition(*spec);
    if (!text)
        return text.error();
    if (const auto reachable = host.manager->reachable(); !reachable)
        return reachable.error();

    const auto present = readFile(host.manager->definitionFile(*spec), text->size() + 256 * 1024);
    const ServiceState state = host.manager->query(spec->names);
    ServiceOutcome outcome{.action = u"install"_s, .result = u"already-installed"_s};
    const bool isSame = present && *present == *text;
    if (isSame && !options.force && state.isEnabled && state.status == "running"_L1) {
        outcome.message =
            u"The service of %1 is installed already, and runs."_s.arg(instanceName(context.selection));
        addAdvice(host, spec->names, outcome);
        return outcome;
    }
    if (present && !isSame && !options.force)
        return Error{
            u"%1 is there already, and says something else"_s.arg(host.manager->definitionFile(*spec)),
            context.hint(u"gateway install --force"_s), ErrorKind::Conflict};
    const auto running = livingGateway(context.selection.paths);
    if (running && running->pid != state.pid)
        return Error{u"the gateway of %1 runs already, without a service (pid %2)"_s
                         .arg(instanceName(context.selection))
                         .arg(running->pid),
                     u"kill %1"_s.arg(running->pid), ErrorKind::Conflict};
    if (const auto kept = keepShellSecret(context, *loaded); !kept)
        return kept.error();
    if (const auto installed = host.manager->install(*spec); !installed)
        return Error{installed.error().message, context.hint(u"logs"_s), installed.error().kind};
    if (!waitUntilServing(context.selection.paths, 60s))
        return Error{u"the service was installed, and no gateway came up within a minute"_s,
                     context.hint(u"logs"_s)};
    outcome.result = u"installed"_s;
    outcome.message = u"The service of %1 is installed, and runs."_s.arg(instanceName(context.selection));
    addAdvice(host, spec->names, outcome);
    return outcome;
}

} // namespace wsagent
