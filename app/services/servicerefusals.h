#pragma once

#include "app/services/servicespec.h"
#include "gateway/base/result.h"

#include <optional>

namespace wsagent {

enum class ServiceVerb { Install, Uninstall, Start, Stop, Restart };

/// What has to be known before a service is touched. A value, so that the rules can be tried without a
/// service.
struct RefusalFacts
{
    ServiceVerb verb = ServiceVerb::Install;
    Platform platform = Platform::Linux;
    InstanceSelection selection = {};
    QProcessEnvironment environment = {}; ///< as the caller gave it
    QString configError = {};             ///< the first error of the config; empty: it is valid
    QString validatorError = {};          ///< the first finding that forbids a service
    QStringList unsafePaths = {};         ///< the definition or its folder, when others can write there
    bool hasBothSecrets = false;          ///< token and password, and no mode that says which
    QString wideBind = {};                ///< a bind wider than loopback that asks for no secret
    bool isInside = false;                ///< this process belongs to the service
    bool isInteractive = false;
    bool isHealthy = false;
    bool isForced = false;
};

/// R1 to R9 of `services.md` 6: why the service must not be touched; nothing when it may. Pure.
std::optional<Error> serviceRefusal(const RefusalFacts &facts);

/// What of the definition and its folder others can write, or somebody else owns.
QStringList unsafePaths(const QString &definitionFile);

} // namespace wsagent
