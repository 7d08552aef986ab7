#pragma once

#include "gateway/clientauth.h"
#include "gateway/net/httpoperators.h"
#include "gateway/nodes/devices.h"

#include <QElapsedTimer>

namespace wsagent {

/// Lets operators in over HTTP by what lets them in over WebSocket: the same secret, the same devices, the
/// same count of failures.
class OperatorAccess : public HttpOperators
{
public:
    /// All of them outlive it. `limit` goes by `clock`.
    OperatorAccess(const ClientAuth &auth, const Devices &devices, RateLimit &limit,
                   const QElapsedTimer &clock);

    Result<Caller, HttpDenial> identify(const HttpRequest &head, const HttpPeer &peer) override;

private:
    /// `maybeSecret`: the shared secret will do.
    std::optional<Caller> callerBy(const QString &credential, bool maybeSecret) const;

    const ClientAuth &m_auth;
    const Devices &m_devices;
    RateLimit &m_limit;
    const QElapsedTimer &m_clock;
};

} // namespace wsagent
