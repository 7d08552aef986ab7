#include "gateway/instances/fixes.h"
#include "gateway/instances/porttables.h"
#include "gateway/instances/validator.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int defaultBase = 18789;
constexpr int devBase = 19001;

/// The first base that will do, in the order of preference.
template <typename Predicate>
std::optional<int> firstCandidate(const QString &profile, bool alone, Predicate will)
{
    if ((profile == "default"_L1 || alone) && will(defaultBase))
        return defaultBase;
    if (profile == "dev"_L1 && will(devBase))
        return devBase;
    struct Row
    {
        int first;
        int last;
        int step;
    };
    for (const Row &row : {Row{19789, 31789, 1000}, Row{defaultBase, highestBase, recommendedSpacing},
                           Row{1029, defaultBase - 1, recommendedSpacing}}) {
        for (int base = row.first; base <= row.last; base += row.step) {
            if (will(base))
                return base;
        }
    }
    return std::nullopt;
}

bool isUsable(int base, const HostFacts &host, const Occupancy &occupancy)
{
    const int limit = std::min(host.ephemeral.first, 32768) - 1;
    const PortBlock block{base};
    if (base < std::max(1024, host.unprivilegedPortStart) || block.all().last > limit)
        return false;
    if (!occupancy.isFree(block.all()) || isBlockedByBrowsers(base))
        return false;
    const int used[] = {block.base, block.control(), block.cdp().first};
    return std::none_of(std::begin(used), std::end(used), [&host](int port) {
        const bool listening =
            std::any_of(host.listeners.begin(), host.listeners.end(),
                        [port](const Listener &listener) { return listener.port == port; });
        return listening || !wellKnownSoftware(port).isEmpty();
    });
}

QList<ClaimedInstance> others(const QString &profile, const HostFacts &host,
                              const QList<InstanceFacts> &instances)
{
    HostFacts withoutVariables = host;
    withoutVariables.environment.clear();
    QList<ClaimedInstance> claimed;
    for (const InstanceFacts &facts : instances) {
        ClaimedInstance instance = claimsOf(facts, withoutVariables, int(claimed.size()));
        if (instance.name != profile)
            claimed += std::move(instance);
    }
    return claimed;
}

} // namespace

Occupancy::Occupancy(const HostFacts &host, const QList<ClaimedInstance> &instances)
    : m_used(highestPort + 1, 0)
{
    for (const ClaimedInstance &instance : instances)
        add(instance);
    for (const int base : host.openclawBases)
        changeRange(PortBlock{base}.all(), 1);
}

bool Occupancy::isFree(PortRange range) const
{
    return std::all_of(m_used.begin() + range.first, m_used.begin() + range.last + 1,
                       [](int count) { return count == 0; });
}

void Occupancy::change(const ClaimedInstance &instance, int by)
{
    if (instance.base)
        changeRange(PortBlock{*instance.base}.all(), by);
    if (instance.reserve)
        changeRange(*instance.reserve, by);
    for (const Claim &claim : instance.claims + instance.serviceClaims)
        changeRange({claim.port, claim.port}, by);
}

void Occupancy::changeRange(PortRange range, int by)
{
    for (int port = std::max(range.first, 0); port <= std::min(range.last, highestPort); ++port)
        m_used[size_t(port)] += by;
}

std::optional<int> firstFreeBase(const QString &profile, bool alone, const HostFacts &host,
                                 const Occupancy &occupancy)
{
    return firstCandidate(profile, alone, [&](int base) { return isUsable(base, host, occupancy); });
}

Result<int> suggestBase(const QString &profile, const HostFacts &host, const QList<InstanceFacts> &instances)
{
    const QList<ClaimedInstance> known = others(profile, host, instances);
    const auto base = firstFreeBase(profile, known.isEmpty(), host, Occupancy(host, known));
    if (!base)
        return Error{u"no free base port"_s, u"choose one with --port"_s, ErrorKind::Isolation};
    return *base;
}

FixAdvisor::FixAdvisor(const HostFacts &host, const QList<ClaimedInstance> &instances)
    : m_host(host)
    , m_instances(instances)
{}

const ClaimedInstance &FixAdvisor::subject(const ClaimedInstance &a, const ClaimedInstance &b) const
{
    if (a.isDefault() != b.isDefault())
        return a.isDefault() ? b : a;
    if (a.facts.running != b.facts.running)
        return a.facts.running ? b : a;
    const bool laterByOrder = a.facts.registryOrder != b.facts.registryOrder
                                  ? a.facts.registryOrder > b.facts.registryOrder
                                  : a.index > b.index;
    return laterByOrder ? a : b;
}

std::optional<FindingFix> FixAdvisor::move(const ClaimedInstance &instance)
{
    auto known = m_suggested.constFind(instance.index);
    if (known == m_suggested.constEnd()) {
        if (!m_occupancy)
            m_occupancy.emplace(m_host, m_instances);
        m_occupancy->remove(instance);
        known = m_suggested.insert(
            instance.index, firstFreeBase(instance.name, m_instances.size() == 1, m_host, *m_occupancy));
        m_occupancy->add(instance);
    }
    if (!*known)
        return std::nullopt;
    return FindingFix{instance.name, u"gateway.port"_s, **known};
}

} // namespace wsagent
