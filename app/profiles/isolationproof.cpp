#include "app/profiles/isolationproof.h"

#include "gateway/instances/blockingfindings.h"
#include "gateway/instances/validator.h"

namespace wsagent {

QString isolationProof(const LoadedConfig &config)
{
    return config.isValid() && !config.fromLastGood && config.files.size() == 1 ? config.hash : QString();
}

QHash<QString, QString> proveIsolation(const Fleet &fleet)
{
    QSet<QString> running;
    for (const FleetMember &member : fleet.members) {
        if (member.runtime)
            running.insert(member.name);
    }
    QHash<QString, QString> proofs;
    for (const FleetMember &member : fleet.members) {
        const auto base = basePort(member.profile, {}, {}, member.facts.gatewayPort);
        if (!base)
            continue;
        const int controlPort = member.loaded.config.browserControlPort.value_or(base->port + 2);
        QSet<QString> others = running;
        others.remove(member.name);
        if (blockingFindings(fleet.findings, {.profile = member.name,
                                              .undertaking = Undertaking::Start,
                                              .boundPorts = {base->port, controlPort},
                                              .running = others})
                .isEmpty())
            proofs.insert(member.name, isolationProof(member.loaded));
    }
    return proofs;
}

} // namespace wsagent
