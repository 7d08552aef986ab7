#include "gateway/instances/otherports.h"

#include "gateway/config/configloader.h"
#include "gateway/instances/claims.h"
#include "gateway/instances/instancepaths.h"
#include "gateway/instances/registry.h"
#include "gateway/instances/usersenvironment.h"

namespace wsagent {

OtherPorts portsOfOthers(const QString &home, const QProcessEnvironment &environment,
                         const QString &ownStateDir, const ConfigSchema &schema)
{
    OtherPorts ports;
    const QList<RegisteredInstance> instances = listInstances(home, environment).instances;
    for (const RegisteredInstance &known : instances) {
        if (known.stateDir == ownStateDir)
            continue;
        const auto profile = ProfileName::parse(known.name);
        InstancePaths paths = canonicalPaths(profile ? *profile : ProfileName(), home);
        paths.stateDir = known.stateDir;
        paths.configPath = known.configPath;
        const LoadedConfig loaded = loadConfig({.configPath = known.configPath,
                                                .stateDir = known.stateDir,
                                                .home = home,
                                                .environment = usersEnvironment(environment)},
                                               schema);
        const ClaimedInstance claimed =
            claimsOf(factsFromConfig(profile ? *profile : ProfileName(), paths, loaded.effective), {}, 0);
        for (const Claim &claim : claimed.claims)
            ports.claims += claim.port;
        if (claimed.base)
            ports.blocks += PortBlock{*claimed.base, claimed.controlDerived ? 0 : claimed.control};
    }
    return ports;
}

} // namespace wsagent
