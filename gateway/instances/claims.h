#pragma once

#include "gateway/base/result.h"
#include "gateway/instances/findings.h"
#include "gateway/instances/hostfacts.h"
#include "gateway/instances/instancefacts.h"

#include <optional>

namespace wsagent {

enum class Role { Gateway, Aux, Control, Relay, Cdp, PinnedCdp, CdpEndpoint, Service };

QString roleName(Role role);

/// A port that an instance binds or is pinned to.
struct Claim
{
    int port = 0;
    Role role = Role::Gateway;
    QString key = {}; ///< the config key that pins it, empty when it follows from the base

    bool isPinned() const { return role == Role::PinnedCdp || role == Role::CdpEndpoint; }
};

/// A browser endpoint written into the config.
struct CdpEndpoint
{
    QString key;
    QString identity = {}; ///< what equal endpoints share (`profiles-and-ports.md` 6)
    QString shown = {};    ///< for messages; without userinfo and query
    int port = 0;
    bool loopback = false;
    bool perConnection = false; ///< a hosted service that opens a session for each connection
};

/// One instance with everything the rules compare, worked out once.
struct ClaimedInstance
{
    int index = 0; ///< in the input
    InstanceFacts facts = {};
    QString name = {}; ///< display name
    std::optional<ProfileName> profile = {};
    std::optional<int> base = {};
    bool controlDerived = true;
    int control = 0;
    std::optional<PortRange> reserve = {}; ///< CDP range as far as it exists; nothing with the browser off
    QList<Claim> claims = {};              ///< valid ports only
    /// What its service binds when that was installed with another port than the config has now.
    QList<Claim> serviceClaims = {};
    QList<CdpEndpoint> endpoints = {};
    QList<Finding> problems = {}; ///< port.invalid, port.derived.out_of_range

    bool isDefault() const { return profile && profile->isDefault(); }
    bool isCustom() const { return name.startsWith(QLatin1String("(custom) ")); }
};

ClaimedInstance claimsOf(const InstanceFacts &facts, const HostFacts &host, int index);

/// Endpoint facts of a CDP URL; nothing when it is no URL with a host.
std::optional<CdpEndpoint> parseEndpoint(const QString &key, const QString &url);

} // namespace wsagent
