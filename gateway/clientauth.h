#pragma once

#include "gateway/net/hostpolicy.h"
#include "gateway/protocol/handshake.h"

namespace wsagent {

/// How clients prove that they may come in.
struct ClientAuth
{
    HandshakeFacts::AuthMode mode = HandshakeFacts::AuthMode::Token;
    QString secret = {};
    RateLimitSettings limit = {};
    bool approvesSilently = true;
    Networks approvedNetworks = {}; ///< from where new nodes come in without being asked about
    bool acceptV3 = false;          ///< clients of early 2026 (`gateway-protocol.md` 11)

    /// In constant time; an empty secret is nobody's.
    bool isSecret(const QString &given) const;
};

/// "none", "token", "password", "trusted-proxy": as in hello-ok.
QLatin1StringView toString(HandshakeFacts::AuthMode mode);

} // namespace wsagent
