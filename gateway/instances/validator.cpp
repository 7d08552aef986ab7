#include "gateway/instances/validator.h"

#include "gateway/instances/isolationrules.h"

#include <QSet>

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

/// A fix is none where it would change another instance as well, or where a variable overrules it.
void withholdFixes(const HostFacts &host, QList<Finding> &findings)
{
    QSet<QString> entangled;
    for (const Finding &finding : findings) {
        if (finding.code == "path.config.shared"_L1 || finding.code == "path.state.shared"_L1)
            entangled += QSet<QString>(finding.profiles.begin(), finding.profiles.end());
    }
    const QString variable = u"WS_AGENT_GATEWAY_PORT"_s;
    const bool isForced = !host.environment.value(variable).trimmed().isEmpty();
    const auto withhold = [](Finding &finding, const QString &advice) {
        finding.advice = advice;
        finding.fix.reset();
    };
    for (Finding &finding : findings) {
        if (finding.fix && entangled.contains(finding.fix->profile))
            withhold(finding, u"first give each of them a config and a state directory of its own"_s);
        else if (finding.fix && isForced && finding.fix->key == "gateway.port"_L1)
            withhold(finding, u"unset %1"_s.arg(variable));
    }
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
    checkRelativePaths(check);
    checkCredentials(check);
    withholdFixes(host, findings);
    std::stable_sort(findings.begin(), findings.end(), comesBefore);
    return findings;
}

} // namespace wsagent
