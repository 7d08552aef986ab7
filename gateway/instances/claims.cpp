#include "gateway/instances/claims.h"

#include "gateway/instances/serviceclaims.h"
#include "gateway/instances/validator.h"

#include <QSet>

#include <algorithm>
#include <cmath>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto builtInProfile = "ws-agent"_L1;

std::optional<int> portValue(const QJsonValue &value)
{
    const double number = value.toDouble();
    const bool whole = value.isDouble() && number == std::floor(number);
    return whole && number >= 1 && number <= highestPort ? std::optional(int(number)) : std::nullopt;
}

QString asText(const QJsonValue &value)
{
    return value.toVariant().toString();
}

/// Works out the claims of one instance step by step.
class Builder
{
public:
    Builder(const InstanceFacts &facts, const HostFacts &host, int index)
        : m_host(host)
    {
        m_instance.index = index;
        m_instance.facts = facts;
        m_instance.name = facts.name;
        if (auto profile = ProfileName::parse(facts.name)) {
            m_instance.profile = *profile;
            m_instance.name = profile->display();
        }
    }

    ClaimedInstance build()
    {
        readBase();
        if (!m_instance.base)
            return m_instance;
        readControl();
        claim(*m_instance.base, Role::Gateway);
        if (m_instance.facts.signalAutoStart)
            claim(portValue(m_instance.facts.signalPort).value_or(*m_instance.base + 1), Role::Aux);
        if (m_instance.facts.browserEnabled)
            claimBrowser();
        m_instance.serviceClaims = serviceClaimsOf(m_instance);
        return m_instance;
    }

private:
    void problem(const QString &code, const QString &message, QList<int> ports, std::optional<FindingFix> fix)
    {
        m_instance.problems += Finding{.code = code,
                                       .profiles = {m_instance.name},
                                       .ports = std::move(ports),
                                       .message = message,
                                       .fix = std::move(fix)};
    }

    void invalid(const QString &key, const QString &value, std::optional<FindingFix> fix)
    {
        problem(u"port.invalid"_s, u"%1=%2 is not a port (1-65535)."_s.arg(key, value), {}, std::move(fix));
    }

    void readBase()
    {
        const QString variable = m_host.environment.value(u"WS_AGENT_GATEWAY_PORT"_s);
        const auto base = basePort(m_instance.profile.value_or(ProfileName()), m_instance.facts.portFlag,
                                   variable, m_instance.facts.gatewayPort);
        if (base)
            m_instance.base = base->port;
        else
            problem(u"port.invalid"_s, base.error().message, {}, {});
    }

    void readControl()
    {
        m_instance.control = *m_instance.base + 2;
        if (!m_instance.facts.browserEnabled)
            return;
        if (!m_instance.facts.controlPort.isUndefined() && !m_instance.facts.controlPort.isNull()) {
            m_instance.controlDerived = false;
            if (const auto port = portValue(m_instance.facts.controlPort))
                m_instance.control = *port;
            else
                invalid(u"browser.controlPort"_s, asText(m_instance.facts.controlPort),
                        FindingFix{m_instance.name, u"browser.controlPort"_s});
        }
        const PortRange cdp = block().cdp();
        if (cdp.last > highestPort)
            problem(u"port.derived.out_of_range"_s,
                    u"Base %1 needs ports up to %2; the highest usable base is %3."_s.arg(*m_instance.base)
                        .arg(cdp.last)
                        .arg(highestBase),
                    {m_instance.control > highestPort ? m_instance.control : cdp.last},
                    m_instance.controlDerived
                        ? std::nullopt
                        : std::optional(FindingFix{m_instance.name, u"browser.controlPort"_s}));
        if (cdp.first <= highestPort)
            m_instance.reserve = PortRange{cdp.first, std::min(cdp.last, highestPort)};
    }

    PortBlock block() const { return {*m_instance.base, m_instance.control}; }

    void claim(int port, Role role, const QString &key = {})
    {
        if (port >= 1 && port <= highestPort)
            m_instance.claims += Claim{port, role, key};
    }

    void claimBrowser()
    {
        claim(m_instance.control, Role::Control,
              m_instance.controlDerived ? QString() : u"browser.controlPort"_s);
        claimPinned();
        claimRelays();
        claimBuiltIn();
    }

    void addEndpoint(const QString &key, const QString &url)
    {
        const auto endpoint = parseEndpoint(key, url);
        if (!endpoint)
            return;
        m_instance.endpoints += *endpoint;
        if (endpoint->loopback)
            claim(endpoint->port, Role::CdpEndpoint, key);
    }

    void claimPinned()
    {
        if (!m_instance.facts.cdpUrl.isEmpty())
            addEndpoint(u"browser.cdpUrl"_s, m_instance.facts.cdpUrl);
        const auto &profiles = m_instance.facts.browserProfiles;
        for (auto profile = profiles.begin(); profile != profiles.end(); ++profile) {
            const QString key = "browser.profiles."_L1 + profile.key();
            if (!profile->cdpUrl.isEmpty())
                addEndpoint(key + ".cdpUrl"_L1, profile->cdpUrl);
            if (profile->cdpPort.isUndefined() || profile->cdpPort.isNull())
                continue;
            if (const auto port = portValue(profile->cdpPort))
                claim(*port, profile->extension ? Role::Relay : Role::PinnedCdp, key + ".cdpPort"_L1);
            else
                invalid(key + ".cdpPort"_L1, asText(profile->cdpPort),
                        FindingFix{m_instance.name, key + ".cdpPort"_L1});
        }
    }

    /// Extension relays take the ports from control+8 downwards in name order.
    void claimRelays()
    {
        int next = block().relays().last;
        const auto &profiles = m_instance.facts.browserProfiles;
        for (const auto &profile : profiles) { // in the order of their names
            if (!profile.extension || portValue(profile.cdpPort))
                continue;
            while (isClaimed(next) && next >= block().relays().first)
                --next;
            claim(next--, Role::Relay);
        }
    }

    void claimBuiltIn()
    {
        const auto builtIn = m_instance.facts.browserProfiles.value(builtInProfile);
        const bool elsewhere =
            !m_instance.facts.cdpUrl.isEmpty() || !builtIn.cdpUrl.isEmpty() || portValue(builtIn.cdpPort);
        if (elsewhere || !m_instance.reserve)
            return;
        for (int port = m_instance.reserve->first; port <= m_instance.reserve->last; ++port) {
            if (!isClaimed(port)) {
                claim(port, Role::Cdp);
                return;
            }
        }
    }

    bool isClaimed(int port) const
    {
        return std::any_of(m_instance.claims.begin(), m_instance.claims.end(),
                           [port](const Claim &claim) { return claim.port == port; });
    }

    const HostFacts &m_host;
    ClaimedInstance m_instance;
};

} // namespace

QString roleName(Role role)
{
    switch (role) {
    case Role::Gateway:
        return u"gateway"_s;
    case Role::Aux:
        return u"auxiliary service"_s;
    case Role::Control:
        return u"browser control"_s;
    case Role::Relay:
        return u"extension relay"_s;
    case Role::Cdp:
        return u"CDP"_s;
    case Role::PinnedCdp:
        return u"pinned CDP"_s;
    case Role::CdpEndpoint:
        return u"CDP endpoint"_s;
    case Role::Service:
        return u"installed service"_s;
    }
    Q_UNREACHABLE();
}

ClaimedInstance claimsOf(const InstanceFacts &facts, const HostFacts &host, int index)
{
    return Builder(facts, host, index).build();
}

} // namespace wsagent
