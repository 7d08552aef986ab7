#pragma once

#include "gateway/net/httpservice.h"

#include <QHash>

#include <deque>

namespace wsagent {

/// Lets in who shows the token of the webhooks, and remembers who failed to lately.
class HookGuard
{
public:
    static constexpr qint64 windowMs = 60'000;
    static constexpr size_t mostFailures = 20; ///< of one client in that time; then it is not listened to
    static constexpr qsizetype mostClients = 1024;

    /// Why the request is not let in.
    std::optional<HttpResponse> refusal(const HttpRequest &head, const HttpPeer &peer, const QString &token,
                                        qint64 nowMs);

private:
    QHash<QString, std::deque<qint64>> m_failures; ///< by client
};

} // namespace wsagent
