#include "app/cli/serviceguard.h"

#include "app/services/instancewait.h"
#include "gateway/config/crossfieldgateway.h"
#include "gateway/instances/blockingfindings.h"
#include "gateway/instances/validator.h"

#include <cstdio>
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isTerminal()
{
#ifdef Q_OS_UNIX
    return ::isatty(STDIN_FILENO) != 0;
#else
    return false;
#endif
}

/// The first finding that forbids a service of this profile. A damaged definition of its own may name another
/// profile, which does not exist, or another port: installing is what mends that.
QString validatorError(CommandContext &context, const QString &definitionFile, const LoadedConfig &loaded)
{
    const Fleet fleet = context.survey({.ownConfig = &loaded});
    const QString name = instanceName(context.selection);
    QList<InstanceFacts> instances;
    for (const FleetMember &member : fleet.members) {
        if (member.name != name && member.serviceFile == definitionFile)
            continue;
        instances += member.facts;
        if (member.name == name)
            instances.last().servicePort = 0;
    }
    const QList<Finding> blocking = blockingFindings(
        checkIsolation(fleet.host, instances), {.profile = name, .undertaking = Undertaking::InstallService});
    return blocking.isEmpty() ? QString() : blocking.first().message;
}

} // namespace

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
        facts.validatorError = validatorError(context, definitionFile, loaded);
    facts.unsafePaths = unsafePaths(definitionFile);
    facts.isInside = isInsideService(host.platform, nameplate.names, facts.environment);
    facts.isInteractive = isTerminal();
    facts.isHealthy = livingGateway(context.selection.paths.stateDir).has_value();
    facts.isForced = isForced;
    return serviceRefusal(facts);
}

std::optional<Error> refuseUnforcedStop(const CommandContext &context, bool isForced)
{
    return serviceRefusal({.verb = ServiceVerb::Stop,
                           .selection = context.selection,
                           .isInteractive = isTerminal(),
                           .isHealthy = livingGateway(context.selection.paths.stateDir).has_value(),
                           .isForced = isForced});
}

} // namespace wsagent
