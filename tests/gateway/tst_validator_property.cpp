#include "gateway/instances/validator.h"
#include "tests/support/testprogram.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <optional>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr int fleetsPerSeed = 400;

/// One instance as the reference sees it: written down anew, by the words of the specification.
struct Plain
{
    QString name;
    int base = 0;
    bool browser = true;
    int controlOverride = 0;
    int pin = 0; ///< cdpPort of the browser profile "work"
    QString stateDir = {};
    QString workspace = {};

    int control() const { return controlOverride ? controlOverride : base + 2; }
    int rangeFirst() const { return control() + 9; }
    int rangeLast() const { return control() + 108; }

    /// Port and whether it is pinned.
    QList<std::pair<int, bool>> claims() const
    {
        QList<std::pair<int, bool>> ports{{base, false}};
        if (!browser)
            return ports;
        ports += {control(), false};
        if (pin)
            ports += {pin, true};
        int first = rangeFirst();
        while (first == base || first == control() || first == pin)
            ++first;
        ports += {first, false};
        return ports;
    }
};

InstanceFacts factsOf(const Plain &plain)
{
    InstanceFacts facts{.name = plain.name, .gatewayPort = plain.base};
    facts.browserEnabled = plain.browser;
    if (plain.controlOverride)
        facts.controlPort = plain.controlOverride;
    if (plain.pin)
        facts.browserProfiles.insert(u"work"_s, {.cdpPort = plain.pin});
    facts.stateDir = plain.stateDir;
    facts.configPath = plain.stateDir + "/ws-agent.json"_L1;
    facts.workspaces = {plain.workspace};
    return facts;
}

bool inside(const QString &inner, const QString &outer)
{
    return inner.startsWith(outer + u'/');
}

QString entry(const char *code, const Plain &a, const Plain &b, QList<int> ports = {})
{
    std::sort(ports.begin(), ports.end());
    QString text = QLatin1String(code) + u' ' + a.name + u' ' + b.name;
    for (const int port : ports)
        text += u' ' + QString::number(port);
    return text;
}

/// Every rule between two instances, one pair after the other.
void compare(const Plain &a, const Plain &b, QStringList &expected)
{
    QList<int> conflicts;
    bool pinsShared = false;
    for (const auto &[portA, pinnedA] : a.claims()) {
        for (const auto &[portB, pinnedB] : b.claims()) {
            if (portA != portB)
                continue;
            if (pinnedA && pinnedB)
                pinsShared = true;
            else if (!conflicts.contains(portA))
                conflicts += portA;
        }
    }
    if (!conflicts.isEmpty())
        expected += entry("port.conflict", a, b, conflicts);
    if (pinsShared)
        expected += entry("cdp.port.shared", a, b, {a.pin});

    const bool bothDerived = a.browser && b.browser && !a.controlOverride && !b.controlOverride;
    const int distance = std::abs(a.base - b.base);
    const int first = std::max(a.rangeFirst(), b.rangeFirst());
    const int last = std::min(a.rangeLast(), b.rangeLast());
    if (bothDerived && distance == 0) {
        // one conflict says it all
    } else if (bothDerived && distance < 20) {
        expected += entry("port.spacing.below_minimum", a, b, {a.base, b.base});
    } else if (a.browser && b.browser && first <= last) {
        expected +=
            entry("port.range.overlap", a, b, first == last ? QList<int>{first} : QList<int>{first, last});
    } else {
        for (const auto &[owner, range] : {std::pair(&a, &b), std::pair(&b, &a)}) {
            QList<int> hits;
            for (const auto &[port, pinned] : owner->claims()) {
                const bool hit = range->browser && port >= range->rangeFirst() && port <= range->rangeLast();
                if (hit && !conflicts.contains(port) && !hits.contains(port))
                    hits += port;
            }
            if (!hits.isEmpty())
                expected += entry("port.range.hit", *owner, *range, hits);
        }
    }

    const bool sameState = a.stateDir == b.stateDir;
    const bool sameWorkspace = a.workspace == b.workspace;
    if (sameState) {
        expected += entry("path.state.shared", a, b);
        expected += entry("path.config.shared", a, b);
    }
    if (sameWorkspace)
        expected += entry("path.workspace.shared", a, b);
    const bool nested = inside(a.stateDir, b.stateDir) || inside(b.stateDir, a.stateDir);
    for (const auto &[inner, outer] : {std::pair(&a, &b), std::pair(&b, &a)}) {
        if (inside(inner->stateDir, outer->stateDir))
            expected += entry("path.state.nested", *inner, *outer);
        if (inside(inner->workspace, outer->workspace))
            expected += entry("path.workspace.nested", *inner, *outer);
        if (sameState || nested)
            continue;
        if (inside(inner->stateDir, outer->workspace))
            expected += entry("path.state.in_foreign_workspace", *inner, *outer);
        if (inside(inner->workspace, outer->stateDir) && !sameWorkspace)
            expected += entry("path.workspace.in_foreign_state", *inner, *outer);
    }
}

