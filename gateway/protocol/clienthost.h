#pragma once

#include "gateway/protocol/caller.h"
#include "gateway/protocol/frame.h"
#include "gateway/protocol/handshake.h"
#include "gateway/protocol/reply.h"

namespace wsagent {

/// What is known of a connection before anybody has said who it is.
struct ClientPeer
{
    QString connectionId = {};
    QString address = {};
    bool local = false;     ///< `gateway-protocol.md` 4.6
    bool tunnelled = false; ///< these two: as in HandshakeFacts
    bool portMapped = false;
    bool forwarded = false; ///< by a proxy whose word about the address is not taken
    HandshakeFacts::Origin origin = HandshakeFacts::Origin::Absent;
    QString originText = {};
    ProxyUser user = {};
    QString reachedAt = {}; ///< as in Caller
    QString scopeCap = {};  ///< the header that narrows the scopes; empty: none
};

/// A client that is let in, and what it is told first.
struct Welcome
{
    Caller caller = {};
    QJsonObject hello = {};
};

/// What stands behind the connections: the one place where `net` and what it serves meet.
class ClientHost
{
public:
    enum class Outcome { Handled, RoleRefused };
    using Admission = std::variant<Welcome, HandshakeRefused>;

    ClientHost() = default;
    virtual ~ClientHost() = default;
    Q_DISABLE_COPY_MOVE(ClientHost)

    virtual Admission connect(const ConnectParams &params, const ClientPeer &peer, const QString &nonce) = 0;
    virtual void connected(const Caller &caller, const ConnectParams &params) = 0;
    virtual void disconnected(const Caller &caller) = 0;
    /// It still answers: told now and then.
    virtual void alive(const Caller &caller) = 0;
    virtual Outcome request(const RequestFrame &frame, const Caller &caller, Reply reply) = 0;
};

} // namespace wsagent
