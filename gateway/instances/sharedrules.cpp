#include "gateway/instances/isolationrules.h"

#include <QHash>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct PlacedEndpoint
{
    int instance = 0;
    QString key = {};
    QString identity = {}; ///< empty for a pinned port without a URL
    QString shown = {};
    bool perConnection = false;
};

/// Calls `visit` for every two entries of different instances in each group of more than one.
template <typename Entry, typename Visit>
void eachPair(const QHash<QString, QList<Entry>> &groups, const Visit &visit)
{
    for (const QList<Entry> &group : groups) {
        for (qsizetype i = 0; i < group.size(); ++i) {
            for (qsizetype j = i + 1; j < group.size(); ++j) {
                if (group[i].instance != group[j].instance)
                    visit(group[i], group[j]);
            }
        }
    }
}

/// The key of the instance that a fix changes.
FindingFix clearKey(IsolationCheck &check, const PlacedEndpoint &a, const PlacedEndpoint &b)
{
    const ClaimedInstance &subject =
        check.advisor.subject(check.instances[a.instance], check.instances[b.instance]);
    return {subject.name, subject.index == a.instance ? a.key : b.key};
}

void checkSharedUrls(IsolationCheck &check)
{
    QHash<QString, QList<PlacedEndpoint>> groups;
    QHash<QString, int> ports;
    for (const ClaimedInstance &instance : check.instances) {
        for (const CdpEndpoint &endpoint : instance.endpoints) {
            groups[endpoint.identity] += PlacedEndpoint{instance.index, endpoint.key, endpoint.identity,
                                                        endpoint.shown, endpoint.perConnection};
            ports[endpoint.identity] = endpoint.port;
        }
    }
    eachPair(groups, [&](const PlacedEndpoint &a, const PlacedEndpoint &b) {
        const Severity severity = a.perConnection && b.perConnection ? Severity::Warning : Severity::Error;
        Finding finding = pairFinding(u"cdp.url.shared"_s, severity, check.instances[a.instance],
                                      check.instances[b.instance]);
        finding.ports = {ports.value(a.identity)};
        finding.message = u"%1 and %2 attach to the same browser %3."_s.arg(finding.profiles[0],
                                                                            finding.profiles[1], a.shown);
        finding.fix = clearKey(check, a, b);
        check.findings += finding;
    });
}

/// Equal pinned ports, unless it is one URL spelt alike, which `cdp.url.shared` says already.
void checkSharedPins(IsolationCheck &check)
{
    QHash<QString, QList<PlacedEndpoint>> groups;
    for (const ClaimedInstance &instance : check.instances) {
        for (const Claim &claim : instance.claims) {
            if (!claim.isPinned())
                continue;
            const auto endpoint =
                std::find_if(instance.endpoints.begin(), instance.endpoints.end(),
                             [&claim](const CdpEndpoint &known) { return known.key == claim.key; });
            const QString identity = endpoint == instance.endpoints.end() ? QString() : endpoint->identity;
            groups[QString::number(claim.port)] += PlacedEndpoint{instance.index, claim.key, identity};
        }
    }
    for (auto group = groups.begin(); group != groups.end(); ++group) {
        const int port = group.key().toInt();
        eachPair(QHash<QString, QList<PlacedEndpoint>>{{group.key(), *group}},
                 [&](const PlacedEndpoint &a, const PlacedEndpoint &b) {
                     if (!a.identity.isEmpty() && a.identity == b.identity)
                         return;
                     Finding finding = pairFinding(u"cdp.port.shared"_s, Severity::Error,
                                                   check.instances[a.instance], check.instances[b.instance]);
                     finding.ports = {port};
                     finding.message = u"%1 and %2 both use the local browser port %3."_s
                                           .arg(finding.profiles[0], finding.profiles[1])
                                           .arg(port);
                     finding.fix = clearKey(check, a, b);
                     check.findings += finding;
                 });
    }
}

struct PlacedSecret
{
    int instance = 0;
    QString name = {}; ///< "telegram:default"
};

} // namespace

void checkEndpoints(IsolationCheck &check)
{
    checkSharedUrls(check);
    checkSharedPins(check);
}

void checkCredentials(IsolationCheck &check)
{
    QHash<QString, QList<PlacedSecret>> credentials;
    QHash<QString, QList<PlacedSecret>> gatewaySecrets;
    for (const ClaimedInstance &instance : check.instances) {
        const auto &hashes = instance.facts.secretHashes;
        for (auto secret = hashes.begin(); secret != hashes.end(); ++secret)
            credentials[secret.key().section(u':', 0, 0) + u'\n' + *secret] +=
                PlacedSecret{instance.index, secret.key()};
        if (!instance.facts.gatewaySecretHash.isEmpty())
            gatewaySecrets[instance.facts.gatewaySecretHash] += PlacedSecret{instance.index};
    }

    eachPair(credentials, [&](const PlacedSecret &a, const PlacedSecret &b) {
        Finding finding = pairFinding(u"channel.credential.shared"_s, Severity::Error,
                                      check.instances[a.instance], check.instances[b.instance]);
        finding.via = a.name;
        finding.message = u"%1 and %2 log in to %3 with the same account."_s.arg(
            finding.profiles[0], finding.profiles[1], a.name.section(u':', 0, 0));
        finding.advice = u"give one of them an account of its own, or switch the channel off there"_s;
        check.findings += finding;
    });
    eachPair(gatewaySecrets, [&](const PlacedSecret &a, const PlacedSecret &b) {
        const ClaimedInstance &first = check.instances[a.instance];
        const ClaimedInstance &second = check.instances[b.instance];
        Finding finding = pairFinding(u"gateway.auth.shared_token"_s, Severity::Warning, first, second);
        finding.message =
            u"%1 and %2 accept the same gateway secret."_s.arg(finding.profiles[0], finding.profiles[1]);
        const ClaimedInstance &subject = check.advisor.subject(first, second);
        if (!subject.facts.gatewaySecretKey.isEmpty())
            finding.fix =
                FindingFix{.profile = subject.name, .key = subject.facts.gatewaySecretKey, .newSecret = true};
        else
            finding.advice =
                u"ws-agent --profile %1 doctor --generate-gateway-token --fix --yes"_s.arg(subject.name);
        check.findings += finding;
    });
}

} // namespace wsagent