QStringList reference(const QList<Plain> &fleet)
{
    QStringList expected;
    for (qsizetype i = 0; i < fleet.size(); ++i) {
        for (qsizetype j = i + 1; j < fleet.size(); ++j)
            compare(fleet[i], fleet[j], expected);
    }
    expected.sort();
    return expected;
}

QStringList swept(const QList<Finding> &findings)
{
    QStringList lines;
    for (const Finding &finding : findings) {
        if (finding.profiles.size() != 2)
            continue;
        QString text = finding.code + u' ' + finding.profiles.join(u' ');
        for (const int port : finding.ports)
            text += u' ' + QString::number(port);
        lines += text;
    }
    lines.sort();
    return lines;
}

/// Ports so dense and paths so few that everything collides often.
QList<Plain> randomFleet(QRandomGenerator &random)
{
    static const QStringList paths{u"/s"_s, u"/s/a"_s, u"/s/a/b"_s, u"/s/ab"_s, u"/t"_s, u"/t/a"_s, u"/u"_s};
    const auto port = [&random] {
        return 21000 + int(random.bounded(400));
    };
    QList<Plain> fleet;
    const int size = 2 + int(random.bounded(7));
    for (int i = 0; i < size; ++i) {
        Plain plain{.name = u"p%1"_s.arg(i), .base = port(), .browser = random.bounded(5) != 0};
        if (random.bounded(6) == 0)
            plain.controlOverride = port();
        if (random.bounded(4) == 0)
            plain.pin = port();
        plain.stateDir = paths[random.bounded(paths.size())] + (random.bounded(2) ? u"/state"_s : QString()) +
                         (random.bounded(2) ? u"/i%1"_s.arg(i) : QString());
        plain.workspace =
            paths[random.bounded(paths.size())] + (random.bounded(2) ? u"/w%1"_s.arg(i) : QString());
        fleet += plain;
    }
    return fleet;
}

QList<InstanceFacts> allFacts(const QList<Plain> &fleet)
{
    QList<InstanceFacts> facts;
    for (const Plain &plain : fleet)
        facts += factsOf(plain);
    return facts;
}

void addSeeds()
{
    QTest::addColumn<quint32>("seed");

    for (const quint32 seed : {1u, 2u, 3u, 4u, 5u})
        QTest::addRow("seed %u", seed) << seed;
}

} // namespace

class TestValidatorProperty : public QObject
{
    Q_OBJECT

private slots:
    void theSweepFindsWhatPairsFind_data() { addSeeds(); }
    void theSweepFindsWhatPairsFind()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        const HostFacts host{.home = u"/home/u"_s};
        for (int i = 0; i < fleetsPerSeed; ++i) {
            const QList<Plain> fleet = randomFleet(random);

            QCOMPARE(swept(checkIsolation(host, allFacts(fleet))), reference(fleet));
        }
    }

    void aSuggestedBaseHasNoFindings_data() { addSeeds(); }
    void aSuggestedBaseHasNoFindings()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        HostFacts host{.home = u"/home/u"_s};
        for (int i = 0; i < fleetsPerSeed; ++i) {
            QList<InstanceFacts> facts = allFacts(randomFleet(random));
            host.openclawBases = {18789 + int(random.bounded(2000))};
            host.listeners = {
                Listener{.port = 19789 + 1000 * int(random.bounded(12)), .address = u"127.0.0.1"_s}};

            const auto base = suggestBase(u"newcomer"_s, host, facts);
            QVERIFY(bool(base));
            facts += InstanceFacts{.name = u"newcomer"_s, .gatewayPort = *base};

            for (const Finding &finding : checkIsolation(host, facts))
                QVERIFY2(!finding.profiles.contains(u"newcomer"_s), qPrintable(finding.message));
        }
    }
};

WSAGENT_TEST(TestValidatorProperty)
#include "tst_validator_property.moc"
