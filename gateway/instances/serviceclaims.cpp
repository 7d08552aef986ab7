#include "gateway/instances/serviceclaims.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

QList<Claim> serviceClaimsOf(const ClaimedInstance &instance)
{
    const int pinned = instance.facts.servicePort;
    if (pinned == 0 || pinned == instance.base)
        return {};
    const PortBlock block{pinned};
    QList<Claim> claims{{pinned, Role::Service}};
    if (!instance.facts.browserEnabled || !instance.controlDerived)
        return claims;
    for (const int port : {block.control(), block.cdp().first}) {
        if (port <= highestPort)
            claims += Claim{port, Role::Service};
    }
    return claims;
}

bool isHeldByServiceOnly(const ClaimedInstance &instance, const QList<int> &ports)
{
    const auto claimedIn = [&ports](const QList<Claim> &claims) {
        return std::any_of(claims.begin(), claims.end(),
                           [&ports](const Claim &claim) { return ports.contains(claim.port); });
    };
    return claimedIn(instance.serviceClaims) && !claimedIn(instance.claims);
}

QString installServiceAgain(const ClaimedInstance &instance)
{
    const bool named = instance.profile && !instance.isDefault();
    return u"the service of %1 was installed with port %2; run: ws-agent %3gateway install --force"_s
        .arg(instance.name)
        .arg(instance.facts.servicePort)
        .arg(named ? u"--profile %1 "_s.arg(instance.name) : QString());
}

} // namespace wsagent
