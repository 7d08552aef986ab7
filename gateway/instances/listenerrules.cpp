#include "gateway/instances/isolationrules.h"

#include <QSet>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Whether a listener at `address` keeps the claim from being bound (`profiles-and-ports.md` 3.5, 4.4).
bool blocks(const Listener &listener, const ClaimedInstance &instance, const Claim &claim)
{
    const QString &address = listener.address;
    if (address == "0.0.0.0"_L1 || address == "::"_L1 || address == "127.0.0.1"_L1)
        return true;
    const bool onlyLoopback = claim.role != Role::Gateway;
    if (onlyLoopback || instance.facts.bind == "loopback"_L1)
        return false;
    if (instance.facts.bind == "custom"_L1)
        return address == instance.facts.customBindHost;
    const bool wildcard = instance.facts.bind == "lan"_L1;
    return wildcard && !address.contains(u':');
}

bool isSshTunnel(const Listener &listener)
{
    return listener.processName == "ssh"_L1 || listener.processName == "ssh.exe"_L1;
}

/// Only what this instance would bind or launch itself.
bool isEvaluated(const Claim &claim)
{
    return claim.role != Role::CdpEndpoint;
}

bool isBrowser(const Claim &claim)
{
    return claim.role == Role::Cdp || claim.role == Role::PinnedCdp;
}

class ListenerRules
{
public:
    explicit ListenerRules(IsolationCheck &check)
        : m_check(check)
    {
        for (const Listener &listener : check.host.listeners)
            m_byPort[listener.port] += &listener;
    }

    void run()
    {
        for (const ClaimedInstance &instance : m_check.instances) {
            for (const Claim &claim : instance.claims) {
                if (isEvaluated(claim))
                    check(instance, claim);
            }
        }
    }

private:
    void check(const ClaimedInstance &instance, const Claim &claim)
    {
        for (const PortRange &range : m_check.host.excluded) {
            if (range.contains(claim.port)) {
                report(instance, claim, {.port = claim.port}, u"port.in_use.unknown"_s);
                return;
            }
        }
        const Listener *other = nullptr;
        for (const Listener *listener : m_byPort.value(claim.port)) {
            if (blocks(*listener, instance, claim)) {
                reportOwner(instance, claim, *listener);
                return;
            }
            other = listener;
        }
        if (other && other->profile != instance.name)
            report(instance, claim, *other, u"port.in_use.other_address"_s);
    }

    void reportOwner(const ClaimedInstance &instance, const Claim &claim, const Listener &listener)
    {
        if (!listener.profile.isEmpty() && listener.profile == instance.name) {
            if (claim.role == Role::Gateway)
                report(instance, claim, listener, u"port.in_use.self"_s);
            return;
        }
        if (!listener.profile.isEmpty())
            report(instance, claim, listener, u"port.in_use.other_profile"_s);
        else if (!listener.pid)
            report(instance, claim, listener, u"port.in_use.unknown"_s);
        else if (isSshTunnel(listener))
            report(instance, claim, listener, u"port.in_use.ssh_tunnel"_s);
        else
            report(instance, claim, listener, u"port.in_use.foreign"_s);
    }

    QString message(const ClaimedInstance &instance, const Listener &listener, const QString &code) const
    {
        const QString pid = listener.pid ? QString::number(*listener.pid) : u"unknown"_s;
        if (code == "port.in_use.self"_L1)
            return u"%1 is running (pid %2)."_s.arg(instance.name, pid);
        if (code == "port.in_use.other_profile"_L1)
            return u"Port %1 of %2 is held by profile %3 (pid %4)."_s.arg(listener.port)
                .arg(instance.name, listener.profile, pid);
        if (code == "port.in_use.ssh_tunnel"_L1)
            return u"An SSH tunnel (pid %1) is bound to port %2."_s.arg(pid).arg(listener.port);
        if (code == "port.in_use.unknown"_L1)
            return u"Port %1 is in use; the owner cannot be read without administrator rights."_s.arg(
                listener.port);
        if (code == "port.in_use.other_address"_L1)
            return u"Another process listens on %1:%2; \"localhost\" may reach it instead of %3."_s
                .arg(listener.address)
                .arg(listener.port)
                .arg(instance.name);
        return u"Port %1 is in use by %2 (pid %3)."_s.arg(listener.port).arg(listener.processName, pid);
    }

    void report(const ClaimedInstance &instance, const Claim &claim, const Listener &listener,
                const QString &code)
    {
        Finding finding{.code = code, .profiles = {instance.name}, .ports = {claim.port}};
        finding.message = message(instance, listener, code);
        if (code == "port.in_use.self"_L1)
            finding.severity = Severity::Info;
        else if (isBrowser(claim) || code == "port.in_use.other_address"_L1)
            finding.severity = Severity::Warning;
        if (code == "port.in_use.other_profile"_L1)
            finding.profiles += listener.profile;
        if (code == "port.in_use.ssh_tunnel"_L1)
            finding.advice = u"end the tunnel, or use another local port for it"_s;
        else if (code != "port.in_use.self"_L1)
            finding.fix = claim.key.isEmpty() ? m_check.advisor.move(instance)
                                              : std::optional(FindingFix{instance.name, claim.key});
        m_check.findings += finding;
    }

    IsolationCheck &m_check;
    QHash<int, QList<const Listener *>> m_byPort;
};

} // namespace

void checkListeners(IsolationCheck &check)
{
    ListenerRules(check).run();
}

} // namespace wsagent
