#include "gateway/instances/validator.h"

#include "gateway/instances/isolationrules.h"

#include <algorithm>
#include <tuple>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool comesBefore(const Finding &a, const Finding &b)
{
    return std::tie(a.severity, a.code, a.profiles, a.ports) <
           std::tie(b.severity, b.code, b.profiles, b.ports);
}

} // namespace

Finding pairFinding(const QString &code, Severity severity, const ClaimedInstance &a,
                    const ClaimedInstance &b)
{
    const bool inOrder = a.index < b.index;
    return {.code = code, .severity = severity, .profiles = {(inOrder ? a : b).name, (inOrder ? b : a).name}};
}

QList<Finding> checkIsolation(const HostFacts &host, const QList<InstanceFacts> &facts)
{
    QList<ClaimedInstance> instances;
    instances.reserve(facts.size());
    for (const InstanceFacts &one : facts)
        instances += claimsOf(one, host, int(instances.size()));

    QList<Finding> findings;
    FixAdvisor advisor(host, instances);
    IsolationCheck check{host, instances, advisor, findings};
    checkNames(check);
    checkOwnPorts(check);
    checkPortPairs(check);
    checkEndpoints(check);
    checkListeners(check);
    checkPaths(check);
    checkCredentials(check);
    std::stable_sort(findings.begin(), findings.end(), comesBefore);
    return findings;
}

} // namespace wsagent
