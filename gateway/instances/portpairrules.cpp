#include "gateway/instances/isolationrules.h"
#include "gateway/instances/serviceclaims.h"

#include <QHash>

#include <algorithm>
#include <map>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct Conflict
{
    int port = 0;
    Role roleA = Role::Gateway;
    Role roleB = Role::Gateway;
};

/// What two instances have against each other; `a` is the earlier one in the input.
struct Pair
{
    QList<Conflict> conflicts = {};
    bool tooClose = false;
    bool rangesOverlap = false;
    QList<int> hitsOfA = {}; ///< claims of a inside the range of b
    QList<int> hitsOfB = {};
};

using Pairs = std::map<std::pair<int, int>, Pair>;

struct PlacedClaim
{
    int port = 0;
    Role role = Role::Gateway;
    int instance = 0;
    bool pinned = false;
};

Pair &pairOf(Pairs &pairs, int a, int b)
{
    return pairs[std::minmax(a, b)];
}

QList<PlacedClaim> sortedClaims(const QList<ClaimedInstance> &instances)
{
    QList<PlacedClaim> claims;
    for (const ClaimedInstance &instance : instances) {
        for (const Claim &claim : instance.claims + instance.serviceClaims)
            claims += PlacedClaim{claim.port, claim.role, instance.index, claim.isPinned()};
    }
    std::sort(claims.begin(), claims.end(), [](const PlacedClaim &a, const PlacedClaim &b) {
        return std::tie(a.port, a.instance) < std::tie(b.port, b.instance);
    });
    return claims;
}

/// Equal claims stand side by side; two pins on one port are the business of the endpoint rules.
void findConflicts(const QList<PlacedClaim> &claims, Pairs &pairs)
{
    for (qsizetype i = 0; i < claims.size(); ++i) {
        for (qsizetype j = i + 1; j < claims.size() && claims[j].port == claims[i].port; ++j) {
            const PlacedClaim &a = claims[i];
            const PlacedClaim &b = claims[j];
            if (a.instance == b.instance || (a.pinned && b.pinned))
                continue;
            Pair &pair = pairOf(pairs, a.instance, b.instance);
            const bool known =
                std::any_of(pair.conflicts.begin(), pair.conflicts.end(),
                            [&a](const Conflict &conflict) { return conflict.port == a.port; });
            if (!known)
                pair.conflicts += Conflict{a.port, a.role, b.role};
        }
    }
}

/// Instances sorted by base; only the next few can be too close.
void findTooClose(const QList<ClaimedInstance> &instances, Pairs &pairs)
{
    std::vector<const ClaimedInstance *> byBase;
    for (const ClaimedInstance &instance : instances) {
        if (instance.base && instance.facts.browserEnabled && instance.controlDerived)
            byBase.push_back(&instance);
    }
    std::sort(byBase.begin(), byBase.end(), [](const auto *a, const auto *b) { return *a->base < *b->base; });
    for (size_t i = 0; i < byBase.size(); ++i) {
        for (size_t j = i + 1; j < byBase.size() && *byBase[j]->base - *byBase[i]->base < minimumSpacing;
             ++j) {
            if (*byBase[j]->base != *byBase[i]->base)
                pairOf(pairs, byBase[i]->index, byBase[j]->index).tooClose = true;
        }
    }
}

std::vector<const ClaimedInstance *> byRange(const QList<ClaimedInstance> &instances)
{
    std::vector<const ClaimedInstance *> sorted;
    for (const ClaimedInstance &instance : instances) {
        if (instance.reserve)
            sorted.push_back(&instance);
    }
    std::sort(sorted.begin(), sorted.end(),
              [](const auto *a, const auto *b) { return a->reserve->first < b->reserve->first; });
    return sorted;
}

/// All ranges are equally long but for those that end at the last port: a sweep over their beginnings finds
/// every overlap.
void findOverlaps(const QList<ClaimedInstance> &instances, Pairs &pairs)
{
    const auto sorted = byRange(instances);
    for (size_t i = 0; i < sorted.size(); ++i) {
        for (size_t j = i + 1; j < sorted.size() && sorted[j]->reserve->first <= sorted[i]->reserve->last;
             ++j)
            pairOf(pairs, sorted[i]->index, sorted[j]->index).rangesOverlap = true;
    }
}

void findHits(const QList<ClaimedInstance> &instances, const QList<PlacedClaim> &claims, Pairs &pairs)
{
    for (const ClaimedInstance &owner : instances) {
        if (!owner.reserve)
            continue;
        auto claim = std::lower_bound(claims.begin(), claims.end(), owner.reserve->first,
                                      [](const PlacedClaim &placed, int port) { return placed.port < port; });
        for (; claim != claims.end() && claim->port <= owner.reserve->last; ++claim) {
            if (claim->instance == owner.index)
                continue;
            Pair &pair = pairOf(pairs, claim->instance, owner.index);
            QList<int> &hits = claim->instance < owner.index ? pair.hitsOfA : pair.hitsOfB;
            if (!hits.contains(claim->port))
                hits += claim->port;
        }
    }
}

/// Turns what was found about pairs into findings; the order of precedence is that of 4.3.
class Reporter
{
public:
    explicit Reporter(IsolationCheck &check)
        : m_check(check)
    {}

