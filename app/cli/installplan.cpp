#include "app/cli/installplan.h"

#include "app/cli/gatewaysecret.h"
#include "app/cli/serviceguard.h"
#include "app/cli/supervisorcall.h"
#include "app/services/instancewait.h"
#include "gateway/base/files.h"
#include "gateway/base/version.h"
#include "gateway/config/configwriter.h"
#include "gateway/instances/instanceid.h"
#include "gateway/instances/validator.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

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

/// What the command line says belongs into the config, where the service and everybody else finds it.
Result<QList<JsonEdit>> editsFor(const InstallOptions &options, const LoadedConfig &loaded)
{
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
    return edits;
}

/// The config with the options in it, without writing it.
Result<LoadedConfig> withEdits(CommandContext &context, const LoadedConfig &loaded,
                               const QList<JsonEdit> &edits)
{
    if (edits.isEmpty() || !loaded.exists)
        return loaded;
    const auto tried = writeConfig(context.source(), context.schema(), {.edits = edits, .dryRun = true});
    return tried ? Result<LoadedConfig>(tried->after) : tried.error();
}

/// A port that does not go is answered with one that does.
Error withBetterPort(CommandContext &context, Error refused, const InstallOptions &options)
{
    if (refused.kind != ErrorKind::Isolation || options.port.empty())
        return refused;
    const Fleet fleet = context.survey();
    if (const auto better = suggestBase(instanceName(context.selection), fleet.host, fleet.facts()); better)
        refused.fix = context.hint(u"gateway install --port %1"_s.arg(*better));
    return refused;
}

/// The one that was asked for, else the one that the present definition has: repairing it keeps it.
Result<QString> wrapperFor(const ServiceHost &host, const InstallOptions &options, const QString &definition)
{
    QString wrapper = QString::fromStdString(options.wrapper.value_or(std::string()));
    if (!options.wrapper) {
        if (const auto present = readService(host.platform, definition, host.places.home))
            wrapper = present->definition.environment.value(u"WS_AGENT_WRAPPER"_s);
    }
    if (wrapper.isEmpty())
        return QString();
    if (!QFileInfo(wrapper).isExecutable())
        return Error{u"the wrapper %1 is no program"_s.arg(wrapper),
                     u"name another one with --wrapper, or none: --wrapper ''"_s, ErrorKind::Usage};
    return QFileInfo(wrapper).absoluteFilePath();
}

Result<ServiceRequest> requestFor(const CommandContext &context, const ServiceHost &host,
                                  const LoadedConfig &loaded, const QString &wrapper)
{
    const InstanceSelection &selection = context.selection;
    const auto port = basePort(selection.profile, {}, {}, loaded.effective["gateway"_L1]["port"_L1]);
    if (!port)
        return port.error();
    const auto executable = serviceExecutable(QCoreApplication::applicationFilePath(), selection.environment,
                                              selection.paths.home);
    if (!executable)
        return executable.error();
    const auto id = existingInstanceId(selection.paths.stateDir);
    if (!id && id.error().kind != ErrorKind::NotFound)
        return id.error();
    return ServiceRequest{.platform = host.platform,
                          .profile = selection.profile,
                          .paths = selection.paths,
                          .executable = *executable,
                          .wrapper = wrapper,
                          .port = port->port,
                          .instanceId = id ? *id : QString(),
                          .tempDir = host.platform == Platform::Linux ? u"/tmp"_s : QDir::tempPath(),
                          .version = QString::fromLatin1(version),
                          .notifies = true};
}

/// What is there already: the same, or something that only --force replaces.
Result<void> compareWithPresent(const CommandContext &context, const ServiceHost &host,
                                const InstallOptions &options, const ServiceState &state, InstallPlan &plan)
{
    const ServiceSpec spec = serviceSpec(plan.request);
    const auto text = host.manager->definition(spec);
    if (!text)
        return text.error();
    const QString file = host.manager->definitionFile(spec);
    const auto present = readFile(file, text->size() + 256 * 1024);
    const bool isSame = present && *present == *text;
    plan.isInstalled = isSame && state.isEnabled && state.status == "running"_L1;
    if (present && !isSame && !options.force)
        return Error{u"%1 is there already, and says something else"_s.arg(file),
                     context.hint(u"gateway install --force"_s), ErrorKind::Conflict};
    return {};
}

/// A gateway that somebody has started otherwise. A supervisor can hand its own over; what it stops stays
/// stopped, and what others kill it starts again.
Result<void> checkNoOtherRuns(const CommandContext &context, const ServiceState &state, InstallPlan &plan)
{
    const auto running = livingGateway(context.selection.paths.stateDir);
    if (!running || running->pid == state.pid)
        return {};
    plan.isSupervised = isSupervised(context);
    if (plan.isSupervised)
        return {};
    return Error{
        u"the gateway of %1 runs already, without a service (pid %2)"_s.arg(instanceName(context.selection))
            .arg(running->pid),
        u"kill %1"_s.arg(running->pid), ErrorKind::Conflict};
}

} // namespace

Result<InstallPlan> planInstall(CommandContext &context, const ServiceHost &host,
                                const InstallOptions &options)
{
    const LoadedConfig present = context.load();
    const auto edits = editsFor(options, present);
    if (!edits)
        return edits.error();
    auto loaded = withEdits(context, present, *edits);
    if (!loaded)
        return loaded.error();
    InstallPlan plan{.loaded = *std::move(loaded), .edits = *edits};
    if (auto refused = refuseVerb(context, host, ServiceVerb::Install, plan.loaded, options.force))
        return withBetterPort(context, *std::move(refused), options);
    if (const auto setUp = checkSetUp(context, plan.loaded); !setUp)
        return setUp.error();
    if (const auto secret = gatewaySecret(context, plan.loaded); !secret)
        return secret.error();

    const ServiceSpec nameplate = serviceNameplate(context.selection.profile, context.selection.paths);
    const auto wrapper = wrapperFor(host, options, host.manager->definitionFile(nameplate));
    if (!wrapper)
        return wrapper.error();
    auto request = requestFor(context, host, plan.loaded, *wrapper);
    if (!request)
        return request.error();
    plan.request = *std::move(request);
    if (const auto reachable = host.manager->reachable(); !reachable)
        return reachable.error();
    const ServiceState state = host.manager->query(nameplate.names);
    if (const auto compared = compareWithPresent(context, host, options, state, plan); !compared)
        return compared.error();
    if (const auto alone = checkNoOtherRuns(context, state, plan); !alone)
        return alone.error();
    return plan;
}

} // namespace wsagent
