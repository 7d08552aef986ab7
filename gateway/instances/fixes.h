#pragma once

#include "gateway/instances/claims.h"

#include <QHash>

#include <vector>

namespace wsagent {

/// How many instances use or reserve each port; one array, so that a suggestion costs no look at every
/// instance.
class Occupancy
{
public:
    Occupancy(const HostFacts &host, const QList<ClaimedInstance> &instances);

    void add(const ClaimedInstance &instance) { change(instance, 1); }
    void remove(const ClaimedInstance &instance) { change(instance, -1); }
    bool isFree(PortRange range) const;

private:
    void change(const ClaimedInstance &instance, int by);
    void changeRange(PortRange range, int by);

    std::vector<int> m_used;
};

/// Says who moves and where to; suggestions are worked out once for each instance.
class FixAdvisor
{
public:
    FixAdvisor(const HostFacts &host, const QList<ClaimedInstance> &instances);

    /// The instance a fix changes: never the default one if the other is not it, else never the running one,
    /// else the later one.
    const ClaimedInstance &subject(const ClaimedInstance &a, const ClaimedInstance &b) const;
    std::optional<FindingFix> move(const ClaimedInstance &instance);

private:
    const HostFacts &m_host;
    const QList<ClaimedInstance> &m_instances;
    std::optional<Occupancy> m_occupancy; ///< made with the first suggestion
    QHash<int, std::optional<int>> m_suggested;
};

/// The first candidate of `profiles-and-ports.md` 5 that is free; nothing when there is none.
std::optional<int> firstFreeBase(const QString &profile, bool alone, const HostFacts &host,
                                 const Occupancy &occupancy);

} // namespace wsagent
