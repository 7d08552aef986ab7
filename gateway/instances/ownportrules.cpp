#include "gateway/instances/isolationrules.h"
#include "gateway/instances/porttables.h"

#include <algorithm>
#include <functional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString joined(const QList<int> &ports)
{
    QStringList texts;
    for (const int port : ports)
        texts += QString::number(port);
    return texts.join(", "_L1);
}

QList<int> portsWhere(const ClaimedInstance &instance, const std::function<bool(const Claim &)> &matches)
{
    QList<int> ports;
    for (const Claim &claim : instance.claims) {
        if (matches(claim) && !ports.contains(claim.port))
            ports += claim.port;
    }
    std::sort(ports.begin(), ports.end());
    return ports;
}

/// A finding about some claims: a pinned one loses its pin, otherwise the whole block moves.
void add(IsolationCheck &check, const ClaimedInstance &instance, const QString &code, Severity severity,
         const QList<int> &ports, const QString &message)
{
    if (ports.isEmpty())
        return;
    std::optional<FindingFix> fix;
    for (const Claim &claim : instance.claims) {
        if (ports.contains(claim.port) && !claim.key.isEmpty())
            fix = FindingFix{instance.name, claim.key};
    }
    const bool derived =
        std::any_of(instance.claims.begin(), instance.claims.end(), [&ports](const Claim &claim) {
            return ports.contains(claim.port) && claim.key.isEmpty();
        });
    if (derived)
        fix = check.advisor.move(instance);
    check.findings += Finding{.code = code,
                              .severity = severity,
                              .profiles = {instance.name},
                              .ports = ports,
                              .message = message,
                              .fix = fix};
}

void checkSelfConflicts(IsolationCheck &check, const ClaimedInstance &instance)
{
    for (qsizetype i = 0; i < instance.claims.size(); ++i) {
        for (qsizetype j = i + 1; j < instance.claims.size(); ++j) {
            const Claim &first = instance.claims[i];
            const Claim &second = instance.claims[j];
            if (first.port != second.port)
                continue;
            const QString key = second.key.isEmpty() ? first.key : second.key;
            check.findings +=
                Finding{.code = u"port.self_conflict"_s,
                        .profiles = {instance.name},
                        .ports = {first.port},
                        .message = u"%1 uses port %2 for %3 and %4."_s.arg(instance.name)
                                       .arg(first.port)
                                       .arg(roleName(first.role), roleName(second.role)),
                        .fix = key.isEmpty() ? std::nullopt : std::optional(FindingFix{instance.name, key})};
        }
    }
}

void checkOwnRange(IsolationCheck &check, const ClaimedInstance &instance)
{
    if (!instance.reserve)
        return;
    const QList<int> inside = portsWhere(instance, [&](const Claim &claim) {
        const bool fixed = claim.role == Role::Gateway || claim.role == Role::Control ||
                           claim.role == Role::Relay || claim.role == Role::Aux;
        return fixed && instance.reserve->contains(claim.port);
    });
    if (inside.isEmpty())
        return;
    check.findings += Finding{
        .code = u"port.range.self_hit"_s,
        .severity = Severity::Warning,
        .profiles = {instance.name},
        .ports = inside,
        .message = u"Port %1 of %2 lies in its own CDP range; the allocator skips it."_s.arg(joined(inside),
                                                                                             instance.name),
        .fix = instance.controlDerived ? std::nullopt
                                       : std::optional(FindingFix{instance.name, u"browser.controlPort"_s})};
}

void checkEphemeral(IsolationCheck &check, const ClaimedInstance &instance)
{
    const PortRange range = check.host.ephemeral;
    const QList<int> inside =
        portsWhere(instance, [range](const Claim &claim) { return range.contains(claim.port); });
    if (!inside.isEmpty()) {
        add(check, instance, u"port.ephemeral"_s, Severity::Warning, inside,
            u"Port %1 can be taken by an outgoing connection (ephemeral range %2-%3)."_s.arg(joined(inside))
                .arg(range.first)
                .arg(range.last));
    } else if (instance.reserve && instance.reserve->overlaps(range)) {
        check.findings += Finding{.code = u"port.range.ephemeral"_s,
                                  .severity = Severity::Info,
                                  .profiles = {instance.name},
                                  .ports = {std::max(instance.reserve->first, range.first),
                                            std::min(instance.reserve->last, range.last)},
                                  .message = u"Part of the CDP range is ephemeral."_s};
    }
}

void checkTables(IsolationCheck &check, const ClaimedInstance &instance)
{
    const int start = check.host.unprivilegedPortStart;
    const QList<int> low = portsWhere(instance, [start](const Claim &claim) { return claim.port < start; });
    const bool allowed = check.host.privileged || check.host.platform == Platform::Windows;
    add(check, instance, u"port.privileged"_s, allowed ? Severity::Warning : Severity::Error, low,
        u"Port %1 needs administrator rights."_s.arg(joined(low)));

    const QList<int> known =
        portsWhere(instance, [](const Claim &claim) { return !wellKnownSoftware(claim.port).isEmpty(); });
    QStringList sentences;
    for (const int port : known)
        sentences += u"Port %1 is normally used by %2."_s.arg(port).arg(wellKnownSoftware(port));
    add(check, instance, u"port.wellknown"_s, Severity::Warning, known, sentences.join(u' '));

    if (isBlockedByBrowsers(*instance.base))
        add(check, instance, u"port.browser_blocked"_s, Severity::Warning, {*instance.base},
            u"Web browsers refuse to open port %1; Control UI and canvas would not load."_s.arg(
                *instance.base));
}

void checkOpenClaw(IsolationCheck &check, const ClaimedInstance &instance)
{
    for (const int theirs : check.host.openclawBases) {
        const PortRange block = PortBlock{theirs}.all();
        QList<int> ports =
            portsWhere(instance, [block](const Claim &claim) { return block.contains(claim.port); });
        if (ports.isEmpty() && instance.reserve && instance.reserve->overlaps(block))
            ports = {std::max(instance.reserve->first, block.first),
                     std::min(instance.reserve->last, block.last)};
        add(check, instance, u"compat.openclaw.overlap"_s, Severity::Warning, ports,
            u"An OpenClaw gateway on this host is set to port %1."_s.arg(theirs));
    }
}

void addProblems(IsolationCheck &check, const ClaimedInstance &instance)
{
    for (Finding problem : instance.problems) {
        if (!problem.fix)
            problem.fix = check.advisor.move(instance);
        check.findings += problem;
    }
}

} // namespace

void checkOwnPorts(IsolationCheck &check)
{
    for (const ClaimedInstance &instance : check.instances) {
        addProblems(check, instance);
        if (!instance.base)
            continue;
        checkSelfConflicts(check, instance);
        checkOwnRange(check, instance);
        checkEphemeral(check, instance);
        checkTables(check, instance);
        checkOpenClaw(check, instance);
    }
}

} // namespace wsagent
