#pragma once

#include "gateway/instances/claims.h"
#include "gateway/instances/fixes.h"

namespace wsagent {

/// What the rules look at and add to. Each rule file covers one topic of `profiles-and-ports.md` 4.2.
struct IsolationCheck
{
    const HostFacts &host;
    const QList<ClaimedInstance> &instances;
    FixAdvisor &advisor;
    QList<Finding> &findings;
};

void checkNames(IsolationCheck &check);         ///< profile.name.*, env.*
void checkOwnPorts(IsolationCheck &check);      ///< port.* of one instance, without a look at others
void checkPortPairs(IsolationCheck &check);     ///< port.conflict, spacing, range.overlap, range.hit
void checkEndpoints(IsolationCheck &check);     ///< cdp.*
void checkListeners(IsolationCheck &check);     ///< port.in_use.*
void checkPaths(IsolationCheck &check);         ///< path.*, without path.relative
void checkRelativePaths(IsolationCheck &check); ///< path.relative
void checkCredentials(IsolationCheck &check);   ///< channel.credential.shared, gateway.auth.shared_token

/// A finding about two instances, in input order.
Finding pairFinding(const QString &code, Severity severity, const ClaimedInstance &a,
                    const ClaimedInstance &b);

} // namespace wsagent
