#pragma once

#include "gateway/base/result.h"
#include "gateway/instances/findings.h"
#include "gateway/instances/hostfacts.h"
#include "gateway/instances/instancefacts.h"
#include "gateway/instances/portblock.h"

namespace wsagent {

/// Proves that the instances keep out of each other's way, or says what stands against it. Pure; sorts and
/// sweeps, so ten thousand instances take well under 100 ms. Order of the findings: severity, code, profiles,
/// ports.
QList<Finding> checkIsolation(const HostFacts &host, const QList<InstanceFacts> &instances);

/// The next base port at which a profile of this name has no finding (`profiles-and-ports.md` 5).
/// `instances` may already hold the profile itself; it is left out of account.
Result<int> suggestBase(const QString &profile, const HostFacts &host, const QList<InstanceFacts> &instances);

/// Where a profile's base port comes from.
enum class PortSource { Flag, Environment, Config, Dev, Derived, Default };

/// "flag", "env", "config", …
QString portSourceName(PortSource source);

struct BasePort
{
    int port = 0;
    PortSource source = PortSource::Default;
};

/// `--port` → WS_AGENT_GATEWAY_PORT → gateway.port → derived default. The error is the message of
/// `port.invalid`.
Result<BasePort> basePort(const ProfileName &profile, const std::optional<QString> &flag,
                          const QString &environmentValue, const QJsonValue &configValue);

/// The ports of an instance as its config has them, whatever flags and variables say; nothing when its base
/// is no port.
std::optional<PortBlock> configuredBlock(const ProfileName &profile, const InstanceFacts &facts);

} // namespace wsagent