    void report(const Pairs &pairs)
    {
        for (const auto &[indexes, pair] : pairs)
            report(m_check.instances[indexes.first], m_check.instances[indexes.second], pair);
    }

private:
    void report(const ClaimedInstance &a, const ClaimedInstance &b, const Pair &pair)
    {
        if (!pair.conflicts.isEmpty())
            reportConflict(a, b, pair);
        const bool sameBlock = a.base == b.base && a.controlDerived && b.controlDerived;
        if (sameBlock && pair.rangesOverlap)
            return;
        if (pair.tooClose)
            reportTooClose(a, b);
        else if (pair.rangesOverlap)
            reportOverlap(a, b);
        else
            reportHits(a, b, pair);
    }

    void reportConflict(const ClaimedInstance &a, const ClaimedInstance &b, const Pair &pair)
    {
        const Conflict &first = pair.conflicts.first();
        Finding finding = pairFinding(u"port.conflict"_s, Severity::Error, a, b);
        for (const Conflict &conflict : pair.conflicts)
            finding.ports += conflict.port;
        finding.message = u"%1 (%2) and %3 (%4) both need port %5."_s
                              .arg(a.name, roleName(first.roleA), b.name, roleName(first.roleB))
                              .arg(first.port);
        mend(finding, a, b);
        m_check.findings += finding;
    }

    /// No key of a config changes what an installed service does.
    void mend(Finding &finding, const ClaimedInstance &a, const ClaimedInstance &b)
    {
        for (const ClaimedInstance *instance : {&a, &b}) {
            if (isHeldByServiceOnly(*instance, finding.ports)) {
                finding.advice = installServiceAgain(*instance);
                return;
            }
        }
        finding.fix = moveOrUnpin(a, b, finding.ports);
    }

    /// A pinned value gives way to a port that follows from a base.
    std::optional<FindingFix> moveOrUnpin(const ClaimedInstance &a, const ClaimedInstance &b,
                                          const QList<int> &ports)
    {
        for (const ClaimedInstance *instance : {&a, &b}) {
            for (const Claim &claim : instance->claims) {
                if (ports.contains(claim.port) && !claim.key.isEmpty())
                    return FindingFix{instance->name, claim.key};
            }
        }
        return m_check.advisor.move(m_check.advisor.subject(a, b));
    }

    void reportTooClose(const ClaimedInstance &a, const ClaimedInstance &b)
    {
        Finding finding = pairFinding(u"port.spacing.below_minimum"_s, Severity::Error, a, b);
        finding.ports = {std::min(*a.base, *b.base), std::max(*a.base, *b.base)};
        finding.message =
            u"%1 (%2) and %3 (%4) are %5 ports apart; at least 20 are required, 120 recommended."_s
                .arg(a.name)
                .arg(*a.base)
                .arg(b.name)
                .arg(*b.base)
                .arg(finding.ports[1] - finding.ports[0]);
        finding.fix = m_check.advisor.move(m_check.advisor.subject(a, b));
        m_check.findings += finding;
    }

    void reportOverlap(const ClaimedInstance &a, const ClaimedInstance &b)
    {
        const int first = std::max(a.reserve->first, b.reserve->first);
        const int last = std::min(a.reserve->last, b.reserve->last);
        Finding finding = pairFinding(u"port.range.overlap"_s, Severity::Warning, a, b);
        finding.ports = first == last ? QList<int>{first} : QList<int>{first, last};
        finding.message = u"The CDP ranges of %1 and %2 overlap (%3-%4). Safe while each uses at most nine "
                          u"browser profiles; "
                          "move the bases 120 apart to be free of this."_s.arg(a.name, b.name)
                              .arg(first)
                              .arg(last);
        finding.fix = m_check.advisor.move(m_check.advisor.subject(a, b));
        m_check.findings += finding;
    }

    void reportHits(const ClaimedInstance &a, const ClaimedInstance &b, const Pair &pair)
    {
        reportHit(a, b, pair.hitsOfA, pair);
        reportHit(b, a, pair.hitsOfB, pair);
    }

    void reportHit(const ClaimedInstance &owner, const ClaimedInstance &range, QList<int> ports,
                   const Pair &pair)
    {
        ports.removeIf([&pair](int port) {
            return std::any_of(pair.conflicts.begin(), pair.conflicts.end(),
                               [port](const Conflict &conflict) { return conflict.port == port; });
        });
        if (ports.isEmpty())
            return;
        QStringList texts;
        for (const int port : ports)
            texts += QString::number(port);
        Finding finding{.code = u"port.range.hit"_s,
                        .severity = Severity::Warning,
                        .profiles = {owner.name, range.name},
                        .ports = ports};
        finding.message =
            u"Port %1 of %2 lies in the CDP range of %3."_s.arg(texts.join(", "_L1), owner.name, range.name);
        mend(finding, owner, owner);
        if (finding.fix && finding.fix->key == "gateway.port"_L1)
            finding.fix = m_check.advisor.move(m_check.advisor.subject(owner, range));
        m_check.findings += finding;
    }

    IsolationCheck &m_check;
};

} // namespace

void checkPortPairs(IsolationCheck &check)
{
    Pairs pairs;
    const QList<PlacedClaim> claims = sortedClaims(check.instances);
    findConflicts(claims, pairs);
    findTooClose(check.instances, pairs);
    findOverlaps(check.instances, pairs);
    findHits(check.instances, claims, pairs);
    Reporter(check).report(pairs);
}

} // namespace wsagent
