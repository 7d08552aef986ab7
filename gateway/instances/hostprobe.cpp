#include "gateway/instances/hostprobe.h"

#include "gateway/instances/openclawbases.h"
#include "gateway/instances/pathidentity.h"
#include "gateway/instances/processidentity.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QHash<QString, QString> ownVariables(const QProcessEnvironment &environment)
{
    QHash<QString, QString> variables;
    for (const QString &key : environment.keys()) {
        if (key.startsWith("WS_AGENT_"_L1))
            variables.insert(key, environment.value(key));
    }
    return variables;
}

} // namespace

HostFacts collectHostFacts(const HostProbeOptions &options)
{
    const PortRules rules = portRules(options);
    HostFacts facts{.platform = thisPlatform(),
                    .home = options.home,
                    .environment = ownVariables(options.environment),
                    .ephemeral = rules.ephemeral,
                    .excluded = rules.excluded,
                    .unprivilegedPortStart = rules.unprivilegedStart,
                    .privileged = rules.privileged,
                    .openclawBases = openclawBases(options.home)};
    facts.resolve = resolvePath;
    if (options.listeners) {
        facts.listeners = listeningSockets(options);
        nameOwners(facts.listeners, options.gateways,
                   [&options](qint64 pid) { return processParent(pid, options.procRoot); });
    }
    return facts;
}

} // namespace wsagent
